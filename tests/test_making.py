"""Questions of every kind that the notes' own words make, with the real small models."""

from pathlib import Path

import pytest

from tutor.generation.base import Generator
from tutor.practice.making import cloze, flashcard, short_answer, true_false
from tutor.practice.making.course import Course
from tutor.practice.making.rejection import Rejected
from tutor.practice.making.statement import statement_of
from tutor.practice.outline import Outline
from tutor.practice.question import BLANK, Question
from tutor.retrieval.embedding import Encoder
from tutor.retrieval.retriever import Retriever

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def course(course_index: Path, encoder_path: Path) -> Course:
    retriever = Retriever.open(course_index, Encoder.load(encoder_path, "minilm"))
    return Course(retriever, Outline(retriever.chunks))


def evidence(question: Question) -> list[str]:
    """The sentences that a question cites, each as a student reads it."""
    (citation,) = question.citations
    return [" ".join(citation.text[a:b].split()) for a, b in citation.evidence]


def test_a_cloze_with_its_answer_filled_in_is_the_sentence_that_it_cites(
    course: Course, smollm2: Generator
) -> None:
    passages = course.passages[::15]
    made = [cloze.make(passage, course, smollm2) for passage in passages]
    questions = [each for each in made if isinstance(each, Question)]
    assert len(questions) >= len(passages) / 5
    for question in questions:
        (sentence,) = evidence(question)
        before, after = question.question.replace("a(n) ", "").replace("A(n) ", "").split(BLANK)
        statement = statement_of(sentence)
        assert statement.endswith(after)
        assert all(word in statement for word in before.split())
        assert str(question.answer) in statement


def test_what_is_false_differs_from_its_source_in_what_the_explanation_names(
    course: Course, smollm2: Generator
) -> None:
    found = [true_false.make(passage, course, smollm2) for passage in course.passages[::20]]
    questions = [each for each in found if isinstance(each, Question)]
    assert questions
    for question in questions:
        statement = statement_of(evidence(question)[0])
        assert statement in question.explanation
        assert (question.question == statement) is question.answer


def test_a_card_s_back_is_what_the_notes_say(course: Course, smollm2: Generator) -> None:
    found = [flashcard.make(passage, course, smollm2) for passage in course.passages]
    cards = [each for each in found if isinstance(each, Question)]
    assert len(cards) > 50
    for card in cards:
        cited = " ".join(evidence(card))
        back = str(card.answer)
        assert back[1:] in cited or statement_of(cited) == back
        assert card.key_points


def test_a_short_answer_s_points_stand_in_its_source_whatever_the_model_says(
    course: Course, smollm2: Generator
) -> None:
    passages = [p for p in course.passages if "because" in p.text][:8]
    found = [short_answer.make(passage, course, smollm2) for passage in passages]
    assert found
    for each in found:
        if isinstance(each, Rejected):
            assert each.reason != "nothing to ask"
            continue
        cited = " ".join(statement_of(sentence) or sentence for sentence in evidence(each))
        assert 2 <= len(each.key_points) <= 4
        assert all(point in cited for point in each.key_points)
