"""Markdown that nobody vouches for, as HTML that is safe to show.

Raw HTML is text, of images there is only the description, links lead to http(s) pages only.
Formulas are left as TeX between the page's own brackets (`tutor.web.points`) for KaTeX in the
browser, which cannot be confused by a lone dollar sign because the parsing is done here.
"""

from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any, Protocol, cast

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from tutor.web.points import DISPLAY_MATH, INLINE_MATH, POINT

# Points that open something are applied before an element that cannot be split.
OPENING = "open"


class Brush(Protocol):
    """Decides how the text between points looks."""

    def paint(self, html: str, *, block: bool = False) -> str:
        """The HTML of a piece of text (or of a whole block) with what surrounds it here."""

    def at(self, name: str) -> str:
        """What stands at a point; from here on, text may be painted otherwise."""

    def splits_code(self) -> bool:
        """Whether code is painted line by line, which leaves it without highlighting."""


def render(source: str, brush: Brush) -> list[str]:
    """The HTML of each top-level block, without line breaks."""
    parser = _parser()
    blocks = []
    env = {"brush": brush}
    group: list[Token] = []
    depth = 0
    for token in parser.parse(source, env):
        group.append(token)
        depth += token.nesting
        if depth == 0:
            html = parser.renderer.render(group, parser.options, env)
            blocks.append(html.replace("\n", ""))
            group = []
    return [block for block in blocks if block]


def text_html(text: str) -> str:
    """Plain text as HTML on one line, also safe inside a quoted attribute."""
    # The Markdown component of Gradio uses %%% for its own place holders.
    return escape(text).replace("\r", "").replace("\n", "&#10;").replace("%%%", "&#37;&#37;&#37;")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    parser.enable("table")
    # Models indent lists at will, and a definition could swallow a line of an answer.
    parser.disable(["code", "html_block", "html_inline", "lheading", "reference"])
    parser.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    parser.use(amsmath_plugin)
    parser.inline.ruler.before("escape", "math_brackets", _math_brackets)
    parser.validateLink = _any_link  # type: ignore[method-assign]
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _math_brackets(state: StateInline, silent: bool) -> bool:
    r"""Parse `\(…\)` and `\[…\]`, which models write as often as dollar signs."""
    opening = state.src[state.pos : state.pos + 2]
    closing = {"\\(": "\\)", "\\[": "\\]"}.get(opening)
    end = state.src.find(closing, state.pos + 2, state.posMax) if closing else -1
    if end < 0:
        return False
    if not silent:
        kind = "math_inline" if opening == "\\(" else "math_inline_double"
        state.push(kind, "math", 0).content = state.src[state.pos + 2 : end]
    state.pos = end + 2
    return True


def _any_link(url: str) -> bool:  # noqa: ARG001 - the parser's signature
    # What a link may do is decided where it is rendered; here it would be left as brackets.
    return True


def _text(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Any) -> str:
    return _painted(tokens[index].content, env["brush"])


def _painted(text: str, brush: Brush) -> str:
    parts = POINT.split(text)
    html = []
    for i, part in enumerate(parts):
        if i % 2:
            html.append(brush.at(part))
        elif part:
            html.append(brush.paint(text_html(part)))
    return "".join(html)


def _unsplit(content: str, brush: Brush, html: str, *, block: bool = False) -> str:
    """An element with the points that were set inside it moved to its edges."""
    names = POINT.findall(content)
    before = "".join(brush.at(name) for name in names if name == OPENING)
    painted = brush.paint(html, block=block)
    after = "".join(brush.at(name) for name in names if name != OPENING)
    if block and after:  # beside the block rather than on a line of its own
        return f'{before}<div class="whole">{painted}<span class="beside">{after}</span></div>'
    return before + painted + after


def _code_inline(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Any) -> str:
    content = tokens[index].content
    html = f"<code>{text_html(POINT.sub('', content))}</code>"
    return _unsplit(content, env["brush"], html)


def _fence(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Any) -> str:
    token, brush = tokens[index], env["brush"]
    language = POINT.sub("", token.info).strip().partition(" ")[0].strip("{}.").lower()
    plain = POINT.sub("", token.content)
    if brush.splits_code() or OPENING in POINT.findall(token.content):
        body = _painted(token.content, brush)
        return f'<div class="code"><pre><code>{body}</code></pre></div>'
    html = f'<div class="code"><pre><code>{_highlighted(plain, language)}</code></pre></div>'
    return _unsplit(token.info + token.content, brush, html, block=True)


def _highlighted(code: str, language: str) -> str:
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        return text_html(code)
    html: str = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return html.rstrip("\n").replace("\n", "&#10;").replace("%%%", "&#37;&#37;&#37;")


def _math_inline(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Any) -> str:
    return _formula(tokens[index].content, env["brush"], INLINE_MATH, block=False)


def _math_display(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Any) -> str:
    return _formula(tokens[index].content, env["brush"], DISPLAY_MATH, block=False)


def _math_block(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Any) -> str:
    return _formula(tokens[index].content, env["brush"], DISPLAY_MATH, block=True)


def _formula(content: str, brush: Brush, brackets: tuple[str, str], *, block: bool) -> str:
    tex = " ".join(POINT.sub("", content).split())
    html = f'<span class="formula">{brackets[0]}{text_html(tex)}{brackets[1]}</span>'
    return _unsplit(content, brush, html, block=block)


def _image(_: Any, tokens: Sequence[Token], index: int, __: Any, env: Any) -> str:
    # Only what it shows: fetching it would tell its host who reads what.
    content = tokens[index].content
    return _unsplit(content, env["brush"], text_html(POINT.sub("", content)))


def _softbreak(_: Any, __: Any, ___: Any, ____: Any, env: Any) -> str:
    return cast("Brush", env["brush"]).paint(" ")


def _link_open(_: Any, tokens: Sequence[Token], index: int, __: Any, ___: Any) -> str:
    url = POINT.sub("", str(tokens[index].attrGet("href")))
    if not url.lower().startswith(("http://", "https://")):
        return "<a>"  # its words, without anywhere to go
    href = text_html(url)
    return f'<a class="outside" href="{href}" title="{href}" rel="noopener noreferrer">'


def _heading(_: Any, tokens: Sequence[Token], index: int, __: Any, ___: Any) -> str:
    # The page's own headings stand above those of an answer.
    level = min(int(tokens[index].tag[1]) + 2, 6)
    return f"<{'/' if tokens[index].nesting < 0 else ''}h{level}>"


def _table_open(*_: Any) -> str:
    return '<div class="table"><table>'


def _table_close(*_: Any) -> str:
    return "</table></div>"


_RULES = {
    "text": _text,
    "code_inline": _code_inline,
    "fence": _fence,
    "math_inline": _math_inline,
    "math_inline_double": _math_display,
    "math_block": _math_block,
    "amsmath": _math_block,
    "image": _image,
    "softbreak": _softbreak,
    "link_open": _link_open,
    "heading_open": _heading,
    "heading_close": _heading,
    "table_open": _table_open,
    "table_close": _table_close,
}
