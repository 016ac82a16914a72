"""Formulas of Word and PowerPoint (Office Math, ECMA-376 part 1, 22.1) as TeX."""

from typing import Any

from tutor.documents.readers import tex

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_VALUE = f"{MATH}val"
_SILENT = frozenset("rPr ctrlPr argPr fPr dPr naryPr radPr accPr barPr mPr sSubPr sSupPr".split())


def formulas_in(element: Any) -> list[str]:
    """TeX of every formula of a `m:oMathPara` or `m:oMath` element, empty ones left out."""
    parts = [element] if element.tag == f"{MATH}oMath" else list(element.iter(f"{MATH}oMath"))
    return [formula for formula in (tex.tidy(_children(part)) for part in parts) if formula]


def _children(element: Any) -> str:
    return "".join(_tex(child) for child in element) if element is not None else ""


def _tex(element: Any) -> str:
    if not isinstance(element.tag, str):
        return ""  # a comment
    name = element.tag.removeprefix(MATH)
    if name in _SILENT or _is_deleted(element):
        return ""
    writer = _WRITERS.get(name)
    return writer(element) if writer else _children(element)


def _is_deleted(element: Any) -> bool:
    return bool(element.tag.endswith(("}del", "}moveFrom")))


def _part(element: Any, name: str) -> str:
    """TeX of one argument."""
    return _children(element.find(MATH + name))


def _property(element: Any, path: str, default: str) -> str:
    """A property's value: an empty one is a choice too, a missing one is the default."""
    found = element.find("/".join(MATH + step for step in path.split("/")))
    return default if found is None else str(found.get(_VALUE, default))


def _is_on(element: Any, path: str) -> bool:
    return _property(element, path, "0" if _lacks(element, path) else "1") in ("1", "on", "true")


def _lacks(element: Any, path: str) -> bool:
    return element.find("/".join(MATH + step for step in path.split("/"))) is None


def _run(element: Any) -> str:
    text = "".join(part.text or "" for part in element.iter(f"{MATH}t"))
    if _is_on(element, "rPr/nor"):
        return tex.words(text)
    if _property(element, "rPr/sty", "i") in ("p", "b"):
        written = tex.upright(text)
    else:
        written = tex.symbols(text)
    bold = _property(element, "rPr/sty", "i") in ("b", "bi") and text.strip().isalpha()
    return f"\\mathbf{{{written.strip()}}}" if bold else written


def _fraction(element: Any) -> str:
    above, below = _part(element, "num"), _part(element, "den")
    kind = _property(element, "fPr/type", "bar")
    if kind == "noBar":
        return f"\\binom{{{tex.tidy(above)}}}{{{tex.tidy(below)}}}"
    if kind == "lin":
        return f"{above}/{below}"
    return tex.fraction(above, below)


def _delimiters(element: Any) -> str:
    opening = _property(element, "dPr/begChr", "(")
    closing = _property(element, "dPr/endChr", ")")
    mark = tex.symbols(_property(element, "dPr/sepChr", "|"))
    body = f" {mark} ".join(_children(part) for part in element.findall(f"{MATH}e"))
    fenced = tex.fenced(opening, closing, body)
    # A binomial brings its own brackets.
    inner = tex.tidy(body)
    is_binomial = inner.startswith("\\binom{") and inner.count("\\binom") == 1
    return inner if is_binomial and len(list(element.find(f"{MATH}e"))) == 1 else fenced


def _nary(element: Any) -> str:
    operator = tex.symbols(_property(element, "naryPr/chr", "\u222b"))
    operator = tex.script(operator, "_", _part(element, "sub"))
    operator = tex.script(operator, "^", _part(element, "sup"))
    return f"{operator.rstrip()} {_part(element, 'e')}"


def _radical(element: Any) -> str:
    hidden = _is_on(element, "radPr/degHide")
    return tex.root(_part(element, "e"), "" if hidden else _part(element, "deg"))


def _accent(element: Any) -> str:
    mark, base = _property(element, "accPr/chr", "\u0302"), _part(element, "e")
    return tex.accent(mark, base) or tex.stacked(base, above=tex.symbols(mark))


def _bar(element: Any) -> str:
    name = "overline" if _property(element, "barPr/pos", "bot") == "top" else "underline"
    return f"\\{name}{{{tex.tidy(_part(element, 'e'))}}}"


def _group(element: Any) -> str:
    mark, base = _property(element, "groupChrPr/chr", "\u23df"), _part(element, "e")
    grouped = tex.accent(mark, base)
    if grouped:
        return grouped
    below = _property(element, "groupChrPr/pos", "bot") == "bot"
    sign = tex.symbols(mark)
    return tex.stacked(base, below=sign) if below else tex.stacked(base, above=sign)


def _scripts(element: Any) -> str:
    base = tex.script(_part(element, "e"), "_", _part(element, "sub"))
    return tex.script(base, "^", _part(element, "sup"))


def _scripts_before(element: Any) -> str:
    before = tex.script(tex.script("{}", "_", _part(element, "sub")), "^", _part(element, "sup"))
    return before + _part(element, "e")


def _limit(element: Any) -> str:
    base, limit = _part(element, "e"), _part(element, "lim")
    if element.tag != f"{MATH}limLow":
        return tex.stacked(base, above=limit)
    if base.lstrip().startswith("\\underbrace"):
        return tex.script(base, "_", limit)
    return tex.stacked(base, below=limit)


def _function(element: Any) -> str:
    name, argument = _part(element, "fName"), _part(element, "e")
    return f"{name.rstrip()} {argument}"


def _equations(element: Any) -> str:
    lines = [[_children(line).replace("\\#(", "\\quad (")] for line in element.findall(f"{MATH}e")]
    return lines[0][0] if len(lines) == 1 else tex.rows("aligned", lines)


def _matrix(element: Any) -> str:
    lines = element.findall(f"{MATH}mr")
    return tex.rows("matrix", [[_children(e) for e in line.findall(f"{MATH}e")] for line in lines])


_WRITERS = {
    "r": _run,
    "f": _fraction,
    "d": _delimiters,
    "nary": _nary,
    "rad": _radical,
    "acc": _accent,
    "bar": _bar,
    "groupChr": _group,
    "sSub": _scripts,
    "sSup": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts_before,
    "limLow": _limit,
    "limUpp": _limit,
    "func": _function,
    "eqArr": _equations,
    "m": _matrix,
}
