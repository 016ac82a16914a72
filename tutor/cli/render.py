"""What a person sees in a terminal: search results, answers with their sources, tables.

Every function returns something that rich prints. `styled` says whether the reader sees styles;
where they don't (a pipe, a file) marks are written as Markdown's bold.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tutor.answering.events import NOT_IN_NOTES, Answer, Searched, Source
from tutor.cli.answer_text import CITATION, QUIET, answer_text
from tutor.cli.excerpt import Excerpt, excerpt

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

    from tutor.doctor import Diagnosis
    from tutor.models.store import ModelStatus
    from tutor.retrieval.retriever import SearchHit

MARK, TITLE = "bold yellow", "bold"
_SOURCE_LIMIT = 420  # characters of a passage
_HIT_LIMIT = 320


def stdout_console() -> "Console":
    """The terminal; long lines are left whole where there is none."""
    from tutor.cli.terminal import Terminal

    console = Terminal(highlight=False)
    console.soft_wrap = not console.is_terminal
    return console


def answer_view(answer: Answer, *, styled: bool) -> "RenderableType":
    """A finished answer with the sources that it cites, or that the notes don't hold it."""
    from rich.console import Group

    if answer.status == "not_in_notes" and answer.searched is not None:
        return not_in_notes_view(answer.searched, styled=styled)
    parts: list[RenderableType] = [answer_text(answer.sentences, styled=styled)]
    cited = [source for source in answer.sources if source.cited]
    if cited:
        parts += ["", sources_view(cited, styled=styled)]
    return Group(*parts)


def sources_view(sources: Sequence[Source], *, styled: bool) -> "RenderableType":
    """Numbered passages with their places, the supporting sentences marked."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [Text("Sources", TITLE)]
    for source in sources:
        title = Text.assemble((f"[{source.n}]", CITATION), (f" {source.title}", TITLE))
        title.append("" if source.heading == source.title else f" · {source.heading}")
        place = Text(_place(source.document, source.locator, source.heading), QUIET)
        cut = excerpt(source.text, source.evidence, limit=_SOURCE_LIMIT)
        parts += [title, *_indented(place, marked(cut, styled=styled), styled=styled)]
    return Group(*parts)


def not_in_notes_view(searched: Searched, *, styled: bool) -> "RenderableType":
    """That the notes hold no answer, how much was searched and what came nearest."""
    from rich.panel import Panel
    from rich.text import Text

    text = Text(NOT_IN_NOTES if not styled else "")
    text.append("\n" if not styled else "")
    text.append(
        f"I looked through {counted(searched.documents, 'document')}, "
        f"{counted(searched.sections, 'section')}."
    )
    if searched.nearest:
        text.append("\nThe nearest headings:")
        for near in searched.nearest:
            text.append(f"\n  • {near.heading}")
            text.append(f"  {near.document}", QUIET)
    if not styled:
        return text
    return Panel(text, title=NOT_IN_NOTES, title_align="left", border_style=QUIET, expand=False)


def hits_view(hits: Sequence["SearchHit"], *, styled: bool) -> "RenderableType":
    """Ranked passages with the query's words marked."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = []
    for hit in hits:
        title = Text.assemble((f"{hit.rank}. ", CITATION), (hit.heading, TITLE))
        place = Text(
            f"{_place(hit.document, hit.locator, hit.heading)}  score {hit.score:.2f}", QUIET
        )
        cut = excerpt(hit.text, hit.matches, limit=_HIT_LIMIT)
        parts += [title, *_indented(place, marked(cut, styled=styled), styled=styled), ""]
    return Group(*parts[:-1]) if parts else Text("Nothing was found.")


def question_heading(question: str) -> "Text":
    """What stands above the result of a row."""
    from rich.text import Text

    return Text(f"\n# {question}", TITLE)


def models_view(rows: Sequence["ModelStatus"]) -> "Table":
    """The known models and their state on this computer."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style=QUIET)
    for title in ("name", "role", "licence", "size", "state"):
        table.add_column(title, justify="right" if title == "size" else "left", no_wrap=True)
    for row in rows:
        state = "verified" if row.verified else "not verified" if row.present else "not here"
        table.add_row(row.name, row.role, row.licence, f"{row.bytes / 1e6:,.0f} MB", state)
    return table


def diagnosis_view(diagnosis: "Diagnosis") -> "Text":
    """Every check on a line, and what to do below those that failed."""
    from rich.text import Text

    text = Text()
    width = max(len(check.name) for check in diagnosis.checks)
    for check in diagnosis.checks:
        text.append("✓ " if check.ok else "✗ ", "green" if check.ok else "bold red")
        text.append(f"{check.name:<{width}}  {check.detail}\n")
        if check.remedy:
            text.append(f"  {'':<{width}}  {check.remedy}\n", TITLE)
    return text.append("Everything is ready." if diagnosis.ok else "Something is missing.")


def marked(cut: Excerpt, *, styled: bool) -> "Text":
    """An excerpt with its marks."""
    from rich.text import Text

    text = Text()
    position = 0
    for mark in cut.marks:
        text.append(cut.text[position : mark.start])
        words = cut.text[mark.start : mark.end]
        text.append(words if styled else f"**{words}**", MARK)
        position = mark.end
    return text.append(cut.text[position:])


def _place(document: str, locator: str, heading: str) -> str:
    """The document, and where in it, unless the heading above says so already."""
    return document if locator in (heading, "") else f"{document} · {locator}"


def _indented(*texts: "Text", styled: bool) -> "Iterator[RenderableType]":
    """The texts set in by four columns; wrapped to the terminal where there is one."""
    from rich.padding import Padding
    from rich.text import Text

    for text in texts:
        if styled:
            yield Padding(text, (0, 0, 0, 4), expand=False)
        else:
            lines = text.split("\n", allow_blank=True)
            yield Text("\n").join(Text("    ").append_text(line) for line in lines)


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 passage", "2 passages"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
