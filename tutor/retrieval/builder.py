"""Building the index: only what is new or changed is read and encoded."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tutor.documents import chunking, corpus
from tutor.documents.document import Chunk, Span
from tutor.documents.failures import Failure, UnreadableNoteError
from tutor.documents.limits import Limits
from tutor.progress import Progress, silent
from tutor.retrieval.encoding import (
    ChunkVectors,
    SentenceVectors,
    TextEncoder,
    encode_chunks,
    join_vectors,
    vector_key,
)
from tutor.retrieval.errors import IndexMissingError, NothingToIndexError
from tutor.retrieval.manifest import DocumentEntry, EncoderEntry, Manifest
from tutor.retrieval.matching import require_same_encoder
from tutor.retrieval.store import Generation, open_generation
from tutor.retrieval.writer import write_generation, writing


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build found, in documents unless it says otherwise."""

    documents: int
    chunks: int  # chunks
    added: int
    changed: int
    removed: int
    unchanged: int
    failed: tuple[Failure, ...]
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values, in the commands' published shape."""
        return {**asdict(self), "failed": [asdict(failure) for failure in self.failed]}


def build(
    paths: Sequence[Path],
    index_dir: Path,
    encoder: TextEncoder,
    *,
    limits: Limits | None = None,
    rebuild: bool = False,
    sentence_vectors: SentenceVectors | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Bring the index up to date with the notes.

    A document whose content is as it was keeps its chunks and vectors; a chunk of a changed
    document keeps its vectors if what is encoded is the same. When nothing changed, nothing is
    written and the encoder's weights are not read. The old index stays in use until the new one
    is complete, whatever happens.

    Args:
        paths: Folders, files and passages files; what else the index holds is removed from it.
        index_dir: Folder of the index, made where there is none.
        encoder: The sentence encoder.
        limits: What is too large to be read.
        rebuild: Start from nothing, whatever the folder holds.
        sentence_vectors: How sentences are encoded, see `encode_chunks`; late unless the encoder
            can't.
        progress: Called with "Reading" in documents, then "Encoding" in texts.

    Raises:
        NothingToIndexError: No document could be read.
        EncoderMismatchError: The index belongs to another encoder.
        IndexDamagedError, IndexSchemaError: What is there can't be built upon.
        IndexBusyError: Another build is at work.
        IndexWriteError: The folder can't be written to.
        TutorError: A path doesn't exist, or the encoder can't be loaded.
    """
    started = time.perf_counter()
    sentence_vectors = sentence_vectors or ("late" if encoder.late_pooling else "separate")
    settings = {
        "sentence_vectors": sentence_vectors,
        "program": version("study-tutor"),  # another one may read or cut the notes differently
    }
    scan = corpus.scan(paths, limits)
    with writing(index_dir):
        old = None if rebuild else _existing(index_dir, encoder)
        notes = _read_notes(scan, old, settings, encoder, progress)
        if not notes.chunks:
            raise NothingToIndexError(_unreadable(notes.failures))
        if old is None or notes.differ_from(old.manifest, settings):
            known = (
                old
                if old and old.manifest.settings["sentence_vectors"] == sentence_vectors
                else None
            )
            vectors = _vectors(notes.chunks, known, encoder, sentence_vectors, progress)
            manifest = Manifest(
                created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
                encoder=EncoderEntry(encoder.name, encoder.fingerprint, encoder.dim),
                settings=settings,
                documents=tuple(notes.documents),
                failures=tuple(notes.failures),
                files={},
            )
            write_generation(index_dir, manifest, notes.chunks, vectors)
    return notes.report(old.manifest if old else None, time.perf_counter() - started)


@dataclass(slots=True)
class _Notes:
    """The notes as they are now."""

    documents: list[DocumentEntry] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def add(self, entry: DocumentEntry, chunks: Sequence[Chunk]) -> None:
        self.documents.append(entry)
        self.chunks.extend(chunks)

    def differ_from(self, manifest: Manifest, settings: Mapping[str, str]) -> bool:
        """Whether an index that this manifest describes is out of date."""
        return (
            settings != manifest.settings
            or tuple(self.documents) != manifest.documents
            or tuple(self.failures) != manifest.failures
        )

    def report(self, before: Manifest | None, seconds: float) -> BuildReport:
        old = {d.id: d.content_hash for d in before.documents} if before else {}
        new = {d.id: d.content_hash for d in self.documents}
        both = old.keys() & new.keys()
        unchanged = sum(old[i] == new[i] for i in both)
        return BuildReport(
            documents=len(new),
            chunks=len(self.chunks),
            added=len(new.keys() - old.keys()),
            changed=len(both) - unchanged,
            removed=len(old.keys() - new.keys()),
            unchanged=unchanged,
            failed=tuple(self.failures),
            seconds=seconds,
        )


def _existing(index_dir: Path, encoder: TextEncoder) -> Generation | None:
    """What can be built upon."""
    try:
        generation = open_generation(index_dir)
    except IndexMissingError:
        return None
    require_same_encoder(index_dir, generation.manifest.encoder, encoder)
    return generation


def _read_notes(
    scan: corpus.Scan,
    old: Generation | None,
    settings: Mapping[str, str],
    encoder: TextEncoder,
    progress: Progress,
) -> _Notes:
    """Read the documents that are new or changed, and take the others from the old index."""
    known: dict[str, DocumentEntry] = {}
    chunks: dict[str, Chunk] = {}
    if old is not None and old.manifest.settings == settings:
        known = {entry.id: entry for entry in old.manifest.documents}
        chunks = {chunk.id: chunk for chunk in old.chunks}
    notes = _Notes(failures=list(scan.failures))
    for done, item in enumerate(scan.items, start=1):
        entry = known.get(item.document_id)
        if entry is not None and entry.content_hash == item.content_hash:
            notes.add(entry, [chunks[i] for i in entry.chunk_ids])
        else:
            try:
                notes.add(*_read(item, encoder))
            except UnreadableNoteError as error:
                notes.failures.append(Failure(str(error.path), error.reason))
        progress("Reading", done, len(scan.items))
    return notes


def _read(item: corpus.CorpusItem, encoder: TextEncoder) -> tuple[DocumentEntry, list[Chunk]]:
    document = corpus.read(item)
    cut = chunking.chunk(document, encoder.count_tokens, max_tokens=encoder.max_tokens)
    chunks = [_with_sentences(chunk) for chunk in cut]
    entry = DocumentEntry(
        id=document.id,
        title=document.title,
        content_hash=item.content_hash,
        sections=len(document.sections),
        chunk_ids=tuple(chunk.id for chunk in chunks),
        metadata=document.metadata,
    )
    return entry, chunks


def _with_sentences(chunk: Chunk) -> Chunk:
    """The chunk with at least one sentence, so that every chunk has a best one."""
    return chunk if chunk.sentences else replace(chunk, sentences=(Span(0, len(chunk.text)),))


def _vectors(
    chunks: Sequence[Chunk],
    old: Generation | None,
    encoder: TextEncoder,
    sentence_vectors: SentenceVectors,
    progress: Progress,
) -> ChunkVectors:
    """Encode what the old index has no vectors of."""
    known: dict[str, tuple[ChunkVectors, int]] = {}
    if old is not None and old.manifest.settings["sentence_vectors"] == sentence_vectors:
        known = {vector_key(chunk): (old.vectors, row) for row, chunk in enumerate(old.chunks)}
    keys = [vector_key(chunk) for chunk in chunks]
    new = {key: chunk for key, chunk in zip(keys, chunks, strict=True) if key not in known}
    if new:
        encoded = encode_chunks(
            encoder, list(new.values()), progress, sentence_vectors=sentence_vectors
        )
        known |= {key: (encoded, row) for row, key in enumerate(new)}
    sources = [known[key] for key in keys]
    return join_vectors(
        [vectors.chunks[row] for vectors, row in sources],
        [vectors.of_sentences(row) for vectors, row in sources],
    )


def _unreadable(failures: Sequence[Failure]) -> str:
    first = failures[0]
    return (
        f"None of the notes could be read, so the index is as it was before ({len(failures)} "
        f"failed; {first.path}: {first.reason.rstrip('.')}): mend them or name other notes."
    )
