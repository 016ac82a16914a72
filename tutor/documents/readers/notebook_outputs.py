"""Which outputs of a notebook's cell say something, and how they are shown in Markdown."""

import re
from collections.abc import Iterator, Mapping

from tutor.documents.readers.notebook_cells import Cell, text_in
from tutor.documents.text_file import normalised

_MOST_LINES, _MOST_CHARACTERS = 5, 400  # what is longer is data to look at, not to learn
_RESULTS = ("execute_result", "display_data", "pyout")  # the last one is format 3's
_NOT_TEXT = re.compile(r"image/|application/|png|jpeg|svg|pdf|javascript")  # text stands in for it
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PROGRESS = re.compile(r"\d+ ?%\||\[[=>.#█-]{3,}\]|\[[=#>.]{3,}|[█▏▎▍▌▋▊▉]|━{3}|\b\d+/\d+ \[\d\d:")
_OBJECT = re.compile(
    r"<[\w.]+(?: object)? at 0x[0-9a-f]+>|<[A-Za-z_.]+ (?:object|size|with) |<a list of \d+"
    r"|\bText\([-\d]|\ATraceback \(most recent|\nTraceback \(most recent"
)
_ONLY_OBJECT = re.compile(r"[\[(]*<.*>[\])]*", re.DOTALL)
_INSTALLS = re.compile(
    r"^[ \t]*(?:[!%] *(?:sudo +)?|%%(?:bash|sh)\s+)(?:python3? +-m +)?"
    r"(?:pip3?|conda|mamba|apt(?:-get)?|wget|curl|git|uv) ",
    re.MULTILINE,
)


def shown(cell: Cell) -> Iterator[str]:
    """The outputs of a code cell that are short texts, as Markdown paragraphs and fences.

    Tracebacks, warnings, pictures, progress bars, descriptions of objects in memory and what an
    installation prints are left out.
    """
    if _INSTALLS.search(cell.source):
        return
    for text in _texts(cell):
        lines = [line.rstrip() for line in text.split("\n") if not _PROGRESS.search(line)]
        text = "\n".join(line for line in lines if line).strip("\n")
        if not text.strip() or len(text) > _MOST_CHARACTERS or text.count("\n") >= _MOST_LINES:
            continue
        if _OBJECT.search(text) or _ONLY_OBJECT.fullmatch(text):
            continue
        if "\n" in text:
            yield "Output:"
            yield fenced(text, "")
        else:
            yield f"Output: {_in_line(text)}"


def fenced(code: str, language: str) -> str:
    """Code between fences that are longer than any row of backticks in it."""
    fence = "`" * max(3, _longest_run(code) + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def _in_line(text: str) -> str:
    marks = "`" * (_longest_run(text) + 1)
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{marks}{gap}{text.strip()}{gap}{marks}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _texts(cell: Cell) -> Iterator[str]:
    """What was printed, in one piece each time, and the cell's results, in order."""
    printed = ""
    for output in cell.outputs:
        if not isinstance(output, Mapping):
            continue
        kind = output.get("output_type")
        if kind == "stream":
            # Format 4 calls it by its name, format 3 often leaves it out for what was printed.
            if output.get("name", output.get("stream", "stdout")) == "stdout":
                printed += text_in(output.get("text")) or ""
        elif kind in _RESULTS:
            yield _final(printed)
            printed = ""
            yield _final(_result(output))
    yield _final(printed)


def _result(output: Mapping[str, object]) -> str:
    data = output.get("data", output)
    if not isinstance(data, Mapping) or any(_NOT_TEXT.match(str(kind)) for kind in data):
        return ""
    return text_in(data.get("text/plain", data.get("text"))) or ""


def _final(text: str) -> str:
    """What is to be seen of a text at last: a carriage return lets the line begin anew."""
    lines = _COLOURS.sub("", text).replace("\r\n", "\n").split("\n")
    return normalised("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))
