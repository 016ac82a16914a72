"""Who wrote what, as far as a copied forum page or a signature says it."""

import re

from tutor.documents.name_words import NOBODY

_CAPITALISED = r"[^\W\d_a-z][\w'\u2019-]*\.?"
_PARTICLE = r"(?:al|bin|da|de|del|den|der|di|dos|du|el|la|le|van|von)"
_NAME = rf"(?P<name>{_CAPITALISED}(?:[ \t]+(?:{_PARTICLE}[ \t]+)*{_CAPITALISED}){{0,3}})"
_ANY_NAME = r"(?P<name>[^\W\d_][\w.'\u2019-]*(?:[ \t]+[^\W\d_][\w.'\u2019-]*){0,4})"
AGO = r"(?:\d+|an?|one)[ \t]+(?:second|minute|hour|day|week|month|year)s?[ \t]+ago"
_MARKS = r"[\s*\u2610-\u2612\u2713\u2714\U0001f517\u25cf\u2022~|-]*"

UPDATED = re.compile(
    r"\W{0,40}(?:last[ \t]+)?(?:updated|edited)\b[^\n]{0,40}?(?:\bago|\d)[^\n]{0,20}?\bby\b"
    r"(?P<names>[^\n]*)",
    re.IGNORECASE,
)
ENDORSED = re.compile(
    r"\binstructors?[ \t]+\((?P<names>[^()\n]{2,200})\)[ \t]+(?:thinks?|endorsed?)\b"
    r"(?P<what>[^\n]*)",
    re.IGNORECASE,
)
_AUTHOR_LINE = re.compile(rf"{_MARKS}{_NAME}(?:[ \t]\d{{1,2}})?{_MARKS}{AGO}[ \t]*{_MARKS}")
_SMALL_AUTHOR_LINE = re.compile(
    rf"{_MARKS}(?P<name>[^\W\d_A-Z][\w'\u2019-]*[ \t]+[^\W\d_][\w'\u2019-]*){_MARKS}{AGO}{_MARKS}"
)
_NOT_IN_SMALL_NAMES = frozenset(
    "a about an asked back created due edited few got i in it just last lecture made modified "
    "only posted released seen sent started the then this updated was we week".split()
)
_LINKED = re.compile(
    rf"\U0001f517[ \t]*(?:\*\*[ \t]*(?P<bold>[^*\n]{{2,80}}?)[ \t]*\*\*|\**{_NAME})"
)
_LONGEST_SIGNATURE = 10  # lines, those without text among them
_SIGN_OFF = re.compile(
    r"^[ \t]*(?:(?:(?:kind|best|warm)(?:est)?[ \t]+)?(?:regards|wishes)|best|cheers|sincerely"
    r"|yours(?:[ \t]+truly)?|(?:many[ \t]+)?thanks(?:[ \t]+(?:again|in advance|so much))?"
    r"|thank[ \t]+you(?:[ \t]+all)?)[ \t]*[,!.]?[ \t]*$",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"(?:.*,)?[ \t]*[-\u2013\u2014~]*[ \t]*{_NAME}[ \t]*[.!]?[ \t]*")

_SIGNED_IN_LINE = re.compile(
    rf"(?:^|[.!?][ \t]+)(?:(?:(?i:(?:kind |best |warm )?(?:regards|wishes)|best|cheers|sincerely"
    rf"|(?:many )?thanks(?: again| in advance| so much)?|thank you)[,!.][ \t]*[-\u2013\u2014~]?"
    rf"|\u2014|\u2013|--|~)[ \t]*){_NAME}[ \t]*[.!]?$"
)


def find_author_names(text: str) -> set[str]:
    """Names of the people who wrote a pasted forum page, as the page gives them."""
    lines = text.split("\n")
    found = [match["bold"] or match["name"] for match in _LINKED.finditer(text)]
    found += [name for line in lines if (name := _author(line))]
    listed = [*ENDORSED.finditer(text), *(m for line in lines if (m := UPDATED.fullmatch(line)))]
    for each in listed:
        names = re.split(r",|&|\band\b", each["names"])
        found += [match["name"] for n in names if (match := re.match(rf"[\s*]*{_ANY_NAME}", n))]
    for i in range(len(lines)):
        signed = (_SIGNED.fullmatch(lines[j]) for j in signature_lines(lines, i))
        found += [match["name"] for match in signed if match]
    return _somebodies(found)


def find_signature(text: str) -> set[str]:
    """The name with which a post ends, below or behind "Thanks," or the like or behind a dash."""
    lines = [line.strip(" \t*_\\") for line in text.split("\n") if line.strip(" \t*_\\")][-2:]
    if not lines:
        return set()
    signed = _SIGNED.fullmatch(lines[1]) if len(lines) == 2 and is_sign_off(lines[0]) else None
    signed = signed or _SIGNED_IN_LINE.search(lines[-1])
    return _somebodies([signed["name"]] if signed else [])


def signature_lines(lines: list[str], at: int) -> range:
    """Numbers of the lines of a signature below the sign-off in line `at`, if that is one."""
    if not is_sign_off(lines[at]):
        return range(0)
    near = range(at + 1, min(len(lines), at + 1 + _LONGEST_SIGNATURE))
    first = next((i for i in near if lines[i].strip()), None)
    if first is None or not _SIGNED.fullmatch(lines[first]):
        return range(0)
    last = first + 1
    while last < near.stop and _could_sign(lines[last].strip()):
        last += 1
    return range(first, last)


def is_author_line(line: str) -> bool:
    """Whether a line says who wrote what follows, and how long ago, and nothing else."""
    return _author(line) is not None


def is_sign_off(line: str) -> bool:
    """Whether a line is nothing but "Best regards," or the like."""
    return bool(_SIGN_OFF.fullmatch(line))


def _author(line: str) -> str | None:
    if match := _AUTHOR_LINE.fullmatch(line):
        return match["name"]
    match = _SMALL_AUTHOR_LINE.fullmatch(line)
    if match and not _NOT_IN_SMALL_NAMES & set(match["name"].lower().split()):
        return match["name"]
    return None


def _somebodies(names: list[str]) -> set[str]:
    cleaned = {" ".join(name.split()).rstrip(".") for name in names}
    return {name for name in cleaned if name and not NOBODY & set(name.lower().split())}


def _could_sign(line: str) -> bool:
    is_block = line.startswith(("#", "- ", "* ", "|", "```", "$$"))
    return bool(line) and len(line) <= 60 and line[-1] not in ".?:" and not is_block
