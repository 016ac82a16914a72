"""Reading the notes for an index: only those that are new or changed since the last time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path

from tutor.documents import chunking, corpus
from tutor.documents.archives import OpenArchives
from tutor.documents.document import Chunk, Document, Span
from tutor.documents.failures import Failure, UnopenedNoteError, UnreadableNoteError
from tutor.documents.limits import Limits
from tutor.progress import Progress
from tutor.retrieval.encoding import TextEncoder
from tutor.retrieval.manifest import UNKNOWN, DocumentEntry, LeftOut, Manifest
from tutor.retrieval.overlap import KnownTexts
from tutor.retrieval.places import absolute, is_below, path_of, place_of
from tutor.retrieval.store import Generation
from tutor.tracing import step

TAKEN_OUT = "you took it out of the index; `tutor add` with its path puts it back"


@dataclass(slots=True)
class Notes:
    """The notes as they are now."""

    roots: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    documents: list[DocumentEntry] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def add(self, entry: DocumentEntry, chunks: Iterable[Chunk]) -> None:
        """Take in a document."""
        self.documents.append(entry)
        self.chunks.extend(chunks)

    def differ_from(
        self, manifest: Manifest, settings: Mapping[str, str | int], index_dir: Path
    ) -> bool:
        """Whether an index that this manifest describes is out of date."""

        def failed(failures: Iterable[Failure]) -> list[tuple[str, str, str]]:
            # The same path may have been given in another way.
            return [(place_of(Path(f.path), index_dir), f.reason, f.content_hash) for f in failures]

        return (
            settings != manifest.settings
            or (self.roots, self.left_out) != (manifest.roots, manifest.left_out)
            or tuple(self.documents) != manifest.documents
            or failed(self.failures) != failed(manifest.failures)
        )


class Reader:
    """Reads the notes of one build."""

    def __init__(
        self,
        index_dir: Path,
        encoder: TextEncoder,
        limits: Limits,
        *,
        keep_names: bool,
        before: Generation | None,
        same_reading: bool,
        progress: Progress,
    ) -> None:
        """Get ready to read.

        Args:
            index_dir: Folder of the index.
            encoder: Says how long a chunk may be.
            limits: What is too large.
            keep_names: Leave people's names in forum threads.
            before: The index in use.
            same_reading: Whether what it holds was read in the same way.
            progress: Called with "Reading" in documents.
        """
        self._index_dir = index_dir
        self._encoder = encoder
        self._limits = limits
        self._keep_names = keep_names
        self._progress = progress
        self._archives = OpenArchives(limits)
        self._same_reading = same_reading
        self._entries = before.manifest.documents if before else ()
        self._failures = before.manifest.failures if before else ()
        self._chunks = {chunk.id: chunk for chunk in before.chunks} if before else {}

    def read(
        self, roots: Sequence[Path], kept: Sequence[Path], left_out: Sequence[LeftOut]
    ) -> Notes:
        """Read what is new or changed, and take the rest from the index in use.

        Args:
            roots: Folders and files, which must exist and hold a note each.
            kept: Others that may be empty or gone; the notes of one that is gone stay.
            left_out: Documents that are not wanted.

        Raises:
            NoNotesError: A root doesn't exist or holds nothing.
        """
        there = [root for root in kept if root.exists()]
        # Where all of them are gone there is nothing to look through, and no mistake in that.
        scan = corpus.Scan((), ())
        if roots or there:
            scan = corpus.scan(roots, self._limits, optional=there, besides=self._index_dir)
        notes = Notes(
            roots=tuple(dict.fromkeys(self._place(root) for root in [*kept, *roots])),
            left_out=tuple(left_out),
            failures=list(scan.failures),
        )
        known = {entry.id: entry for entry in self._entries} if self._same_reading else {}
        tried = {(Path(f.path).suffix, f.content_hash): f.reason for f in self._remembered()}
        is_unwanted = _is_unwanted(left_out, self._index_dir)
        new: list[int] = []  # positions in notes.documents
        for done, item in enumerate(scan.items, start=1):
            entry = known.get(item.document_id)
            failed = tried.get((item.path.suffix, self._tried_as(item)))
            if is_unwanted(item):
                notes.failures.append(Failure(str(item.path), TAKEN_OUT))
            elif failed is not None:
                notes.failures.append(Failure(str(item.path), failed, self._tried_as(item)))
            elif entry is not None and entry.content_hash == item.content_hash:
                moved = replace(entry, path=self._place(item.file), archive=_member(item))
                notes.add(moved, [self._chunks[i] for i in entry.chunk_ids])
            else:
                read = self._read(item)
                if isinstance(read, Failure):
                    notes.failures.append(read)
                else:
                    new.append(len(notes.documents))
                    notes.add(*read)
            self._progress("Reading", done, len(scan.items))
        for root in kept:
            if root not in there:
                self._keep_those_of(root, notes)
        with step("compare new notes with old ones"):
            _note_overlaps(notes, new)
        return notes

    def _read(self, item: corpus.CorpusItem) -> tuple[DocumentEntry, list[Chunk]] | Failure:
        try:
            document = corpus.read(
                item, limits=self._limits, keep_names=self._keep_names, archives=self._archives
            )
        except UnopenedNoteError as error:  # it may be opened next time, as it is
            return Failure(str(error.path), error.reason)
        except UnreadableNoteError as error:
            return Failure(str(error.path), error.reason, self._tried_as(item))
        with step("cut into passages"):
            chunks = cut(document, self._encoder)
        entry = DocumentEntry(
            id=document.id,
            title=document.title,
            content_hash=item.content_hash,
            sections=len(document.sections),
            chunk_ids=tuple(chunk.id for chunk in chunks),
            metadata=document.metadata,
            format=document.format,
            units=document.units,
            gaps=document.gaps,
            path=self._place(item.file),
            archive=_member(item),
            added=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        )
        return entry, chunks

    def _place(self, file: Path) -> str:
        return place_of(file, self._index_dir)

    def _remembered(self) -> Iterable[Failure]:
        """What was tried in vain before and would fail again."""
        return [f for f in self._failures if f.content_hash and self._same_reading]

    def _tried_as(self, item: corpus.CorpusItem) -> str:
        # With another limit a file that was too long may not be so any more.
        return f"{item.content_hash}-{self._limits.pages}"

    def _keep_those_of(self, root: Path, notes: Notes) -> None:
        """A drive that is not there now must not cost its notes."""
        have = {entry.id for entry in notes.documents}
        below = [
            entry
            for entry in self._entries
            if entry.id not in have
            and LeftOut(entry.id, entry.path, entry.archive) not in notes.left_out
            and is_below(path_of(entry.path, self._index_dir), root)
        ]
        for entry in below:
            # What was read in another way is read again when it is back.
            kept = entry if self._same_reading else replace(entry, content_hash=UNKNOWN)
            notes.add(kept, [self._chunks[i] for i in entry.chunk_ids])
        reason = (
            f"it is not there any more; what was read there before is kept ({len(below)} "
            f"{'note' if len(below) == 1 else 'notes'}), and `tutor notes remove` takes it out"
        )
        notes.failures.append(Failure(str(root), reason))
        notes.failures += [
            failure
            for failure in self._failures
            if (path := absolute(Path(failure.path))) != root and is_below(path, root)
        ]


def _member(item: corpus.CorpusItem) -> str:
    return item.path.relative_to(item.archive).as_posix() if item.archive else ""


def _is_unwanted(
    left_out: Sequence[LeftOut], index_dir: Path
) -> Callable[[corpus.CorpusItem], bool]:
    """What tells whether a note was taken out.

    By where it lies: its id changes when a note of the same name comes in from another folder, and
    then may become the other's. Only passages, which share a file, are known by their ids.
    """
    places: dict[tuple[Path, str], set[str]] = {}
    for each in left_out:
        file = path_of(each.path, index_dir).resolve()
        places.setdefault((file, each.archive), set()).add(each.id)
    resolved = lru_cache(maxsize=1)(Path.resolve)  # an archive's members follow each other

    def is_unwanted(item: corpus.CorpusItem) -> bool:
        if not places:
            return False
        ids = places.get((resolved(item.file), _member(item)), set())
        if item.passage is None:
            return bool(ids)
        return not ids.isdisjoint({item.passage.id, f"{item.folder}/{item.passage.id}"})

    return is_unwanted


def cut(document: Document, encoder: TextEncoder) -> list[Chunk]:
    """A document's chunks, each with at least one sentence, so that each has a best one."""
    chunks = chunking.chunk(document, encoder.count_tokens, max_tokens=encoder.max_tokens)
    return [
        chunk if chunk.sentences else replace(chunk, sentences=(Span(0, len(chunk.text)),))
        for chunk in chunks
    ]


def text_of(chunks: Iterable[Chunk]) -> str:
    """What is compared to tell whether one note says what another one does."""
    return "\n".join(chunk.text for chunk in chunks)


def known_texts(documents: Iterable[DocumentEntry], chunks: Iterable[Chunk]) -> KnownTexts:
    """The texts of notes, to compare new ones with."""
    by_id = {chunk.id: chunk for chunk in chunks}
    return KnownTexts(
        (entry.id, entry.title, text_of(by_id[i] for i in entry.chunk_ids)) for entry in documents
    )


def _note_overlaps(notes: Notes, new: Sequence[int]) -> None:
    """Tell the new notes' entries which notes before them say much of the same."""
    have = {entry.id for entry in notes.documents}
    for i, entry in enumerate(notes.documents):
        still = tuple(each for each in entry.overlaps if each.document_id in have)
        if still != entry.overlaps:
            notes.documents[i] = replace(entry, overlaps=still)
    if not new:
        return
    chunks = {chunk.id: chunk for chunk in notes.chunks}
    known = known_texts(notes.documents, notes.chunks)
    later = {notes.documents[i].id for i in new}
    for i in new:
        entry = notes.documents[i]
        found = known.overlaps(text_of(chunks[c] for c in entry.chunk_ids), besides=later)
        later.discard(entry.id)
        notes.documents[i] = replace(entry, overlaps=found)
