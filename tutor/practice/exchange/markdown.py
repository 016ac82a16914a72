"""Questions as a Markdown sheet: first what is asked, at the end the answers with their sources."""

from collections.abc import Callable, Iterator, Sequence

from tutor.practice.question import LETTERS, Question


def write(questions: Sequence[Question], chapter_name: Callable[[str], str] = str) -> str:
    """Questions as one sheet, numbered through, below a heading for each chapter.

    Args:
        questions: In their order.
        chapter_name: The name of a chapter, from its key.
    """
    parts = ["# Practice questions"]
    chapter = ""
    for number, question in enumerate(questions, start=1):
        if question.chapter != chapter:
            chapter = question.chapter
            parts.append(f"## {chapter_name(chapter) if chapter else 'Other questions'}")
        parts.append(_item(number, _asked(question)))
    parts.append("## Answers")
    parts += [_item(n, _answered(question)) for n, question in enumerate(questions, start=1)]
    return "\n\n".join(parts) + "\n"


def _asked(question: Question) -> Iterator[str]:
    lead = "True or false? " if question.kind == "true-false" else ""
    yield lead + question.question
    options = zip(LETTERS, question.options or (), strict=False)
    if rows := [f"- **{letter}.** {_below(option, '  ')}" for letter, option in options]:
        yield "\n".join(rows)


def _answered(question: Question) -> Iterator[str]:
    is_choice = question.options is not None and isinstance(question.answer, int)
    letter = f"**{LETTERS[int(question.answer)]}.** " if is_choice else ""
    yield f"{letter}{question.answer_text}"
    if question.key_points:
        yield "Key points:"
        yield "\n".join(f"- {_below(point, '  ')}" for point in question.key_points)
    if question.explanation:
        yield question.explanation
    for citation in question.citations:
        place = "" if citation.locator in ("", citation.document) else f", {citation.locator}"
        yield f"Source: *{citation.document}{place}*"


def _item(number: int, blocks: Iterator[str]) -> str:
    """A numbered item. What belongs to it is set in, and a number never begins another list."""
    indent = " " * (len(str(number)) + 2)
    text = "\n\n".join(blocks)
    return f"{number}. {_below(text, indent)}"


def _below(text: str, indent: str) -> str:
    return "\n".join(
        indent * (i > 0) + line if line else "" for i, line in enumerate(text.split("\n"))
    )
