"""Formulas of web pages (MathML) as TeX, where the page does not carry the TeX they came from."""

from bs4.element import NavigableString, Tag

from tutor.documents.readers import tex

_TEX_ANNOTATIONS = ("application/x-tex", "text/x-tex", "latex", "tex")


def tex_of(math: Tag) -> str:
    """A `math` element's own TeX if it has any, else what its marks mean."""
    for annotation in math.find_all("annotation"):
        if str(annotation.get("encoding", "")).lower() in _TEX_ANNOTATIONS:
            return _own(annotation.get_text())
    if math.get("alttext"):
        return _own(str(math["alttext"]))
    return tex.tidy(_written(math))


def _own(source: str) -> str:
    source = " ".join(source.split())
    if source.startswith("{\\displaystyle") and source.endswith("}"):
        source = source[len("{\\displaystyle") : -1].strip()
    return source.strip("$ ")


def _written(element: Tag) -> str:
    name = element.name.rpartition(":")[2]
    if name in ("annotation", "annotation-xml", "mphantom", "none", "mprescripts"):
        return ""
    if name in ("mi", "mn", "mo", "ms", "mtext"):
        return _token(name, element.get_text())
    parts = [child for child in element.children if isinstance(child, Tag)]
    if name in ("msub", "msup", "msubsup", "munder", "mover", "munderover", "mfrac", "mroot"):
        return _placed(name, [_written(part) for part in parts], parts)
    if name == "msqrt":
        return tex.root(_all(parts))
    if name == "mfenced":
        opening, closing = str(element.get("open", "(")), str(element.get("close", ")"))
        return tex.fenced(opening, closing, ", ".join(_written(part) for part in parts))
    if name == "mtable":
        lines = element.find_all(["mtr", "mlabeledtr"], recursive=False)
        cells = [
            [_written(cell) for cell in line.find_all("mtd", recursive=False)] for line in lines
        ]
        return tex.rows("matrix", cells)
    if not parts:
        return tex.symbols(
            "".join(str(part) for part in element.children if type(part) is NavigableString)
        )
    return _all(parts)


def _all(parts: list[Tag]) -> str:
    return "".join(_written(part) for part in parts)


def _token(name: str, text: str) -> str:
    text = " ".join(text.split())
    if name in ("mtext", "ms"):
        return tex.words(text)
    if name == "mi":
        return tex.upright(text)
    return tex.symbols(text)


def _placed(name: str, written: list[str], parts: list[Tag]) -> str:
    """Elements whose children's places say what they are."""
    base, first, second = (*written, "", "", "")[:3]
    if name == "mfrac":
        return tex.fraction(base, first)
    if name == "mroot":
        return tex.root(base, first)
    if name in ("msub", "munder"):
        below, above = first, ""
    elif name in ("msup", "mover"):
        below, above = "", first
    else:
        below, above = first, second
    if name.startswith("ms"):
        return tex.script(tex.script(base, "_", below), "^", above)
    mark = parts[1].get_text().strip() if len(parts) == 2 else ""
    return (tex.accent(mark, base) if mark else None) or tex.stacked(base, below, above)
