"""Passages show their evidence, whatever Markdown they are made of."""

import re
from html import unescape

import pytest
from fakes_web import ACTIVATION, events, source
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.conversations.turn import Turn, advance
from tutor.documents.document import Span
from tutor.web.sources_view import card_html, joined, passage_html, sources_html


def marked(html: str) -> list[str]:
    return [unescape(re.sub(r"<[^>]*>", "", m)) for m in re.findall(r"<mark>(.*?)</mark>", html)]


def passage(text: str, *evidence: str) -> str:
    return passage_html(text, [Span(text.index(e), text.index(e) + len(e)) for e in evidence])


def test_the_evidence_is_marked_and_nothing_else() -> None:
    assert marked(passage("One. Two. Three.", "Two.")) == ["Two."]


def test_offsets_count_characters_whatever_they_are_encoded_as() -> None:
    assert marked(passage("Ünïcode 🧠🧠 → é. Next one.", "Next one.")) == ["Next one."]


def test_overlapping_and_touching_spans_are_one_mark() -> None:
    text = "Alpha beta gamma. Delta."
    assert joined([Span(6, 17), Span(0, 10), Span(18, 24)], text) == [Span(0, 24)]
    assert marked(passage_html(text, [Span(6, 17), Span(0, 10)])) == ["Alpha beta gamma."]


def test_spans_are_cut_to_the_passage_and_empty_ones_dropped() -> None:
    assert joined([Span(-3, 2), Span(4, 4), Span(3, 99), Span(50, 60)], "abcde") == [
        Span(0, 2),
        Span(3, 5),
    ]


def test_evidence_inside_a_word_of_emphasis_keeps_the_tags_nested() -> None:
    html = passage("It is **very important. Really** so.", "Really** so.")
    assert "<strong>very important. <mark>Really</mark></strong><mark> so.</mark>" in html


@pytest.mark.parametrize(
    ("text", "evidence", "expected"),
    [
        ("- one\n- two\n- three", "- two", ["two"]),
        ("| a | b |\n|---|---|\n| c | d |", "| c | d |", ["c", "d"]),
        ("```\na = 1\nb = 2\n```", "b = 2", ["b = 2"]),
        ("```python\na = 1\n```", "```python\na = 1\n```", ["a = 1"]),
        ("## Title\n\nText.", "## Title", ["Title"]),
        ("So `code()` runs.", "So `code()` runs.", ["So ", "code()", " runs."]),
        ("Be\n$$x$$\nit.", "$$x$$", ["\ue002x\ue003"]),
        ("Let $x$ be. Then.", "Let $x$ be.", ["Let ", "\ue000x\ue001", " be."]),
        ("One.\n\nTwo. Three.", "One.\n\nTwo.", ["One.", "Two."]),
    ],
)
def test_evidence_in_any_kind_of_block_is_marked(
    text: str, evidence: str, expected: list[str]
) -> None:
    assert marked(passage(text, evidence)) == expected


def test_a_passage_is_never_markup() -> None:
    html = passage(
        '<script>f()</script> <img src="http://x.example/i.png" onerror=f()> '
        "![i](http://x.example/i.png) [l](javascript:f()) [m](data:text/html,x) end.",
        "end.",
    )
    assert set(re.findall(r"<[^/>]*>", html)) == {"<p>", "<a>", "<mark>"}


def test_titles_and_places_are_escaped() -> None:
    html = card_html(source(1, "<b>T</b>", '"><i>', "Text.", "Text."), 1)
    assert "<b>" not in html
    assert "<i>" not in html


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab*_`$|#>-[]() \n\\1.~!<&é", max_size=60),
    st.lists(st.tuples(st.integers(-2, 62), st.integers(-2, 62)), max_size=3),
)
def test_any_passage_gives_one_line_of_balanced_tags(
    text: str, spans: list[tuple[int, int]]
) -> None:
    html = passage_html(text, [Span(a, b) for a, b in spans])
    assert "\n" not in html
    open_tags: list[str] = []
    for closing, name in re.findall(r"<(/?)(\w+)[^>]*>", html):
        if closing:
            assert open_tags.pop() == name
        elif name not in ("br", "hr"):
            open_tags.append(name)
    assert not open_tags


def turn_after(kind: str) -> Turn:
    turn = Turn("?")
    for event in events("?", ACTIVATION):
        turn = advance(turn, event)
        if type(event).__name__ == kind:
            return turn
    raise AssertionError(kind)


def numbers(html: str) -> list[int]:
    return [int(n) for n in re.findall(r'id="source-1-(\d)"', html)]


def test_all_sources_are_open_before_the_first_word() -> None:
    html = sources_html(turn_after("SourcesFound"), 1)
    assert numbers(html) == [1, 2, 3, 4, 5]
    assert "<details>" not in html


def test_at_the_end_the_cited_sources_are_open_and_the_others_folded() -> None:
    open_part, folded = sources_html(turn_after("Finished"), 1).split("<details>")
    assert numbers(open_part) == [1, 2, 3]
    assert numbers(folded) == [4, 5]
    assert "Also found (2)" in folded


def test_a_card_leads_to_its_place_with_what_is_marked() -> None:
    html = card_html(source(1, "A <T>", "Pooling", "One. Two.", "Two."), 1, linked=True)
    assert (
        '<a class="open" href="notes/notes/1.md?at=chunk-1&amp;mark=5-9#chunk-1" target="_blank" '
        'rel="noopener">Open<span class="unseen"> A &lt;T&gt;</span></a>'
    ) in html
    assert '<span class="place">Pooling</span>' in html


def test_a_place_that_is_the_title_is_not_said_twice() -> None:
    assert '<span class="place"></span>' in card_html(source(1, "T", "T", "Text."), 1)


def test_without_a_library_a_card_leads_nowhere() -> None:
    assert "href" not in card_html(source(1, "T", "page 12", "Text."), 1)
