"""However a build ends, the index that was in use before answers, or the new one does."""

import errno
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from file_operations import Died, FileOperations
from retrieval_fakes import NOTES, FakeEncoder, write_notes

from tutor.retrieval import builder
from tutor.retrieval.builder import build
from tutor.retrieval.errors import IndexBusyError, IndexWriteError
from tutor.retrieval.report import BuildReport
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.store import current_number
from tutor.retrieval.writer import writing

NEW_NOTE = "# Regression\n\nRidge shrinks the weights.\n"


@pytest.fixture(scope="module")
def hook() -> FileOperations:
    return FileOperations()


@pytest.fixture
def operations(hook: FileOperations, monkeypatch: pytest.MonkeyPatch) -> FileOperations:
    monkeypatch.setattr(os, "fsync", hook.fsync)
    return hook


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return write_notes(tmp_path / "notes")


@pytest.fixture
def template(tmp_path: Path, notes: Path) -> Path:
    """An index with two generations of the notes; afterwards the notes have one more."""
    index = tmp_path / "template"
    update(notes, index)
    (notes / "health.md").write_text(NOTES["health.md"] + "More.\n", encoding="utf-8")
    update(notes, index)
    (notes / "new.md").write_text(NEW_NOTE, encoding="utf-8")
    return index


def update(notes: Path, index: Path) -> BuildReport:
    return build([notes], index, FakeEncoder())


def follow(notes: Path, index: Path) -> BuildReport:
    """Bring the index up to date with its own folder, and add another one."""
    more = write_notes(notes.parent / "more", {"lasso.md": "# Lasso\n\nLasso drops weights.\n"})
    return builder.update(index, FakeEncoder(), add=[more])


def answers(index: Path) -> list[str]:
    hits = Retriever.open(index, FakeEncoder()).search("ridge shrinks weights", k=10)
    return [hit.text for hit in hits]


def steps_of_a_build(
    operations: FileOperations, notes: Path, index: Path, work: Callable[..., object] = update
) -> list[str]:
    steps: list[str] = []
    with operations.watched(index, lambda _number, what: steps.append(what)):
        work(notes, index)
    return steps


@pytest.mark.parametrize("work", [update, follow])
def test_a_build_that_dies_before_any_step_leaves_a_whole_index(
    operations: FileOperations,
    tmp_path: Path,
    notes: Path,
    template: Path,
    work: Callable[[Path, Path], BuildReport],
) -> None:
    old = answers(template)
    finished = shutil.copytree(template, tmp_path / "finished")
    steps = steps_of_a_build(operations, notes, finished, work)
    new = answers(finished)
    assert new != old
    assert len(steps) > 20
    switched = next(
        i for i, s in enumerate(steps, 1) if s.startswith("os.rename") and "CURRENT" in s
    )

    for deadly in range(1, len(steps) + 1):
        index = shutil.copytree(template, tmp_path / f"dies at {deadly}")

        def die(number: int, _what: str, deadly: int = deadly) -> None:
            if number >= deadly:  # the dead do nothing afterwards, not even clean up
                raise Died

        with pytest.raises(Died), operations.watched(index, die):
            work(notes, index)
        assert answers(index) == (old if deadly <= switched else new)
        work(notes, index)
        assert answers(index) == new
        assert {path.name for path in index.iterdir()} <= {
            "CURRENT",
            "CURRENT.tmp",
            "generations",
            ".lock",
        }
        kept = sorted(path.name for path in (index / "generations").iterdir())
        assert len(kept) <= 3
        assert all(name.isdecimal() for name in kept)
        shutil.rmtree(index)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_at_any_step_leaves_a_whole_index(
    operations: FileOperations, tmp_path: Path, notes: Path, template: Path, number: int
) -> None:
    old = answers(template)
    finished = shutil.copytree(template, tmp_path / "finished")
    steps = steps_of_a_build(operations, notes, finished)
    new = answers(finished)
    for failing in range(1, len(steps) + 1):
        index = shutil.copytree(template, tmp_path / f"fails at {failing}")

        def fail(step: int, _what: str, failing: int = failing) -> None:
            if step == failing:
                raise OSError(number, os.strerror(number))

        with operations.watched(index, fail):
            try:
                update(notes, index)
            except IndexWriteError as error:
                reason = "no space left" if number == errno.ENOSPC else "can't be written"
                assert reason in str(error)  # noqa: PT017
        assert answers(index) in (old, new)
        update(notes, index)
        assert answers(index) == new
        shutil.rmtree(index)


def test_everything_is_on_the_disk_before_it_is_put_into_use(
    operations: FileOperations,
    tmp_path: Path,
    notes: Path,
    template: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    synced: set[int] = set()
    counted = os.fsync

    def remember(descriptor: int) -> None:
        counted(descriptor)
        synced.add(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "fsync", remember)
    missing: list[Path] = []
    renamed: list[str] = []

    def check(_number: int, what: str) -> None:
        if what.startswith("os.rename"):
            source = Path(what.removeprefix("os.rename "))
            renamed.append(source.name)
            inside = [source, *source.rglob("*")]
            missing.extend(path for path in inside if path.stat().st_ino not in synced)

    with operations.watched(template, check):
        update(notes, template)
    assert renamed == ["unfinished-000003", "CURRENT.tmp"]
    assert missing == []


def test_old_generations_are_removed_but_for_the_one_before(tmp_path: Path, notes: Path) -> None:
    index = tmp_path / "index"
    for i in range(5):
        (notes / "new.md").write_text(f"# New\n\nNumber {i}.\n", encoding="utf-8")
        update(notes, index)
    kept = sorted(path.name for path in (index / "generations").iterdir())
    assert kept == ["000004", "000005"]
    assert current_number(index) == 5


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from retrieval_fakes import FakeEncoder
from tutor.retrieval import builder, {module}
{module}.{function} = lambda *_, **__: os._exit(9)
builder.build([Path({notes!r})], Path({index!r}), FakeEncoder())
"""


@pytest.mark.parametrize(
    ("module", "function", "left"),
    [
        ("writer", "sync_folder", "unfinished-000003"),
        ("writer", "replace_file", "000003"),
    ],
)
def test_a_killed_process_leaves_the_old_index_and_the_next_build_tidies_up(
    tmp_path: Path, notes: Path, template: Path, module: str, function: str, left: str
) -> None:
    old = answers(template)
    code = KILLED.format(
        tests=str(Path(__file__).parents[1]),
        module=module,
        function=function,
        notes=str(notes),
        index=str(template),
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert (template / "generations" / left).is_dir()
    assert answers(template) == old
    update(notes, template)
    assert answers(template) != old
    assert not list((template / "generations").glob("unfinished-*"))


def test_a_second_build_at_the_same_time_is_refused(tmp_path: Path, notes: Path) -> None:
    index = tmp_path / "index"
    with writing(index), pytest.raises(IndexBusyError, match="Another build is writing"):
        update(notes, index)
    assert update(notes, index).added == 3


def test_a_build_in_another_process_is_waited_for_by_nobody(tmp_path: Path, notes: Path) -> None:
    index = tmp_path / "index"
    code = (
        "import sys; from pathlib import Path; from tutor.retrieval.writer import writing\n"
        f"with writing(Path({str(index)!r})): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(IndexBusyError):
            update(notes, index)
        other.kill()
    assert update(notes, index).added == 3


def test_an_index_can_be_opened_at_any_moment_of_many_builds(tmp_path: Path, notes: Path) -> None:
    index = tmp_path / "index"
    update(notes, index)
    building = threading.Event()
    building.set()
    failures: list[Exception] = []
    opened: list[int] = []

    def read() -> None:
        try:
            while building.is_set():
                opened.append(len(answers(index)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for i in range(12):
            (notes / "new.md").write_text(f"# New\n\nNumber {i}.\n", encoding="utf-8")
            update(notes, index)
    finally:
        building.clear()
        reader.join()
    assert failures == []
    assert set(opened) <= {4, 5}


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_may_not_be_written_to_is_reported(
    operations: FileOperations, tmp_path: Path, notes: Path, number: int
) -> None:
    def refuse(_number: int, _what: str) -> None:
        raise OSError(number, os.strerror(number))

    index = tmp_path / "index"
    with (
        operations.watched(index, refuse),
        pytest.raises(IndexWriteError, match="can't be written to: change its permissions"),
    ):
        update(notes, index)


def test_a_file_in_the_place_of_the_index_is_reported(tmp_path: Path, notes: Path) -> None:
    (tmp_path / "index").write_text("not a folder", encoding="utf-8")
    with pytest.raises(IndexWriteError):
        update(notes, tmp_path / "index")
