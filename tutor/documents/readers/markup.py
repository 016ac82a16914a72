r"""Writes Markdown from what other programs' files say, so that nothing becomes markup by accident.

Formulas that people typed as TeX (`$x_i$`, `\(x\)`) stay formulas, and tags that are shown as
text become code, so that no page ever takes them for its own.
"""

import re
from collections.abc import Sequence

_TEX = re.compile(
    r"""(?P<tex>
        (?<!\\)\$\$(?=[^$]*[^\s$])[^$]+\$\$
      | \\\((?:\\\\|[^\\]|\\[^\\()]){1,2000}\\\)
      | \\\[(?:\\\\|[^\\]|\\[^]\\[]){1,4000}\\\]
      | (?<![\\\w$])\$(?=[^\s$])(?=[^$\n]*[\\^_{}=]|[A-Za-z]\w?\$|[A-Za-z]\([^$()]*\)\$)
        [^$\n]*(?<=[^\s\\])\$(?![\w$])
    )
    |(?P<display>\\begin\{(?P<name>(?:align|equation|gather|multline)\*?)\}
        [^$]{1,4000}?\\end\{(?P=name)\})
    |(?P<tag></?[A-Za-z][\w:-]*(?:\s+[\w:@.-]+\s*=[^<>`]*|\s*/?)>|<!--[^`<]*?-->|<[!?][^<>`]*>)
    """,
    re.VERBOSE | re.DOTALL,
)
_MARKUP = re.compile(r"[\\`\[<|$]|\*(?!(?<=\s\*)\s)|(?<!\w)_|_(?!\w)|~(?=~)|&(?=#?\w+;)|(?<=~)~")
_LINE_START = re.compile(r"^[ \t]*(?:(?P<mark>#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|=+\s*$|-{2,}\s*$|"
                         r"_{3,}\s*$|:{3,})|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$))",
                         re.MULTILINE)  # fmt: skip
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_FILE_NAME = re.compile(
    r"\S*\.(?:png|jpe?g|gif|bmp|svg|tiff?|webp|emf|wmf|pdf|heic)", re.IGNORECASE
)
_SAYS_NOTHING = re.compile(
    r"(?:(?:a |an |the )?(?:picture|image|photo|graphic|screenshot|icon|logo|figure|content "
    r"placeholder|placeholder|grafik|bild|imagen|screen ?shot)\b\s*(?:of\b.{0,12}|\d+)?)"
    r"|.*(?:automatically generated|ai-generated|automatisch generiert).*",
    re.IGNORECASE | re.DOTALL,
)
_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")


def escaped(text: str) -> str:
    """Markdown that shows this text, on as many lines."""
    parts: list[str] = []
    end = 0
    for match in _TEX.finditer(text):
        parts.append(_escaped(text[end : match.start()]))
        parts.append(code_span(match["tag"]) if match["tag"] else _formula(match))
        end = match.end()
    parts.append(_escaped(text[end:]))
    return _LINE_START.sub(_harmless, "".join(parts)) if parts else ""


def code_span(code: str) -> str:
    """Code on one line between as many backticks as it takes."""
    code = " ".join(code.split())
    if not code:
        return ""
    longest = max(map(len, re.findall("`+", code)), default=0)
    mark = "`" * (longest + 1)
    return f"{mark} {code} {mark}" if longest else f"{mark}{code}{mark}"


def one_line(text: str) -> str:
    """Text without line breaks and runs of spaces."""
    return " ".join(text.split())


def raised(text: str) -> str:
    """A superscript; an ordinal's letters are part of its word."""
    if text.lower() in ("st", "nd", "rd", "th", "tm", "\u00ae", "\u2122"):
        return text
    return _shifted(text, _RAISED, "^")


def lowered(text: str) -> str:
    """A subscript."""
    return _shifted(text, _LOWERED, "_")


def telling(alternative_text: str) -> str:
    """What a picture's alternative text says, or nothing if it only names the picture."""
    text = one_line(alternative_text)
    if len(text.split()) < 2 or _FILE_NAME.fullmatch(text) or _SAYS_NOTHING.fullmatch(text):
        return ""
    return text


class MarkdownText:
    """Markdown that grows block by block."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._marks: list[str] = []  # of the list items that are open
        self._in_list = False

    def __str__(self) -> str:
        return "".join(self._lines).strip("\n") + "\n" if self._lines else ""

    def heading(self, level: int, text: str) -> None:
        """A heading; `text` is Markdown."""
        self._block(f"{'#' * min(level, 6)} {one_line(text)}")

    def paragraph(self, text: str) -> None:
        """A paragraph of Markdown."""
        self._block("\n".join(line.strip() for line in text.split("\n")))

    def item(self, depth: int, mark: str, text: str) -> None:
        """A list item at a depth from 0; `mark` is `-` or a number with its full stop."""
        before = self._marks[depth : depth + 1]
        del self._marks[depth:]
        indent = " " * sum(len(outer) + 1 for outer in self._marks)
        self._marks.append(mark)
        lines = text.replace("\n", "\n" + indent + " " * (len(mark) + 1))
        # A list that begins with another number than 1 must not touch the line above it.
        goes_on = mark in ("-", "1.") or (before and before[0] != "-")
        self._put(f"{indent}{mark} {lines}", "\n" if self._in_list and goes_on else "\n\n")
        self._in_list = True

    def code(self, lines: Sequence[str], language: str = "") -> None:
        """A fenced block of code."""
        text = "\n".join(line.rstrip() for line in lines).strip("\n")
        if text.strip():
            longest = max(map(len, re.findall("`{3,}", text)), default=2)
            fence = "`" * (longest + 1)
            self._block(f"{fence}{language}\n{text}\n{fence}")

    def formula(self, tex: str) -> None:
        """A formula on lines of its own."""
        self._block(f"$$\n{one_line(tex)}\n$$")

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A table of Markdown cells; the first row is its header, shorter rows are filled up."""
        width = max((len(row) for row in rows), default=0)
        kept = [row for row in rows if any(cell.strip() for cell in row)]
        if not kept:
            return
        lines = [
            f"| {' | '.join([*map(_cell, row), *[''] * (width - len(row))])} |" for row in kept
        ]
        self._block("\n".join([lines[0], "|" + "---|" * width, *lines[1:]]))

    def _block(self, text: str) -> None:
        if text.strip():
            self._put(text, "\n\n")
            self._marks, self._in_list = [], False

    def _put(self, text: str, gap: str) -> None:
        if self._lines:
            self._lines.append(gap)
        self._lines.append(text)


def _escaped(text: str) -> str:
    return _MARKUP.sub(_shown, _SPACES.sub(" ", text))


def _shown(match: re.Match[str]) -> str:
    # A backslash before a bracket would begin a formula.
    return "&#91;" if match[0] == "[" else "\\" + match[0]


def _formula(match: re.Match[str]) -> str:
    tex = one_line(match["tex"] or match["display"])
    return f"$${tex}$$" if match["display"] else tex


def _harmless(match: re.Match[str]) -> str:
    if match["mark"]:
        return "\\" + match["mark"]
    return f"{match['number']}\\{match['dot']}"


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", one_line(text))


def _shifted(text: str, table: dict[int, int], mark: str) -> str:
    moved = text.translate(table)
    all_moved = all(a != b or a == " " for a, b in zip(moved, text, strict=True))
    if not text.strip() or (all_moved and (len(text) == 1 or not re.search("[A-Za-z]", text))):
        return moved
    return f"{mark}{text}" if len(text) == 1 else f"{mark}{{{text}}}"
