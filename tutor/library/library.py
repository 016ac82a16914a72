"""The notes of a running app: what is there, and how notes come in and go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Lock

from tutor.documents.archives import OpenArchives
from tutor.documents.document import Chunk, Document
from tutor.documents.failures import Failure, UnreadableNoteError
from tutor.documents.limits import Limits
from tutor.library.contributions import Contributions
from tutor.library.errors import LibraryError
from tutor.library.note import Note, Pending, Preview, Upload
from tutor.library.previewing import previews_of
from tutor.library.safe_names import safe_name
from tutor.progress import Progress, silent
from tutor.retrieval.builder import update
from tutor.retrieval.live import LiveIndex
from tutor.retrieval.manifest import DocumentEntry
from tutor.retrieval.overlap import KnownTexts, Overlap
from tutor.retrieval.places import is_covered, path_of
from tutor.retrieval.reading import cut, known_texts, text_of
from tutor.retrieval.report import BuildReport
from tutor.retrieval.retriever import Retriever

_PATIENCE = 120.0  # seconds to wait for another build, which a student would rather than fail


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of uploads."""

    added: tuple[DocumentEntry, ...] = ()  # in the index now
    pending: tuple[Pending, ...] = ()  # on the list
    refused: tuple[Preview, ...] = ()  # neither, each with its refusal
    report: BuildReport | None = None  # of the build, if there was one


class Library:
    """The notes behind a live index. May be used from several threads."""

    def __init__(
        self,
        index: LiveIndex,
        contributions: Path,
        *,
        reviewing: bool = False,
        limits: Limits | None = None,
    ) -> None:
        """Look after the notes of an index.

        Args:
            index: The index.
            contributions: Folder that uploads are kept in.
            reviewing: Uploads wait until they are approved.
            limits: What is too large to be taken.
        """
        self.reviewing = reviewing
        self._index = index
        self._contributions = Contributions(contributions)
        self._limits = limits or Limits()
        self._changing = Lock()
        self._known: tuple[Retriever, KnownTexts] | None = None
        self._previewed: dict[str, tuple[Retriever, Preview]] = {}  # of what waits

    @property
    def index_dir(self) -> Path:
        """The folder of the index."""
        return self._index.folder

    def notes(self) -> tuple[Note, ...]:
        """The documents of the index in use, in order."""
        folder = self._index.folder
        return tuple(
            Note(entry, path := path_of(entry.path, folder), self._contributions.holds(path))
            for entry in self._index.current().documents
        )

    def failures(self) -> tuple[Failure, ...]:
        """What is not in the index, and why."""
        return self._index.current().manifest.failures

    def roots(self) -> tuple[Path, ...]:
        """The folders and files that the index is built from."""
        places = self._index.current().manifest.roots
        return tuple(path_of(place, self._index.folder) for place in places)

    def reading(self, document_id: str) -> tuple[Chunk, ...]:
        """A document's chunks in their order: what was read of it.

        Raises:
            LibraryError: There is no such document.
        """
        retriever = self._index.current()
        entry = _entry(retriever, document_id)
        return tuple(retriever.chunk(chunk_id) for chunk_id in entry.chunk_ids)

    def original(self, document_id: str) -> tuple[str, bytes]:
        """The name and the bytes of the file that a document was read from.

        Raises:
            LibraryError: There is no such document, or its file is gone.
        """
        entry = _entry(self._index.current(), document_id)
        path = path_of(entry.path, self._index.folder)
        try:
            if not entry.archive:
                return path.name, path.read_bytes()
            name = PurePosixPath(entry.archive).name
            return name, OpenArchives(self._limits).read(path, entry.archive)
        except (OSError, UnreadableNoteError) as error:
            raise LibraryError(
                f"The file of {document_id} is not where it was; what was read of it is still here."
            ) from error

    def preview(self, uploads: Sequence[Upload]) -> tuple[Preview, ...]:
        """How files would be read, one for each file and each member of an archive."""
        return tuple(preview for upload in uploads for preview in self._previews(upload))

    def add(self, uploads: Sequence[Upload], progress: Progress = silent) -> Addition:
        """Take files in: into the index, or on the list where additions are reviewed.

        Raises:
            TutorError: The index can't be brought up to date; what was taken in comes into it
                with the next build.
        """
        accepted: list[tuple[Upload, Preview]] = []
        refused: list[Preview] = []
        for upload in uploads:
            previews = self._previews(upload)
            refused += [each for each in previews if each.refusal]
            if (preview := _foremost(previews)).refusal is None:
                accepted.append((upload, preview))
        if not self.reviewing:
            return self._take_in([upload for upload, _ in accepted], refused, progress)
        waiting = [(self._contributions.put_on_list(each), preview) for each, preview in accepted]
        pending = tuple(Pending(each.id, each.received, preview) for each, preview in waiting)
        return Addition(pending=pending, refused=tuple(refused))

    def pending(self) -> tuple[Pending, ...]:
        """The uploads that wait for approval, oldest first; of an archive its first note."""
        retriever = self._index.current()
        known, self._previewed = self._previewed, {}
        found = []
        for each in self._contributions.waiting():
            read_with, preview = known.get(each.id, (None, None))
            if preview is None or read_with is not retriever:
                preview = _foremost(self._previews(each.upload))
            self._previewed[each.id] = retriever, preview
            found.append(Pending(each.id, each.received, preview))
        return tuple(found)

    def approve(self, waiting: str, progress: Progress = silent) -> Addition:
        """Take a waiting upload into the index.

        Raises:
            LibraryError: It does not wait any more.
            TutorError: As in `add`.
        """
        upload = self._contributions.take_from_list(waiting)
        done = self._take_in([upload], [], progress)
        self._contributions.drop_from_list(waiting)
        return done

    def reject(self, waiting: str) -> None:
        """Delete a waiting upload.

        Raises:
            LibraryError: It does not wait any more.
        """
        self._contributions.take_from_list(waiting)
        self._contributions.drop_from_list(waiting)

    def remove(self, document_id: str) -> BuildReport:
        """Take a document out of the index; the file of a contribution is deleted.

        Raises:
            LibraryError: There is no such document.
            TutorError: The index can't be brought up to date.
        """

        def change() -> BuildReport:
            retriever = self._index.current()
            entry = _entry(retriever, document_id)
            path = path_of(entry.path, self._index.folder)
            alone = sum(each.path == entry.path for each in retriever.documents) == 1
            if not alone or not self._contributions.holds(path):
                return self._build(remove=[document_id])
            with self._contributions.removed(path):
                return self._build(remove=[document_id])

        return self._update(change)

    def refresh(self, progress: Progress = silent) -> BuildReport:
        """Bring the index up to date with its folders and files.

        Raises:
            TutorError: That can't be done; the index is as it was.
        """
        return self._update(lambda: self._build(progress=progress))

    def add_paths(self, paths: Sequence[Path], progress: Progress = silent) -> BuildReport:
        """Read further folders and files, which stay where they are.

        Raises:
            TutorError: One doesn't exist, or the index can't be brought up to date.
        """
        return self._update(lambda: self._build(add=paths, progress=progress))

    def forget(self, paths: Sequence[Path]) -> BuildReport:
        """Read folders and files no more that the index was built from.

        Raises:
            LibraryError: One is none of those.
            TutorError: The index can't be brought up to date.
        """
        return self._update(lambda: self._build(forget=paths))

    def _take_in(
        self, uploads: Sequence[Upload], refused: list[Preview], progress: Progress
    ) -> Addition:
        stored: list[Path] = []
        for upload in uploads:
            kept = self._stored(upload)
            if isinstance(kept, Path):
                stored.append(kept)
            else:
                refused.append(kept)
        if not stored:
            return Addition(refused=tuple(refused))
        folder = self._contributions.folder
        is_read = any(is_covered(folder, root) for root in self.roots())
        report = self.add_paths(stored if is_read else [folder], progress)
        files = {path.name: path.resolve() for path in stored}
        added = tuple(
            entry
            for entry in self._index.current().documents
            if (path := path_of(entry.path, self._index.folder)).name in files
            and path.resolve() == files[path.name]
        )
        return Addition(added, (), tuple(refused), report)

    def _stored(self, upload: Upload) -> Path | Preview:
        try:
            return self._contributions.store(upload)
        except LibraryError as error:
            return Preview(safe_name(upload.name), None, str(error))

    def _build(
        self,
        *,
        add: Sequence[Path] = (),
        remove: Sequence[str] = (),
        forget: Sequence[Path] = (),
        progress: Progress = silent,
    ) -> BuildReport:
        try:
            return update(
                self._index.folder,
                self._index.encoder,
                add=add,
                remove=remove,
                forget=forget,
                limits=self._limits,
                progress=progress,
                wait=_PATIENCE,
            )
        except KeyError as error:  # another program was faster, or it never was there
            raise LibraryError(f"{error.args[0]} is not in the index.") from error

    def _update(self, change: Callable[[], BuildReport]) -> BuildReport:
        with self._changing:
            report = change()
            self._index.current()  # so that the next turn need not wait for it
            return report

    def _previews(self, upload: Upload) -> list[Preview]:
        keep_names = self._index.current().manifest.keeps_names
        return previews_of(upload, self._limits, self._overlaps, keep_names=keep_names)

    def _overlaps(self, document: Document) -> tuple[Overlap, ...]:
        retriever, known = self._index.current(), self._known
        if known is None or known[0] is not retriever:
            known = retriever, known_texts(retriever.documents, retriever.chunks)
            self._known = known
        return known[1].overlaps(text_of(cut(document, self._index.encoder)))


def _entry(retriever: Retriever, document_id: str) -> DocumentEntry:
    for entry in retriever.documents:
        if entry.id == document_id:
            return entry
    raise LibraryError(f"There is no note called {document_id} in the index.")


def _foremost(previews: Sequence[Preview]) -> Preview:
    """What stands for an upload: the first note in it, or why there is none."""
    return next((each for each in previews if each.refusal is None), previews[0])
