"""What the notes lack: questions that they could not answer and answers that were marked down.

Whoever looks after the notes reads it, so nothing in it tells who asked, in which conversation or
at what time of a day.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from tutor.answering.events import Nearest
from tutor.conversations.people import user_names, without_people
from tutor.conversations.same_question import SameQuestions, normalised
from tutor.conversations.turn import Phase
from tutor.documents.document import Chunk
from tutor.practice.outline import Outline
from tutor.records.records import Records

Kind: TypeAlias = Literal["not_in_notes", "marked_down"]

_MOST = 2000  # questions of a kind that are looked at, the latest ones
_MOST_NEAREST = 3
_NEAREST = TypeAdapter(tuple[Nearest, ...])


class Passages(Protocol):
    """The index as it is now."""

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All passages, in the order of the notes."""

    def chunk(self, chunk_id: str) -> Chunk:
        """One passage; a KeyError where there is none."""

    def encode(self, text: str) -> npt.NDArray[np.float32]:
        """A question's vector, of unit length."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that the notes could not answer, or whose answer was marked down."""

    keys: tuple[str, ...]  # by which it is settled, one for each wording
    question: str
    wordings: tuple[str, ...]  # other ones
    count: int
    kind: Kind
    nearest: tuple[Nearest, ...]  # what is near or was cited, as far as the notes still have it
    reasons: tuple[str, ...]  # of the ratings, the most frequent first
    last: date

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON values, in the command's published shape."""
        return {
            "question": self.question,
            "wordings": list(self.wordings),
            "count": self.count,
            "kind": self.kind,
            "nearest": [asdict(each) for each in self.nearest],
            "reasons": list(self.reasons),
            "last": self.last.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class GapTopic:
    """The gaps that are near one chapter."""

    topic: str  # the chapter's name; empty where nothing was near
    gaps: tuple[Gap, ...]

    @property
    def count(self) -> int:
        """How often it was asked about."""
        return sum(gap.count for gap in self.gaps)

    def to_dict(self) -> dict[str, Any]:
        """The topic as JSON values, in the command's published shape."""
        rows = [gap.to_dict() for gap in self.gaps]
        return {"topic": self.topic, "count": self.count, "rows": rows}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question of one student."""

    question: str
    when: datetime
    nearest: tuple[Nearest, ...]
    reason: str = ""
    counts: bool = True  # not where it was counted already


class Gaps:
    """The gaps in one file of records. May be used from several threads."""

    def __init__(
        self,
        records: Records,
        passages: Callable[[], Passages],
        *,
        clock: Callable[[], datetime],
        names: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        """Take where they are found.

        Args:
            records: Of all students.
            passages: Gives the index as it is now.
            clock: Tells the time with its zone, in which days are told.
            names: Gives the names of people that are taken out of the questions, besides those of
                who signed in.
        """
        self._records = records.gaps
        self._passages = passages
        self._clock = clock
        self._names = names
        self._same = SameQuestions(lambda text: passages().encode(text))

    def topics(self) -> tuple[GapTopic, ...]:
        """What is not settled, by chapter, the most asked about first."""
        passages = self._passages()
        outline = Outline(passages.chunks)
        by_topic: dict[str, list[Gap]] = {}
        for gap in self._gaps(passages):
            there = tuple(p for p in gap.nearest if _chunk(p.chunk_id, passages) is not None)
            topic = _topic(gap, passages, outline)
            by_topic.setdefault(topic, []).append(replace(gap, nearest=there))
        topics = [
            GapTopic(topic, tuple(sorted(gaps, key=_order))) for topic, gaps in by_topic.items()
        ]
        return tuple(sorted(topics, key=lambda each: (not each.topic, -each.count, each.topic)))

    def settle(self, key: str) -> None:
        """Leave a gap out until it is asked about again.

        Args:
            key: One of its keys; nothing happens where there is no such gap any more.
        """
        now = self._clock()
        for gap in self._gaps(self._passages()):
            if key in gap.keys:
                self._records.settle(gap.keys, now)

    def _gaps(self, passages: Passages) -> list[Gap]:
        mask = without_people({*self._names(), *user_names(self._records.students())})
        settled = self._records.settled()
        kinds: tuple[tuple[Kind, Iterable[_Asked]], ...] = (
            ("not_in_notes", self._not_in_notes()),
            ("marked_down", self._marked_down(passages)),
        )
        return [
            gap for kind, asked in kinds for gap in self._grouped(kind, list(asked), mask, settled)
        ]

    def _grouped(
        self,
        kind: Kind,
        asked: Sequence[_Asked],
        mask: Callable[[str], str],
        settled: dict[str, datetime],
    ) -> list[Gap]:
        left = [
            each
            for each in asked[-_MOST:]
            if (done := settled.get(_key(kind, each.question))) is None or done < each.when
        ]
        groups = self._same.grouped([each.question for each in left])
        members = [[left[at] for at in group] for group in groups]
        return [self._gap(kind, each, mask) for each in members if any(one.counts for one in each)]

    def _gap(self, kind: Kind, asked: Sequence[_Asked], mask: Callable[[str], str]) -> Gap:
        latest = max((each for each in asked if each.counts), key=lambda each: each.when)
        wordings = _wordings(mask(each.question) for each in asked if each.counts)
        reasons = Counter(mask(each.reason) for each in asked if each.reason).most_common()
        return Gap(
            keys=tuple(sorted({_key(kind, each.question) for each in asked})),
            question=wordings[0],
            wordings=tuple(wordings[1:]),
            count=sum(each.counts for each in asked),
            kind=kind,
            nearest=latest.nearest[:_MOST_NEAREST],
            reasons=tuple(reason for reason, _ in reasons),
            last=latest.when.astimezone(self._clock().tzinfo).date(),
        )

    def _not_in_notes(self) -> Iterable[_Asked]:
        for each in self._records.ended(Phase.NOT_IN_NOTES.value):
            yield _Asked(each.query or each.question, each.asked, _parsed(each.nearest))
        for rated in self._records.unhelpful():
            if not rated.answer and rated.reason:
                yield _Asked(rated.query or rated.question, rated.rated, (), rated.reason, False)

    def _marked_down(self, passages: Passages) -> Iterable[_Asked]:
        for rated in self._records.unhelpful():
            if rated.answer:
                cited = tuple(_places(rated.chunk_ids, passages))
                yield _Asked(rated.query or rated.question, rated.rated, cited, rated.reason)


def _wordings(questions: Iterable[str]) -> list[str]:
    """Each wording as it was written most often, the most frequent one first."""
    written: dict[str, Counter[str]] = {}
    for question in questions:
        written.setdefault(normalised(question), Counter())[question] += 1
    ordered = sorted(written.values(), key=lambda each: -each.total())
    return [each.most_common(1)[0][0] for each in ordered]


def _key(kind: Kind, question: str) -> str:
    return hashlib.sha256(f"{kind}\n{normalised(question)}".encode()).hexdigest()[:32]


def _order(gap: Gap) -> tuple[int, int, str]:
    return -gap.count, -gap.last.toordinal(), gap.question


def _topic(gap: Gap, passages: Passages, outline: Outline) -> str:
    """The chapter of what is nearest; its title where those passages have changed since."""
    chunks = (_chunk(each.chunk_id, passages) for each in gap.nearest)
    found = next((chunk for chunk in chunks if chunk is not None), None)
    if found is not None:
        return outline.name_of(found.chapter)
    return gap.nearest[0].title if gap.nearest else ""


def _places(chunk_ids: Iterable[str], passages: Passages) -> Iterable[Nearest]:
    """Where passages stand that are still in the notes; each heading once."""
    places: dict[tuple[str, str], Nearest] = {}
    for chunk_id in chunk_ids:
        if (chunk := _chunk(chunk_id, passages)) is not None:
            place = Nearest(
                chunk.document_id, chunk.title, chunk.locator.label, chunk.heading, chunk_id
            )
            places.setdefault((chunk.document_id, chunk.heading), place)
    return places.values()


def _chunk(chunk_id: str, passages: Passages) -> Chunk | None:
    try:
        return passages.chunk(chunk_id)
    except KeyError:
        return None


def _parsed(nearest: str | None) -> tuple[Nearest, ...]:
    """The headings that were near; none where what was stored of them can't be read."""
    try:
        return _NEAREST.validate_json(nearest or "[]")
    except ValidationError:
        return ()
