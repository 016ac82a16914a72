"""What all parts of the comparison run with: folders, models, and the peers' processes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from tutor.config import Settings, load_settings
from tutor.models.convert import prepare_transformers
from tutor.models.resolve import ModelLocation, resolve

ROOT = Path(__file__).parent.parent
PEERS = Path(__file__).parent / "peers"
THREADS = 2

# The peers stay offline and tell nobody that they were run.
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "DO_NOT_TRACK": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "OMP_NUM_THREADS": str(THREADS),
    "MKL_NUM_THREADS": str(THREADS),
}


class PeerFailedError(RuntimeError):
    """A peer's process ended before its work was done."""


@dataclass(frozen=True)
class Setup:
    """Where things are."""

    python: Path  # of the peers' environment
    notes: Path  # the textbook
    data: Path  # the folder of the question sets
    work: Path  # for indexes and weights that are made once

    @cached_property
    def settings(self) -> Settings:
        """The program's defaults with the threads that all have, and nothing kept of answers."""
        return load_settings(threads=THREADS, answer_cache=0)

    @cached_property
    def encoder(self) -> Path:
        """The folder of the sentence encoder, which all sides use."""
        return resolve(self.settings.encoder, "embed", self.settings.cache_dir).path

    @cached_property
    def _generator(self) -> ModelLocation:
        return resolve(self.settings.model, "generate", self.settings.cache_dir)

    @property
    def gguf(self) -> Path:
        """The language model as it was published."""
        return next(self._generator.path.glob("*.gguf"))

    @cached_property
    def bf16(self) -> Path:
        """The same weights unpacked to bf16 and saved for transformers; made once."""
        return prepare_transformers(self._generator, self.work / "bf16")


class Peer:
    """A peer's process that answers JSON lines."""

    def __init__(self, process: "subprocess.Popen[str]", name: str) -> None:
        """Take a process that was started with pipes."""
        if process.stdin is None or process.stdout is None:
            raise ValueError("the process has no pipes")
        self._in: IO[str] = process.stdin
        self._out: IO[str] = process.stdout
        self._name = name

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request.

        Raises:
            PeerFailedError: The process has ended.
        """
        print(json.dumps(request), file=self._in, flush=True)
        return self.hear()

    def hear(self) -> dict[str, Any]:
        """The next line that it writes.

        Raises:
            PeerFailedError: The process has ended.
        """
        line = self._out.readline()
        if not line:
            raise PeerFailedError(f"{self._name} ended early; its error output is above")
        return dict(json.loads(line))


@contextmanager
def peer(setup: Setup, name: str, **given: Any) -> Iterator[Peer]:
    """A peer's script from its start to its end, ready to answer.

    Raises:
        PeerFailedError: It could not load what it needs.
    """
    process = subprocess.Popen(
        _command(setup, name, given),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | _QUIET,
    )
    try:
        running = Peer(process, name)
        running.hear()
        yield running
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run_peer(setup: Setup, name: str, **given: Any) -> tuple[float, dict[str, Any]]:
    """Seconds that a peer's script takes from start to end, and what it reports."""
    started = time.perf_counter()
    done = subprocess.run(
        _command(setup, name, given),
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | _QUIET,
    )
    return time.perf_counter() - started, dict(json.loads(done.stdout.splitlines()[-1]))


def run_tutor(*command: str) -> float:
    """Seconds that a `tutor` command takes from start to end."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "tutor", *command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=os.environ | {"TUTOR_THREADS": str(THREADS)},
    )
    return time.perf_counter() - started


def _command(setup: Setup, name: str, given: dict[str, Any]) -> list[str]:
    values = {key: str(value) if isinstance(value, Path) else value for key, value in given.items()}
    return [str(setup.python), str(PEERS / f"{name}.py"), json.dumps(values)]
