"""The index on disk: numbered generations, of which the file CURRENT names the one in use.

    <index>/CURRENT                     the number, one line
    <index>/generations/000007/         manifest.json, chunks.jsonl, dense.faiss, sentences.npy,
                                        terms.npz, words.npz, of very many passages
                                        also cells.faiss
    <index>/.lock                       held by the one build that may write

A build writes a new folder under another name, waits until the disk has all of it, renames it,
and then replaces CURRENT. Whenever it dies, CURRENT names a whole generation: the old or the new.
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tutor.documents.document import Chunk
from tutor.retrieval.cells import Cells
from tutor.retrieval.dense import DenseIndex
from tutor.retrieval.encoding import ChunkVectors, offsets_of
from tutor.retrieval.errors import (
    IndexDamagedError,
    IndexMissingError,
    IndexSchemaError,
    RetrievalError,
    index_command,
)
from tutor.retrieval.files import sha256
from tutor.retrieval.lexical import LexicalIndex
from tutor.retrieval.manifest import (
    SCHEMA,
    Manifest,
    chunk_from_json,
    manifest_from,
    schema_of,
)
from tutor.retrieval.term_index import TermIndex

CURRENT = "CURRENT"
GENERATIONS = "generations"
MANIFEST, CHUNKS, DENSE, SENTENCES, TERMS, WORDS, CELLS = (
    "manifest.json",
    "chunks.jsonl",
    "dense.faiss",
    "sentences.npy",
    "terms.npz",
    "words.npz",
    "cells.faiss",
)
_MOST_DIGITS = 9  # of a generation's number


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the index, all of it in memory: what happens on disk no longer matters to it."""

    number: int
    manifest: Manifest
    chunks: tuple[Chunk, ...]  # [n]; a chunk's position is its row everywhere
    dense: DenseIndex
    lexical: LexicalIndex
    terms: TermIndex
    vectors: ChunkVectors


def open_generation(index_dir: Path) -> Generation:
    """Read the generation that is in use, and check every file of it.

    Raises:
        IndexMissingError: There is no index.
        IndexDamagedError: A file is missing or is not what was written.
        IndexSchemaError: The index was written by an older or a newer version of the program.
    """
    number = current_number(index_dir)
    try:
        return _read(index_dir, number)
    except FileNotFoundError as error:
        # Two builds may have finished since CURRENT was read, and the second has cleaned up.
        if current_number(index_dir) != number:
            return open_generation(index_dir)
        name = Path(error.filename or "").name
        raise _damaged(index_dir, f"{name} is missing") from error
    except OSError as error:
        raise _unreadable(index_dir, error) from error


def current_number(index_dir: Path) -> int:
    """The number of the generation that is in use.

    Raises:
        IndexMissingError: There is no index.
        IndexDamagedError: CURRENT doesn't hold a number.
    """
    try:
        text = (index_dir / CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissingError(
            f"There is no index in {index_dir}: build it with `{index_command(index_dir)}`."
        ) from error
    except OSError as error:
        raise _unreadable(index_dir, error) from error
    except UnicodeDecodeError:
        text = ""
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        raise _damaged(index_dir, f"{CURRENT} holds no number")
    return int(text)


def generation_folder(index_dir: Path, number: int) -> Path:
    """Where a generation is kept."""
    return index_dir / GENERATIONS / f"{number:06d}"


def _read(index_dir: Path, number: int) -> Generation:
    folder = generation_folder(index_dir, number)
    try:
        value = json.loads(_text((folder / MANIFEST).read_bytes()))
        schema = schema_of(value)
        if schema != SCHEMA:
            raise _other_schema(index_dir, schema)
        manifest = manifest_from(value)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(index_dir, f"{MANIFEST} is not what was written") from error
    data = {name: (folder / name).read_bytes() for name in manifest.files}
    for name, entry in manifest.files.items():
        if len(data[name]) != entry.bytes or sha256(data[name]) != entry.sha256:
            raise _damaged(index_dir, f"{name} is not what was written")
    try:
        chunks = tuple(chunk_from_json(line) for line in _text(data[CHUNKS]).split("\n") if line)
        cells = Cells.from_bytes(data[CELLS]) if CELLS in data else None
        dense = DenseIndex.from_bytes(data[DENSE], cells)
        lexical = LexicalIndex.from_bytes(data[WORDS])
        terms = TermIndex.from_bytes(data[TERMS])
        sentences = np.load(io.BytesIO(data[SENTENCES]), allow_pickle=False)
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(index_dir, "its files can't be decoded") from error
    offsets = offsets_of([len(chunk.sentences) for chunk in chunks])
    ids = [chunk.id for chunk in chunks]
    if (
        # The manifest has no checksum of its own.
        [i for document in manifest.documents for i in document.chunk_ids] != ids
        or not dense.keys_match(ids)
        or len(lexical) != len(chunks)
        or (terms.chunks, terms.sentences) != (len(chunks), offsets[-1])
        or sentences.shape != (offsets[-1], manifest.encoder.dim)
    ):
        raise _damaged(index_dir, "its files don't belong together")
    vectors = ChunkVectors(dense.vectors, sentences.astype(np.float32), offsets)
    return Generation(number, manifest, chunks, dense, lexical, terms, vectors)


def _text(data: bytes) -> str:
    # JSON may carry half of a surrogate pair, from a note that was cut badly.
    return data.decode("utf-8", "surrogatepass")


def _damaged(index_dir: Path, detail: str) -> IndexDamagedError:
    command = index_command(index_dir, "--rebuild")
    return IndexDamagedError(
        f"The index in {index_dir} is damaged ({detail}): build it anew with `{command}`."
    )


def _unreadable(index_dir: Path, error: OSError) -> RetrievalError:
    return RetrievalError(
        f"The index in {index_dir} can't be read ({error.strerror}): check the permissions of "
        "the folder."
    )


def _other_schema(index_dir: Path, schema: int) -> IndexSchemaError:
    command = index_command(index_dir, "--rebuild")
    if schema < SCHEMA:
        return IndexSchemaError(
            f"The index in {index_dir} was written by an older version of Study Tutor: "
            f"build it anew with `{command}`."
        )
    return IndexSchemaError(
        f"The index in {index_dir} was written by a newer version of Study Tutor: update the "
        f"program, or build the index anew with `{command}`."
    )
