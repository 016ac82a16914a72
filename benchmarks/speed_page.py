"""A section between two marks of a page, made from what has been measured."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.speed_rows import Line
from tutor.evaluation.machine import this_machine
from tutor.evaluation.markdown import table

BEGIN = "<!-- made by python -m benchmarks.speed -->"
END = "<!-- end of what is made -->"
TITLE = "## Beside what people would otherwise use"
HEAD = ("work", "ours", "beside", "ratio", "goal", "met")


class NoMarksError(ValueError):
    """The page has no place for the table."""


def page_text(
    lines: Sequence[Line], remarks: Sequence[str], versions: str, sections: Sequence[str] = ()
) -> str:
    """The section: the table, remarks, the machine, and the tables of single commands."""
    machine = (
        f"{this_machine().sentence} Two threads for every program. Beside: {versions}. Ratios of "
        "answers and searches are sums over the questions with 95% bootstrap intervals, all others "
        "medians of the repeats with the least and the most."
    )
    return "\n".join(
        [
            f"{TITLE}\n",
            *table(HEAD, [line.cells() for line in lines]),
            "",
            *(f"- {remark}" for remark in remarks),
            *([""] if remarks else []),
            machine,
            *(f"\n{section}" for section in sections if section),
        ]
    )


def put(page: Path, text: str) -> None:
    """Replace what stands between the marks.

    Raises:
        NoMarksError: The page has no marks.
    """
    whole = page.read_text("utf-8")
    before, begin, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoMarksError(f"{page} has no lines {BEGIN} and {END}: put them where it belongs")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")
