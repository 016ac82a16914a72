"""Building the index: only what is new or changed is read and encoded."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

from tutor.documents.corpus import READING, require_paths
from tutor.documents.document import Chunk
from tutor.documents.failures import Failure
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
from tutor.retrieval.manifest import (
    NAMES_KEPT,
    NAMES_REMOVED,
    EncoderEntry,
    LeftOut,
    Manifest,
)
from tutor.retrieval.matching import require_same_encoder
from tutor.retrieval.places import absolute, is_covered, path_of
from tutor.retrieval.reading import Reader
from tutor.retrieval.report import BuildReport, report
from tutor.retrieval.store import Generation, current_number, open_generation
from tutor.retrieval.writer import write_generation, writing
from tutor.tracing import step

_EMPTY = "That would leave no note at all, and an index can't be empty: add another one first."


def build(
    paths: Sequence[Path],
    index_dir: Path,
    encoder: TextEncoder,
    *,
    limits: Limits | None = None,
    rebuild: bool = False,
    keep_names: bool = False,
    sentence_vectors: SentenceVectors | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Bring the index up to date with the notes.

    A document whose content is as it was keeps its chunks and vectors; a chunk of a changed
    document keeps its vectors if what is encoded is the same. What failed before is not tried
    again until it changes. When nothing changed, nothing is written and the encoder's weights are
    not read. The old index stays in use until the new one is complete, whatever happens.

    Args:
        paths: Folders, files, archives and passages files; what else the index holds is removed
            from it.
        index_dir: Folder of the index, made where there is none.
        encoder: The sentence encoder.
        limits: What is too large to be read.
        rebuild: Start from nothing, whatever the folder holds.
        keep_names: Leave people's names in forum threads.
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
    require_paths(paths)
    settings: dict[str, str | int] = {
        "sentence_vectors": sentence_vectors or ("late" if encoder.late_pooling else "separate"),
        "names": NAMES_KEPT if keep_names else NAMES_REMOVED,
    }
    with writing(index_dir):
        with step("open the index as it was"):
            old = None if rebuild else _existing(index_dir, encoder)
        wanted = _Wanted(paths, (), old.manifest.left_out if old else ())
        work = _Build(index_dir, encoder, settings, old, limits or Limits(), progress)
        return work.run(wanted, started)


def update(
    index_dir: Path,
    encoder: TextEncoder,
    *,
    add: Sequence[Path] = (),
    remove: Collection[str] = (),
    forget: Sequence[Path] = (),
    limits: Limits | None = None,
    progress: Progress = silent,
    wait: float = 0.0,
) -> BuildReport:
    """Bring an index up to date with the places that it was built from, and change these.

    What lies in a place that is gone, such as a drive, stays as it was read last.

    Args:
        index_dir: Folder of the index.
        encoder: The encoder that it was built with.
        add: Further folders and files; notes of theirs that had been taken out are put back.
        remove: Ids of documents that are taken out, and stay out until they are added again.
        forget: Folders and files that were given or added before, and are not read any more.
        limits: What is too large to be read.
        progress: As in `build`.
        wait: Seconds to wait for another build to finish.

    Raises:
        IndexMissingError: There is no index yet.
        KeyError: A document that is to be removed is not in the index, or a place that is to be
            forgotten is none of those that it was built from.
        TutorError: As in `build`.
    """
    started = time.perf_counter()
    require_paths(add)
    current_number(index_dir)  # raises where there is no index, before a folder is made
    with writing(index_dir, wait=wait):
        with step("open the index as it was"):
            old = open_generation(index_dir)
        require_same_encoder(index_dir, old.manifest.encoder, encoder)
        wanted = _changed(old.manifest, index_dir, [absolute(path) for path in add], remove, forget)
        work = _Build(index_dir, encoder, old.manifest.settings, old, limits or Limits(), progress)
        return work.run(wanted, started)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What an index is to be built from."""

    roots: Sequence[Path]  # must hold a note each
    kept: Sequence[Path]  # may be empty or gone
    left_out: Sequence[LeftOut]
    fewer: bool = False  # something is to be taken out


def _changed(
    manifest: Manifest,
    index_dir: Path,
    add: Sequence[Path],
    remove: Collection[str],
    forget: Sequence[Path],
) -> _Wanted:
    entries = {entry.id: entry for entry in manifest.documents}
    roots = {place: path_of(place, index_dir) for place in manifest.roots}
    dropped = {absolute(path) for path in forget}
    for path in dropped.difference(roots.values()):
        raise KeyError(str(path))
    left_out = {
        (each.path, each.archive, each.id): each
        for each in manifest.left_out
        if not any(is_covered(path_of(each.path, index_dir), path) for path in add)
    }
    for entry in (entries[i] for i in remove):
        file = path_of(entry.path, index_dir)
        others = [path for place, path in roots.items() if place != entry.path]
        alone = sum(other.path == entry.path for other in manifest.documents) == 1
        if alone and entry.path in roots and not any(is_covered(file, path) for path in others):
            dropped.add(file)  # it was named by itself
        else:
            left_out[entry.path, entry.archive, entry.id] = LeftOut(
                entry.id, entry.path, entry.archive
            )
    kept = [path for path in roots.values() if path not in dropped]
    new = [path for path in add if not any(is_covered(path, root) for root in kept)]
    return _Wanted(new, kept, tuple(left_out.values()), fewer=bool(remove or forget))


@dataclass(frozen=True, slots=True)
class _Build:
    """One build under the index's lock."""

    index_dir: Path
    encoder: TextEncoder
    chosen: Mapping[str, str | int]  # of the settings
    old: Generation | None
    limits: Limits
    progress: Progress

    def run(self, wanted: _Wanted, started: float) -> BuildReport:
        settings = {
            **self.chosen,
            # Another program may read or cut the notes differently.
            "program": version("study-tutor"),
            "reading": READING,
        }
        before = self.old.manifest if self.old else None
        reader = Reader(
            self.index_dir,
            self.encoder,
            self.limits,
            keep_names=settings["names"] == NAMES_KEPT,
            before=self.old,
            same_reading=before is not None and before.settings == settings,
            progress=self.progress,
        )
        with step("read the notes"):
            notes = reader.read(wanted.roots, wanted.kept, wanted.left_out)
        if not notes.chunks:
            raise NothingToIndexError(_EMPTY if wanted.fewer else _unreadable(notes.failures))
        written = before is None or notes.differ_from(before, settings, self.index_dir)
        if written:
            with step("encode"):
                vectors = self._vectors(notes.chunks, str(settings["sentence_vectors"]))
            manifest = Manifest(
                created=datetime.now(timezone.utc).isoformat(timespec="seconds"),
                encoder=EncoderEntry(self.encoder.name, self.encoder.fingerprint, self.encoder.dim),
                settings=settings,
                documents=tuple(notes.documents),
                failures=tuple(notes.failures),
                files={},
                roots=notes.roots,
                left_out=notes.left_out,
            )
            # Another program may find other terms in a text.
            same = self.old if before is not None and before.settings == settings else None
            with step("write"):
                write_generation(self.index_dir, manifest, notes.chunks, vectors, before=same)
        return report(notes, before, time.perf_counter() - started, written=written)

    def _vectors(self, chunks: Sequence[Chunk], method: str) -> ChunkVectors:
        """Encode what the old index has no vectors of."""
        known: dict[str, tuple[ChunkVectors, int]] = {}
        old = self.old
        if old is not None and old.manifest.settings["sentence_vectors"] == method:
            known = {vector_key(chunk): (old.vectors, row) for row, chunk in enumerate(old.chunks)}
        keys = [vector_key(chunk) for chunk in chunks]
        new = {key: chunk for key, chunk in zip(keys, chunks, strict=True) if key not in known}
        if new:
            encoded = encode_chunks(
                self.encoder,
                list(new.values()),
                self.progress,
                sentence_vectors="late" if method == "late" else "separate",
            )
            known |= {key: (encoded, row) for row, key in enumerate(new)}
        sources = [known[key] for key in keys]
        return join_vectors(
            [vectors.chunks[row] for vectors, row in sources],
            [vectors.of_sentences(row) for vectors, row in sources],
        )


def _existing(index_dir: Path, encoder: TextEncoder) -> Generation | None:
    """What can be built upon."""
    try:
        generation = open_generation(index_dir)
    except IndexMissingError:
        return None
    require_same_encoder(index_dir, generation.manifest.encoder, encoder)
    return generation


def _unreadable(failures: Sequence[Failure]) -> str:
    if not failures:
        return _EMPTY
    first = failures[0]
    return (
        f"None of the notes could be read, so the index is as it was before ({len(failures)} "
        f"failed; {first.path}: {first.reason.rstrip('.')}): mend them or name other notes."
    )
