"""Multiple choice: what is kept, and every reason why something isn't."""

from pathlib import Path

import pytest
from course_terms_fakes import KINDS, SPARSE, open_course, passage_about
from fakes import FakeGenerator

from tutor.practice.making import keys, multiple_choice
from tutor.practice.making.course import Course
from tutor.practice.making.keys import keys_of
from tutor.practice.making.maker import make_question
from tutor.practice.making.passage import Passage
from tutor.practice.making.rejection import REASONS, Reason, Rejected
from tutor.practice.question import LETTERS, Question

# What its sentence says of the subject is no question for it: the model has to word one.
TOLD = (
    KINDS + "\n## Penalty\n\nA sparse autoencoder is often trained with an added penalty on active "
    "units.\n"
)


def choosing(options: tuple[str, ...], wanted: str, margin: float = 3.0) -> list[float]:
    """Log-probabilities of a model that chooses one of some options."""
    return [0.0 if option == wanted else -margin for option in options]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return open_course(tmp_path)


@pytest.fixture
def passage(course: Course) -> Passage:
    return passage_about(course, "few code units")


class Judge(FakeGenerator):
    """Chooses by a rule: what is right with the passage, and what without it."""

    def __init__(self, *replies: str, read: str, alone: str, says: bool = True) -> None:
        super().__init__(*replies)
        self.read, self.alone, self.says = read, alone, says

    def choose(self, messages, choices):  # type: ignore[no-untyped-def]
        super_choices = list(choices)
        self.choices.append((list(messages), super_choices))
        if super_choices == ["Yes", "No"]:
            return [0.0, -3.0] if self.says else [-3.0, 0.0]
        task = messages[-1].content
        wanted = self.alone if task.startswith("Question:") else self.read
        options = [task.split(f"{letter}. ")[1].split("\n")[0] for letter in LETTERS[:4]]
        return choosing(tuple(options), wanted)


def made(course: Course, passage: Passage, generator: FakeGenerator) -> Question:
    question = make_question("multiple-choice", passage, course, generator)
    assert isinstance(question, Question), question
    return question


def test_asks_for_the_subject_of_a_sentence_among_its_neighbours(
    course: Course, passage: Passage
) -> None:
    judge = Judge(read="Sparse autoencoder", alone="Sparse autoencoder")
    question = made(course, passage, judge)
    assert question.question == SPARSE
    assert question.answer_text == "Sparse autoencoder"
    assert question.options is not None
    assert len(set(question.options)) == 4
    assert all(option.endswith("autoencoder") for option in question.options)
    assert question.explanation == passage.text
    assert question.citations[0].evidence == passage.facts
    assert judge.prompts == []  # the sentence asks well enough by itself
    assert len(judge.choices) == 3  # with the passage, in another order, and without it


def test_the_same_content_gives_the_same_question(course: Course, passage: Passage) -> None:
    judge = Judge(read="Sparse autoencoder", alone="Sparse autoencoder")
    assert made(course, passage, judge).to_dict() == made(course, passage, judge).to_dict()


def test_what_the_model_does_not_know_without_the_notes_is_hard(
    course: Course, passage: Passage
) -> None:
    judge = Judge(read="Sparse autoencoder", alone="Sparse autoencoder")
    easier = made(course, passage, judge).difficulty
    judge = FakeGenerator(verdicts=_verdicts(course, passage, alone=-0.5))
    assert made(course, passage, judge).difficulty == "hard"
    assert easier != "hard"


def _verdicts(course: Course, passage: Passage, alone: float) -> list[list[float]]:
    """Right twice; without the passage another option is ahead of the key by so much."""
    judge = Judge(read="Sparse autoencoder", alone="Sparse autoencoder")
    question = made(course, passage, judge)
    assert question.options is not None
    key = int(question.answer)
    by = 1 + len(question.question) % 3
    first = [0.0 if i == key else -3.0 for i in range(4)]
    second = [0.0 if i == (key - by) % 4 else -3.0 for i in range(4)]
    last = [alone if i == key else -9.0 for i in range(4)]
    last[(key + 1) % 4] = 0.0
    return [first, second, last]


def test_an_option_that_the_model_knows_to_be_right_may_be_right(
    course: Course, passage: Passage
) -> None:
    judge = Judge(read="Sparse autoencoder", alone="Linear autoencoder")
    assert reason_of(multiple_choice.make(passage, course, judge)) == "several right"


def test_the_model_has_to_choose_the_key(course: Course, passage: Passage) -> None:
    judge = Judge(read="Linear autoencoder", alone="Sparse autoencoder")
    assert reason_of(multiple_choice.make(passage, course, judge)) == "model disagrees"


def test_the_model_has_to_choose_it_in_any_order(course: Course, passage: Passage) -> None:
    first, _, last = _verdicts(course, passage, alone=-0.5)
    wavering = FakeGenerator(verdicts=[first, first, last])
    assert reason_of(multiple_choice.make(passage, course, wavering)) == "model wavers"


def test_a_question_that_was_asked_is_not_asked_again(course: Course, passage: Passage) -> None:
    judge = Judge(read="Sparse autoencoder", alone="Sparse autoencoder")
    question = made(course, passage, judge)
    again = make_question("multiple-choice", passage, course, judge, avoid=[question])
    assert reason_of(again) == "nothing to ask"


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("I don't know.", "malformed reply"),
        (
            '{"question": "An added penalty on active units is often used in training."}',
            "not a question",
        ),
        ('{"question": "Trained with an added penalty?"}', "not a question"),
        (
            '{"question": "What is trained with an added penalty in the passage?"}',
            "does not stand alone",
        ),
        (
            '{"question": "Which penalty is a sparse autoencoder trained with?"}',
            "answered by its wording",
        ),
        (
            '{"question": "Which bread in Paris is baked with flour, water and salt?"}',
            "off the passage",
        ),
    ],
)
def test_the_wording_of_the_model_is_looked_at_before_it_is_asked_to_answer(
    tmp_path: Path, reply: str, reason: Reason
) -> None:
    course = open_course(tmp_path, TOLD)
    generator = FakeGenerator(*[reply] * 4)
    outcome = multiple_choice.make(passage_about(course, "added penalty"), course, generator)
    assert reason_of(outcome) == reason
    assert generator.choices == []


def test_a_term_that_a_sentence_only_has_is_asked_for_with_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = (
        "\n## Penalty\n\nAn added penalty on active hidden units is used to keep codes small in a "
        "sparse autoencoder.\n"
    )
    monkeypatch.setattr(keys, "_LEAST_NEAR", -1.0)  # this encoder knows nothing of nearness
    monkeypatch.setattr(keys, "_TOO_NEAR", 2.0)
    course = open_course(tmp_path, KINDS + notes)
    passage = passage_about(course, "added penalty")
    found = [k for k in keys_of(passage, course, "multiple-choice", []) if k.place == "other"]
    assert [key.plain for key in found] == [
        "Which term fills the gap in \u201cAn added penalty on active hidden units is used to "
        "keep codes small in a(n) _____\u201d?"
    ]


def test_what_the_sentence_does_not_say_is_not_supported(tmp_path: Path) -> None:
    course = open_course(tmp_path, TOLD)
    reply = '{"question": "What is often trained with an added penalty on active units?"}'
    judge = Judge(*[reply] * 2, read="Sparse autoencoder", alone="", says=False)
    outcome = multiple_choice.make(passage_about(course, "added penalty"), course, judge)
    assert reason_of(outcome) == "not supported"


def reason_of(outcome: Question | Rejected) -> Reason:
    assert isinstance(outcome, Rejected), outcome
    assert outcome.reason in REASONS
    return outcome.reason
