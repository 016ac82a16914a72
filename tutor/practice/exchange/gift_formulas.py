r"""Formulas in Moodle's Markdown, where `$x$` stays as it is and `\\(x\\)` becomes a formula.

The backslash is doubled because Markdown takes one away before MathJax reads the text
(https://docs.moodle.org/en/MathJax_filter).
"""

import re
from dataclasses import replace

from tutor.practice.exchange.gift_syntax import BACKSLASH
from tutor.practice.question import Question

# No digit touches the outside of a dollar sign and no space the inside: "$5 and $6" are prices.
_DOLLARS = re.compile(
    r"(?P<code>(`+)(?!`).+?(?<!`)\2(?!`))"
    r"|(?<![\\$\w])\$(?P<tex>[^\s$\\`]|[^\s$`][^$\n`]*[^\s$\\`])\$(?![\d$])",
    re.DOTALL,
)
_BRACKETS = re.compile(rf"{BACKSLASH * 2}\((.+?){BACKSLASH * 2}\)", re.DOTALL)
_TAKEN = re.compile(r"\\\\[()]")


def for_moodle(question: Question) -> Question:
    """The question with its formulas in Moodle's brackets; code is left as it is.

    Where a text has these brackets already nothing changes, so that reading is exact.
    """
    answer, options = question.answer, question.options
    texts = [question.question, question.explanation, *(options or ())]
    texts += [answer] if isinstance(answer, str) else []
    if any(_TAKEN.search(text) for text in texts):
        return question
    return replace(
        question,
        question=_bracketed(question.question),
        explanation=_bracketed(question.explanation),
        options=None if options is None else tuple(map(_bracketed, options)),
        answer=_bracketed(answer) if isinstance(answer, str) else answer,
    )


def from_moodle(block: str) -> str:
    """The text of a block with dollar signs around what stands in Moodle's brackets."""
    return _BRACKETS.sub(lambda match: f"${match[1]}$", block)


def _bracketed(markdown: str) -> str:
    return _DOLLARS.sub(lambda match: match["code"] or f"\\\\({match['tex']}\\\\)", markdown)
