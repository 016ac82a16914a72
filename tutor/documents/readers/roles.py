"""References such as :numref:`sec_mlp` of Sphinx, MyST and d2l books, in readable words."""

import re

_HIDDEN = {"label", "eqlabel", "width", "height", "begin_tab", "end_tab", "bibliography", "target"}
_CITED = {"cite", "citep", "citet", "citealp", "citeauthor"}
_REFERRED = {"ref", "numref", "eqref", "doc", "eq"}
_KINDS = {
    "section": {"sec", "subsec", "section", "chap", "chapter", "ch", "part", "app", "appendix"},
    "figure": {"fig", "figure", "img", "image"},
    "table": {"tab", "table", "tbl"},
    "equation": {"eq", "eqn", "equation", "eqref"},
}
_DOTTED_KEY = re.compile(r"(?P<names>\D+)\.(?P<year>\d{4})\w?")  # Vaswani.Shazeer.ea.2017
_JOINED_KEY = re.compile(r"(?P<names>[a-z]+)(?P<year>\d{4})\w*")  # kaplan2020scaling


def readable_role(role: str, target: str) -> str:
    """What a reader should see in the place of a role; nothing for a role that only lays out."""
    if role in _HIDDEN:
        return ""
    if role in _CITED:
        return _citation(target, in_sentence=role in ("citet", "citeauthor"))
    if role in _REFERRED:
        return _reference(role, target)
    return f"${target}$" if role == "math" else f"`{target}`"


def _citation(target: str, *, in_sentence: bool) -> str:
    works: list[str] = []
    for key in target.split(","):
        match = _DOTTED_KEY.fullmatch(key.strip()) or _JOINED_KEY.fullmatch(key.strip())
        if not match:
            continue
        names = [name for name in match["names"].split(".") if name]
        first = names[0][0].upper() + names[0][1:]
        others = "" if len(names) == 1 else f" and {names[1]}" if len(names) == 2 else " et al."
        if "ea" in names:
            others = " et al."
        year = match["year"]
        works.append(f"{first}{others} ({year})" if in_sentence else f"{first}{others}, {year}")
    if in_sentence:
        return ", ".join(works) or target
    return f"({'; '.join(works)})" if works else ""


def _reference(role: str, target: str) -> str:
    prefix, *words = re.split(r"[\W_]+", target)
    kind = next((kind for kind, prefixes in _KINDS.items() if prefix in prefixes), None)
    if role in ("eqref", "eq") or kind == "equation":
        return "the equation"
    if kind != "section":
        return f"the {kind or 'section'}"
    return f"the section on {' '.join(words)}" if words else "the section"
