"""Ctrl-C while a real process works: one sentence, exit code 130, and nothing half-done is left."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from processes import killed_after

from tutor.api import build_index
from tutor.config import Settings

NOTE = "# Cells\n\n## Number {0}\n\nThe mitochondrion number {0} makes energy for the cell.\n"
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals"),
]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    for number in range(60):
        (tmp_path / f"notes/{number}.md").write_text(NOTE.format(number), encoding="utf-8")
    return tmp_path / "notes"


@pytest.fixture
def settings(tmp_path: Path, cache_dir: Path, encoder_path: Path) -> Settings:
    return Settings(index=tmp_path / "index", cache_dir=cache_dir, model="smollm2-135m")


def interrupted(settings: Settings, *arguments: str, stream: str, when: str) -> tuple[str, str]:
    """Send SIGINT to `tutor` when a line of a stream has the words; its whole output."""
    with TemporaryFile("w+", encoding="utf-8") as other:  # read at the end: it can't fill up
        files = {"stdout": other, "stderr": other, stream: subprocess.PIPE}
        process = subprocess.Popen(
            [sys.executable, "-m", "tutor", *arguments, "--index", str(settings.index), "--json"],
            **files,  # type: ignore[call-overload]
            text=True,
            env={
                **os.environ,
                "TUTOR_CACHE_DIR": str(settings.cache_dir),
                "TUTOR_MODEL": settings.model,
                "TUTOR_MAX_ANSWER_TOKENS": "16",  # the model would go on for half a minute
            },
        )
        with killed_after(process, 60), process:
            source = getattr(process, stream)
            lines: list[str] = []
            for line in source:
                lines.append(line)
                if when in line:
                    process.send_signal(signal.SIGINT)
                    break
            lines += source
        other.seek(0)
        said = {"stdout": other, "stderr": other, stream: lines}
        output, errors = "".join(said["stdout"]), "".join(said["stderr"])
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    return output, errors


def test_an_index_that_is_being_built_is_left_as_it_was(settings: Settings, notes: Path) -> None:
    output, errors = interrupted(settings, "index", str(notes), stream="stderr", when="Reading…")
    assert output == ""
    assert errors.splitlines()[-1].startswith("Stopped; the index is as it was before.")
    left = [path for path in settings.index.rglob("*") if path.is_file()]
    assert [path.name for path in left] in ([], [".lock"])
    assert build_index([notes], settings).added == 60


def test_answers_of_a_file_are_whole_up_to_the_one_that_was_stopped(
    settings: Settings, notes: Path, tmp_path: Path
) -> None:
    build_index([notes / "0.md"], settings)
    rows = [{"id": number, "question": "What makes energy?"} for number in range(500)]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    output, errors = interrupted(settings, "ask", "--file", str(file), stream="stdout", when="{")
    answers = [json.loads(line) for line in output.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(len(answers)))
    said = re.fullmatch(r"Stopped after (\d+) of 500 questions; .*", errors.splitlines()[-1])
    assert said is not None
    assert len(answers) - 1 <= int(said[1]) <= len(answers)  # printed and counted one after another
