"""What a Word file's styles and numbering definitions make of its paragraphs."""

import re
from dataclasses import dataclass
from typing import Any

from tutor.documents.readers.monospace import is_monospaced

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Word itself writes the English name whatever its language; other programs write their own.
_HEADING = re.compile(
    r"(?:heading|\u00fcberschrift|titre|t\u00edtulo|titolo|kop|rubrik|overskrift|otsikko"
    r"|nag\u0142\u00f3wek|nadpis|\u0437\u0430\u0433\u043e\u043b\u043e\u0432\u043e\u043a"
    r"|\u6807\u9898|\u898b\u51fa\u3057|\uc81c\ubaa9)\s*(\d)",
)
_TITLES = frozenset("title titel \u6807\u9898 \u8868\u984c".split())
_LAYOUT = re.compile(r"(?:toc|contents|index|verzeichnis|inhaltsverzeichnis)\b.*|table of .*")
_CODE = re.compile(r"html preformatted|(?:source ?)?code\b.*|macro|verbatim.*|preformatted.*")
_LIST_DEPTH = re.compile(r"list (?:bullet|number)(?: (\d))?")
_MOST_BASES = 12


@dataclass(frozen=True, slots=True)
class Style:
    """What counts of a paragraph's style, with what it inherits."""

    name: str = ""
    outline: int | None = None  # of a heading, 0 for the highest
    number_id: str | None = None
    number_level: int = 0
    is_code: bool = False
    is_bold: bool = False

    @property
    def is_title(self) -> bool:
        """Whether it is the style of the document's title."""
        return self.name in _TITLES

    @property
    def is_layout(self) -> bool:
        """Whether it belongs to a table of contents or an index."""
        return bool(_LAYOUT.fullmatch(self.name))

    @property
    def list_depth(self) -> int:
        """How deep a built-in list style stands: "List Bullet 2" is 1."""
        match = _LIST_DEPTH.fullmatch(self.name)
        return int(match[1] or 1) - 1 if match else 0


class Styles:
    """The paragraph styles of a file."""

    def __init__(self, tree: Any | None) -> None:
        self._elements: dict[str, Any] = {}
        self._known: dict[str, Style] = {}
        self._default = ""
        for element in tree.iter(f"{W}style") if tree is not None else ():
            if element.get(f"{W}type", "paragraph") == "paragraph":
                name = element.get(f"{W}styleId", "")
                self._elements[name] = element
                if is_on(element.get(f"{W}default", "0")):
                    self._default = name

    def of(self, paragraph: Any) -> Style:
        """The style of a paragraph."""
        name = value(paragraph, "pPr/pStyle") or self._default
        if name not in self._known:
            self._known[name] = self._resolved(name)
        return self._known[name]

    def _resolved(self, name: str) -> Style:
        chain: list[Any] = []
        while name in self._elements and len(chain) < _MOST_BASES:
            chain.append(self._elements[name])
            name = value(chain[-1], "basedOn") or ""
        if not chain:
            return Style(name.lower())
        label = (value(chain[0], "name") or "").lower()
        font = next((f for f in map(_font, chain) if f), "")
        outline = _first(chain, "pPr/outlineLvl")
        heading = _HEADING.fullmatch(label)
        if heading and outline is None:
            outline = str(int(heading[1]) - 1)
        level = int(outline) if outline and outline.isdigit() else 9
        return Style(
            label,
            level if level < 9 and label not in _TITLES else None,
            _first(chain, "pPr/numPr/numId"),
            _number(_first(chain, "pPr/numPr/ilvl")),
            is_monospaced(font) or bool(_CODE.fullmatch(label)),
            next((switch(one, "rPr/b") for one in chain if has(one, "rPr/b")), False),
        )


class Numbering:
    """Counts list items as Word does."""

    def __init__(self, tree: Any | None) -> None:
        self._levels: dict[str, dict[int, Any]] = {}  # of each abstract list
        self._lists: dict[str, str] = {}  # a list's number to its abstract list
        self._starts: dict[tuple[str, int], int] = {}  # where a list begins anew
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if tree is None:
            return
        for abstract in tree.iter(f"{W}abstractNum"):
            levels = {_number(e.get(f"{W}ilvl")): e for e in abstract.findall(f"{W}lvl")}
            self._levels[abstract.get(f"{W}abstractNumId", "")] = levels
        for one in tree.iter(f"{W}num"):
            number_id = one.get(f"{W}numId", "")
            self._lists[number_id] = value(one, "abstractNumId") or ""
            for override in one.findall(f"{W}lvlOverride"):
                start = value(override, "startOverride")
                if start is not None:
                    level = _number(override.get(f"{W}ilvl"))
                    self._starts[number_id, level] = _number(start, 1)

    def mark(self, number_id: str, level: int) -> tuple[str, str]:
        """The Markdown mark of the next item of a list, and what else stands before its text.

        Markdown counts in numbers only: an item that Word calls `a)` or `2.1` is `-` with that
        before its text.
        """
        abstract = self._lists.get(number_id, "")
        levels = self._levels.get(abstract, {})
        counts = self._counts.setdefault(abstract, {})
        if number_id not in self._begun:
            self._begun.add(number_id)
            for (of, at), start in self._starts.items():
                if of == number_id:
                    counts[at] = start - 1
        start = _number(value(levels[level], "start"), 1) if level in levels else 1
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        style = (value(levels[level], "numFmt") if level in levels else None) or "bullet"
        if style in ("bullet", "none"):
            return "-", ""
        pattern = value(levels[level], "lvlText") or f"%{level + 1}."
        if style == "decimal" and re.fullmatch(rf"%{level + 1}[.):]?", pattern):
            return f"{counts[level]}.", ""
        return "-", re.sub(r"%(\d)", lambda m: _shown(levels, counts, int(m[1]) - 1), pattern)


def value(element: Any, path: str) -> str | None:
    """The `w:val` of a descendant, None where there is no such element."""
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else str(found.get(f"{W}val", ""))


def has(element: Any, path: str) -> bool:
    """Whether there is such a descendant."""
    return value(element, path) is not None


def switch(element: Any, path: str) -> bool:
    """Whether a property such as bold is there and not switched off."""
    state = value(element, path)
    return state is not None and is_on(state)


def is_on(state: str) -> bool:
    """What Word's ways to write a boolean mean; nothing written is yes."""
    return state not in ("0", "false", "off", "none")


def _first(chain: list[Any], path: str) -> str | None:
    return next((found for one in chain if (found := value(one, path)) is not None), None)


def _font(element: Any) -> str:
    fonts = element.find(f"{W}rPr/{W}rFonts")
    return str(fonts.get(f"{W}ascii") or "") if fonts is not None else ""


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdigit() else default


def _shown(levels: dict[int, Any], counts: dict[int, int], level: int) -> str:
    """A level's count as Word shows it."""
    count = counts.get(level, 1)
    style = (value(levels[level], "numFmt") if level in levels else None) or "decimal"
    if style.endswith("Letter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if style.startswith("upper") else letter
    if style.endswith("Roman") and 0 < count < 4000:
        roman = _roman(count)
        return roman.upper() if style.startswith("upper") else roman
    return str(count)


def _roman(count: int) -> str:
    signs = "m:1000 cm:900 d:500 cd:400 c:100 xc:90 l:50 xl:40 x:10 ix:9 v:5 iv:4 i:1"
    written = ""
    for sign, worth in (pair.split(":") for pair in signs.split()):
        written += sign * (count // int(worth))
        count %= int(worth)
    return written
