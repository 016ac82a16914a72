"""What became of a file of questions, and how much of one is read."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tutor.documents.question_pairs import gap
from tutor.practice.exchange.errors import ItemFault
from tutor.practice.question import Question

MAX_BYTES = 10_000_000  # of one file
MAX_ITEMS = 5_000  # of one file
MAX_TEXT = 10_000  # characters of one text of an item
BEYOND = f"{{is}} beyond the first {MAX_ITEMS:,} questions; move {{it}} to another file"


@dataclass(frozen=True, slots=True)
class Imported:
    """The questions of a file, and a sentence for everything else that it holds."""

    questions: tuple[Question, ...]
    gaps: tuple[str, ...] = ()  # what could not be read, where, and why
    remarks: tuple[str, ...] = ()  # what was read, but not in all of its parts


@dataclass
class Gathering:
    """Questions and faults, as a file is gone through."""

    unit: str  # what the numbers count: "row" or "line"
    questions: list[Question] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    _faults: dict[str, list[int]] = field(default_factory=dict)

    def take(self, number: int, read: Callable[[], Question]) -> bool:
        """Add the question at a place, or why there is none; returns whether there was one."""
        if len(self.questions) >= MAX_ITEMS:
            self.fault(number, BEYOND)
            return False
        try:
            self.questions.append(read())
        except ItemFault as fault:
            self.fault(number, str(fault))
            return False
        return True

    def fault(self, number: int, fault: str) -> None:
        """Note what is wrong at a place, in the words of `question_pairs.gap`."""
        self._faults.setdefault(fault, []).append(number)

    def remark(self, number: int, fault: str) -> None:
        """Note what a question lost that was taken."""
        self.remarks.append(gap(self.unit, [number], fault))

    def done(self) -> Imported:
        """All that was gathered; of questions that stand there twice the last one counts."""
        gaps = [gap(self.unit, numbers, fault) for fault, numbers in self._faults.items()]
        distinct = {question.id: question for question in self.questions}
        return Imported(tuple(distinct.values()), tuple(gaps), tuple(self.remarks))
