"""Handing a change of the notes to the program that watches them, which has the encoder loaded.

    <index>/.watcher            locked by the program that watches
    <index>/requests/<id>.json  what is asked of it; <id>.done is its answer

Starting an encoder takes longer than encoding a note. So a command that finds a watcher leaves the
work to it: a new note is answerable a second later. Without one the command works by itself.
"""

import contextlib
import json
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from tutor.errors import TutorError
from tutor.library.library import Library
from tutor.retrieval.files import replace_file
from tutor.retrieval.places import absolute
from tutor.retrieval.report import BuildReport, report_from

REQUESTS, REQUEST_SUFFIX = "requests", ".json"
_LOCK = ".watcher"
_DONE = ".done"
_LOOK = 0.02  # seconds between two looks for the answer


class HandedOverError(TutorError):
    """What the watching program said of a change that it could not make."""


@contextlib.contextmanager
def watching_lock(index_dir: Path) -> Iterator[bool]:
    """Be the program that watches an index, unless another one is; tells whether."""
    lock = FileLock(index_dir / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        (index_dir / REQUESTS).mkdir(exist_ok=True)
        yield True
    finally:
        lock.release()


def is_watched(index_dir: Path) -> bool:
    """Whether a program watches an index now."""
    if not (index_dir / REQUESTS).is_dir():
        return False
    try:
        with FileLock(index_dir / _LOCK, timeout=0):
            return False
    except Timeout:
        return True


def hand_over(add: Sequence[Path], index_dir: Path) -> BuildReport | None:
    """Ask the watching program to add folders and files; None if there is none, or it has ended.

    Raises:
        HandedOverError: They can't be added.
    """
    if not is_watched(index_dir):
        return None
    asked = index_dir / REQUESTS / f"{uuid.uuid4().hex}{REQUEST_SUFFIX}"
    done = asked.with_suffix(_DONE)
    replace_file(asked, json.dumps({"add": [str(absolute(path)) for path in add]}).encode())
    try:
        while not done.exists():
            if not is_watched(index_dir) and not done.exists():
                return None
            time.sleep(_LOOK)
        answer = json.loads(done.read_bytes())
    finally:
        asked.unlink(missing_ok=True)
        done.unlink(missing_ok=True)
    if "error" in answer:
        raise HandedOverError(answer["error"])
    return report_from(answer)


def answer_requests(library: Library) -> Iterator[BuildReport]:
    """Do what was asked for; each request is answered once and then forgotten."""
    for asked in sorted((library.index_dir / REQUESTS).glob(f"*{REQUEST_SUFFIX}")):
        answer: dict[str, Any]
        try:
            paths = [Path(path) for path in json.loads(asked.read_bytes())["add"]]
        except FileNotFoundError:  # whoever asked has given up
            continue
        except (ValueError, KeyError, TypeError):  # nobody waits for an answer to such a thing
            asked.unlink(missing_ok=True)
            continue
        try:
            report = library.add_paths(paths)
        except TutorError as error:
            answer = {"error": str(error)}
        else:
            answer = asdict(report)
            yield report
        replace_file(asked.with_suffix(_DONE), json.dumps(answer).encode())
        asked.unlink(missing_ok=True)
