"""Files of questions, their format known by their ending."""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tutor.documents.failures import UnreadableNoteError
from tutor.practice.exchange import gift, markdown, table
from tutor.practice.exchange.errors import ExchangeError
from tutor.practice.exchange.imported import MAX_BYTES, Imported
from tutor.practice.question import Question
from tutor.retrieval.files import replace_file

_READERS: dict[str, Callable[[bytes, Path], Imported]] = {
    ".gift": gift.read,
    ".txt": gift.read,  # what Moodle calls its own exports
    ".csv": table.read_table,
    ".tsv": table.read_table,
    ".jsonl": table.read_lines,
}
_WRITERS: dict[str, Callable[[Sequence[Question], Callable[[str], str]], str]] = {
    ".gift": gift.write,
    ".csv": table.write_table,
    ".jsonl": lambda questions, _: table.write_lines(questions),
    ".md": markdown.write,
}


def read_questions(path: Path) -> Imported:
    """The questions of a file, and what in it could not be read.

    Raises:
        ExchangeError: There is no such file, it is too large, of another format, can't be read,
            or holds no question.
    """
    require_readable([path])
    reader = _READERS[path.suffix.lower()]
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExchangeError(f"{path} can't be read ({reason}); check the path.") from error
    if len(raw) > MAX_BYTES:
        raise ExchangeError(f"{path} has more than {MAX_BYTES / 1e6:.0f} MB; split it.")
    try:
        found = reader(raw, path)
    except UnreadableNoteError as error:
        raise ExchangeError(f"{path} can't be read: {error.reason}.") from error
    if not found.questions:
        why = f": {found.gaps[0]}" if found.gaps else ""
        raise ExchangeError(f"There is no question in {path} that can be asked{why}.")
    return found


def require_readable(paths: Iterable[Path]) -> None:
    """Stop before anything is done for a file whose format is not known.

    Raises:
        ExchangeError: The ending of one stands for no format.
    """
    for path in paths:
        if path.suffix.lower() not in _READERS:
            raise ExchangeError(
                f"{path} is none of the files that hold questions: {_listed(_READERS)}."
            )


def require_writable(path: Path) -> None:
    """Stop before anything is done for a file whose format is not known.

    Raises:
        ExchangeError: Its ending stands for no format.
    """
    if path.suffix.lower() not in _WRITERS:
        raise ExchangeError(
            f"{path.name} has none of the endings that say how to write it: {_listed(_WRITERS)}."
        )


def write_questions(
    path: Path, questions: Sequence[Question], chapter_name: Callable[[str], str] = str
) -> None:
    """Write questions to a file, which is there whole or not at all.

    Args:
        path: Its ending says the format.
        questions: In their order.
        chapter_name: The name of a chapter, from its key.

    Raises:
        ExchangeError: The ending stands for no format, or the file can't be written.
    """
    require_writable(path)
    text = _WRITERS[path.suffix.lower()](questions, chapter_name)
    write_whole(path, text.encode("utf-8"))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all.

    Raises:
        ExchangeError: It can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.with_name(f"{path.name}.tmp").unlink()
        reason = error.strerror or str(error)
        raise ExchangeError(f"{path} can't be written ({reason}); choose another place.") from error


def _listed(endings: Iterable[str]) -> str:
    return ", ".join(endings)
