"""The commands for notes, run as a person runs them: what is added is found, whatever happens."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, Any

import pytest

from tutor.api import build_index
from tutor.config import Settings
from tutor.retrieval.builder import update
from tutor.retrieval.embedding import Encoder
from tutor.retrieval.retriever import Retriever

pytestmark = pytest.mark.model

NOTES = {
    "regularisation.md": "# Regularisation\n\n## Dropout\n\nDuring training each unit is switched "
    "off with probability p. At test time all units stay on.\n",
    "hospital.md": "# Health records\n\nPhysicians write notes about every visit. Diagnoses are "
    "recorded as codes for billing.\n",
}
NEW = "# Zebras\n\nThe quagga was a zebra with stripes on its front half only.\n"
QUESTION = "Which animal had stripes on one half?"
PATIENCE = 120  # seconds


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, cache_dir: Path, encoder_path: Path) -> Path:
    """A folder with notes and their index."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "notes").mkdir()
    for name, text in NOTES.items():
        (folder / "notes" / name).write_text(text, encoding="utf-8")
    build_index([folder / "notes"], Settings(index=folder / "index", cache_dir=cache_dir))
    return folder


@pytest.fixture(scope="module")
def encoder(encoder_path: Path) -> Encoder:
    return Encoder.load(encoder_path, "minilm")


@pytest.fixture
def home(template: Path, isolated_home: Path, cache_dir: Path) -> Path:
    """The working folder of a person with that index, and with a note that is not in it."""
    for name in ("notes", "index"):
        shutil.copytree(template / name, isolated_home / name)
    (isolated_home / "more").mkdir()
    (isolated_home / "more" / "zebras.md").write_text(NEW, encoding="utf-8")
    os.environ["TUTOR_CACHE_DIR"] = str(cache_dir)  # isolated_home puts it back
    return isolated_home


def tutor(*arguments: str) -> Any:
    """The JSON value that a command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "tutor", *arguments, "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def found(encoder: Encoder) -> list[str]:
    """The documents that a search in the index finds now, the nearest first."""
    return [hit.document for hit in Retriever.open(Path("index"), encoder).search(QUESTION, 10)]


def test_a_note_is_found_from_when_it_is_added_until_it_is_removed(
    home: Path, encoder: Encoder
) -> None:
    report = tutor("add", "more/zebras.md")
    assert (report["added"], report["unchanged"], report["failed"]) == (1, 2, [])
    assert found(encoder)[0] == "zebras.md"

    listed = tutor("notes", "list")
    assert [note["id"] for note in listed["notes"]] == [*sorted(NOTES), "zebras.md"]
    exported = tutor("export", "notes", "out")
    assert len(exported["notes"]) == 3
    assert NEW in (home / "out" / "zebras.md").read_text("utf-8")

    assert tutor("notes", "remove", "zebras.md")["removed"] == ["zebras.md"]
    assert sorted(found(encoder)) == sorted(NOTES)
    assert (home / "more" / "zebras.md").exists()


class Watching:
    """`tutor index --watch` in a process of its own, and the lines that it prints."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tutor", "index", "--watch"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: Queue[str] = Queue()
        streams = (self.process.stdout, self.process.stderr)
        self._readers = [Thread(target=self._read, args=(stream,)) for stream in streams]
        for reader in self._readers:
            reader.start()

    def wait_for(self, words: str) -> str:
        """The next line, of either stream, that has the words."""
        while True:
            line = self._lines.get(timeout=PATIENCE)
            if words in line:
                return line

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for reader in self._readers:
            reader.join()

    def _read(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                self._lines.put(line)


@pytest.fixture
def watching(home: Path) -> Iterator[Watching]:
    with contextlib.closing(Watching()) as watching:
        yield watching


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_what_is_written_is_found_when_it_is_said_to_be(
    home: Path, watching: Watching, encoder: Encoder
) -> None:
    assert watching.wait_for("documents").startswith("2 documents, 2 passages in ")
    watching.wait_for("Watching the notes; Ctrl-C stops it.")
    note = home / "notes" / "hospital.md"
    note.write_text(NOTES["hospital.md"] + NEW.replace("# ", "\n## "), encoding="utf-8")
    assert " hospital.md changed: 2 passages, " in watching.wait_for("hospital.md")
    assert found(encoder)[0] == "hospital.md"

    report = tutor("add", "more")  # which leaves the work to the one that watches
    assert (report["added"], report["unchanged"]) == (1, 2)
    assert " zebras.md added: 1 passage, " in watching.wait_for("zebras.md")
    assert "zebras.md" in found(encoder)

    note.unlink()
    watching.wait_for(" hospital.md removed, ")
    assert "hospital.md" not in found(encoder)

    watching.process.send_signal(signal.SIGINT)
    assert watching.wait_for("Stopped").startswith("Stopped watching; the index is whole")
    assert watching.process.wait(PATIENCE) == 130


KILLED = """
import os, signal, sys
event, words = sys.argv[1:3]
def die(name, arguments):
    if name == event and words in str(arguments[0]):
        os.kill(os.getpid(), signal.SIGKILL)
from tutor.cli import main
sys.addaudithook(die)
sys.argv = ["tutor", "add", "more/zebras.md"]
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize(
    ("event", "words"),
    [
        pytest.param("open", "zebras.md", marks=pytest.mark.slow),
        ("open", "unfinished-000002/manifest.json"),
        pytest.param("os.rename", "unfinished", marks=pytest.mark.slow),
        pytest.param("os.rename", "CURRENT", marks=pytest.mark.slow),
    ],
)
def test_a_note_whose_adding_is_killed_leaves_the_old_notes_and_can_be_added_again(
    home: Path, encoder: Encoder, event: str, words: str
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, event, words],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert sorted(found(encoder)) == sorted(NOTES)
    assert update(Path("index"), encoder, add=[Path("more/zebras.md")]).added == 1
    assert found(encoder)[0] == "zebras.md"
