"""Sentences become text with chips; what is not supported is told apart."""

import re
from dataclasses import replace

import pytest
from fakes_web import ACTIVATION, NOTHING, events, source

from tutor.answering.events import Searched, Sentence
from tutor.conversations.turn import Phase, Turn, advance
from tutor.web.answer_view import answer_blocks, conversation_html, turn_blocks
from tutor.web.text import chat as text

SOURCES = tuple(source(n, f"Document {n}", f"page {n}", f"Passage {n}.") for n in (1, 2, 3))


def answered(*sentences: Sentence, **changes: object) -> Turn:
    turn = Turn("Why?", Phase.ANSWERED, sentences=sentences, sources=SOURCES)
    return replace(turn, **changes)  # type: ignore[arg-type]


def html_of(*sentences: Sentence, **changes: object) -> str:
    return "".join(answer_blocks(answered(*sentences, **changes), 7))


def chip(n: int) -> str:
    return f'<a class="chip" href="#source-7-{n}" title="Source {n}: Document {n}">{n}</a>'


def words(html: str) -> str:
    return re.sub(r"<[^>]*>|&#8288;", "", html)


def test_chips_stand_behind_their_sentence_and_name_the_card() -> None:
    html = html_of(Sentence("", "First.", (1,), True), Sentence(" ", "Second.", (2, 3), True))
    first, second = html.split("Second.")
    assert first == f"<p>First.&#8288;{chip(1)} "
    assert second == f"&#8288;{chip(2)}&#8288;{chip(3)}</p>"


def test_emphasis_beside_a_chip_still_opens_and_closes() -> None:
    html = html_of(Sentence("", "**Bold.**", (1,), True), Sentence(" ", "*Thin*", (2,), True))
    assert "<strong>Bold.</strong>" in html
    assert "<em>Thin</em>" in html
    assert "*" not in html


def test_a_boundary_inside_emphasis_keeps_the_tags_nested() -> None:
    html = html_of(Sentence("", "**One.", (1,), True), Sentence(" ", "Two.**", (), False))
    assert html.count("<strong>") == html.count("</strong>") == 1
    assert '<span class="unsupported">Two.</span>' in html


def test_an_unsupported_sentence_is_dimmed_and_labelled_but_not_its_neighbours() -> None:
    html = html_of(
        Sentence("", "Known.", (1,), True),
        Sentence(" ", "Made $x$ up.", (), False),
        Sentence(" ", "Known too.", (1,), True),
    )
    dimmed = re.findall(r'<span class="unsupported">(.*?)</span>', html)
    assert "Made " in dimmed[0]
    assert "Known" not in "".join(dimmed)
    assert html.count(text.NOT_FROM_NOTES) == 1
    assert html.index("up.") < html.index(text.NOT_FROM_NOTES) < html.index("Known too.")


def test_a_run_of_unsupported_sentences_has_one_label_at_its_end() -> None:
    html = html_of(Sentence("", "One.", (), False), Sentence(" ", "Two.", (), False))
    assert html.count(text.NOT_FROM_NOTES) == 1
    assert html.index("Two.") < html.index(text.NOT_FROM_NOTES)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("```python\nx = 1\n```", "<pre>"),
        ("| a | b |\n|---|---|\n| c | d |", "<td>d&#8288;"),
        ("$$\nx\n$$", "\ue002x\ue003"),
        ("\\[x\\]", "\ue002x\ue003"),
        ("## Heading", "<h4>Heading&#8288;"),
        ("- item", "<li>item&#8288;"),
    ],
)
def test_a_chip_does_not_break_the_block_it_stands_behind(markdown: str, expected: str) -> None:
    html = html_of(
        Sentence("", "Before.", (), True),
        Sentence("\n\n", markdown, (1,), True),
        Sentence("\n\n", "After.", (2,), True),
    )
    assert expected in html
    assert html.count('class="chip"') == 2
    assert html.index(chip(1)) < html.index("After.") < html.index(chip(2))


def test_the_marks_of_a_lead_are_kept() -> None:
    html = html_of(
        Sentence("", "Two kinds:", (), True),
        Sentence("\n\n- ", "one", (1,), True),
        Sentence("\n- ", "two", (2,), True),
    )
    assert html.count("<li>") == 2


def quotation(text: str, n: int, lead: str = "\n\n> ") -> Sentence:
    return Sentence(lead, f"\u201c{text}\u201d", (n,), True)


@pytest.mark.parametrize(
    "before",
    [
        Sentence("", "Prose.", (1,), True),
        Sentence("", "Made up.", (), False),
        Sentence("", "- an item", (1,), True),
        Sentence("", "| a |\n|---|\n| b |", (1,), True),
        Sentence("", "$$x$$", (1,), True),
        Sentence("", "```python\nx = 1\n```", (1,), True),
    ],
    ids=lambda sentence: sentence.text[:4].strip(),
)
def test_each_quotation_is_a_block_of_its_own_with_its_chip_inside(before: Sentence) -> None:
    turn = answered(before, quotation("One $y$.", 2), quotation("Two.", 3))
    *_, one, two = answer_blocks(turn, 7)
    formula = '<span class="formula">\ue000y\ue001</span>'
    assert one == f"<blockquote><p>\u201cOne {formula}.\u201d&#8288;{chip(2)}</p></blockquote>"
    assert two == f"<blockquote><p>\u201cTwo.\u201d&#8288;{chip(3)}</p></blockquote>"


def test_a_quotation_may_be_all_of_an_answer() -> None:
    html = html_of(quotation("One.", 1, "> "))
    assert html == f"<blockquote><p>\u201cOne.\u201d&#8288;{chip(1)}</p></blockquote>"


def test_a_quotation_behind_code_that_was_cut_off_is_no_code() -> None:
    code = Sentence("", "```python\nx = 1", (1,), True)
    turn = answered(code, quotation("One.", 2, "\n```\n\n> "))
    *_, one = answer_blocks(turn, 7)
    assert one.startswith("<blockquote>")


def test_html_in_a_quotation_is_text() -> None:
    html = html_of(quotation("<b>x</b> <img src=x onerror=f()>", 1))
    assert set(re.findall(r"<(\w+)", html)) == {"blockquote", "p", "a"}


def test_a_citation_of_a_source_that_is_not_there_has_no_chip() -> None:
    assert "chip" not in html_of(Sentence("", "Odd.", (9,), True))


def test_html_and_script_links_of_the_model_are_text() -> None:
    html = html_of(
        Sentence(
            "",
            '<img src=x onerror="f()"> [a](javascript:f()) ![b](https://x.example/b.png) '
            "[c](https://x.example) <https://y.example/%22>",
            (1,),
            True,
        )
    )
    tags = set(re.findall(r"<(\w+)", html))
    assert tags == {"p", "a"}
    targets = re.findall(r'href="([^"]*)"', html)
    assert targets == ["https://x.example", "https://y.example/%22", "#source-7-1"]


def test_a_turn_has_no_line_break_that_would_end_its_html_blocks() -> None:
    turn = Turn("two\n\nlines <b>")
    for event in events(turn.question, ACTIVATION):
        turn = advance(turn, event)
    blocks = turn_blocks(turn, 1, last=True)
    assert not [block for block in blocks if "\n" in block]
    assert "two&#10;&#10;lines &lt;b&gt;" in blocks[0]


def test_formulas_stand_between_the_pages_own_brackets() -> None:
    html = html_of(Sentence("", r"Costs $5, or \(a<b\) and $c$ for $6.", (), True))
    assert "\ue000a&lt;b\ue001" in html
    assert "\ue000c\ue001" in html
    assert "Costs $5, or" in words(html)


def test_place_holders_of_the_markdown_component_cannot_be_forged() -> None:
    assert "%%%" not in html_of(Sentence("", "%%%LATEX_BLOCK_0%%% `%%%`", (), True))


def test_text_that_is_still_coming_ends_with_a_caret() -> None:
    turn = answered(Sentence("", "Done.", (1,), True), phase=Phase.WRITING, pending=" Half a wo")
    html = "".join(answer_blocks(turn, 7))
    assert html.endswith('Half a wo<span class="caret"></span></p>')


def test_marks_that_the_model_writes_itself_are_never_seen() -> None:
    for pending in ("A fact [1]", "A fact [1] [2", "A fact ["):
        turn = answered(phase=Phase.WRITING, pending=pending)
        assert words("".join(answer_blocks(turn, 7))) == "A fact"


def test_only_the_last_turn_of_a_conversation_can_be_asked_again() -> None:
    turns = [answered(Sentence("", "One.", (1,), True)), answered(Sentence("", "Two.", (), True))]
    html = conversation_html(turns, last=True)
    assert html.count('name="retry"') == 1
    assert html.index('name="retry"') > html.index('id="turn-2"')
    assert 'name="retry"' not in conversation_html(turns)


def test_what_is_copied_has_the_citations() -> None:
    block = turn_blocks(answered(Sentence("", "A & B.", (1,), True)), 1, last=False)[-1]
    assert 'value="A%20%26%20B.%20%5B1%5D"' in block


def test_silence_of_the_notes_names_what_was_searched_and_what_is_near() -> None:
    turn = Turn("Is it <open>?")
    for event in events(turn.question, NOTHING):
        turn = advance(turn, event)
    html = "".join(turn_blocks(turn, 1, last=True))
    assert text.NOT_IN_NOTES in html
    assert "14 documents and 212 sections" in html
    assert "Adam &gt; Bias correction" in html
    assert "problem" not in html


def test_headings_near_a_question_are_escaped() -> None:
    near = replace(NOTHING.searched.nearest[0], heading="<script>")  # type: ignore[union-attr]
    turn = Turn("?", Phase.NOT_IN_NOTES, searched=Searched(1, 1, (near,)))
    html = "".join(turn_blocks(turn, 1, last=False))
    assert "<script>" not in html
    assert "1 document and 1 section." in html


def test_an_error_is_shown_with_what_was_written_before_it() -> None:
    turn = answered(
        Sentence("", "One.", (1,), True), phase=Phase.FAILED, problem="The model is <gone>."
    )
    blocks = turn_blocks(turn, 1, last=True)
    assert "Why?" in blocks[0]
    assert "One." in blocks[1]
    assert "The model is &lt;gone&gt;." in blocks[2]
