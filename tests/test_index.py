"""The index with the real encoder: notes are found by what they mean."""

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tutor.documents.document import Span
from tutor.retrieval import embedding
from tutor.retrieval.builder import build
from tutor.retrieval.embedding import Encoder
from tutor.retrieval.encoding import SentenceVectors
from tutor.retrieval.errors import EncoderError
from tutor.retrieval.retriever import Retriever

pytestmark = pytest.mark.model

NOTES = {
    "regularisation.md": "# Regularisation\n\n## Dropout\n\nDuring training each unit is switched "
    "off with probability p. At test time all units stay on.\n\n## Weight decay\n\nA penalty on "
    "the squared size of the parameters keeps them small.\n",
    "hospital.md": "# Health records\n\nPhysicians write notes about every visit. Diagnoses are "
    "recorded as codes for billing.\n",
    "cooking.md": "# Bread\n\nKnead the dough for ten minutes and let it rise overnight.\n",
}


@pytest.fixture(scope="module")
def encoder(encoder_path: Path) -> Encoder:
    return Encoder.load(encoder_path, "minilm")


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    for name, text in NOTES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def index(notes: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    report = build([notes], folder, encoder)
    assert (report.documents, report.chunks, report.failed) == (3, 4, ())
    return folder


@pytest.mark.parametrize(
    ("question", "document", "heading"),
    [
        ("Why are neurons deactivated at random?", "regularisation.md", "Dropout"),
        ("How does shrinking the coefficients prevent overfitting?", "regularisation.md", "Weight"),
        ("What do doctors document?", "hospital.md", "Health records"),
        ("baking a loaf", "cooking.md", "Bread"),
    ],
)
def test_notes_are_found_by_their_meaning(
    index: Path, encoder: Encoder, question: str, document: str, heading: str
) -> None:
    hit = Retriever.open(index, encoder).search(question, k=1)[0]
    assert hit.document == document
    assert heading in hit.heading


def test_vectors_are_of_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode(["Dropout switches units off.", "A much longer text. " * 80, "x", ""])
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, encoder.dim) == (4, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 1], abs=1e-5)


def test_a_text_has_the_same_vector_in_any_company(encoder: Encoder) -> None:
    texts = [f"Sentence number {i} " + "and more words " * i for i in range(40)]
    together = encoder.encode(texts)
    for i in (0, 7, 39):
        assert float(encoder.encode([texts[i]])[0] @ together[i]) == pytest.approx(1, abs=1e-3)
        assert float(encoder.encode_query(texts[i]) @ together[i]) == pytest.approx(1, abs=1e-3)


def test_nothing_to_encode_gives_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)
    assert encoder.encode_with_sentences([], [])[0].shape == (0, 384)


def test_tokens_are_counted_beyond_what_the_model_reads(encoder: Encoder) -> None:
    assert encoder.max_tokens == 256
    assert encoder.count_tokens("two words") == 2
    assert encoder.count_tokens("word " * 1000) == 1000


def test_late_sentences_know_their_context(encoder: Encoder) -> None:
    text = "Dropout is used in training. It is switched off afterwards."
    spans = [Span(0, 28), Span(29, len(text))]
    whole, parts = encoder.encode_with_sentences([text, "Alone."], [spans, [Span(0, 6)]])
    assert whole.shape == (2, 384)
    assert [part.shape for part in parts] == [(2, 384), (1, 384)]
    assert np.linalg.norm(np.concatenate(parts), axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert float(whole[0] @ encoder.encode([text])[0]) == pytest.approx(1, abs=1e-3)
    alone = encoder.encode(["It is switched off afterwards."])[0]
    topic = encoder.encode_query("dropout")
    assert float(parts[0][1] @ topic) > float(alone @ topic) + 0.1


def test_a_sentence_beyond_the_models_limit_has_its_own_vector(encoder: Encoder) -> None:
    text = "word " * 600 + "The mitochondrion makes energy."
    last = Span(3000, len(text))
    _, parts = encoder.encode_with_sentences([text], [[Span(0, 4), last]])
    alone = encoder.encode([text[last.start : last.end]])[0]
    assert float(parts[0][1] @ alone) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("way", ["late", "separate"])
def test_both_ways_to_encode_sentences_build_an_index(
    notes: Path, encoder: Encoder, tmp_path: Path, way: SentenceVectors
) -> None:
    build([notes], tmp_path, encoder, sentence_vectors=way)
    hit = Retriever.open(tmp_path, encoder).search("units that stay on at test time", k=1)[0]
    assert hit.heading == "Dropout"
    assert hit.sentence > 0.4


@pytest.mark.parametrize("query", ["word " * 4000, "深層学習", "half \ud800 pair", "nul \0 byte"])
def test_any_query_can_be_encoded(encoder: Encoder, query: str) -> None:
    assert np.linalg.norm(encoder.encode_query(query)) == pytest.approx(1, abs=1e-5)


def test_an_index_of_one_precision_answers_in_the_other(
    notes: Path, encoder_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hits = []
    monkeypatch.setattr(embedding, "MANY_TOKENS", 0)
    for native in (False, True):
        monkeypatch.setattr(embedding, "native_bfloat16", lambda native=native: native)
        encoder = Encoder.load(encoder_path, "minilm")
        if not native:
            build([notes], tmp_path, encoder)
        hits.append(Retriever.open(tmp_path, encoder).search("switching units off", k=4))
    assert [hit.chunk for hit in hits[0]] == [hit.chunk for hit in hits[1]]
    assert [h.dense for h in hits[0]] == pytest.approx([h.dense for h in hits[1]], abs=0.02)


def test_an_encoder_that_pools_otherwise_encodes_sentences_separately(
    notes: Path, encoder_path: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "cls"
    link_with(encoder_path, folder, "1_Pooling/config.json", pooling("pooling_mode_cls_token"))
    encoder = Encoder.load(folder, "cls")
    with pytest.raises(EncoderError, match="have to be encoded separately"):
        encoder.encode_with_sentences(["A text."], [[Span(0, 7)]])
    build([notes], tmp_path / "index", encoder)
    retriever = Retriever.open(tmp_path / "index", encoder)
    assert retriever.manifest.settings["sentence_vectors"] == "separate"
    assert encoder.fingerprint != Encoder.load(encoder_path, "minilm").fingerprint


def test_a_plain_transformers_model_is_pooled_by_the_mean(
    encoder: Encoder, encoder_path: Path, tmp_path: Path
) -> None:
    for name in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).symlink_to(encoder_path / name)
    plain = Encoder.load(tmp_path, "plain")
    text = "Dropout switches units off."
    whole, parts = plain.encode_with_sentences([text], [[Span(0, 7)]])
    expected, expected_parts = encoder.encode_with_sentences([text], [[Span(0, 7)]])
    assert float(whole[0] @ expected[0]) == pytest.approx(1, abs=1e-3)
    assert float(parts[0][0] @ expected_parts[0][0]) == pytest.approx(1, abs=1e-3)


def test_several_threads_may_encode_at_once(encoder: Encoder) -> None:
    texts = [f"Question {i} " + "about something " * (i % 7) for i in range(64)]
    expected = encoder.encode(texts)
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(encoder.encode_query, texts))
        counts = list(pool.map(encoder.count_tokens, texts))
    assert (np.stack(vectors) * expected).sum(axis=1) == pytest.approx([1] * 64, abs=1e-3)
    assert counts == [encoder.count_tokens(text) for text in texts]


def test_broken_weights_are_reported(encoder_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    link_with(encoder_path, folder, "model.safetensors", b"not weights")
    with pytest.raises(EncoderError, match=r"can't be loaded .*tutor models pull"):
        Encoder.load(folder, "broken").encode(["text"])


def test_an_unchanged_corpus_needs_no_weights(notes: Path, index: Path, encoder_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tutor.retrieval.builder import build\n"
        "from tutor.retrieval.embedding import Encoder\n"
        f"encoder = Encoder.load(Path({str(encoder_path)!r}), 'minilm')\n"
        f"report = build([Path({str(notes)!r})], Path({str(index)!r}), encoder)\n"
        "assert report.unchanged == 3\n"
        "assert 'torch' not in sys.modules\n"
    )
    run([sys.executable, "-c", code])


def run(command: Sequence[str]) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def pooling(mode: str) -> bytes:
    config = {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": False, mode: True}
    return json.dumps(config).encode()


def link_with(source: Path, target: Path, changed: str, content: bytes) -> None:
    """A folder like another one, but for one file."""
    for path in source.rglob("*"):
        if path.is_file():
            link = target / path.relative_to(source)
            link.parent.mkdir(parents=True, exist_ok=True)
            if path.relative_to(source).as_posix() == changed:
                link.write_bytes(content)
            else:
                link.symlink_to(path)
