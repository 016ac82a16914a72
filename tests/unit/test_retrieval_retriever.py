"""A search finds what is about the query, and says where and why."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from retrieval_fakes import FakeEncoder, write_notes, write_passages

from tutor.retrieval.builder import build
from tutor.retrieval.errors import EmptyQueryError
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.scoring import FusionWeights
from tutor.retrieval.store import open_generation
from tutor.retrieval.terms import content_terms, coverage

# Sentences that have nothing in common, so that no passage is a copy of another.
RESTS = [
    "Alpha beta gamma delta epsilon.",
    "Oak ash elm birch willow.",
    "Red green blue cyan brown.",
    "Iron zinc lead silver copper.",
    "Lima quito cairo oslo seoul.",
    "Flute horn harp drum viola.",
]


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    notes = write_notes(tmp_path / "notes")
    build([notes], tmp_path / "index", FakeEncoder())
    return Retriever.open(tmp_path / "index", FakeEncoder())


def random_index(folder: Path, seed: int, passages: int = 30) -> Retriever:
    draw = np.random.default_rng(seed)
    words = [f"w{i}" for i in range(40)]
    rows = [
        (f"d{i}", " ".join(draw.choice(words, 12)) + ". " + " ".join(draw.choice(words, 9)) + ".")
        for i in range(passages)
    ]
    folder.mkdir()
    path = write_passages(folder / "passages.jsonl", rows)
    build([path], folder / "index", FakeEncoder())
    return Retriever.open(folder / "index", FakeEncoder())


def test_the_passage_that_is_about_the_query_comes_first(retriever: Retriever) -> None:
    hits = retriever.search("What are ICD codes?", k=2)
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].score > hits[1].score
    best = hits[0]
    assert (best.document, best.heading, best.locator) == (
        "health.md",
        "Health data",
        best.chunk.locator.label,
    )
    assert [best.text[a:b] for a, b in best.matches] == ["ICD", "codes"]


def test_a_hit_as_json_has_the_published_fields(retriever: Retriever) -> None:
    hit = retriever.search("ICD codes", k=1)[0]
    value = hit.to_dict()
    published = ["rank", "score", "chunk_id", "document", "locator", "heading", "text"]
    assert list(value)[:4] == published[:4]
    assert set(published) <= set(value)
    assert value["text"][value["matches"][0][0] : value["matches"][0][1]] == "ICD"
    assert json.loads(json.dumps(value)) == value


def test_the_score_is_the_weighted_sum_of_the_parts_in_standard_deviations(
    tmp_path: Path,
) -> None:
    retriever = random_index(tmp_path / "random", seed=1)
    weights = FusionWeights(dense=0.5, lexical=2.0, closeness=1.5)
    hits = retriever.search("w1 w2 w3", k=100, weights=weights)
    expected = np.zeros(len(hits))
    for part in ("dense", "lexical", "closeness"):
        values = np.array([getattr(hit, part) for hit in hits])
        expected += getattr(weights, part) * (values - values.mean()) / values.std()
    assert [hit.score for hit in hits] == pytest.approx(expected.tolist(), abs=1e-4)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("query", ["units off", "which network reads words", "what is it"])
def test_the_closeness_is_that_of_the_sentence_with_the_best_cosine_and_coverage(
    retriever: Retriever, query: str
) -> None:
    wanted = content_terms(query)
    weights = FusionWeights(coverage=0.8, own_coverage=0.7)
    for hit in retriever.search(query, k=10, weights=weights):
        spans, vectors = retriever.sentences(hit.chunk.id)
        assert spans == hit.chunk.sentences
        heading = content_terms(hit.chunk.context)
        whole = coverage(wanted, heading | content_terms(hit.text), retriever.rarity)
        best = (-2.0, 0.0, 0.0)
        for span, vector in zip(spans, vectors, strict=True):
            said = heading | content_terms(hit.text[span.start : span.end])
            covered = 0.7 * coverage(wanted, said, retriever.rarity) + 0.3 * whole
            if not wanted:
                covered = 0.0
            cosine = float(vector @ retriever.encode(query))
            best = max(best, (cosine + 0.8 * covered, cosine, covered))
        assert (hit.closeness, hit.sentence, hit.coverage) == pytest.approx(best, abs=1e-5)


def test_without_coverage_the_closeness_is_the_best_cosine(retriever: Retriever) -> None:
    query = "units off"
    for hit in retriever.search(query, k=10, weights=FusionWeights(coverage=0)):
        _, vectors = retriever.sentences(hit.chunk.id)
        best = float((vectors @ retriever.encode(query)).max())
        assert hit.closeness == hit.sentence == pytest.approx(best)


@pytest.mark.parametrize("seed", range(5))
def test_an_index_that_is_opened_again_finds_exactly_the_same(tmp_path: Path, seed: int) -> None:
    first = random_index(tmp_path / "random", seed)
    second = Retriever.open(tmp_path / "random/index", FakeEncoder())
    for query in ("w1", "w2 w3 w39", "nothing known", "w7 " * 50):
        assert first.search(query, k=30) == second.search(query, k=30)


def test_excluded_documents_are_as_if_they_were_not_there(tmp_path: Path) -> None:
    retriever = random_index(tmp_path / "random", seed=3)
    everything = retriever.search("w1 w2", k=100)
    excluded = {hit.document for hit in everything[:3]} | {"not in the index"}
    rest = retriever.search("w1 w2", k=100, exclude_documents=excluded)
    assert len(rest) == len(everything) - 3
    assert not excluded & {hit.document for hit in rest}
    assert [hit.rank for hit in rest] == list(range(1, len(rest) + 1))
    assert np.mean([hit.score for hit in rest]) == pytest.approx(0, abs=1e-4)


def test_nothing_is_left_when_every_document_is_excluded(retriever: Retriever) -> None:
    everything = {document.id for document in retriever.documents}
    assert retriever.search("ICD", exclude_documents=everything) == []


@pytest.mark.parametrize("query", ["", " \n\t", "?!", "…", "🙂"])
def test_a_query_without_a_word_is_refused(retriever: Retriever, query: str) -> None:
    with pytest.raises(EmptyQueryError, match="at least one word"):
        retriever.search(query)


@pytest.mark.parametrize(
    "query",
    ["what is it", "x", "x" * 20_000, "ICD codes " * 2_000, "深層学習", "a\ud800b", "ICD\0codes"],
)
def test_any_query_with_a_word_is_answered(retriever: Retriever, query: str) -> None:
    assert len(retriever.search(query, k=4)) == 4


@pytest.mark.parametrize(("k", "found"), [(0, 0), (-1, 0), (1, 1), (4, 4), (1000, 4)])
def test_no_more_come_back_than_were_asked_for_or_are_there(
    retriever: Retriever, k: int, found: int
) -> None:
    assert len(retriever.search("ICD", k=k)) == found


def test_a_passage_that_repeats_a_better_one_is_left_out_and_named(tmp_path: Path) -> None:
    text = "A dead unit gets no gradient, so it never learns again in the whole of its training."
    rows = [("first", text), ("copy", text.lower() + " Truly."), ("other", "Cells divide often.")]
    path = write_passages(tmp_path / "passages.jsonl", rows)
    build([path], tmp_path / "index", FakeEncoder())
    hits = Retriever.open(tmp_path / "index", FakeEncoder()).search("a dead unit", k=3)
    assert [hit.document for hit in hits] in (["first", "other"], ["copy", "other"])
    assert {hits[0].document, *hits[0].also_in} == {"first", "copy"}
    assert hits[1].also_in == ()
    assert [hit.rank for hit in hits] == [1, 2]


def test_standing_decides_between_passages_that_fit_alike(tmp_path: Path) -> None:
    rows = [
        (name, f"Loss falls. {rest}")
        for name, rest in zip(("plain", "endorsed"), RESTS, strict=False)
    ]
    path = write_passages(tmp_path / "passages.jsonl", rows)
    build([path], tmp_path / "index", FakeEncoder())
    generation = open_generation(tmp_path / "index")
    first, second = generation.chunks
    raised = replace(generation, chunks=(first, replace(second, standing=0.3)))
    weights = FusionWeights(0, 1, 0, coverage=0)  # the titles differ, so all else would too
    for opened, best in ((generation, "plain"), (raised, "endorsed")):
        hits = Retriever(opened, FakeEncoder()).search("loss falls", k=2, weights=weights)
        assert hits[0].document == best


def test_passages_that_are_equal_come_in_the_order_of_the_notes(tmp_path: Path) -> None:
    rows = [(f"d{i}", f"The same words. {rest}") for i, rest in enumerate(RESTS)]
    path = write_passages(tmp_path / "passages.jsonl", rows)
    build([path], tmp_path / "index", FakeEncoder())
    retriever = Retriever.open(tmp_path / "index", FakeEncoder())
    # Their titles differ, so only the parts that ignore titles can be equal.
    hits = retriever.search("the same words", k=6, weights=FusionWeights(0, 1, 0, coverage=0))
    assert [hit.document for hit in hits] == [f"d{i}" for i in range(6)]


def test_what_is_in_the_index_can_be_asked(retriever: Retriever) -> None:
    assert retriever.size() == (3, 4)
    assert retriever.size({"learning.md"}) == (2, 2)
    assert [document.id for document in retriever.documents] == [
        "health.md",
        "learning.md",
        "sequences.md",
    ]
    chunk = retriever.chunks[0]
    assert retriever.chunk(chunk.id) is chunk
    with pytest.raises(KeyError):
        retriever.chunk("unknown")
    assert retriever.rarity("icd") == retriever.rarity("dropout") > 0
    assert retriever.rarity("network") < retriever.rarity("icd") < retriever.rarity("unknown")


def test_a_later_build_does_not_change_what_an_open_index_finds(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes")
    build([notes], tmp_path / "index", FakeEncoder())
    retriever = Retriever.open(tmp_path / "index", FakeEncoder())
    before = retriever.search("ICD codes")
    for i in range(3):
        (notes / "health.md").write_text(f"# Health\n\nNumber {i}.\n", encoding="utf-8")
        build([notes], tmp_path / "index", FakeEncoder())
    assert retriever.search("ICD codes") == before


def test_opening_and_building_import_no_tensor_library() -> None:
    modules = "tutor.retrieval.builder, tutor.retrieval.retriever, tutor.retrieval.embedding"
    heavy = "{'torch', 'transformers', 'sentence_transformers'}"
    code = f"import sys, {modules}; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
