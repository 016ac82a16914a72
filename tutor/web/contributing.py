"""Adding, removing and deciding about notes: what a visitor does, and the sentence that it ends in.

Between choosing files and adding them, a session's files are kept here, and only for that session.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue

from tutor.errors import TutorError
from tutor.library.note import Preview, Upload
from tutor.web.notes_view import deletes
from tutor.web.shelf import Addition, Shelf
from tutor.web.text import notes as text

_LOG = logging.getLogger(__name__)
_REFUSALS = 3  # that are said one by one


@dataclass(frozen=True, slots=True)
class Said:
    """What is told to the visitor."""

    words: str
    done: int = 0
    total: int = 0  # beyond 0 where it is known how much there is to do
    working: bool = False
    problem: bool = False
    answerable: bool = False  # there is something new to ask about
    question: str = ""  # what could be asked about it; empty where it is several notes


@dataclass(frozen=True, slots=True)
class Draft:
    """Files that were chosen and read, and are not added yet."""

    uploads: tuple[Upload, ...] = ()  # those with something readable in them
    previews: tuple[Preview, ...] = ()
    unreadable: int = 0  # files without


class Desk:
    """Where visitors hand in notes; may be used from several threads."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._drafts: dict[str, Draft] = {}
        self._lock = threading.Lock()

    def draft(self, session: str) -> Draft:
        """What this session has chosen."""
        with self._lock:
            return self._drafts.get(session, Draft())

    def drop(self, session: str) -> Draft:
        """Forget what this session has chosen, and return it."""
        with self._lock:
            return self._drafts.pop(session, Draft())

    def read(self, session: str, uploads: Sequence[Upload]) -> Iterator[Said]:
        """Read files for a preview, which then is the session's draft."""
        self.drop(session)
        readable: list[Upload] = []
        previews: list[Preview] = []
        for number, upload in enumerate(uploads, start=1):
            words = text.reading(number, len(uploads), upload.name)
            yield Said(words, number - 1, len(uploads), working=True)
            found = self._shelf.preview([upload])
            previews += found
            if any(each.document is not None for each in found):
                readable.append(upload)
        draft = Draft(tuple(readable), tuple(previews), len(uploads) - len(readable))
        with self._lock:
            self._drafts[session] = draft
        yield Said("" if readable else text.NONE_READABLE, problem=not readable)

    def add(self, session: str) -> Iterator[Said]:
        """Add the session's draft, telling how far that is."""
        draft = self.drop(session)
        if not draft.uploads:
            yield Said(text.NOTHING_TO_ADD, problem=True)
            return
        yield Said(text.adding(len(draft.uploads)), working=True)
        yield from _followed(lambda work: self._shelf.add(draft.uploads, work.progress))

    def approve(self, waiting: str) -> Iterator[Said]:
        """Add what waits."""
        yield Said(text.adding(1), working=True)
        yield from _followed(lambda work: self._shelf.approve(waiting, work.progress))

    def reject(self, waiting: str) -> Iterator[Said]:
        """Throw away what waits."""
        self._shelf.reject(waiting)
        yield Said(text.REJECTED)

    def remove(self, document_id: str) -> Iterator[Said]:
        """Take a note out."""
        notes = self._shelf.notes()
        note = next((each for each in notes if each.id == document_id), None)
        if note is None:
            yield Said(text.UNKNOWN_NOTE, problem=True)
            return
        deleted = deletes(note, sum(each.path == note.path for each in notes))
        yield Said(text.removing(note.entry.title), working=True)
        self._shelf.remove(document_id)
        yield Said(text.removed(note.entry.title, deleted))


def told(work: Iterator[Said]) -> Iterator[Said]:
    """The same, with what goes wrong as the last sentence instead of an exception."""
    try:
        yield from work
    except TutorError as error:
        yield Said(str(error), problem=True)
    except Exception:  # noqa: BLE001 - logged, and the page goes on
        _LOG.exception("Something about the notes failed")
        yield Said(text.UNEXPECTED_NOTES, problem=True)


def outcome(addition: Addition) -> Said:
    """What came of adding, in a sentence or two."""
    sentences = []
    if addition.added:
        names = [entry.title for entry in addition.added]
        sentences.append(text.added(names, sum(len(e.chunk_ids) for e in addition.added)))
    if addition.pending:
        sentences.append(text.waits([each.preview.name for each in addition.pending]))
    refused = addition.refused
    sentences += [text.refused(each.name, each.refusal or "") for each in refused[:_REFUSALS]]
    if len(refused) > _REFUSALS:
        sentences.append(text.more_refused(len(refused) - _REFUSALS))
    problem = not addition.added and not addition.pending
    return Said(
        " ".join(sentences) or text.CANCELLED,
        problem=problem,
        answerable=bool(addition.added),
        question=text.question(addition.added[0].title) if len(addition.added) == 1 else "",
    )


class _Work:
    """Something long in a thread of its own, which tells how far it is."""

    def __init__(self, run: Callable[["_Work"], Addition]) -> None:
        self.said: SimpleQueue[Said | Addition | BaseException] = SimpleQueue()
        self._run = run
        threading.Thread(target=self._work, name="notes", daemon=True).start()

    def progress(self, step: str, done: int, total: int, /) -> None:
        self.said.put(Said(text.progress(step, done, total), done, total, working=True))

    def _work(self) -> None:
        try:
            self.said.put(self._run(self))
        except BaseException as error:  # noqa: BLE001 - raised again where the end is awaited
            self.said.put(error)


def _followed(run: Callable[[_Work], Addition]) -> Iterator[Said]:
    work = _Work(run)
    while True:
        news = work.said.get()
        while isinstance(news, Said) and not work.said.empty():
            news = work.said.get()  # only the newest of what has happened meanwhile
        if isinstance(news, BaseException):
            raise news
        if not isinstance(news, Said):
            yield outcome(news)
            return
        yield news
