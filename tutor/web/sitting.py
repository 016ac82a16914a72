"""A row of questions that a student answers one after the other, in Practice and in Review."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from tutor.practice.grading import Response
from tutor.practice.hints import LEVELS, Hint
from tutor.practice.ledger import Marked
from tutor.practice.question import Question
from tutor.practice.quiz_wish import QuizWish
from tutor.practice.review import Rating
from tutor.web.part import Deed, DeedError
from tutor.web.practising import Practising, Quizzing
from tutor.web.text import practice as text
from tutor.web.work import Work

Phase: TypeAlias = Literal["making", "asked", "turned", "marked", "ended", "empty"]
Setting: TypeAlias = Literal["quiz", "review"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    response: Response
    marked: Marked
    rating: Rating
    due: datetime
    dates: Mapping[Rating, datetime]  # when it would come back after each rating
    disputed: bool = False

    @property
    def right(self) -> bool:
        """Whether nothing was missed."""
        return self.marked.grade.verdict == "right"


class Sitting:
    """The state of a set; `lock` is held by whoever acts on it or shows it."""

    def __init__(
        self,
        practice: Practising,
        student: str,
        setting: Setting,
        questions: Iterable[Question] = (),
        *,
        clock: Callable[[], datetime],
        wish: QuizWish | None = None,
    ) -> None:
        """Ask these questions, or first make those of a wish."""
        self.lock = threading.RLock()
        self.setting = setting
        self.wish = wish
        self.questions = list(questions)
        self.outcomes: dict[str, Outcome] = {}
        self.at = 0
        self.hints: list[Hint] = []
        self.turned = False  # a flashcard that shows its back
        self.stopped = False
        self.over = False  # ended before every question was answered
        self.work: Work | None = None
        self._practice = practice
        self._student = student
        self._clock = clock
        self._since: datetime | None = None
        self._stream: Quizzing | None = None

    def make(self) -> None:
        """Begin to make what was wished for; each question can be answered as soon as it is there.

        Raises:
            TutorError: The notes have no such chapter or topic.
        """
        if self.wish is None:
            return
        stop = threading.Event()
        work = Work(self._made, stop=stop)
        self._stream = self._practice.quiz(
            self.wish, student=self._student, stop=stop, progress=work.follow
        )
        self.work = work.start()

    def _made(self, work: Work) -> None:
        for question in self._stream or ():
            with self.lock:
                self.questions.append(question)
            if work.stop.is_set() or not work.is_watched():
                break

    @property
    def making(self) -> bool:
        """Whether more questions are to come."""
        return self.work is not None and self.work.look()

    @property
    def shortfall(self) -> str:
        """Why there are fewer questions than were wished for, once that is known."""
        if self.work is None or self._stream is None or self.making:
            return ""
        return self.work.problem or self._stream.shortfall

    @property
    def total(self) -> int:
        """How many questions there will be."""
        wanted = self.wish.n if self.wish is not None and self.making else 0
        return max(len(self.questions), wanted)

    @property
    def current(self) -> Question | None:
        """The question on the screen."""
        if self.over or self.at >= len(self.questions):
            return None
        return self.questions[self.at]

    @property
    def outcome(self) -> Outcome | None:
        """What became of it so far."""
        return self.outcomes.get(self.current.id) if self.current else None

    @property
    def phase(self) -> Phase:
        """What the screen shows."""
        if self.over:
            return "ended"
        if self.current is None:
            if self.making:
                return "making"
            return "ended" if self.questions else "empty"
        if self.outcome is not None:
            return "marked"
        return "turned" if self.turned else "asked"

    @property
    def missed(self) -> list[Question]:
        """What was answered and not fully right."""
        outcomes = self.outcomes
        return [q for q in self.questions if q.id in outcomes and not outcomes[q.id].right]

    def now(self) -> datetime:
        """The time."""
        return self._clock()

    def dates(self) -> Mapping[Rating, datetime]:
        """When the question on the screen would come back after each rating."""
        return (
            {} if self.current is None else self._practice.next_dates(self._student, self.current)
        )

    def seen(self) -> None:
        """The student sees the current question from now on."""
        if self._since is None and self.phase == "asked":
            self._since = self._clock()

    def deal(self, deed: Deed) -> bool:
        """Do what a student wants with the question on the screen; False for other deeds.

        A deed that is meant for another question came twice or late, and does nothing.

        Raises:
            TutorError: It can't be done.
        """
        doing = _DEEDS.get(deed.name)
        if doing is None:
            return False
        if self.current is not None and deed.text("item") == self.current.id:
            doing(self, deed)
        return True

    def check(self, deed: Deed) -> None:
        """Grade the answer in the form."""
        question = self.current
        if question is not None and self.outcome is None:
            self._answer(question, response_of(question, deed))

    def turn(self, _: Deed) -> None:
        """Show a flashcard's back."""
        self.turned = True

    def rate(self, deed: Deed) -> None:
        """Take the student's word for how well it was known; in a review, go on."""
        rating = Rating(deed.number("value", 1, 4))
        question, outcome = self.current, self.outcome
        if question is None:
            return
        if outcome is None:
            if question.kind != "flashcard":
                return
            self._answer(question, int(rating), rating)
            self.on(deed)
            return
        if rating is not outcome.rating:
            due = self._practice.correct_rating(self._student, outcome.marked.answer_id, rating)
            self.outcomes[question.id] = replace(outcome, rating=rating, due=due)
        if self.setting == "review":
            self.on(deed)

    def on(self, _: Deed) -> None:
        """Go to the next question."""
        if self.outcome is not None:
            self.at += 1
            self.hints, self.turned, self._since = [], False, None

    def hint(self, _: Deed) -> None:
        """Show one more hint of the ladder."""
        if self.current is not None and self.phase == "asked" and len(self.hints) < LEVELS:
            self.hints.append(self._practice.hint(self.current, len(self.hints) + 1))

    def dispute(self, deed: Deed) -> None:
        """Put on record that the student doesn't agree."""
        question, outcome = self.current, self.outcome
        if question is None or outcome is None or outcome.disputed:
            return
        reason = deed.text("reason")
        if not reason:
            raise DeedError(text.DISPUTE_EMPTY)
        self._practice.dispute(self._student, outcome.marked.answer_id, reason)
        self.outcomes[question.id] = replace(outcome, disputed=True)

    def end(self) -> bool:
        """End the set early, to look back on it; False where there is nothing to look back on."""
        if self.phase == "ended" or not self.outcomes:
            return False
        self.halt()
        self.over = True
        return True

    def halt(self) -> None:
        """Make no more questions."""
        if self.work is not None:
            self.stopped = True
            self.work.stop.set()

    def _answer(
        self, question: Question, response: Response, rating: Rating | None = None
    ) -> Outcome:
        now = self._clock()
        seconds = (now - self._since).total_seconds() if self._since else None
        dates = self._practice.next_dates(self._student, question)
        marked = self._practice.answer(
            self._student,
            question,
            response,
            setting=self.setting,
            seconds=seconds,
            hints=len(self.hints),
        )
        outcome = Outcome(response, marked, marked.rating, marked.due, dates)
        if rating is not None and rating is not marked.rating:
            due = self._practice.correct_rating(self._student, marked.answer_id, rating)
            outcome = replace(outcome, rating=rating, due=due)
        self.outcomes[question.id] = outcome
        return outcome


_DEEDS: Mapping[str, Callable[[Sitting, Deed], None]] = {
    "check": Sitting.check,
    "turn": Sitting.turn,
    "rate": Sitting.rate,
    "on": Sitting.on,
    "hint": Sitting.hint,
    "dispute": Sitting.dispute,
}


def response_of(question: Question, deed: Deed) -> Response:
    """What was chosen or written in the form of a question.

    Raises:
        DeedError: Nothing was.
    """
    given = deed.text("answer")
    if not given:
        raise DeedError(text.NO_ANSWER)
    if question.kind == "multiple-choice":
        return deed.number("answer", 0, len(question.options or ()) - 1)
    if question.kind == "true-false":
        return deed.number("answer", 0, 1) == 0
    return given


def topics_of(sitting: Sitting) -> Sequence[tuple[str, float, int]]:
    """What was reached in each topic: its name, points, and of how many questions."""
    points: dict[str, list[float]] = {}
    for question in sitting.questions:
        outcome = sitting.outcomes.get(question.id)
        if outcome is not None:
            points.setdefault(question.topic, []).append(outcome.marked.grade.score)
    return [(topic, sum(own), len(own)) for topic, own in points.items()]
