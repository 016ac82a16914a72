"""A conversation as a Markdown file: questions as headings, answers with their numbered sources."""

import re
from collections.abc import Iterator, Sequence

from tutor.answering.events import NOT_IN_NOTES, Nearest, Source
from tutor.conversations.turn import Phase, Turn

_LONGEST_NAME = 60  # characters of a file's name without its ending
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# What would begin a heading, underline one, define a link or end the answer's part at its line.
_STRUCTURE = re.compile(r"( {0,3})(?=#{1,6}(?:\s|$)|(?:=+|-+)\s*$|\[[^\]]+\]:)")
# Tags, whole or with the rest on the next line, and what begins a block of HTML.
_TAG = re.compile(
    r"<(?=[A-Za-z/][^>]*>|/?[A-Za-z][\w-]*(?:\s[^>]*)?$|[!?])|(?<![^\s>])<(?=[A-Za-z/])"
)
_MARKS = re.compile(r"([\\`*_\[\]<>#|~$&])")
_STOPPED = "(stopped here)"
_NEAREST = "The nearest headings:"
_SOURCES = "Sources"
_QUIZ = "(a set of questions to practise)"


def markdown(title: str, turns: Sequence[Turn]) -> str:
    """The conversation. Whatever title, questions and notes hold stays text in its place."""
    parts = [f"# {_plain(title)}"]
    for turn in turns:
        parts += [f"## {_plain(turn.question)}", *_answer(turn)]
    return "\n\n".join(parts) + "\n"


def file_name(title: str) -> str:
    """A name for its file that every system takes."""
    words = re.sub(r"[^\w]+", "-", title.lower()).strip("-_")[:_LONGEST_NAME].rstrip("-_")
    return f"conversation-{words}.md" if words else "conversation.md"


def _answer(turn: Turn) -> Iterator[str]:
    if turn.phase is Phase.NOT_IN_NOTES:
        yield NOT_IN_NOTES
        if turn.searched and turn.searched.nearest:
            yield _NEAREST
            yield "\n".join(f"- {_place(each)}" for each in turn.searched.nearest)
        return
    if turn.phase is Phase.QUIZ:
        yield _QUIZ
    if turn.cited_text.strip():
        yield _contained(turn.cited_text.strip())
    if turn.phase is Phase.STOPPED:
        yield _STOPPED
    if turn.problem:
        yield _plain(turn.problem)
    cited = [source for source in turn.sources if source.cited]
    if cited:
        yield f"### {_SOURCES}"
        for source in cited:
            yield from _source(source)


def _source(source: Source) -> Iterator[str]:
    yield f"**\\[{source.n}\\]** {_place(source)}"
    quoted = [source.text[span.start : span.end] for span in source.evidence]
    if quoted:
        yield "\n".join(f"> {_plain(each)}" for each in quoted)


def _place(place: Source | Nearest) -> str:
    """Title and place, each said once."""
    names = dict.fromkeys((place.title, place.locator or place.heading))
    return ", ".join(_plain(name) for name in names if name)


def _contained(text: str) -> str:
    """Markdown that ends where it ends: no headings, no definitions, no open code, no HTML."""
    lines: list[str] = []
    fence = ""  # that is open
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
            lines.append(line)
        elif mark:
            fence = mark[1]
            lines.append(line)
        else:
            lines.append(_TAG.sub(r"\\<", _STRUCTURE.sub(r"\1\\", line)))
    return "\n".join([*lines, fence] if fence else lines)


def _plain(text: str) -> str:
    """A text in one line in which nothing is a mark."""
    line = _MARKS.sub(r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d+)([.)])|^([-+=])", _shielded, line)


def _shielded(match: re.Match[str]) -> str:
    """A line's beginning that would be a list's or an underline's."""
    return f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}"
