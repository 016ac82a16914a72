"""The program starts at once and ends quietly, which only a process of its own can show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "torch",
    "transformers",
    "ctranslate2",
    "gradio",
    "numpy",
    "faiss",
    "httpx",
    "sqlalchemy",
    "fsrs",
)


def python(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TUTOR_")}
    return subprocess.run(
        [sys.executable, *arguments],
        text=True,
        capture_output=True,
        env=environment,
        timeout=120,
        check=False,
        **options,  # type: ignore[call-overload]
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["ask", "--help"], ["exam", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from tutor.cli import main\n"
        f"sys.argv = ['tutor', *{arguments!r}]\n"
        "try:\n    main()\n"
        f"finally:\n    sys.stderr.write(repr([m for m in {HEAVY!r} if m in sys.modules]))\n"
    )
    result = python("-c", program)
    assert result.returncode == 0
    assert result.stdout
    assert result.stderr == "[]"


def test_module_runs_like_the_command() -> None:
    result = python("-m", "tutor", "--version")
    assert result.stdout.startswith("study-tutor ")


def test_ctrl_c_while_the_program_is_imported_is_no_error() -> None:
    program = (
        "import importlib.abc, sys\n"
        "class Stopped(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'tutor.cli.app': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stopped())\n"
        "from tutor.cli import main\n"
        "main()\n"
    )
    result = python("-c", program)
    assert (result.returncode, result.stdout, result.stderr) == (130, "", "")


def test_error_of_a_real_run_is_one_line(tmp_path: Path) -> None:
    result = python("-m", "tutor", "search", "Why?", "--file", "x", cwd=tmp_path)
    assert result.returncode == 2
    (tmp_path / "tutor.toml").write_text("nonsense = 1\n")
    result = python("-m", "tutor", "models", "list", cwd=tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("Error: There is no setting 'nonsense'")
    assert len(result.stderr.splitlines()) == 1


def test_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = subprocess.run(
            [sys.executable, "-m", "tutor", "models", "list", "--json"],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            timeout=120,
            check=False,
        )
    finally:
        os.close(writing)
    assert result.stderr == ""
    assert result.returncode == 1


def test_text_that_the_terminal_can_not_show_is_replaced(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tutor", "doctor"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "TUTOR_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        cwd=tmp_path,
        timeout=120,
        check=False,
    )
    assert result.stdout.startswith(b"? python ")
    assert result.stderr == b""
