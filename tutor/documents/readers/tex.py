r"""Writes TeX for what formulas of other programs are made of: characters, scripts, brackets.

Most commands follow from Unicode's own names, so that \alpha, \mathbb{R} and \mathbf{x} need no
table; the table below holds the operators.
"""

import re
import unicodedata

_OPERATORS = {
    "\u00b1": "\\pm", "\u00b7": "\\cdot", "\u00d7": "\\times", "\u00f7": "\\div",
    "\u2016": "\\Vert", "\u2020": "\\dagger", "\u2022": "\\bullet", "\u2026": "\\ldots",
    "\u2032": "'", "\u2033": "''", "\u210f": "\\hbar", "\u2113": "\\ell",
    "\u2190": "\\leftarrow", "\u2191": "\\uparrow", "\u2192": "\\to", "\u2193": "\\downarrow",
    "\u2194": "\\leftrightarrow", "\u21a6": "\\mapsto", "\u21d0": "\\Leftarrow",
    "\u21d2": "\\Rightarrow", "\u21d4": "\\Leftrightarrow", "\u2200": "\\forall",
    "\u2202": "\\partial", "\u2203": "\\exists", "\u2205": "\\emptyset", "\u2206": "\\Delta",
    "\u2207": "\\nabla", "\u2208": "\\in", "\u2209": "\\notin", "\u220b": "\\ni",
    "\u220f": "\\prod", "\u2210": "\\coprod", "\u2211": "\\sum", "\u2212": "-",
    "\u2213": "\\mp", "\u2217": "*", "\u2218": "\\circ", "\u221a": "\\surd",
    "\u221d": "\\propto", "\u221e": "\\infty", "\u2223": "\\mid", "\u2225": "\\parallel",
    "\u2227": "\\wedge", "\u2228": "\\vee", "\u2229": "\\cap", "\u222a": "\\cup",
    "\u222b": "\\int", "\u222c": "\\iint", "\u222d": "\\iiint", "\u222e": "\\oint",
    "\u223c": "\\sim", "\u2243": "\\simeq", "\u2245": "\\cong", "\u2248": "\\approx",
    "\u2254": ":=", "\u2260": "\\neq", "\u2261": "\\equiv", "\u2264": "\\leq",
    "\u2265": "\\geq", "\u226a": "\\ll", "\u226b": "\\gg", "\u2282": "\\subset",
    "\u2283": "\\supset", "\u2286": "\\subseteq", "\u2287": "\\supseteq", "\u2295": "\\oplus",
    "\u2297": "\\otimes", "\u2299": "\\odot", "\u22a4": "\\top", "\u22a5": "\\perp",
    "\u22c0": "\\bigwedge", "\u22c1": "\\bigvee", "\u22c2": "\\bigcap", "\u22c3": "\\bigcup",
    "\u22c5": "\\cdot", "\u22ee": "\\vdots", "\u22ef": "\\cdots", "\u22f1": "\\ddots",
    "\u2308": "\\lceil", "\u2309": "\\rceil", "\u230a": "\\lfloor", "\u230b": "\\rfloor",
    "\u27e8": "\\langle", "\u27e9": "\\rangle", "\u2329": "\\langle", "\u232a": "\\rangle",
    "\\": "\\backslash", "{": "\\{", "}": "\\}", "%": "\\%", "#": "\\#", "$": "\\mathdollar",
    "_": "\\_", "~": "\\sim", "^": "\\hat{}", "&": "",
    "\u00a0": " ", "\u2009": " ", "\u200a": " ", "\u2003": "\\quad", "\u2061": "", "\u2062": "",
    "\u2063": "", "\u2064": "", "\u200b": "",
}  # fmt: skip
_ALPHABETS = (
    ("MATHEMATICAL DOUBLE-STRUCK ", "mathbb"),
    ("DOUBLE-STRUCK ", "mathbb"),
    ("MATHEMATICAL BOLD SCRIPT ", "mathcal"),
    ("MATHEMATICAL SCRIPT ", "mathcal"),
    ("SCRIPT ", "mathcal"),
    ("MATHEMATICAL FRAKTUR ", "mathfrak"),
    ("BLACK-LETTER ", "mathfrak"),
    ("MATHEMATICAL SANS-SERIF ", "mathsf"),
    ("MATHEMATICAL MONOSPACE ", "mathtt"),
    ("MATHEMATICAL BOLD ", "mathbf"),
)
_FUNCTIONS = frozenset(
    "arccos arcsin arctan arg cos cosh cot csc deg det dim exp gcd hom inf ker lg lim liminf "
    "limsup ln log max min Pr sec sin sinh sup tan tanh".split()
)
_ACCENTS = {
    "\u0300": "grave", "\u0301": "acute", "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar",
    "\u0305": "overline", "\u0306": "breve", "\u0307": "dot", "\u0308": "ddot",
    "\u030c": "check", "\u20d6": "overleftarrow", "\u20d7": "vec", "^": "hat", "~": "tilde",
    "\u02c6": "hat", "\u02dc": "tilde", "\u00af": "bar", "\u203e": "overline", "\u0332":
    "underline", "\u02d9": "dot", "\u00a8": "ddot", "\u2192": "vec", "\u23de": "overbrace",
    "\u23df": "underbrace", "_": "underline", "\u02c7": "check", "\u02d8": "breve",
}  # fmt: skip
_SPARE_SPACE = re.compile(r"(\\[A-Za-z]+) +(?![A-Za-z ])")
_TALL = re.compile(r"\\(?:frac|sum|prod|int|begin|binom|sqrt)\b")
_TAKES_LIMITS = re.compile(
    r"\\(?:lim|max|min|sup|inf|limsup|liminf|sum|prod|arg|bigcup|bigcap) *"
    r"|\\mathrm\{\w+\} *|\\text\{[^{}]*\} *|(?:arg)? *\\(?:max|min) *"
)
_FENCES = {"{": "\\{", "}": "\\}", "": "."}
_MATRICES = {("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("|", "|"): "vmatrix"}


def symbols(text: str) -> str:
    """The TeX of characters that stand in a formula, with known functions' names recognised."""
    pieces = re.findall(r"[A-Za-z]+|[^A-Za-z]", unicodedata.normalize("NFC", text))
    return "".join(
        f"\\{piece} " if piece in _FUNCTIONS else piece if piece.isascii() and piece.isalpha()
        else _symbol(piece)
        for piece in pieces
    )  # fmt: skip


def words(text: str) -> str:
    r"""Words inside a formula: `\text{…}`."""
    kept = re.sub(r"[\\{}$%#&_^~]", " ", text)
    if not kept.strip():
        return "\\ " if kept else ""
    return f"\\text{{{kept}}}"


def upright(text: str) -> str:
    r"""Characters in roman type: names of several letters become `\mathrm{…}`."""
    name = text.strip()
    if len(name) > 1 and name.isalpha() and name.isascii() and name not in _FUNCTIONS:
        return f"\\mathrm{{{name}}}"
    return symbols(text)


def tidy(tex: str) -> str:
    """A whole formula on one line, without the spaces that only kept commands apart."""
    return _SPARE_SPACE.sub(r"\1", " ".join(tex.split())).strip()


def script(base: str, mark: str, raised: str) -> str:
    """`base` with an index (`mark` is `_`) or an exponent (`^`)."""
    raised = tidy(raised)
    if not raised:
        return base
    base = base.rstrip() if not base.endswith("\\ ") else base
    if mark in re.sub(r"\{[^{}]*\}|\\_", "", base):
        base = f"{{{base}}}"
    simple = len(raised) == 1 and raised.isalnum()
    return f"{base or '{}'}{mark}{raised if simple else f'{{{raised}}}'} "


def fraction(above: str, below: str) -> str:
    r"""`\frac{above}{below}`."""
    return f"\\frac{{{tidy(above)}}}{{{tidy(below)}}}"


def root(body: str, degree: str = "") -> str:
    r"""`\sqrt[degree]{body}`."""
    index = f"[{tidy(degree)}]" if degree.strip() else ""
    return f"\\sqrt{index}{{{tidy(body)}}}"


def accent(mark: str, base: str) -> str | None:
    r"""`\hat{base}` and the like; None for a mark that is no accent."""
    name = _ACCENTS.get(mark)
    return f"\\{name}{{{tidy(base)}}}" if name else None


def stacked(base: str, below: str = "", above: str = "") -> str:
    r"""`base` with what stands below and above it: limits of operators, else `\underset`."""
    if _TAKES_LIMITS.fullmatch(base):
        base = re.sub(r"\\(?:mathrm|text)(\{.*\})", r"\\operatorname*\1", base)
        return script(script(base, "_", below), "^", above)
    if below.strip():
        base = f"\\underset{{{tidy(below)}}}{{{tidy(base)}}}"
    return f"\\overset{{{tidy(above)}}}{{{tidy(base)}}}" if above.strip() else base


def fenced(opening: str, closing: str, body: str) -> str:
    """`body` between brackets, which grow with what is tall."""
    inner = tidy(body)
    matrix = re.fullmatch(r"\\begin\{matrix\}((?:(?!\\begin).)*)\\end\{matrix\}", inner)
    if matrix and (opening, closing) in _MATRICES:
        name = _MATRICES[opening, closing]
        return f"\\begin{{{name}}}{matrix[1]}\\end{{{name}}}"
    lines = re.fullmatch(r"\\begin\{(aligned|matrix)\}(.*)\\end\{\1\}", inner)
    if lines and (opening, closing) == ("{", ""):
        return f"\\begin{{cases}}{lines[2]}\\end{{cases}}"
    left, right = (_FENCES.get(mark) or symbols(mark).strip() for mark in (opening, closing))
    if _TALL.search(inner) or not opening or not closing:
        return f"\\left{left} {inner} \\right{right} "
    return f"{left} {inner}{right} " if left[-1].isalpha() else f"{left}{inner}{right}"


def rows(name: str, lines: list[list[str]]) -> str:
    r"""A matrix or aligned equations: cells apart by `&`, lines by `\\`."""
    body = " \\\\ ".join(" & ".join(tidy(cell) for cell in line) for line in lines)
    return f"\\begin{{{name}}} {body} \\end{{{name}}}"


def _symbol(character: str) -> str:
    command = _OPERATORS.get(character)
    if command is None:
        command = character if character.isascii() else _by_name(character)
    return f"{command} " if re.fullmatch(r"\\[A-Za-z]+", command) else command


def _by_name(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    greek = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)", unicodedata.name(plain[:1], ""))
    inner = plain
    if greek:
        letter = greek[2].lower().replace("lamda", "lambda")
        inner = "\\" + (letter.capitalize() if greek[1] == "CAPITAL" else letter)
        # These look like Latin letters, and TeX has no command for them.
        if greek[2] == "OMICRON" or (greek[1] == "CAPITAL" and greek[2] in _LATIN_CAPITALS):
            inner = "o" if greek[1] == "SMALL" else _LATIN_CAPITALS.get(greek[2], "O")
    name = unicodedata.name(character, "")
    for prefix, alphabet in _ALPHABETS:
        if name.startswith(prefix) and plain != character:
            return f"\\{alphabet}{{{inner}}}"
    return inner


_LATIN_CAPITALS = {
    "ALPHA": "A", "BETA": "B", "EPSILON": "E", "ZETA": "Z", "ETA": "H", "IOTA": "I",
    "KAPPA": "K", "MU": "M", "NU": "N", "OMICRON": "O", "RHO": "P", "TAU": "T", "CHI": "X",
}  # fmt: skip
