"""What is read back is what was written, or there is a sentence that says how to mend it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from retrieval_fakes import FakeEncoder, chunk, write_notes

from tutor.documents.document import Metadata
from tutor.documents.failures import Failure
from tutor.errors import TutorError
from tutor.retrieval import store
from tutor.retrieval.builder import build
from tutor.retrieval.encoding import encode_chunks
from tutor.retrieval.errors import IndexDamagedError, IndexMissingError, IndexSchemaError
from tutor.retrieval.manifest import DocumentEntry, EncoderEntry, Manifest
from tutor.retrieval.store import open_generation
from tutor.retrieval.writer import write_generation, writing

GENERATION = "generations/000001"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    notes = write_notes(tmp_path / "notes")
    build([notes], tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


def edit_manifest(index: Path, change: Callable[[dict], object]) -> None:
    path = index / GENERATION / "manifest.json"
    manifest = json.loads(path.read_bytes())
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_the_manifest_names_every_document_and_file(index: Path) -> None:
    manifest = json.loads((index / GENERATION / "manifest.json").read_bytes())
    assert manifest["schema"] == 4
    assert manifest["encoder"] == {"name": "fake", "fingerprint": "fingerprint of fake", "dim": 24}
    assert [document["id"] for document in manifest["documents"]] == [
        "health.md",
        "learning.md",
        "sequences.md",
    ]
    learning = manifest["documents"][1]
    assert learning["title"] == "Learning"
    assert learning["sections"] == 2
    assert len(learning["chunk_ids"]) == 2
    on_disk = {
        path.relative_to(index / GENERATION).as_posix(): path.stat().st_size
        for path in (index / GENERATION).rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert {name: entry["bytes"] for name, entry in manifest["files"].items()} == on_disk


def test_half_precision_hardly_moves_a_cosine(index: Path) -> None:
    generation = open_generation(index)
    encoder = FakeEncoder()
    for row, each in enumerate(generation.chunks):
        for span, vector in zip(each.sentences, generation.vectors.of_sentences(row), strict=True):
            exact = encoder.encode_query(each.text[span.start : span.end])
            assert float(exact @ vector) == pytest.approx(1, abs=2e-4)
    assert generation.vectors.sentences.dtype == np.float32


@pytest.mark.parametrize(
    "text", ["line\u2028separator\x85and\nend", "half \ud800 a pair", "深層学習", '"quoted" \\ \0']
)
def test_any_text_survives_the_files(tmp_path: Path, text: str) -> None:
    chunks = [
        replace(chunk("a", text, text[:4], document=text), metadata=Metadata(course="X")),
        replace(chunk("b", "Plain.", "Plain."), metadata=Metadata(kind="thread", licence="MIT")),
    ]
    encoder = FakeEncoder()
    entries = tuple(
        DocumentEntry(each.document_id, text, "hash", 1, (each.id,), each.metadata)
        for each in chunks
    )
    manifest = Manifest(
        "2024-01-01", EncoderEntry("fake", "f", 24), {}, entries, (Failure("x.md", text),), {}
    )
    with writing(tmp_path):
        write_generation(tmp_path, manifest, chunks, encode_chunks(encoder, chunks))
    read = open_generation(tmp_path)
    assert list(read.chunks) == chunks
    assert replace(read.manifest, files={}) == manifest


def test_a_missing_index_says_how_to_build_one(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(IndexMissingError) as caught:
            open_generation(folder)
        assert str(caught.value) == (
            f"There is no index in {folder}: build it with `tutor index --index {folder}`."
        )


def test_a_file_in_the_place_of_the_index_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(IndexMissingError):
        open_generation(tmp_path / "file")


def files_of(index: Path) -> list[Path]:
    return sorted(path for path in (index / GENERATION).rglob("*") if path.is_file())


def test_every_missing_file_is_noticed(index: Path) -> None:
    for path in files_of(index):
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(IndexDamagedError, match=f"{path.name} is missing"):
            open_generation(index)
        path.write_bytes(content)
    open_generation(index)


def test_every_cut_or_changed_file_is_noticed(index: Path) -> None:
    for path in files_of(index):
        content = path.read_bytes()
        middle = len(content) // 2
        flipped = content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]
        for damaged in (b"", content[:middle], flipped):
            path.write_bytes(damaged)
            with pytest.raises(IndexDamagedError) as caught:
                open_generation(index)
            assert f"({path.relative_to(index / GENERATION).as_posix()} is not what" in str(
                caught.value
            )
            assert f"`tutor index --index {index} --rebuild`" in str(caught.value)
        path.write_bytes(content)
    open_generation(index)


@pytest.mark.parametrize("content", [b"", b"seven", b"\xff\xff", b"../../etc", b"9" * 5000])
def test_a_damaged_current_is_noticed(index: Path, content: bytes) -> None:
    (index / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamagedError, match="CURRENT holds no number"):
        open_generation(index)


def test_a_generation_that_is_gone_is_noticed(index: Path) -> None:
    (index / "CURRENT").write_bytes(b"12\n")
    with pytest.raises(IndexDamagedError, match=r"manifest\.json is missing"):
        open_generation(index)


@pytest.mark.parametrize(("schema", "age"), [(3, "older"), (5, "newer")])
def test_another_schema_is_refused(index: Path, schema: int, age: str) -> None:
    edit_manifest(index, lambda manifest: manifest.update(schema=schema, documents="?"))
    with pytest.raises(IndexSchemaError, match=f"{age} version of Study Tutor.*--rebuild"):
        open_generation(index)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.pop("schema"),
        lambda manifest: manifest.pop("encoder"),
        lambda manifest: manifest.update(documents=[{"id": "x"}]),
        lambda manifest: manifest.update(files=["x"]),
        lambda manifest: manifest["files"].pop("dense.faiss"),
        lambda manifest: manifest["encoder"].update(dim=7),
        lambda manifest: manifest["documents"][0].update(chunk_ids=["other"]),
    ],
)
def test_a_manifest_that_makes_no_sense_is_noticed(
    index: Path, change: Callable[[dict], object]
) -> None:
    edit_manifest(index, change)
    with pytest.raises(IndexDamagedError):
        open_generation(index)


def test_a_folder_that_may_not_be_read_is_reported(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(TutorError, match=r"can't be read \(Permission denied\)"):
        open_generation(index)


def test_a_generation_that_was_replaced_while_it_was_opened_is_no_damage(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (index / GENERATION).rename(index / "generations/000003")
    (index / "CURRENT").write_bytes(b"3\n")
    seen = iter([1])  # CURRENT as it was two builds ago

    monkeypatch.setattr(store, "current_number", lambda index_dir: next(seen, 3))
    assert open_generation(index).number == 3
