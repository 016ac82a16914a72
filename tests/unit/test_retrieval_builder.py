"""A build does what changed and nothing else, and says so."""

from dataclasses import replace
from pathlib import Path

import pytest
from retrieval_fakes import NOTES, FakeEncoder, write_notes, write_passages

from tutor.errors import TutorError
from tutor.progress import Progress, silent
from tutor.retrieval.builder import BuildReport, build
from tutor.retrieval.errors import EncoderMismatchError, IndexDamagedError, NothingToIndexError
from tutor.retrieval.manifest import DocumentEntry
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.store import Generation, current_number, open_generation


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def run(
    notes: Path,
    index: Path,
    encoder: FakeEncoder | None = None,
    *,
    rebuild: bool = False,
    progress: Progress = silent,
) -> BuildReport:
    return build(
        [notes],
        index,
        encoder or FakeEncoder(),
        rebuild=rebuild,
        progress=progress,
    )


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


def without_times(generation: Generation) -> list[DocumentEntry]:
    return [replace(entry, added="") for entry in generation.manifest.documents]


def texts(index: Path) -> list[str]:
    return [chunk.text for chunk in open_generation(index).chunks]


def test_the_first_build_reads_everything(notes: Path, index: Path) -> None:
    report = run(notes, index)
    assert counts(report) == (3, 0, 0, 0)
    assert (report.documents, report.chunks) == (3, 4)
    assert report.to_dict() == {
        "documents": 3,
        "chunks": 4,
        "added": 3,
        "changed": 0,
        "removed": 0,
        "unchanged": 0,
        "failed": [],
        "partly": [],
        "overlaps": [],
        "seconds": report.seconds,
    }


def test_when_nothing_changed_nothing_is_encoded_or_written(notes: Path, index: Path) -> None:
    run(notes, index)
    encoder = FakeEncoder()
    encoder.count_tokens = None  # type: ignore[method-assign, assignment] # would need the weights
    report = run(notes, index, encoder)
    assert counts(report) == (0, 0, 0, 3)
    assert report.chunks == 4
    assert encoder.encoded == []
    assert current_number(index) == 1


def test_only_the_changed_passages_of_a_changed_note_are_encoded(notes: Path, index: Path) -> None:
    run(notes, index)
    changed = NOTES["learning.md"].replace("Momentum keeps one.", "Momentum keeps a single one.")
    (notes / "learning.md").write_text(changed, encoding="utf-8")
    encoder = FakeEncoder()
    report = run(notes, index, encoder)
    assert counts(report) == (0, 1, 0, 2)
    assert len(encoder.encoded) == 1
    assert "a single one" in encoder.encoded[0]
    assert any("a single one" in text for text in texts(index))
    assert not any("keeps one" in text for text in texts(index))


def test_an_updated_index_is_the_same_as_a_new_one(
    notes: Path, index: Path, tmp_path: Path
) -> None:
    run(notes, index)
    (notes / "health.md").unlink()
    (notes / "extra.md").write_text("# Extra\n\nA new note.\n", encoding="utf-8")
    (notes / "learning.md").write_text(NOTES["learning.md"] + "More.\n", encoding="utf-8")
    assert counts(run(notes, index)) == (1, 1, 1, 1)
    run(notes, tmp_path / "fresh")
    updated, fresh = open_generation(index), open_generation(tmp_path / "fresh")
    assert updated.chunks == fresh.chunks
    assert updated.dense.to_bytes() == fresh.dense.to_bytes()
    assert (updated.vectors.sentences == fresh.vectors.sentences).all()
    assert without_times(updated) == without_times(fresh)
    assert updated.manifest.files == fresh.manifest.files


def test_a_note_that_moved_keeps_its_vectors(notes: Path, index: Path) -> None:
    run(notes, index)
    (notes / "health.md").rename(notes / "renamed.md")
    encoder = FakeEncoder()
    assert counts(run(notes, index, encoder)) == (1, 0, 1, 2)
    assert encoder.encoded == []


def test_a_rebuild_encodes_everything_again(notes: Path, index: Path) -> None:
    run(notes, index)
    encoder = FakeEncoder()
    assert counts(run(notes, index, encoder, rebuild=True)) == (3, 0, 0, 0)
    assert len(encoder.encoded) == 4


def test_what_cannot_be_read_is_listed_with_its_reason(notes: Path, index: Path) -> None:
    (notes / "broken.md").write_bytes(b"# Broken\n\n\xff\xfe\xfa text")
    (notes / "picture.png").write_bytes(b"png")
    report = run(notes, index)
    assert sorted(Path(failure.path).name for failure in report.failed) == [
        "broken.md",
        "picture.png",
    ]
    assert all(failure.reason for failure in report.failed)
    assert report.documents == 3
    assert open_generation(index).manifest.failures == report.failed
    assert run(notes, index).failed == report.failed


def test_a_note_that_became_unreadable_leaves_the_index(notes: Path, index: Path) -> None:
    run(notes, index)
    (notes / "health.md").write_bytes(b"\xff\xfe\xfa")
    report = run(notes, index)
    assert counts(report) == (0, 0, 1, 2)
    assert [Path(failure.path).name for failure in report.failed] == ["health.md"]
    assert not any("ICD" in text for text in texts(index))


def test_an_index_is_not_replaced_by_an_empty_one(notes: Path, index: Path) -> None:
    run(notes, index)
    for path in notes.iterdir():
        path.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(NothingToIndexError, match="None of the notes could be read"):
        run(notes, index)
    assert len(texts(index)) == 4


def test_rows_of_a_passages_file_are_documents(tmp_path: Path, index: Path) -> None:
    rows = [("p1", "The heart pumps blood."), ("p2", "Neurons fire.")]
    passages = write_passages(tmp_path / "passages.jsonl", rows)
    assert counts(run(passages, index)) == (2, 0, 0, 0)
    rows[1] = ("p2", "Neurons rest.")
    write_passages(passages, [*rows, ("p3", "Bones hold.")])
    assert counts(run(passages, index)) == (1, 1, 0, 1)
    assert [document.id for document in open_generation(index).manifest.documents] == [
        "p1",
        "p2",
        "p3",
    ]


def test_another_encoder_is_refused_with_the_commands_that_mend_it(
    notes: Path, index: Path
) -> None:
    run(notes, index)
    with pytest.raises(EncoderMismatchError) as caught:
        run(notes, index, FakeEncoder("other"))
    assert str(caught.value) == (
        f"The index in {index} was built with the encoder fake, not with other: use `--encoder "
        f"fake`, or build it anew with `tutor index --index {index} --encoder other --rebuild`."
    )
    run(notes, index, FakeEncoder("other"), rebuild=True)
    assert open_generation(index).manifest.encoder.name == "other"


def test_other_files_of_the_same_encoder_are_refused(notes: Path, index: Path) -> None:
    run(notes, index)
    with pytest.raises(EncoderMismatchError, match="with other files of the encoder fake"):
        run(notes, index, FakeEncoder(fingerprint="new weights"))
    with pytest.raises(EncoderMismatchError, match="with other files of the encoder fake"):
        Retriever.open(index, FakeEncoder(fingerprint="new weights"))


def test_a_damaged_index_is_refused_and_rebuilt_on_demand(notes: Path, index: Path) -> None:
    run(notes, index)
    (index / "generations/000001/dense.faiss").write_bytes(b"nonsense")
    with pytest.raises(IndexDamagedError, match="--rebuild"):
        run(notes, index)
    run(notes, index, rebuild=True)
    assert len(texts(index)) == 4


def test_other_settings_read_the_notes_again_but_keep_their_vectors(
    notes: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(notes, index)
    monkeypatch.setattr("tutor.retrieval.builder.version", lambda _: "99.0")
    encoder = FakeEncoder()
    assert counts(run(notes, index, encoder)) == (0, 0, 0, 3)
    assert encoder.encoded == []
    assert current_number(index) == 2
    report = build([notes], index, encoder, sentence_vectors="separate")
    assert counts(report) == (0, 0, 0, 3)
    assert encoder.encoded


def test_an_interrupted_build_leaves_the_index_as_it_was(notes: Path, index: Path) -> None:
    run(notes, index)
    (notes / "health.md").unlink()

    for step in ("Reading", "Encoding"):

        def interrupt(now: str, done: int, total: int, step: str = step) -> None:
            if now == step:
                raise KeyboardInterrupt

        (notes / "new.md").write_text(f"# {step}\n\nNew words.\n", encoding="utf-8")
        with pytest.raises(KeyboardInterrupt):
            run(notes, index, progress=interrupt)
        assert len(texts(index)) == 4
        assert current_number(index) == 1
    assert counts(run(notes, index)) == (1, 0, 1, 2)


def test_progress_tells_documents_and_texts(notes: Path, index: Path) -> None:
    told: list[tuple[str, int, int]] = []
    run(notes, index, progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "Reading"] == [
        ("Reading", 1, 3),
        ("Reading", 2, 3),
        ("Reading", 3, 3),
    ]
    assert told[-1] == ("Encoding", 4, 4)


def test_a_wrong_path_leaves_no_folder_behind(tmp_path: Path, index: Path) -> None:
    with pytest.raises(TutorError, match="nothing at"):
        run(tmp_path / "nowhere", index)
    assert not index.exists()


def test_an_encoder_without_late_pooling_encodes_bare_sentences(notes: Path, index: Path) -> None:
    encoder = FakeEncoder()
    encoder.late_pooling = False
    run(notes, index, encoder)
    assert "Momentum keeps one." in encoder.encoded
    assert open_generation(index).manifest.settings["sentence_vectors"] == "separate"
