"""GIFT: what Moodle's own examples say is read, what we write is read again, the rest is told."""

from pathlib import Path
from textwrap import dedent

import pytest
from exchange_fakes import ALL, example, questions
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.documents.failures import UnreadableNoteError
from tutor.practice.exchange import gift
from tutor.practice.exchange.imported import Imported
from tutor.practice.question import Question


def read(text: str) -> Imported:
    return gift.read(dedent(text).encode(), Path("exam.gift"))


def only(text: str) -> Question:
    found = read(text)
    assert found.gaps == ()
    (question,) = found.questions
    assert question.origin == "imported"
    return question


@settings(deadline=None, max_examples=100)
@given(st.lists(questions(), min_size=1, max_size=3, unique_by=lambda q: q.id))
def test_what_is_written_is_read_again_as_the_same(given: list[Question]) -> None:
    found = gift.read(gift.write(given).encode(), Path("own.gift"))
    assert found == Imported(tuple(given))
    assert [question.id for question in found.questions] == [question.id for question in given]


def test_our_own_items_come_back_without_the_citations_that_a_file_could_make_up() -> None:
    found = gift.read(gift.write(ALL).encode(), Path("own.gift"))
    assert found.gaps == found.remarks == ()
    for ours, theirs in zip(ALL, found.questions, strict=True):
        for name in ("id", "kind", "question", "answer", "options", "explanation", "topic"):
            assert getattr(ours, name) == getattr(theirs, name)
        assert theirs.citations == ()
        assert theirs.origin == "imported"


def test_a_cloze_is_a_missing_word_question() -> None:
    written = gift.write([example("cloze")])
    assert "[markdown]The {=ReLU####It only compares.} function is cheap." in written


def test_a_long_answer_is_an_essay_with_its_answer_as_feedback() -> None:
    written = gift.write([example("short-answer", explanation="")])
    assert "Why is ReLU cheap? {####It only compares a number with zero.}" in written


def test_formulas_are_in_the_brackets_that_moodle_draws() -> None:
    question = example("true-false", question="$x_1$ costs $5 or $6; `$y$` is $z$.")
    written = gift.write([question])
    assert r"]\\\\(x_1\\\\) costs $5 or $6; `$y$` is \\\\(z\\\\). {TRUE" in written
    (found,) = gift.read(written.encode(), Path("own.gift")).questions
    assert found.question == question.question
    theirs = only(r"[markdown]Is \\\\(a\\\\) or \\(b\\) or \(c\) so?{=no}")
    assert theirs.question == r"Is $a$ or \(b\) or \(c\) so?"


def test_chapters_are_categories_and_sources_comments() -> None:
    written = gift.write([example()], lambda key: f"{key}. Networks / nets")
    assert written.startswith("$CATEGORY: 4. Networks // nets\n\n// [id:q")
    assert "[tag:Activation functions] [tag:medium] [tag:multiple-choice]\n" in written
    assert "\n// source: 04-networks.md, Neurons > Activation\n" in written


@pytest.mark.parametrize(
    ("text", "options", "answer"),
    [
        ("Who's buried?{~Grant ~Jefferson =no one}", ("Grant", "Jefferson", "no one"), 2),
        ("Which equals 5?{ ~ \\= 2 + 2\n = \\= 2 + 3 }", ("= 2 + 2", "= 2 + 3"), 1),
        ("Which?{~%0%%50% ~%-50%b =%5}", ("%50%", "b", "%5"), 2),
        ("Which?{~%100%a ~b}", ("a", "b"), 0),
    ],
)
def test_multiple_choice(text: str, options: tuple[str, ...], answer: int) -> None:
    question = only(text)
    assert (question.kind, question.options, question.answer) == (
        "multiple-choice",
        options,
        answer,
    )


@pytest.mark.parametrize(
    ("text", "kind", "answer"),
    [
        ("The sun rises in the east.{T}", "true-false", True),
        ("Grant is buried.{FALSE#No one is.}", "true-false", False),
        ("What letter?{=T}", "short-answer", "T"),
        ("Who?{=no one =%50%nobody}", "short-answer", "no one"),
        ("When? {#1822}", "short-answer", "1822"),
        ("When? {#1822:5}", "short-answer", "1822 ± 5"),
        ("What is pi? {#3.141..3.142}.", "short-answer", "3.141 to 3.142"),
        ("When? {#\n=1822:0#Yes\n=%50%1822:2#Close\n~#No}", "short-answer", "1822"),
        ("Two plus two equals {=four}.", "cloze", "four"),
        ("Explain. {####Because it is so.}", "short-answer", "Because it is so."),
    ],
)
def test_other_kinds(text: str, kind: str, answer: object) -> None:
    question = only(text)
    assert (question.kind, question.answer) == (kind, answer)


def test_title_category_comments_and_formats_are_read() -> None:
    question = only(
        """
        // An old exam.

        $CATEGORY: $course$/top/Week 3: R // D

        // [tag:hard]
        // a comment inside
        ::Kanji \\: origins::[html]<p>Which <b>country</b>?<br>Say <code>x</code>.</p>{
            ~[plain]<India>#No.
            // and another

            =<i>China</i>#Yes.
            ####Look it up.
        }
        """
    )
    assert question.topic == "Kanji : origins"
    assert question.chapter == "Week 3: R / D"
    assert question.difficulty == "hard"
    assert question.question == "Which **country**?\\\nSay `x`."
    assert question.options == ("<India>", "*China*")
    assert question.explanation == "Look it up.\n\nYes.\n\n<India>: No."


def test_a_title_that_only_counts_is_no_topic() -> None:
    assert only("::Question 12::Who?{=no one}").topic == ""


def test_a_gap_in_html_stays_a_gap() -> None:
    question = only("[html]<p>Two <em>plus</em> two is {=four}, or ___ in digits.</p>")
    assert question.question == "Two *plus* two is _____, or _____ in digits."


def test_answers_may_stand_below_a_blank_line() -> None:
    assert only("Who is it?\n\n{=no one}").answer == "no one"


def test_what_can_not_be_asked_is_listed_and_the_rest_taken() -> None:
    found = read(
        """\
        Match. {
            =Canada -> Ottawa
            =Italy -> Rome }

        Which two? { ~%50%a ~%50%b ~c }

        Essay.{}

        Only a text.

        Never closed {=a

        Taken?{=yes}

        [html]See <img src="x.png">{=a}
        """
    )
    assert [question.answer for question in found.questions] == ["yes"]
    assert found.gaps == (
        "line 1 has a matching question, which can't be asked here; "
        "write a question for each of its pairs",
        "line 5 has multiple choice with several right answers or none; leave exactly one right",
        "line 7 has an essay without an answer; write the answer as feedback, {####answer}",
        "line 9 has a text without answers; write these in braces or remove the line",
        "line 11 has a brace that is never closed; close it",
        "line 15 has a picture or recording, which can't be read; put it into words",
    )


def test_an_answer_that_is_half_right_is_told() -> None:
    found = read("Hard.{~wrong ~%50%half =right}")
    assert found.remarks == ("line 1 has an answer that is half right; here it counts as wrong",)
    assert found.questions[0].answer_text == "right"


def test_a_binary_file_is_refused() -> None:
    with pytest.raises(UnreadableNoteError, match="binary"):
        gift.read(b"\x00\xff\xfe\x00", Path("exam.gift"))


def test_a_brace_that_is_never_closed_costs_no_time() -> None:
    found = read("a {=b\n\n" * 3000)
    assert found.questions == ()
    assert found.gaps[0].endswith("have a brace that is never closed; close it")
