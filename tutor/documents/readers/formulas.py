r"""Rules for markdown-it that recognise TeX in all the ways in which notes write it.

Inline `$x$`, `$$x$$` and `\(x\)`, and blocks between `$$`, between `\[` and `\]`, or in an
environment such as `\begin{align}`. Readers write them all as `$…$` and `$$…$$`.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.amsmath import ENVIRONMENTS
from mdit_py_plugins.dollarmath import dollarmath_plugin

BLOCK, INLINE, INLINE_DISPLAY = "math_block", "math_inline", "math_inline_double"

_ENVIRONMENT = re.compile(r"\\begin\{((?:" + "|".join(ENVIRONMENTS) + r")\*?)\}")
_SPACED = re.compile(
    r"\$(?=[^$\n]*(?:\\[A-Za-z]|\^|_\{|\b[A-Za-z]_[A-Za-z0-9]\b))"
    r"(?P<tex>[ \t][^$\n]*[^$\n\\]|[^$\s\d][^$\n]*[ \t])\$(?![\d$])"
)
_CLOSERS = {"$$": "$$", "\\[": "\\]"}


def formulas_plugin(md: MarkdownIt) -> None:
    """Make every formula a `math_inline`, `math_inline_double` or `math_block` token.

    The dollar plugin reads inline formulas (`$5 and $6` are prices: no digit may touch the
    outside of a dollar sign, no space the inside). Notebooks show `$ x_1 $` as a formula, so it is
    one where TeX stands in it. The plugin's block rule can't end a paragraph, and
    notes seldom leave a blank line before a formula, so the block rule is this module's.
    """
    dollarmath_plugin(md, allow_space=False, allow_digits=False, double_inline=True)
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.at(BLOCK, _block, {"alt": interrupted})
    md.inline.ruler.before("escape", "bracket_formula", _brackets)
    md.inline.ruler.before("escape", "environment_formula", _environment)
    md.inline.ruler.before(INLINE, "spaced_formula", _spaced)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    first = _line(state, start)
    environment = _ENVIRONMENT.match(first)
    if environment:
        opener, closer = "", f"\\end{{{environment[1]}}}"
    elif first[:2] in _CLOSERS:
        opener, closer = first[:2], _CLOSERS[first[:2]]
    else:
        return False
    lines: list[str] = []
    # Below a list item's text it may stand further to the left: then it ends the list.
    indent = min(state.blkIndent, state.sCount[start])
    for number in range(start, end):
        line = _line(state, number)
        body = line[len(opener) :] if number == start else line
        if not line or state.sCount[number] < indent:
            return False  # a blank line, or the end of the list item, before it was closed
        closed = body.find(closer)
        if closed >= 0:
            if closed + len(closer) < len(body):
                return False  # text follows on the line: a formula inside a sentence
            break
        lines.append(body)
    else:
        return False
    if silent:
        return True
    lines.append(body if environment else body[:closed])
    token = state.push(BLOCK, "math", 0)
    token.block = True
    token.content = "\n".join(line for line in lines if line)
    token.map = [start, number + 1]
    state.line = number + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _brackets(state: StateInline, silent: bool) -> bool:
    opener = state.src[state.pos : state.pos + 2]
    if opener not in ("\\(", "\\["):
        return False
    closed = state.src.find("\\)" if opener == "\\(" else "\\]", state.pos + 2, state.posMax)
    content = state.src[state.pos + 2 : closed].strip()
    if closed < 0 or not content:
        return False
    if not silent:
        token = state.push(INLINE if opener == "\\(" else INLINE_DISPLAY, "math", 0)
        token.content = content
    state.pos = closed + 2
    return True


def _environment(state: StateInline, silent: bool) -> bool:
    opened = _ENVIRONMENT.match(state.src, state.pos)
    closer = f"\\end{{{opened[1]}}}" if opened else ""
    closed = state.src.find(closer, state.pos, state.posMax) if closer else -1
    if closed < 0:
        return False
    if not silent:
        token = state.push(INLINE_DISPLAY, "math", 0)
        token.content = state.src[state.pos : closed + len(closer)]
    state.pos = closed + len(closer)
    return True


def _spaced(state: StateInline, silent: bool) -> bool:
    formula = _SPACED.match(state.src, state.pos, state.posMax)
    if not formula or state.src[state.pos - 1 : state.pos] in ("$", "\\"):
        return False
    if not silent:
        token = state.push(INLINE, "math", 0)
        token.content = formula["tex"].strip()
    state.pos = formula.end()
    return True
