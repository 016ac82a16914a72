"""Writing a generation of the index so that a crash at any moment leaves the old one in use."""

import contextlib
import errno
import io
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from tutor.documents.document import Chunk
from tutor.retrieval.dense import DenseIndex
from tutor.retrieval.encoding import ChunkVectors
from tutor.retrieval.errors import IndexBusyError, IndexWriteError, RetrievalError
from tutor.retrieval.files import replace_file, sha256, sync_folder, write_file
from tutor.retrieval.lexical import LexicalIndex
from tutor.retrieval.manifest import FileEntry, Manifest, chunk_to_json
from tutor.retrieval.reuse import moved
from tutor.retrieval.store import (
    CELLS,
    CHUNKS,
    CURRENT,
    DENSE,
    GENERATIONS,
    MANIFEST,
    SENTENCES,
    TERMS,
    WORDS,
    Generation,
    current_number,
    generation_folder,
)
from tutor.retrieval.term_index import TermIndex
from tutor.tracing import step

_UNFINISHED = "unfinished-"


@contextlib.contextmanager
def writing(index_dir: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the index for one build; what a killed build left behind is removed first.

    Another build is waited for `wait` seconds at most.

    Raises:
        IndexBusyError: Another build holds it.
        IndexWriteError: The folder can't be written to.
    """
    from filelock import FileLock, Timeout

    with contextlib.ExitStack() as stack:
        try:
            with _sentences(index_dir):
                (index_dir / GENERATIONS).mkdir(parents=True, exist_ok=True)
                stack.enter_context(FileLock(index_dir / ".lock", timeout=wait))
                for leftover in (index_dir / GENERATIONS).glob(_UNFINISHED + "*"):
                    shutil.rmtree(leftover)
        except Timeout as error:
            raise IndexBusyError(
                f"Another build is writing to the index in {index_dir}: wait until it has finished."
            ) from error
        yield


def write_generation(
    index_dir: Path,
    manifest: Manifest,
    chunks: Sequence[Chunk],
    vectors: ChunkVectors,
    *,
    before: Generation | None = None,
) -> int:
    """Write a generation and put it into use; to be called inside `writing`.

    Args:
        index_dir: Folder of the index.
        manifest: Everything but `files`, which is filled in here.
        chunks: In the order of their rows, at least one.
        vectors: Of the chunks and their sentences.
        before: An earlier generation: the terms and words of chunks that are as they were there
            are taken over. The files are the same without it.

    Returns:
        The generation's number.

    Raises:
        IndexWriteError: The disk is full, or the folder can't be written to.
    """
    with _sentences(index_dir):
        number = 1 + max(_numbers(index_dir), default=0)
        unfinished = index_dir / GENERATIONS / f"{_UNFINISHED}{number:06d}"
        unfinished.mkdir()
        try:
            _write_files(unfinished, manifest, chunks, vectors, before)
            unfinished.rename(generation_folder(index_dir, number))
        except BaseException:  # KeyboardInterrupt as well
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        sync_folder(index_dir / GENERATIONS)
        previous = _current_or_none(index_dir)
        replace_file(index_dir / CURRENT, f"{number}\n".encode())
        _remove_old(index_dir, keep={number, previous})
    return number


def _write_files(
    folder: Path,
    manifest: Manifest,
    chunks: Sequence[Chunk],
    vectors: ChunkVectors,
    before: Generation | None,
) -> None:
    files = {}
    for name, data in _contents(chunks, vectors, before):
        with step("put on the disk"):
            write_file(folder / name, data)
        files[name] = FileEntry(len(data), sha256(data))
    complete = replace(manifest, files=dict(sorted(files.items())))
    with step("put on the disk"):
        write_file(folder / MANIFEST, complete.to_json().encode("utf-8", "surrogatepass"))
        sync_folder(folder)


def _contents(
    chunks: Sequence[Chunk], vectors: ChunkVectors, before: Generation | None
) -> Iterator[tuple[str, bytes]]:
    """The files' names and contents, one after the other, so that one at a time is in memory."""
    with step("passages as text"):
        lines = "".join(chunk_to_json(chunk) + "\n" for chunk in chunks)
    yield CHUNKS, lines.encode("utf-8", "surrogatepass")
    with step("index of vectors"):
        dense = DenseIndex.build(vectors.chunks, [chunk.id for chunk in chunks])
    yield DENSE, dense.to_bytes()
    if dense.cells is not None:
        yield CELLS, dense.cells.to_bytes()
    # Half precision for the index's largest file: it moves a cosine by about 1e-5.
    sentences = io.BytesIO()
    np.save(sentences, vectors.sentences.astype(np.float16), allow_pickle=False)
    yield SENTENCES, sentences.getvalue()
    there = None if before is None else moved(before.chunks, chunks)
    terms = None if before is None or there is None else (before.terms, there)
    with step("index of terms"):
        stems = TermIndex.build(chunks, terms).to_bytes()
    yield TERMS, stems
    texts = [f"{chunk.context}\n{chunk.text}" for chunk in chunks]
    words = None if before is None or there is None else (before.lexical, there)
    with step("index of words"):
        lexical = LexicalIndex.build(texts, words).to_bytes()
    yield WORDS, lexical


def _remove_old(index_dir: Path, keep: set[int | None]) -> None:
    """Remove generations that nobody needs; the previous one stays for whoever is opening it."""
    for number in _numbers(index_dir):
        if number not in keep:
            # The new generation is in use already: what can't be removed now goes next time.
            shutil.rmtree(generation_folder(index_dir, number), ignore_errors=True)


def _numbers(index_dir: Path) -> list[int]:
    return [int(p.name) for p in (index_dir / GENERATIONS).iterdir() if p.name.isdecimal()]


def _current_or_none(index_dir: Path) -> int | None:
    try:
        return current_number(index_dir)
    except RetrievalError:  # none yet, or one that is being replaced because it is damaged
        return None


@contextlib.contextmanager
def _sentences(index_dir: Path) -> Iterator[None]:
    """Say what a failure to write means."""
    try:
        yield
    except (TimeoutError, InterruptedError):
        raise
    except OSError as error:
        raise IndexWriteError(_write_error(index_dir, error)) from error


def _write_error(index_dir: Path, error: OSError) -> str:
    # NumPy reports a short write without an error number.
    if error.errno in (errno.ENOSPC, errno.EDQUOT, None):
        return (
            f"There is no space left for the index in {index_dir}: free some and run the same "
            "command again; the index is as it was before."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"The folder {index_dir} can't be written to: change its permissions, or choose "
            "another one with `--index`."
        )
    return (
        f"The index in {index_dir} can't be written ({error.strerror}): mend that, or choose "
        "another folder with `--index`."
    )
