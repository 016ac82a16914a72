"""An exam on paper, as Markdown: the sheet to write on, and apart from it the key."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tutor.practice.question import BLANK, LETTERS, Citation, Question

LINES = {"short-answer": 5, "flashcard": 3, "cloze": 0}  # to write on
_LITERAL = re.compile(r"(`+[^`]*`+|\$\$.+?\$\$|\$[^$\n]+\$|\\\(.+?\\\)|\\\[.+?\\\])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the paper, whatever format it is written in."""

    title: str  # the course's
    minutes: float
    questions: tuple[Question, ...]
    chapter_names: tuple[tuple[str, str], ...] = ()  # (key, name)

    @property
    def facts(self) -> str:
        """How long it takes and how much it is."""
        noun = "question" if len(self.questions) == 1 else "questions"
        return f"{self.minutes:g} minutes · {len(self.questions)} {noun} · 1 point each"

    def chapters(self) -> Iterator[tuple[str, Sequence[tuple[int, Question]]]]:
        """Each chapter's name with its questions, which are numbered from 1 through the sheet."""
        names = dict(self.chapter_names)
        numbered = enumerate(self.questions, start=1)
        for key, own in groupby(numbered, key=lambda pair: pair[1].chapter):
            yield names.get(key, key), tuple(own)


def sheet_markdown(sheet: Sheet) -> str:
    """The sheet without any answers."""
    parts = [
        f"# Mock exam: {_inline(sheet.title)}",
        sheet.facts,
        r"Name: \_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_ "
        r"Date: \_\_\_\_\_\_\_\_\_\_\_\_ "
        rf"Points: \_\_\_\_\_\_ of {len(sheet.questions)}",
    ]
    for name, own in sheet.chapters():
        if name:
            parts.append(f"## {_inline(name)}")
        for number, question in own:
            parts.append(f"{number}. {_block(question.question, number)}")
            parts += [_indented(line, number) for line in _to_fill_in(question)]
    return "\n\n".join(parts) + "\n"


def key_markdown(sheet: Sheet) -> str:
    """The answers with their sources, under the numbers of the sheet."""
    parts = [f"# Key: {_inline(sheet.title)}", sheet.facts]
    for name, own in sheet.chapters():
        if name:
            parts.append(f"## {_inline(name)}")
        for number, question in own:
            parts.append(f"{number}. **{_block(right_answer(question), number)}**")
            if why := explained(question):
                parts.append(_indented(_block(why, number), number))
            if question.key_points:
                points = "\n".join(f"- {_inline(point)}" for point in question.key_points)
                parts.append(_indented(points, number))
            parts += [_indented(_source(each), number) for each in question.citations]
    return "\n\n".join(parts) + "\n"


def right_answer(question: Question) -> str:
    """The right answer in words, with its letter where it is an option."""
    if question.options is not None and isinstance(question.answer, int):
        return f"{LETTERS[question.answer]}. {question.answer_text}"
    return question.answer_text


def explained(question: Question) -> str:
    """The explanation, unless a quotation below it says the same."""
    words = question.explanation.strip()
    return "" if words in map(quoted, question.citations) else words


def quoted(citation: Citation) -> str:
    """The sentences of a passage that support the answer; the passage where none are marked."""
    pieces = [citation.text[span.start : span.end].strip() for span in sorted(citation.evidence)]
    return " … ".join(piece for piece in pieces if piece) or citation.text.strip()


def place(citation: Citation) -> str:
    """Where a citation's passage stands, in words."""
    return ", ".join(part for part in (citation.document, citation.locator) if part)


def _to_fill_in(question: Question) -> Iterator[str]:
    if question.options is not None:
        pairs = zip(LETTERS, question.options, strict=False)
        yield "\n".join(f"- ☐ {letter}. {_inline(option)}" for letter, option in pairs)
    elif question.kind == "true-false":
        yield "- ☐ True\n- ☐ False"
    else:
        for _ in range(LINES[question.kind]):
            yield "_" * 60  # a rule across the page


def _source(citation: Citation) -> str:
    return f"> {_inline(quoted(citation))}\n>\n> *{_inline(place(citation))}*"


def _indented(text: str, number: int) -> str:
    """A block as a part of the list item with this number."""
    space = " " * (len(str(number)) + 2)
    return "\n".join(space + line if line else line for line in text.split("\n"))


def _block(text: str, number: int) -> str:
    """Untrusted Markdown as the beginning of a list item."""
    return _indented(_harmless(text.strip()), number).lstrip()


def _inline(text: str) -> str:
    """Untrusted Markdown on one line."""
    return _harmless(" ".join(text.split()))


def _harmless(text: str) -> str:
    """Markdown without raw HTML, images and links; code and formulas are as they were."""
    parts = _LITERAL.split(text)
    return "".join(part if i % 2 else _escaped(part) for i, part in enumerate(parts))


def _escaped(text: str) -> str:
    text = text.replace(BLANK, r"\_" * len(BLANK)).replace("<", r"\<")
    return text.replace("![", r"!\[").replace("](", r"]\(").replace("]:", r"]\:")
