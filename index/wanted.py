"""The encoder that an index is opened for."""

from dataclasses import dataclass

from index.errors import EncoderMismatch


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fingerprint and dimension that an index must have been built with; None takes any."""

    encoder: str | None = None
    dimension: int | None = None

    def check(self, encoder: str, dimension: int, place: str) -> None:
        """Raise EncoderMismatch, naming both, when an index at a place was built with another."""
        if self.encoder in (None, encoder) and self.dimension in (None, dimension):
            return
        raise EncoderMismatch(
            f"The index {place} was built with the encoder '{encoder}', not with "
            f"'{self.encoder}': name that one with --encoder, or build another index with "
            "`python ingest.py --index ADDRESS`."
        )
