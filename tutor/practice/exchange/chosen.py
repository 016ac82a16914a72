"""The questions of the bank that somebody wants to have in a file."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tutor.practice.bank import FILE, Bank, Counts
from tutor.practice.exchange.errors import ExchangeError
from tutor.practice.outline import Outline
from tutor.practice.question import Kind, Question
from tutor.retrieval.store import open_generation


@dataclass(frozen=True, slots=True)
class Chosen:
    """Questions in the order of the chapters."""

    questions: tuple[Question, ...]
    chapter_name: Callable[[str], str]  # from its key
    counts: Counts  # of the whole bank

    @property
    def by_kind(self) -> dict[str, int]:
        """How many there are of each kind."""
        return dict(Counter(question.kind for question in self.questions))


def choose(index: Path, *, chapter: str | None = None, kind: Kind | None = None) -> Chosen:
    """The bank's questions on the notes as they are now; no model is needed.

    Args:
        index: Folder of the index.
        chapter: Only of this chapter, by number, title or folder.
        kind: Only of this kind.

    Raises:
        TutorError: The index or the bank can't be read.
        UnknownChapterError: The notes have no such chapter.
    """
    chunks = open_generation(index).chunks
    outline = Outline(chunks)
    wanted = outline.find(chapter).key if chapter else None
    ids = frozenset(chunk.id for chunk in chunks)
    with closing(Bank.open(index / FILE)) as bank:
        found = bank.questions(ids, kind=kind)
        counts = bank.counts(ids)
    places = {each.key: place for place, each in enumerate(outline.chapters)}
    kept = [question for question in found if wanted in (None, question.chapter)]
    # Chapters that the notes don't have come last, each by itself; Python's sort is stable.
    kept.sort(key=lambda q: (places.get(q.chapter, len(places)), q.chapter))
    return Chosen(tuple(kept), outline.name_of, counts)


def remove_questions(index: Path, ids: Sequence[str]) -> tuple[str, ...]:
    """Take questions out of the bank; returns the ids of those that were there.

    Raises:
        ExchangeError: None of them is in the bank.
        TutorError: There is no index, or the bank can't be written to.
    """
    open_generation(index)  # says so where there is no index
    with closing(Bank.open(index / FILE)) as bank:
        removed = tuple(each for each in dict.fromkeys(ids) if bank.remove([each]))
    if not removed:
        raise ExchangeError(
            f"None of these is in the bank: {', '.join(ids)}; `tutor bank list` has the ids."
        )
    return removed


def choose_some(index: Path, *, chapter: str | None = None, kind: Kind | None = None) -> Chosen:
    """As `choose`, where there has to be a question.

    Raises:
        ExchangeError: There is none; see `choose` for the others.
    """
    chosen = choose(index, chapter=chapter, kind=kind)
    if not chosen.questions:
        which = "such questions" if chapter or kind else "questions"
        raise ExchangeError(
            f"There are no {which} in the bank; make some with `tutor bank fill` or bring your own "
            "with `tutor bank add`."
        )
    return chosen
