r"""GIFT, the text format in which Moodle and other course systems exchange questions.

A cloze is written as a missing-word question, a short answer of a few words as one that Moodle can
mark, and everything longer as an essay whose general feedback is the answer. What Moodle has no
place for stands in comments (`// topic: …`), which this module reads again and Moodle passes over;
the id and tags are in the form in which Moodle takes them from comments.

What is not a question here (matching, several right answers, descriptions) is listed when a file
is read. Citations are not read: the notes are asked for them again.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tutor.documents.text_file import text_of
from tutor.practice.exchange.gift_formulas import for_moodle
from tutor.practice.exchange.gift_reading import EXPLANATION, IN_BRACKETS, question_in, remark_on
from tutor.practice.exchange.gift_syntax import blocks, category_line, escape
from tutor.practice.exchange.imported import Gathering, Imported
from tutor.practice.question import BLANK, Question

_FEW_WORDS = 4  # of an answer that a program can compare letter by letter
# An arrow would make it a matching question and an asterisk is a wildcard, whatever stands before.
_BEYOND_WORDS = re.compile(r"->|[*$`\\]")
_FORMATS = ("[markdown]", "[html]", "[plain]", "[moodle]")


def read(raw: bytes, path: Path) -> Imported:
    """The questions of a GIFT file.

    Args:
        raw: The file's bytes.
        path: Names the file in errors.

    Raises:
        UnreadableNoteError: It is not text.
    """
    found = Gathering("line")
    for block in blocks(text_of(raw, path)):
        if found.take(block.line, partial(question_in, block)) and (remark := remark_on(block)):
            found.remark(block.line, remark)
    return found.done()


def write(questions: Sequence[Question], chapter_name: Callable[[str], str] = str) -> str:
    """Questions as a GIFT file, a category for each chapter.

    Args:
        questions: In their order.
        chapter_name: The name of a chapter's category, from its key.
    """
    parts: list[str] = []
    chapter: str | None = None
    for question in questions:
        if question.chapter != chapter:
            chapter = question.chapter
            parts.append(category_line(chapter_name(chapter) if chapter else "Study Tutor"))
        shown = for_moodle(question)
        comments = [*_comments(question), *([IN_BRACKETS] if shown != question else [])]
        parts += [f"// {comment}\n" for comment in comments]
        parts.append(f"{_written(shown)}\n\n")
    return "".join(parts)


def _written(question: Question) -> str:
    text = question.question
    if question.kind == "multiple-choice":
        return (
            f"[markdown]{_safe(text)} {{\n{_options(question)}{_feedback(question.explanation)}}}"
        )
    if question.kind == "true-false":
        truth = "TRUE" if question.answer else "FALSE"
        return f"[markdown]{_safe(text)} {{{truth}{_feedback(question.explanation)}}}"
    answer = question.answer_text
    is_brief = question.kind == "cloze" or len(answer.split()) <= _FEW_WORDS
    if not is_brief or _BEYOND_WORDS.search(answer):
        return f"[markdown]{_safe(text)} {{{_essay(question)}}}"
    block = f"{{={_answer(answer)}{_feedback(question.explanation)}}}"
    before, _, after = text.partition(BLANK)
    if question.kind != "cloze" or not after.strip() or before.rstrip().endswith("?"):
        # Where the answers come last no line is drawn for them.
        return f"[markdown]{_safe(text)} {block}"
    return f"[markdown]{escape(before)}{block}{escape(after)}"


def _options(question: Question) -> str:
    lines = []
    for i, option in enumerate(question.options or ()):
        if i == question.answer:
            lines.append(f"\t={_safe(option)}\n")
        else:
            weight = "%0%" if option.startswith("%") else ""
            lines.append(f"\t~{weight}{_safe(option)}\n")
    return "".join(lines)


def _answer(answer: str) -> str:
    return f"%100%{escape(answer)}" if answer.startswith("%") else _safe(answer)


def _essay(question: Question) -> str:
    """The answer as feedback; the explanation below a line that only we write."""
    parts = [question.answer_text]
    if question.explanation:
        parts.append(question.explanation)
    return f"####{_safe(EXPLANATION.join(parts))}"


def _feedback(explanation: str) -> str:
    return f"####{_safe(explanation)}" if explanation else ""


def _safe(text: str) -> str:
    """A text whose beginning is not taken for the name of a format."""
    return f"[markdown]{escape(text)}" if text.startswith(_FORMATS) else escape(text)


def _comments(question: Question) -> list[str]:
    tags = [question.topic, question.difficulty, question.kind]
    lines = [" ".join([f"[id:{question.id}]", *(f"[tag:{_tag(tag)}]" for tag in tags if tag)])]
    lines += [f"kind: {question.kind}", f"difficulty: {question.difficulty}"]
    lines += [f"topic: {escape(question.topic)}"] if question.topic else []
    lines += [f"chapter: {escape(question.chapter)}"] if question.chapter else []
    lines += [f"key point: {escape(point)}" for point in question.key_points]
    lines += [f"source: {escape(f'{c.document}, {c.locator}')}" for c in question.citations]
    return lines


def _tag(text: str) -> str:
    """A tag as Moodle takes it: it may have no angle brackets and no backquotes."""
    plain = "".join(" " if c in "<>`\\" or not c.isprintable() else c for c in text)
    return " ".join(plain.split()).replace("]", "\\]")
