"""Reading the notes for an index: only those that are new or changed since the last time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path

from tutor.documents import chunking, corpus
from tutor.documents.document import Chunk, Document, Span
from tutor.documents.failures import Failure, UnreadableNoteError
from tutor.documents.limits import Limits
from tutor.progress import Progress
from tutor.retrieval.encoding import TextEncoder
from tutor.retrieval.manifest import DocumentEntry, LeftOut, Manifest
from tutor.retrieval.overlap import KnownTexts
from tutor.retrieval.places import is_below, path_of, place_of
from tutor.retrieval.store import Generation

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


@dataclass(frozen=True, slots=True)
class Reader:
    """How the notes of one build are read."""

    index_dir: Path
    encoder: TextEncoder
    limits: Limits
    keep_names: bool
    old: Generation | None  # what was read in the same way before
    progress: Progress

    def read(
        self, roots: Sequence[Path], kept: Sequence[Path], left_out: Sequence[LeftOut]
    ) -> Notes:
        """Read what is new or changed, and take the rest from the old index.

        Args:
            roots: Folders and files, which must exist and hold a note each.
            kept: Others that may be empty or gone; the notes of one that is gone stay.
            left_out: Documents that are not wanted.

        Raises:
            NoNotesError: A root doesn't exist or holds nothing.
        """
        there = [root for root in kept if root.exists()]
        scan = corpus.scan(roots, self.limits, optional=there)
        known = {entry.id: entry for entry in self._old_documents()}
        tried = {
            (Path(f.path).suffix, f.content_hash): f.reason
            for f in self._old_failures()
            if f.content_hash
        }
        chunks = {chunk.id: chunk for chunk in self.old.chunks} if self.old else {}
        notes = Notes(
            roots=tuple(place_of(root, self.index_dir) for root in [*kept, *roots]),
            left_out=tuple(left_out),
            failures=list(scan.failures),
        )
        unwanted = {each.id for each in left_out}
        new: list[int] = []  # positions in notes.documents
        for done, item in enumerate(scan.items, start=1):
            entry = known.get(item.document_id)
            failed = tried.get((item.path.suffix, item.content_hash))
            if item.document_id in unwanted:
                notes.failures.append(Failure(str(item.path), TAKEN_OUT))
            elif failed is not None:
                notes.failures.append(Failure(str(item.path), failed, item.content_hash))
            elif entry is not None and entry.content_hash == item.content_hash:
                moved = replace(entry, path=self._place(item.file), archive=self._archive(item))
                notes.add(moved, [chunks[i] for i in entry.chunk_ids])
            else:
                try:
                    read = self._read(item)
                except UnreadableNoteError as error:
                    failure = Failure(str(error.path), error.reason, item.content_hash)
                    notes.failures.append(failure)
                else:
                    new.append(len(notes.documents))
                    notes.add(*read)
            self.progress("Reading", done, len(scan.items))
        self._keep_those_of([root for root in kept if root not in there], notes, chunks)
        _note_overlaps(notes, new)
        return notes

    def _read(self, item: corpus.CorpusItem) -> tuple[DocumentEntry, list[Chunk]]:
        document = corpus.read(item, limits=self.limits, keep_names=self.keep_names)
        chunks = cut(document, self.encoder)
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
            archive=self._archive(item),
            added=datetime.now(timezone.utc).isoformat(timespec="seconds"),
        )
        return entry, chunks

    def _place(self, file: Path) -> str:
        return place_of(file, self.index_dir)

    def _archive(self, item: corpus.CorpusItem) -> str:
        return item.path.relative_to(item.archive).as_posix() if item.archive else ""

    def _old_documents(self) -> Sequence[DocumentEntry]:
        return self.old.manifest.documents if self.old else ()

    def _old_failures(self) -> Sequence[Failure]:
        return self.old.manifest.failures if self.old else ()

    def _keep_those_of(
        self, gone: Sequence[Path], notes: Notes, chunks: Mapping[str, Chunk]
    ) -> None:
        """A drive that is not there now must not cost its notes."""
        have = {entry.id for entry in notes.documents} | {each.id for each in notes.left_out}
        for root in gone:
            below = [
                entry
                for entry in self._old_documents()
                if entry.id not in have and is_below(path_of(entry.path, self.index_dir), root)
            ]
            for entry in below:
                have.add(entry.id)
                notes.add(entry, [chunks[i] for i in entry.chunk_ids])
            reason = (
                f"it is not there any more; what was read there before is kept ({len(below)} "
                f"{'note' if len(below) == 1 else 'notes'}), and `tutor remove` takes it out"
            )
            notes.failures.append(Failure(str(root), reason))


def cut(document: Document, encoder: TextEncoder) -> list[Chunk]:
    """A document's chunks, each with at least one sentence, so that each has a best one."""
    chunks = chunking.chunk(document, encoder.count_tokens, max_tokens=encoder.max_tokens)
    return [
        chunk if chunk.sentences else replace(chunk, sentences=(Span(0, len(chunk.text)),))
        for chunk in chunks
    ]


def known_texts(documents: Iterable[DocumentEntry], chunks: Iterable[Chunk]) -> KnownTexts:
    """The texts of notes, to compare new ones with."""
    texts: dict[str, list[str]] = {}
    for chunk in chunks:
        texts.setdefault(chunk.document_id, []).append(chunk.text)
    return KnownTexts(
        (entry.id, entry.title, "\n".join(texts.get(entry.id, ()))) for entry in documents
    )


def _note_overlaps(notes: Notes, new: Sequence[int]) -> None:
    """Tell the new notes' entries which notes before them say much of the same."""
    if not new:
        return
    texts: dict[str, list[str]] = {}
    for chunk in notes.chunks:
        texts.setdefault(chunk.document_id, []).append(chunk.text)
    known = known_texts(notes.documents, notes.chunks)
    later: set[str] = {notes.documents[i].id for i in new}
    for i in new:
        entry = notes.documents[i]
        found = known.overlaps("\n".join(texts[entry.id]), besides=later)
        later.discard(entry.id)
        notes.documents[i] = replace(entry, overlaps=found)
