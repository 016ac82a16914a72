"""What a note repeats of others is measured in its own runs of five words, and told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from retrieval_fakes import FakeEncoder, write_notes, write_passages

from tutor.retrieval.builder import build, update
from tutor.retrieval.manifest import DocumentEntry
from tutor.retrieval.overlap import KnownTexts, Overlap, Wording, contained, shingles
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.store import open_generation

WORDS = (
    "a recurrent network reads one word after another and keeps what it has read in a vector "
    "which is why long texts fade so that gates were added to let it remember what matters most"
).split()
LONG = " ".join(WORDS)
OTHER = "claims data are made for billing and name diagnoses with codes that change every year"
TEXTS = st.lists(st.sampled_from("a b c d e f g".split()), max_size=40).map(" ".join)


def known(**texts: str) -> KnownTexts:
    return KnownTexts((name, name.title(), text) for name, text in texts.items())


@given(TEXTS, TEXTS)
def test_shares_are_those_of_the_sets_of_runs(one: str, other: str) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = text.split()
        width = min(5, len(words))
        return {tuple(words[i : i + width]) for i in range(len(words) - width + 1)} - {()}

    part, whole = runs(one), runs(other)
    assert len(shingles(one)) == len(part)
    share = len(part & whole) / len(part) if part else 0.0
    assert contained(shingles(one), shingles(other)) == pytest.approx(share)
    found = known(other=other).overlaps(one)
    assert [each.share for each in found] == ([round(share, 3)] if share >= 0.5 else [])


def test_case_punctuation_and_line_ends_do_not_matter() -> None:
    assert known(a=LONG).overlaps(LONG.upper().replace(" ", ",\n"))[0].share == 1


def test_the_note_that_holds_most_comes_first_and_others_below_half_are_not_told() -> None:
    notes = known(half=" ".join(WORDS[:22]), whole=LONG, other=OTHER)
    assert notes.overlaps(LONG) == (
        Overlap("whole", "Whole", 1.0),
        Overlap("half", "Half", round(18 / (len(WORDS) - 4), 3)),
    )
    assert notes.overlaps(LONG, besides=["whole"])[0].document_id == "half"


@pytest.mark.parametrize("text", ["", " \n", "...", "\u2211"])
def test_without_words_nothing_is_repeated(text: str) -> None:
    assert known(a=LONG, b="", c="...").overlaps(text) == ()
    assert KnownTexts([]).overlaps(LONG) == ()


def test_a_note_of_few_words_is_repeated_only_by_its_like() -> None:
    notes = known(tiny="dropout switches units", long=f"dropout switches units {LONG}")
    assert [each.document_id for each in notes.overlaps("Dropout switches units!")] == ["tiny"]
    assert notes.overlaps("switches units") == ()


def entries(index: Path) -> dict[str, DocumentEntry]:
    return {entry.id: entry for entry in open_generation(index).manifest.documents}


@pytest.mark.parametrize("names", [("a.md", "b.md"), ("b.md", "a.md")])
def test_a_copy_is_told_of_the_note_that_came_later(tmp_path: Path, names: tuple[str, str]) -> None:
    first, second = names
    notes = write_notes(tmp_path / "notes", {first: LONG, "other.md": OTHER})
    build([notes], tmp_path / "index", FakeEncoder())
    (notes / second).write_text(f"# Copy\n\n{LONG}\n", encoding="utf-8")
    report = build([notes], tmp_path / "index", FakeEncoder())
    found = entries(tmp_path / "index")
    assert [each.document_id for each in found[second].overlaps] == [first]
    assert found[first].overlaps == ()
    (told,) = report.to_dict()["overlaps"]
    assert (told["document"], told["of"]) == (second, first)
    assert told["share"] > 0.9


def test_of_two_copies_that_come_together_the_second_is_told(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"a.md": LONG, "b.md": LONG})
    build([notes], tmp_path / "index", FakeEncoder())
    found = entries(tmp_path / "index")
    assert found["a.md"].overlaps == ()
    assert found["b.md"].overlaps == (Overlap("a.md", "a", 1.0),)


def test_an_excerpt_repeats_its_book_and_the_book_not_its_excerpt(tmp_path: Path) -> None:
    book = f"{LONG}.\n\n{OTHER}.\n\n{OTHER[::-1]}.\n\n{LONG[::-1]}."
    notes = write_notes(tmp_path / "notes", {"book.md": book, "excerpt.md": LONG})
    build([notes], tmp_path / "one", FakeEncoder())
    assert [each.share for each in entries(tmp_path / "one")["excerpt.md"].overlaps] == [1.0]
    (notes / "excerpt.md").rename(notes / "an excerpt.md")
    build([notes], tmp_path / "other", FakeEncoder())
    assert entries(tmp_path / "other")["book.md"].overlaps == ()


def test_a_note_that_is_gone_is_not_named_any_more(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"a.md": LONG, "b.md": LONG})
    build([notes], tmp_path / "index", FakeEncoder())
    update(tmp_path / "index", FakeEncoder(), remove=["a.md"])
    assert entries(tmp_path / "index")["b.md"].overlaps == ()


def repeats(one: str, other: str) -> bool:
    return Wording.of(one).repeats(Wording.of(other))


def test_a_passage_with_a_few_other_words_repeats_and_one_that_goes_on_does_not() -> None:
    most = " ".join(WORDS[:-4])  # 26 of 30 runs
    assert repeats(most, LONG)
    assert repeats(LONG, most)
    half = " ".join(WORDS[:17])
    assert repeats(half, LONG)
    assert not repeats(LONG, half)


@pytest.mark.parametrize("change", [("one", "no"), ("keeps", "doesn't keep"), ("long", "12")])
def test_passages_that_differ_in_a_number_or_a_negation_are_two(change: tuple[str, str]) -> None:
    text = f"{LONG} {OTHER} {LONG[::-1]}"
    assert repeats(text, text.replace("word", "token"))
    assert not repeats(text, text.replace(*change))


def test_a_search_shows_one_of_two_alike_passages_and_names_where_the_other_is(
    tmp_path: Path,
) -> None:
    copy = LONG.replace("matters most", "counts most of all")
    rows = [("first", LONG), ("second", OTHER), ("copy", copy), ("start", " ".join(WORDS[:9]))]
    path = write_passages(tmp_path / "passages.jsonl", rows)
    build([path], tmp_path / "index", FakeEncoder())
    hits = Retriever.open(tmp_path / "index", FakeEncoder()).search(LONG, k=4)
    shown = {hit.document for hit in hits}
    assert len(shown & {"first", "copy"}) == 1
    best = next(hit for hit in hits if hit.document in ("first", "copy"))
    assert {best.document, *best.also_in} >= {"first", "copy"}
    assert "second" in shown


def test_a_longer_passage_is_shown_beside_the_one_that_it_begins_with(tmp_path: Path) -> None:
    rows = [("start", " ".join(WORDS[:9])), ("whole", LONG), ("other", OTHER)]
    path = write_passages(tmp_path / "passages.jsonl", rows)
    build([path], tmp_path / "index", FakeEncoder())
    hits = Retriever.open(tmp_path / "index", FakeEncoder()).search(" ".join(WORDS[:9]), k=3)
    assert hits[0].document == "start"
    assert "whole" in [hit.document for hit in hits]
