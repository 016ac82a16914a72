"""True or false: changes of one fact, and what is asked of the model before one is kept."""

from pathlib import Path

import pytest
from answering_fakes import NO, YES
from fakes import FakeGenerator
from making_fakes import evidence, open_course, passage_with

from tutor.practice.making import true_false
from tutor.practice.making.changes import changes_of
from tutor.practice.making.course import Course
from tutor.practice.making.opposites import opposites_in
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import Rejected
from tutor.practice.question import Question

LARGER = "A larger threshold increases the length of the steps that a clipped optimiser takes."
BERT = "The language model BERT has 110 million parameters and reads words from both of its sides."


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return open_course(tmp_path)


def as_it_stands(monkeypatch: pytest.MonkeyPatch, stands: bool) -> None:
    monkeypatch.setattr(true_false, "becomes_true", lambda _: stands)


def test_a_true_statement_is_the_notes_own_sentence(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_stands(monkeypatch, True)
    generator = FakeGenerator(verdicts=[YES])
    question = true_false.make(passage_with(course, "BERT"), course, generator)
    assert isinstance(question, Question)
    assert (question.question, question.answer) == (BERT, True)
    assert question.explanation == f"True. The notes say: {BERT}"
    assert evidence(question) == BERT


def test_a_false_statement_has_one_fact_changed_and_says_which(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_stands(monkeypatch, False)
    generator = FakeGenerator(verdicts=[NO])
    question = true_false.make(passage_with(course, "BERT"), course, generator)
    assert isinstance(question, Question)
    assert (question.question, question.answer) == (BERT.replace("110", "220"), False)
    assert question.explanation == f"False: it is “110”, not “220”. The notes say: {BERT}"
    assert evidence(question) == BERT
    ((prompt, choices),) = generator.choices
    assert BERT in prompt[-1].content
    assert question.question in prompt[-1].content
    assert choices == ["True", "False"]


def test_difficulty_does_not_tell_whether_a_statement_was_changed(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for stands, verdict in ((True, YES), (False, NO)):
        as_it_stands(monkeypatch, stands)
        generator = FakeGenerator(verdicts=[verdict])
        question = true_false.make(passage_with(course, "BERT"), course, generator)
        assert isinstance(question, Question)
        found.append(question.difficulty)
    assert found == ["hard", "hard"]


@pytest.mark.parametrize(("stands", "verdict"), [(True, NO), (False, YES)])
def test_a_statement_that_the_model_judges_otherwise_is_not_kept(
    course: Course, monkeypatch: pytest.MonkeyPatch, stands: bool, verdict: tuple[float, float]
) -> None:
    as_it_stands(monkeypatch, stands)
    generator = FakeGenerator(verdicts=[verdict])
    found = true_false.make(passage_with(course, "BERT"), course, generator)
    assert isinstance(found, Rejected)
    assert found.reason == "model disagrees"


def test_a_sentence_without_a_fact_to_change_is_not_asked_even_as_it_stands(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_stands(monkeypatch, True)
    found = true_false.make(passage_with(course, "bakers"), course, FakeGenerator())
    assert found == Rejected("nothing to ask")


def test_a_sentence_that_was_asked_about_is_not_asked_again(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_stands(monkeypatch, True)
    passage = passage_with(course, "BERT")
    first = true_false.make(passage, course, FakeGenerator(verdicts=[YES]))
    assert isinstance(first, Question)
    again = true_false.make(passage, course, FakeGenerator(), avoid=[first])
    assert again == Rejected("nothing to ask")


def test_a_change_that_another_passage_says_is_not_false(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_stands(monkeypatch, False)
    other = "# Models\n\n## Sizes\n\nThe language model BERT has 220 million parameters and reads "
    notes = {"a.md": f"# Notes\n\n## Part\n\n{BERT}\n", "b.md": f"{other}words from its sides.\n"}
    course = open_course(tmp_path, notes)
    passage = passage_with(course, "110")
    assert next(changes_of(BERT, passage, course)).wrong == "220"
    found = true_false.make(passage, course, FakeGenerator())
    assert found == Rejected("several right", BERT)


def test_about_half_of_the_sentences_stay_as_they_are() -> None:
    stay = sum(true_false.becomes_true(f"Sentence number {n}.") for n in range(400))
    assert 0.33 < stay / 400 < 0.5


def turned(statement: str) -> list[str]:
    return [
        f"{statement[: span.start]}{put}{statement[span.end :]}"
        for span, put in opposites_in(statement)
    ]


@pytest.mark.parametrize(
    ("statement", "opposite"),
    [
        ("Dropout reduces overfitting.", "Dropout increases overfitting."),
        ("Larger steps are bad.", "Smaller steps are bad."),
        ("Training needs no labels.", "Training needs labels."),
        ("A plain GAN cannot learn codes.", "A plain GAN can learn codes."),
        ("It is applied before the softmax.", "It is applied after the softmax."),
        ("The codes are not ordered.", "The codes are ordered."),
        ("At least two layers follow.", "At most two layers follow."),
        ("It needs fewer examples.", "It needs more examples."),
        ("A GRU is more stable.", "A GRU is less stable."),
    ],
)
def test_a_sentence_is_turned_round_in_the_same_form(statement: str, opposite: str) -> None:
    assert turned(statement) == [opposite]


@pytest.mark.parametrize(
    "statement",
    [
        "A lower bound is maximal.",
        "A large language model is trained.",
        "Two or more layers follow.",
        "Codes are not only ordered.",
        "This was seen before.",
        "A higher-order term follows.",
    ],
)
def test_words_that_have_no_opposite_there_stay(statement: str) -> None:
    assert turned(statement) == []


def changed_numbers(statement: str, course: Course, passage: Passage) -> list[str]:
    return [c.wrong for c in changes_of(statement, passage, course) if c.kind == "number"]


def test_numbers_are_changed_to_others_of_their_form(course: Course) -> None:
    passage = passage_with(course, "BERT")
    assert changed_numbers("It reached 81.4% of cases.", course, passage) == ["40.7"]
    assert changed_numbers("It has 14,000 codes.", course, passage) == ["28,000"]
    assert changed_numbers("It came in 1998, after GPT-2 and type 3.", course, passage) == []
    assert changed_numbers("The rate $r = 12$ is good.", course, passage) == []
