"""Texts as vectors, from an endpoint or from a small model in this process; for finding candidates only."""

import hashlib
import importlib
import json
import math
import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.domain.errors import BadAnswer, BadInput, OutOfReach
from bot.gateways.model.endpoint import Endpoint

# OpenAI takes 8,192 tokens per text and 300,000 per request; these stay below both, even at two tokens per character.
MAX_CHARACTERS = 4000
BATCH = 32
MAX_ANSWER_BYTES = 16_000_000
# What the English models of the BGE family were trained to find before a query; texts that are found have nothing before them.
_BGE_QUERY = "Represent this sentence for searching relevant passages: "
_ENGLISH_BGE = re.compile(r"\bbge-\w+-en\b", re.IGNORECASE)


class _Embedding(BaseModel):
    index: int
    embedding: list[float]


class _Embeddings(BaseModel):
    data: list[_Embedding]


class EndpointEmbedder:
    """Embeds at an OpenAI-compatible endpoint; fits `bot.pipeline.ports.Embedder`. `timeout` is in seconds, per batch."""

    def __init__(
        self,
        *,
        api_key: str,
        base_url: str | None,
        model: str,
        timeout: float,
        max_retries: int = 2,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model = model
        self._endpoint = Endpoint(
            api_key=api_key,
            base_url=base_url,
            model=model,
            timeout=timeout,
            model_setting="SECOND_SOURCE_EMBEDDING_MODEL",
            max_bytes=MAX_ANSWER_BYTES,
            max_retries=max_retries,
            monotonic=monotonic,
        )

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed each text, unit length, only its beginning if it is long.

        Raises TryLater (out of reach, over a limit), BadInput (key, model or address wrong), BadAnswer (no such vectors).
        """
        vectors: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            vectors += self._embed_batch([_beginning(text) for text in texts[start : start + BATCH]])
        if len({len(vector) for vector in vectors}) > 1:
            raise BadAnswer(f"The endpoint gave vectors of different lengths for '{self.model}'. {_CHECK}")
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Embed a text to which others are looked for; raises the same errors as `embed`."""
        return self.embed([text])[0]

    def _embed_batch(self, texts: list[str]) -> list[list[float]]:
        with self._endpoint.open() as client:
            raw = client.embeddings.with_raw_response.create(model=self.model, input=texts, encoding_format="float")
        try:
            answer = _Embeddings.model_validate_json(raw.content)
        except ValidationError:
            raise BadAnswer(f"The endpoint's answer for '{self.model}' holds no vectors. {_CHECK}") from None
        by_index = {each.index: each.embedding for each in answer.data}
        if sorted(by_index) != list(range(len(texts))) or len(answer.data) != len(texts):
            raise BadAnswer(f"The endpoint gave {len(answer.data)} vectors for {len(texts)} texts. {_CHECK}")
        return [_unit(by_index[index], self.model) for index in range(len(texts))]


class FastembedEmbedder:
    """Embeds in this process with fastembed; fits `bot.pipeline.ports.Embedder`.

    `model_or_folder` is a model name that fastembed knows (downloaded once) or a folder with an ONNX model of the BGE family:
    one `*.onnx`, `config.json`, `tokenizer.json`. The model is loaded at the first use.
    """

    def __init__(self, model_or_folder: str) -> None:
        self._folder = Path(model_or_folder).expanduser() if _names_a_folder(model_or_folder) else None
        self._name = _name_of_folder(self._folder) if self._folder else model_or_folder
        self.model = f"fastembed:{self._name}"
        try:
            self._fastembed: Any = importlib.import_module("fastembed")
        except ImportError as error:
            raise BadInput(
                "Embeddings in this process need fastembed. Run: pip install 'second-source[embeddings]', "
                "or unset SECOND_SOURCE_EMBEDDING_MODEL."
            ) from error
        known = {each["model"].lower() for each in self._fastembed.TextEmbedding.list_supported_models()}
        if self._folder is None and self._name.lower() not in known:
            raise BadInput(f"fastembed knows no model '{self._name}'. Check SECOND_SOURCE_EMBEDDING_MODEL.")
        self._loading = threading.Lock()
        self._engine: Any = None

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed each text, unit length, only its beginning if it is long; raises TryLater (download), BadInput (bad files)."""
        with self._loading:
            if self._engine is None:
                self._engine = self._load_folder(self._folder) if self._folder else self._download()
        vectors: Iterable[Any] = self._engine.embed([_beginning(text) for text in texts], batch_size=BATCH)
        return [_unit([float(x) for x in vector], self.model) for vector in vectors]

    def embed_query(self, text: str) -> list[float]:
        """Embed a text to which others are looked for, as the BGE family wants it; raises the same errors as `embed`."""
        asked = f"{_BGE_QUERY}{text}" if self._folder or _ENGLISH_BGE.search(self._name) else text
        return self.embed([asked])[0]

    def _download(self) -> Any:
        try:
            return self._fastembed.TextEmbedding(self._name)
        except (OSError, ValueError) as error:
            raise OutOfReach(
                f"The embedding model '{self._name}' could not be downloaded. Try again with a network, or name its folder."
            ) from error

    def _load_folder(self, folder: Path) -> Any:
        description = importlib.import_module("fastembed.common.model_description")
        engine = self._fastembed.TextEmbedding
        try:
            if self._name not in {each["model"] for each in engine.list_supported_models()}:
                engine.add_custom_model(
                    model=self._name,
                    pooling=description.PoolingType.CLS,
                    normalization=True,
                    sources=description.ModelSource(url="https://invalid.invalid/only-from-the-folder"),
                    dim=json.loads((folder / "config.json").read_bytes())["hidden_size"],
                    model_file=_onnx_file(folder).name,
                )
            return engine(self._name, specific_model_path=str(folder))
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise BadInput(f"The embedding model in {folder} cannot be loaded. Put its files there again.") from error


_CHECK = "Check SECOND_SOURCE_EMBEDDING_MODEL and OPENAI_BASE_URL."


def _beginning(text: str) -> str:
    # Endpoints refuse an empty text, but it needs a vector too.
    return text[:MAX_CHARACTERS].strip() or "-"


def _unit(vector: list[float], model: str) -> list[float]:
    length = math.hypot(*vector)
    if not math.isfinite(length) or length == 0:
        raise BadAnswer(f"'{model}' gave a vector without a direction. {_CHECK}")
    return [x / length for x in vector]


def _names_a_folder(text: str) -> bool:
    return text.startswith(("/", "./", "../", "~")) or Path(text).is_dir()


def _onnx_file(folder: Path) -> Path:
    found = sorted(folder.glob("*.onnx"))
    if len(found) != 1:
        raise BadInput(f"The folder {folder} must hold exactly one .onnx file; it holds {len(found)}.")
    return found[0]


def _name_of_folder(folder: Path) -> str:
    """Name a folder's model by its weights, so that vectors of different weights are never compared."""
    with _onnx_file(folder).open("rb") as weights:
        return f"{folder.resolve().name}@{hashlib.file_digest(weights, 'sha256').hexdigest()[:12]}"
