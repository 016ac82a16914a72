"""A plain BERT is run in three ways, and all of them give the same vectors."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tutor.documents.document import Span
from tutor.retrieval import embedding
from tutor.retrieval.bert import plain_bert
from tutor.retrieval.bert_ctranslate2 import Ctranslate2Bert
from tutor.retrieval.bert_torch import TorchBert
from tutor.retrieval.embedding import Encoder, Vectors
from tutor.retrieval.features import Model
from tutor.retrieval.sentence_model import SentenceModel

pytestmark = pytest.mark.model

TEXTS = [
    "Dropout switches units off.",
    "A much longer text that goes past what the model reads. " * 40,
    "x",
    "",
    "Na\u00efve caf\u00e9s, \u6df1\u5c64\u5b66\u7fd2, \U0001f642, $x^2$, \u0130",
    "Half \ud800 a pair and a nul \0.",
    "[CLS] marks of the tokenizer [SEP] in the text [MASK]",
    "Gradient clipping rescales a gradient whose norm is above a threshold. It is simple.",
]
SPANS = [[Span(0, 7), Span(8, len(text))] if len(text) > 9 else [] for text in TEXTS]

Encode = Callable[[Encoder], list[Vectors]]


def with_sentences(encoder: Encoder) -> list[Vectors]:
    whole, parts = encoder.encode_with_sentences(TEXTS, SPANS)
    return [whole, *(part for part in parts if len(part))]


def tokens(encoder: Encoder) -> list[Vectors]:
    return [each.vectors for each in encoder.encode_tokens(TEXTS) if len(each.vectors)]


@pytest.fixture(scope="module")
def library(encoder_path: Path) -> SentenceModel:
    return SentenceModel(encoder_path, "minilm", None)


@pytest.fixture(scope="module")
def by_library(encoder_path: Path, library: SentenceModel) -> Encoder:
    """The encoder as sentence-transformers runs it."""
    return running(encoder_path, library)


@pytest.fixture(params=[Ctranslate2Bert, TorchBert])
def by_us(request: pytest.FixtureRequest, encoder_path: Path) -> Encoder:
    bert = plain_bert(encoder_path)
    assert bert is not None
    return running(encoder_path, request.param(bert))


def running(folder: Path, model: Model) -> Encoder:
    """An encoder of which one model runs everything."""

    class Fixed(Encoder):
        def _model_for(self, _tokens: int) -> Model:
            return model

    return Fixed(folder, "minilm")


@pytest.mark.parametrize(
    "encode",
    [
        lambda encoder: [encoder.encode(TEXTS)],
        lambda encoder: [encoder.encode_query(text)[None] for text in TEXTS],
        with_sentences,
        tokens,
    ],
    ids=["texts", "queries", "sentences", "tokens"],
)
def test_every_way_gives_the_vectors_of_sentence_transformers(
    by_us: Encoder, by_library: Encoder, encode: Encode
) -> None:
    # Token by token bfloat16 shows more than in a mean of them.
    least = 0.99 if encode is tokens else 0.999
    ours, theirs = encode(by_us), encode(by_library)
    assert [each.shape for each in ours] == [each.shape for each in theirs]
    cosines = [(a * b).sum(axis=1).min() for a, b in zip(ours, theirs, strict=True)]
    assert min(cosines) > least


def test_what_the_folder_says_is_what_sentence_transformers_reads(
    library: SentenceModel, encoder_path: Path
) -> None:
    described = plain_bert(encoder_path)
    assert described is not None
    assert (described.dim, described.max_tokens) == (library.dim, library.max_tokens)
    ours, theirs = json.loads(described.tokenizer()), json.loads(library.tokenizer())
    for each in (ours, theirs):  # padding and cutting are set anew by whoever uses it
        each["padding"] = each["truncation"] = None
    assert ours == theirs


def test_few_texts_are_encoded_without_torch(encoder_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tutor.documents.document import Span\n"
        "from tutor.retrieval.embedding import Encoder\n"
        f"encoder = Encoder.load(Path({str(encoder_path)!r}), 'minilm')\n"
        "encoder.encode_query('a question'); encoder.count_tokens('a text')\n"
        "encoder.encode_with_sentences(['A text.'] * 40, [[Span(0, 1)]] * 40)\n"
        "encoder.encode_tokens(['A text.'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def chosen(encoder_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., type]:
    """Which model a computer takes for an amount of tokens."""

    def which(tokens: int, *, bfloat16: bool, graphics: bool) -> type:
        monkeypatch.setattr(embedding, "native_bfloat16", lambda: bfloat16)
        monkeypatch.setattr(embedding, "has_graphics", lambda: graphics)
        for name in ("SentenceModel", "TorchBert", "Ctranslate2Bert"):
            monkeypatch.setattr(embedding, name, type(name, (), {"__init__": lambda *_: None}))
        return type(Encoder.load(encoder_path, "minilm")._model_for(tokens))

    return which


@pytest.mark.parametrize(
    ("many", "bfloat16", "graphics", "name"),
    [
        (False, True, True, "Ctranslate2Bert"),
        (False, False, False, "Ctranslate2Bert"),
        (True, False, False, "Ctranslate2Bert"),
        (True, True, False, "TorchBert"),
        (True, False, True, "SentenceModel"),
    ],
)
def test_the_amount_and_the_computer_decide_what_encodes(
    chosen: Callable[..., type], many: bool, bfloat16: bool, graphics: bool, name: str
) -> None:
    tokens = embedding.MANY_TOKENS - (not many)
    assert chosen(tokens, bfloat16=bfloat16, graphics=graphics).__name__ == name


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("config.json", {"model_type": "mpnet"}),
        ("config.json", {"hidden_act": "relu"}),
        ("config.json", {"position_embedding_type": "relative_key"}),
        ("config_sentence_transformers.json", {"prompts": {"query": "query: "}}),
        ("sentence_bert_config.json", {"do_lower_case": True}),
        ("sentence_bert_config.json", {"max_seq_length": None}),
        ("tokenizer_config.json", {"do_lower_case": False}),
        ("tokenizer_config.json", {"tokenizer_class": "Custom"}),
        ("1_Pooling/config.json", {"pooling_mode_max_tokens": True}),
    ],
)
def test_what_asks_for_more_is_left_to_sentence_transformers(
    encoder_path: Path, tmp_path: Path, file: str, change: dict[str, object]
) -> None:
    for path in (path for path in encoder_path.rglob("*") if path.is_file()):
        copy = tmp_path / path.relative_to(encoder_path)
        copy.parent.mkdir(exist_ok=True)
        copy.symlink_to(path)
    assert plain_bert(tmp_path) is not None
    changed = json.loads((tmp_path / file).read_text(encoding="utf-8")) | change
    (tmp_path / file).unlink()
    (tmp_path / file).write_text(json.dumps(changed), encoding="utf-8")
    assert plain_bert(tmp_path) is None


def test_a_batch_of_padded_texts_changes_no_vector(by_us: Encoder) -> None:
    alone = np.stack([by_us.encode([text])[0] for text in TEXTS])
    assert (alone * by_us.encode(TEXTS)).sum(axis=1) == pytest.approx([1] * len(TEXTS), abs=1e-3)


def test_torch_keeps_its_threads_for_others(encoder_path: Path) -> None:
    import torch

    bert = plain_bert(encoder_path)
    assert bert is not None
    before = torch.get_num_threads()
    model = TorchBert(bert, threads=3)
    own = {model._pool.submit(torch.get_num_threads).result() for _ in range(6)}
    with ThreadPoolExecutor(1) as other:
        counts = own, torch.get_num_threads(), other.submit(torch.get_num_threads).result()
    assert counts == ({1}, before, before)
