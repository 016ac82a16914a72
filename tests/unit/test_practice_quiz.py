"""A quiz: at once from the bank, the rest made from the notes, and an end in any case."""

import threading
from collections.abc import Iterator
from contextlib import closing, nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from practice_fakes import NOW, Maker, Model, bank_with, chunk_of, install_maker, item, open_course

from tutor.errors import TutorError
from tutor.generation.base import Generator
from tutor.practice.bank import Bank
from tutor.practice.outline import UnknownChapterError
from tutor.practice.quiz import QuizError, QuizRun, QuizWish
from tutor.practice.snapshot import Snapshot
from tutor.progress import silent
from tutor.retrieval.retriever import Retriever


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    return open_course(tmp_path)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    with closing(bank_with(tmp_path)) as bank:
        yield bank


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Maker:
    return install_maker(monkeypatch)


def no_model() -> Generator:
    raise AssertionError("the model was asked for")


def run(
    bank: Bank,
    retriever: Retriever,
    wish: QuizWish,
    *,
    model: Model | None = None,
    due: dict[str, datetime] | None = None,
    stop: threading.Event | None = None,
) -> QuizRun:
    def generator() -> Generator:
        return model if model is not None else no_model()

    return QuizRun(
        wish,
        snapshot=Snapshot(retriever),
        bank=bank,
        generator=generator,
        due=due or {},
        now=NOW,
        stop=stop or threading.Event(),
        progress=silent,
        waiting=nullcontext,
    )


def test_bank_that_has_enough_needs_no_model(bank: Bank, retriever: Retriever) -> None:
    gru, dropout = (
        item("What has a GRU?", chunk_of(retriever, "GRU")),
        item("When is a unit zero?", chunk_of(retriever, "Dropout")),
    )
    bank.add([gru, dropout])
    quiz = run(bank, retriever, QuizWish(2)).whole()
    assert set(quiz.questions) == {gru, dropout}
    assert (quiz.from_bank, quiz.rejected, quiz.shortfall) == (2, {}, "")


def test_what_is_missing_is_made_and_kept(bank: Bank, retriever: Retriever, maker: Maker) -> None:
    bank.add([item("What has a GRU?", chunk_of(retriever, "GRU"))])
    quiz = run(bank, retriever, QuizWish(3), model=Model()).whole()
    assert len(quiz.questions) == 3
    assert quiz.from_bank == 1
    assert len({question.kind for question in quiz.questions}) == 3
    # Passages without a question come first.
    assert {heading for _, heading in maker.made} <= {"Dropout", "Gradient clipping", "Sourdough"}
    known = {chunk.id for chunk in retriever.chunks}
    assert set(bank.questions(known)) == set(quiz.questions)


def test_each_question_is_in_the_bank_when_it_is_given(
    bank: Bank, retriever: Retriever, maker: Maker
) -> None:
    known = {chunk.id for chunk in retriever.chunks}
    for number, _ in enumerate(run(bank, retriever, QuizWish(3), model=Model()), start=1):
        assert len(bank.questions(known)) == number
    assert len(maker.made) == 3


def test_rejections_are_counted_by_reason(
    bank: Bank, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_maker(monkeypatch, "duplicate", "several right", "duplicate")
    quiz = run(bank, retriever, QuizWish(1), model=Model()).whole()
    assert len(quiz.questions) == 1
    assert quiz.rejected == {"duplicate": 2, "several right": 1}
    assert sum(reasons.total() for reasons in bank.rejections().values()) == 3


def test_it_ends_with_fewer_questions_and_a_sentence(
    bank: Bank, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = install_maker(monkeypatch, *["model disagrees"] * 99)
    quiz = run(bank, retriever, QuizWish(1), model=Model()).whole()
    assert quiz.questions == ()
    assert quiz.rejected == {"model disagrees": 6}
    assert len(maker.made) == 6
    assert quiz.shortfall.startswith("There are 0 of 1 questions:")


def test_kind_and_difficulty_are_kept_to(bank: Bank, retriever: Retriever, maker: Maker) -> None:
    gru = chunk_of(retriever, "GRU")
    bank.add([item("One?", gru), item("Two", gru, kind="cloze", difficulty="hard")])
    maker.difficulty = "hard"
    wish = QuizWish(2, kind="cloze", difficulty="hard")
    quiz = run(bank, retriever, wish, model=Model()).whole()
    assert [(q.kind, q.difficulty) for q in quiz.questions] == [("cloze", "hard")] * 2
    assert quiz.from_bank == 1


def test_question_of_another_difficulty_is_kept_but_not_given(
    bank: Bank, retriever: Retriever, maker: Maker
) -> None:
    quiz = run(bank, retriever, QuizWish(1, difficulty="easy"), model=Model()).whole()
    assert quiz.questions == ()
    assert maker.made
    assert bank.questions({chunk.id for chunk in retriever.chunks})


def test_chapter_is_kept_to(bank: Bank, retriever: Retriever, maker: Maker) -> None:
    bank.add([item("What has a GRU?", chunk_of(retriever, "GRU"))])
    bank.add([item("Imported for one?", chapter="1"), item("Imported for two?", chapter="2")])
    quiz = run(bank, retriever, QuizWish(3, chapter="chapter 1"), model=Model()).whole()
    assert quiz.from_bank == 1
    assert {question.chapter for question in quiz.questions} == {"1"}
    assert {heading for _, heading in maker.made} <= {"Dropout", "Gradient clipping"}


def test_topic_is_kept_to(bank: Bank, retriever: Retriever, maker: Maker) -> None:
    about = item("What has a GRU?", chunk_of(retriever, "GRU"))
    own = item("Which gates are there?", topic="GRU")
    bank.add([about, own, item("Bread?", chunk_of(retriever, "Sourdough"))])
    quiz = run(bank, retriever, QuizWish(2, topic="GRUs")).whole()
    assert set(quiz.questions) == {about, own}


@pytest.mark.parametrize(
    ("wish", "kind", "said"),
    [
        (QuizWish(topic="volcanoes"), TutorError, "I didn't find 'volcanoes' in your notes; the"),
        (QuizWish(chapter="17"), UnknownChapterError, "There is no chapter '17'"),
        (QuizWish(topic="GRU", chapter="2"), QuizError, "doesn't speak of 'GRU'"),
    ],
)
def test_what_the_notes_lack_is_told_before_anything_is_made(
    bank: Bank, retriever: Retriever, wish: QuizWish, kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        run(bank, retriever, wish)


def test_passage_is_asked_about_again_until_it_gives_no_more(
    bank: Bank, retriever: Retriever, maker: Maker
) -> None:
    wish = QuizWish(9, kind="cloze", topic="dropout")
    quiz = run(bank, retriever, wish, model=Model()).whole()
    dropout = chunk_of(retriever, "Dropout")
    own = [q for q in quiz.questions if q.topic == "Dropout"]
    assert len(own) == len(dropout.sentences) == 2
    assert quiz.rejected["nothing to ask"] > 0
    assert maker.made


def test_stop_ends_the_making_within_a_token(
    bank: Bank, retriever: Retriever, maker: Maker
) -> None:
    stop = threading.Event()
    questions = run(bank, retriever, QuizWish(5), model=Model(), stop=stop)
    next(questions)
    stop.set()
    assert len(questions.whole().questions) == 1
    assert questions.shortfall == "Stopped after 1 of 5 questions."
    assert len(maker.made) == 1


def test_lately_answered_questions_come_last(bank: Bank, retriever: Retriever) -> None:
    answered = item("What has a GRU?", chunk_of(retriever, "GRU"))
    new = item("When is a unit zero?", chunk_of(retriever, "Dropout"))
    bank.add([answered, new])
    quiz = run(bank, retriever, QuizWish(1), due={answered.id: NOW + timedelta(days=3)}).whole()
    assert quiz.questions == (new,)


@pytest.mark.parametrize("n", [0, 101, -1])
def test_number_of_questions_is_bounded(n: int) -> None:
    with pytest.raises(QuizError, match="ask for 1 to 100"):
        QuizWish(n)


def test_unknown_kind_and_difficulty_are_told_with_the_known_ones() -> None:
    with pytest.raises(QuizError, match="kinds are multiple-choice, true-false"):
        QuizWish.checked(kind="essay")
    with pytest.raises(QuizError, match="choose easy, medium, hard"):
        QuizWish.checked(difficulty="brutal")
