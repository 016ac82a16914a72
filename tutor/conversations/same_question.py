"""Which of many questions ask the same in other words."""

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

_Vector = npt.NDArray[np.float32]

# Cosine of two questions' vectors. Of 13 pairs that ask the same, such as "How do I install
# PyTorch?" and "how to install pytorch on my laptop", minilm puts 7 above it, of 15 that don't,
# such as "Why does dropout help?" and "What is dropout?", one ("advantages", "disadvantages").
_SAME_FROM = 0.85
_WORD = re.compile(r"[\w+#]+")
_REMEMBERED = 5000  # vectors


def normalised(question: str) -> str:
    """A question without case, marks and space that mean nothing."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", question).casefold()))


class SameQuestions:
    """Groups questions; safe to use from several threads."""

    def __init__(self, encode: Callable[[str], _Vector]) -> None:
        """Take what gives a question's vector of unit length."""
        self._encode = encode
        self._vectors: OrderedDict[str, _Vector] = OrderedDict()
        self._lock = Lock()

    def grouped(self, questions: Sequence[str]) -> list[list[int]]:
        """Positions of the questions that ask the same, the most frequent wording's first.

        Each wording joins the first group whose own first wording is near it, so that no chain of
        small differences leads far away. What differs in a number asks something else.
        """
        positions: dict[str, list[int]] = {}
        for at, question in enumerate(questions):
            positions.setdefault(normalised(question), []).append(at)
        if not positions:
            return []
        # Among equals the first one leads, so that a later question doesn't change the groups.
        wordings = sorted(positions, key=lambda each: -len(positions[each]))
        vectors = np.stack([self._vector(each) for each in wordings])
        likeness = vectors @ vectors.T
        groups: dict[int, list[int]] = {}  # by the row of the wording that leads
        for row, wording in enumerate(wordings):
            near = [
                other
                for other in groups
                if likeness[row, other] >= _SAME_FROM
                and _numbers(wordings[other]) == _numbers(wording)
            ]
            leader = max(near, key=lambda other: float(likeness[row, other]), default=row)
            groups.setdefault(leader, []).extend(positions[wording])
        return list(groups.values())

    def _vector(self, wording: str) -> _Vector:
        with self._lock:
            known = self._vectors.get(wording)
        if known is None:
            known = self._encode(f"{wording}?")  # encoders tell questions by it
        with self._lock:
            self._vectors[wording] = known
            self._vectors.move_to_end(wording)
            while len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
        return known


def _numbers(wording: str) -> list[str]:
    return re.findall(r"\d+", wording)
