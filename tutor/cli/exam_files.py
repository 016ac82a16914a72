"""The files of a mock exam: a sheet to print with its key, and answers that come from a program."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.practice.grading import Response
    from tutor.practice.printable import Sheet

_FORMATS = (".html", ".htm", ".md")


class ExamFileError(TutorError):
    """A file of an exam can't be written, or is not what it should be."""


@dataclass(frozen=True, slots=True)
class ResponsesFile:
    """Answers by question id, and the exam that they belong to where the file says it."""

    responses: "Mapping[str, Response | None]"
    exam_id: str | None


def key_path(path: Path) -> Path:
    """Where the key to a sheet goes."""
    return path.with_name(f"{path.stem}-key{path.suffix}")


def require_printable(path: Path) -> None:
    """Stop before any work where the sheet can't be written there.

    Raises:
        ExamFileError: The format is unknown, or a file would be lost.
    """
    if path.suffix.lower() not in _FORMATS:
        raise ExamFileError(
            f"An exam can't be written as {path.name}; end the name in .html or .md."
        )
    for each in (path, key_path(path)):
        if each.exists():
            raise ExamFileError(f"{each} is there already; name another file or move it away.")


def write_sheet(sheet: "Sheet", path: Path) -> tuple[Path, Path]:
    """Write the sheet and its key, in the format that the file's name ends in.

    Raises:
        ExamFileError: They can't be written.
    """
    require_printable(path)
    if path.suffix.lower() == ".md":
        from tutor.practice.printable import key_markdown, sheet_markdown

        texts = {path: sheet_markdown(sheet), key_path(path): key_markdown(sheet)}
    else:
        from tutor.practice.printable_html import key_html, sheet_html
        from tutor.web.mathml import mathml

        def typeset(tex: str, display: bool) -> str | None:
            return mathml(tex, display=display)

        texts = {path: sheet_html(sheet, typeset), key_path(path): key_html(sheet, typeset)}
    try:
        for each, text in texts.items():
            each.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise ExamFileError(
            f"The exam can't be written to {path} ({error.strerror}); name another place."
        ) from error
    return path, key_path(path)


def read_responses(path: Path) -> ResponsesFile:
    """Read `{question id: answer}`, or the same under "responses" beside the "exam" it is for.

    Raises:
        ExamFileError: The file can't be read or holds something else.
    """
    try:
        value: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ExamFileError(
            f"The answers {path} can't be read ({error.strerror}); check the path."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ExamFileError(f"The answers {path} are not JSON ({error}); correct them.") from error
    exam_id = None
    if isinstance(value, dict) and isinstance(value.get("responses"), dict):
        exam_id, value = value.get("exam"), value["responses"]
    if not isinstance(value, dict) or not all(_is_response(each) for each in value.values()):
        raise ExamFileError(
            f"The answers {path} are no object of question ids and answers (an option's number "
            "from 0, true, false or a text); correct them."
        )
    return ResponsesFile(value, exam_id if isinstance(exam_id, str) else None)


def _is_response(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | str)
