"""Every `tutor` command of the README runs as it stands there."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest
from chat_server import ChatServer
from processes import killed_after

from tutor.answering.answer import AnsweringSettings
from tutor.api import build_index
from tutor.cli import options
from tutor.config import Settings
from tutor.practice.bank import FILE as BANK_FILE
from tutor.practice.bank import Bank
from tutor.practice.question import Question

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = list(
    dict.fromkeys(
        [
            *re.findall(r"^\$ (?:pip install \. && )?(tutor .+)$", README, re.MULTILINE),
            *re.findall(r"`(tutor [^`…]+)`", README),
        ]
    )
)

# What a quiz has made before: the commands that export it find something.
QUESTIONS = [
    Question(
        "flashcard", f"What does {term} stand for?", words, f"{term} is short for it.", (), term
    )
    for term, words in {
        "EHR": "electronic health record",
        "VAE": "variational autoencoder",
        "GRU": "gated recurrent unit",
    }.items()
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, cache_dir: Path, course_index: Path) -> Path:
    """A user's home with notes and a clone, everything that is asked for indexed."""
    home = tmp_path_factory.mktemp("template")
    shutil.copytree(ROOT / "corpus", home / "clone" / "corpus")
    (home / "notes").mkdir()
    front_matter, body = re.findall(r"```markdown\n(---\n.*?---\n)(.*?)```", README, re.DOTALL)[0]
    text = f"{front_matter}{body}\nLOINC codes name laboratory tests.\n"
    (home / "notes" / "health.md").write_text(text, "utf-8")
    (home / "Downloads").mkdir()
    (home / "Downloads" / "lecture5.md").write_text("# Lecture 5\n\nDropout.\n", "utf-8")
    index = shutil.copytree(course_index, home / "clone" / "index")
    build_index([home / "clone" / "corpus"], Settings(index=index, cache_dir=cache_dir))
    with closing(Bank.open(index / BANK_FILE)) as bank:
        bank.add(QUESTIONS)
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    """The home as no other test has used it."""
    return shutil.copytree(template, tmp_path / "home")


@pytest.fixture
def environment(home: Path, cache_dir: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TUTOR_")}
    return {
        **kept,
        "HOME": str(home),
        "TUTOR_CACHE_DIR": str(cache_dir),
    }


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer(lambda body: ["LOINC codes name laboratory tests."]) as server:
        server.models = [{"id": "NAME"}]
        yield server


def run(command: str, home: Path, environment: dict[str, str], server: ChatServer) -> None:
    """Run a command from the clone; one that goes on is interrupted once it is ready."""
    if " && " in command:
        for each in command.split(" && "):
            run(each, home, environment, server)
        return
    words = [word.replace("~", str(home)) for word in shlex.split(command)][1:]
    words = [server.address if word.startswith("http://") else word for word in words]
    serves = words[0] == "serve"
    stays = serves or "--watch" in words
    if serves:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            words += ["--no-browser", "--port", str(free.getsockname()[1])]
    process = subprocess.Popen(
        [sys.executable, "-m", "tutor", *words],
        cwd=home / "clone",
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    ready = False
    with killed_after(process, 300), process:
        if stays:
            lines = process.stdout if serves else process.stderr
            sign = "Ready at http" if serves else "Watching the notes"
            ready = any(line.startswith(sign) for line in lines or ())
            process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
    assert "Traceback" not in errors
    if stays:
        assert ready, errors
        assert process.returncode == 130
    else:
        assert process.returncode == 0, errors
        assert output.strip()


def test_the_readme_names_every_command_group() -> None:
    used = {command.split()[1] for command in COMMANDS if command.startswith("tutor")}
    assert used >= {"add", "ask", "chat", "doctor", "export", "index", "models", "notes"}
    assert used >= {"search", "serve"}
    assert used >= {"bank", "exam", "gaps", "progress", "quiz", "records", "review"}
    assert "`tutor users" in README


def test_the_readme_and_the_help_tell_the_default_strictness() -> None:
    default = Settings.model_fields["strictness"].default
    assert AnsweringSettings().strictness == default
    (option,) = get_args(options.Strictness)[1:]
    assert option.show_default == str(default)
    assert f"The default is {default};" in README


def test_no_command_of_the_readme_needs_data_that_a_clone_lacks() -> None:
    assert not [command for command in COMMANDS if "tutor eval" in command]
    assert "`tutor eval" in README


@pytest.mark.default_model
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(
    command: str, home: Path, environment: dict[str, str], server: ChatServer
) -> None:
    run(command, home, environment, server)


@pytest.mark.default_model
def test_the_python_of_the_readme_runs(home: Path, environment: dict[str, str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home / "clone",
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
