"""The bundled encoder as a sentence-transformers module.

`models/encoder/modules.json` names this class, so `SentenceTransformer("models/encoder")` loads the
bundled model like any other, prompts included.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers.sentence_transformer.modules import InputModule

from index.onnx_model import OnnxModel


class OnnxModule(InputModule):
    """Tokenizes, encodes, pools and normalises in one step; has no weights of its own."""

    def __init__(self, model: OnnxModel) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library is not typed there
        self.model = model
        # sentence-transformers asks a model's parameters for its device and number type.
        self.anchor = torch.nn.Parameter(torch.zeros(1), requires_grad=False)
        self.max_seq_length = model.longest

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, torch.Tensor]:
        """Return token ids and mask of the texts with the prompt in front."""
        ids, mask = self.model.tokenize([(prompt or "") + str(text) for text in inputs])
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:
        """Add the unit vectors of the texts to the features."""
        vectors = self.model.run(
            features["input_ids"].cpu().numpy(), features["attention_mask"].cpu().numpy()
        )
        return features | {"sentence_embedding": torch.from_numpy(vectors)}

    def get_embedding_dimension(self) -> int:
        """Return the length of the vectors."""
        return self.model.dimension

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Copy the model's files, so that a saved SentenceTransformer loads again."""
        from shutil import copyfile

        for file in self.model.folder.iterdir():
            if file.suffix in {".onnx", ".json"} or file.name == "SHA256SUMS":
                copyfile(file, Path(output_path) / file.name)

    @classmethod
    def load(cls, model_name_or_path: str, *_: Any, **__: Any) -> Self:
        """Load the module from its folder."""
        return cls(OnnxModel(Path(model_name_or_path)))
