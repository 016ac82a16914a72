import re

import pytest

from tutor.answering.terms import content_terms
from tutor.documents.document import Span
from tutor.practice.hints import LEVELS, hint
from tutor.practice.question import BLANK, Citation, Question

TEXT = (
    "Inverted dropout divides the kept units by 1 - p in training. "
    "Early stopping keeps the best weights after 5 epochs of patience."
)
SECOND = Span(TEXT.index("Early"), len(TEXT))
CITED = Citation(
    "c1", "04-networks.md", "Early stopping", TEXT, "Networks > Early stopping", (SECOND,)
)

QUESTIONS = {
    "short": Question(
        "short-answer",
        "What does early stopping keep, and after how long?",
        "The best weights, after five epochs.",
        "",
        (CITED,),
        "Early stopping",
        key_points=("It keeps the best weights.", "It waits for 5 epochs of patience."),
    ),
    "card": Question(
        "flashcard", "Early stopping keeps?", "the best weights", "", (CITED,), "Early stopping"
    ),
    "cloze": Question(
        "cloze", f"Early stopping keeps the {BLANK}", "best weights", "", (CITED,), "Early stopping"
    ),
    "choice": Question(
        "multiple-choice",
        "What does early stopping keep?",
        2,
        "It keeps the best weights.",
        (CITED,),
        "Early stopping",
        options=("the first gradients", "the last momentum", "the best weights", "all epochs"),
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_first_hint_says_where_to_look(name: str) -> None:
    text = hint(QUESTIONS[name], 1).text
    assert "04-networks.md" in text
    assert "Early stopping" in text
    assert "weights" not in text


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_second_hint_has_none_of_the_answer_s_words(name: str) -> None:
    question = QUESTIONS[name]
    shown = hint(question, 2).text
    given = content_terms(question.answer_text) - content_terms(question.question)
    assert BLANK in shown
    assert "Early stopping" in shown
    assert not content_terms(shown) & given


def test_numbers_of_the_answer_are_blanked_however_they_are_spelled() -> None:
    assert not re.search(r"\d", hint(QUESTIONS["short"], 2).text.replace("has 2 points", ""))


def test_one_wrong_option_is_struck_out_and_never_the_right_one() -> None:
    text = hint(QUESTIONS["choice"], 2).text
    struck = re.search(r"It is not ([A-D]): ", text)
    assert struck is not None
    assert struck[1] != "C"


@pytest.mark.parametrize("truth", [True, False])
def test_a_statement_s_hint_is_the_same_whether_it_is_true_or_false(truth: bool) -> None:
    said = "weights" if truth else "gradients"
    statement = Question(
        "true-false",
        f"Early stopping keeps the best {said}.",
        truth,
        "",
        (CITED,),
        "Early stopping",
    )
    shown = hint(statement, 2).text
    assert "Early stopping" in shown
    assert not {"weights", "best", "5", "keeps"} & set(re.findall(r"\w+", shown))


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_third_hint_is_the_passage_with_its_citation(name: str) -> None:
    last = hint(QUESTIONS[name], LEVELS)
    assert last.text == TEXT
    assert last.citation == CITED
    assert hint(QUESTIONS[name], 2).citation is None


def test_without_a_marked_sentence_the_nearest_one_is_shown() -> None:
    bare = Citation("c1", "04-networks.md", "Early stopping", TEXT)
    question = Question("flashcard", "Early stopping keeps?", "the best weights", "", (bare,), "")
    assert hint(question, 2).text.endswith(
        f"Early stopping keeps the {BLANK} after 5 epochs of patience."
    )


def test_a_question_without_a_passage_says_so() -> None:
    question = Question("flashcard", "What is p?", "a probability", "", (), "Dropout")
    assert "without a passage" in hint(question, 3).text


@pytest.mark.parametrize("level", [0, 4])
def test_there_are_three_levels(level: int) -> None:
    with pytest.raises(ValueError, match="1 to 3"):
        hint(QUESTIONS["short"], level)
