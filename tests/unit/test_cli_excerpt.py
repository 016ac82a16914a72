"""What is cut out of a passage holds what is marked, and the marks stay on their words."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.cli.excerpt import excerpt
from tutor.documents.document import Span


def test_short_passage_stays_whole() -> None:
    cut = excerpt("One two.", [Span(4, 7)], limit=100)
    assert (cut.text, cut.marks) == ("One two.", (Span(4, 7),))


def test_long_passage_is_cut_around_its_mark() -> None:
    text = "before " * 100 + "The support stands here. " + "after " * 100
    start = text.index("The support")
    cut = excerpt(text, [Span(start, start + 24)], limit=120)
    (mark,) = cut.marks
    assert cut.text[mark.start : mark.end] == "The support stands here."
    assert cut.text.startswith("… ")
    assert cut.text.endswith(" …")
    assert len(cut.text) < 150


def test_passage_without_marks_is_cut_at_its_start() -> None:
    cut = excerpt("word " * 100, [], limit=50)
    assert cut.text.startswith("word word")
    assert cut.text.endswith(" …")


@given(
    text=st.text(alphabet="ab \n", max_size=300),
    ends=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=4),
    limit=st.integers(1, 80),
)
def test_marks_stay_on_the_words_they_mark(
    text: str, ends: list[tuple[int, int]], limit: int
) -> None:
    marks = []
    position = 0
    for gap, length in ends:  # in order and without overlap, as evidence comes
        start = position + gap
        if start + length <= len(text):
            marks.append(Span(start, start + length))
            position = start + length
    cut = excerpt(text, marks, limit=limit)
    assert all(
        any(cut.text[m.start : m.end] in text[o.start : o.end] for o in marks) for m in cut.marks
    )
    assert bool(cut.marks) == bool(marks)
