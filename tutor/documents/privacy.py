"""Takes the people out of forum threads: notes are worth sharing, their writers' names are not."""

import re
from collections.abc import Collection

_CAPITALISED = r"[^\W\d_a-z][\w'\u2019-]*\.?"
_PARTICLE = r"(?:al|bin|da|de|del|den|der|di|dos|du|el|la|le|van|von)"
_NAME = rf"(?P<name>{_CAPITALISED}(?:[ \t]+(?:{_PARTICLE}[ \t]+)*{_CAPITALISED}){{0,3}})"
_AGO = r"(?:\d+|an?|one)[ \t]+(?:second|minute|hour|day|week|month|year)s?[ \t]+ago"
_MARKS = r"[\s*\u2610-\u2612\u2713\u2714\U0001f517\u25cf\u2022~|-]*"

# Where a course forum's page says who wrote something.
_UPDATED = re.compile(r"[Uu]pdated\b[^\n]{0,40}?\bby[ \t]+(?P<names>[^\n]+)")
_AUTHOR_LINE = re.compile(rf"{_MARKS}{_NAME}{_MARKS}{_AGO}[ \t]*")
_LINKED = re.compile(rf"\U0001f517[ \t]*\**{_NAME}")
_ENDORSED = re.compile(rf"\b[Ii]nstructor[ \t]+\({_NAME}\)[ \t]+(?:thinks|endorsed)")
_SIGN_OFF = re.compile(
    r"^[ \t]*(?:(?:(?:kind|best|warm)(?:est)?[ \t]+)?(?:regards|wishes)|best|cheers|sincerely"
    r"|yours(?:[ \t]+truly)?|(?:many[ \t]+)?thanks(?:[ \t]+(?:again|in advance|so much))?"
    r"|thank[ \t]+you(?:[ \t]+all)?)[ \t]*[,!.]?[ \t]*$",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"(?:.*,)?[ \t]*[-\u2013\u2014~]*[ \t]*{_NAME}[ \t]*[.!]?[ \t]*")
_EMAIL = re.compile(r"(?:mailto:)?[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")

_NO_NAMES = frozenset(
    "all anon anonymous bot course everyone instructor instructors luck others prof professor "
    "staff student students ta tas team".split()
)
# Names that notes use for other things: alone they stay, or "Deep learning" would be lost.
_NOTES_WORDS = frozenset(
    "adam alpha bayes beta data deep delta gamma gauss lasso long markov max may min norm sigma "
    "theta will xavier".split()
)
# Names that in small letters are a word: without a capital they stay.
_ENGLISH_WORDS = frozenset(
    "angel april art august basil bill case chance chase cliff dale dawn day dean dick drew "
    "earnest faith frank gene glen grace grant guy hope iris ivy jack joy june king law lily "
    "love mark mason miles page park pat patience penny price ray rich rob robin rose ruby "
    "sandy sky song star sue "
    "summer sun victor violet wade wang young".split()
)
_SHORTEST = 3  # letters of a name that is taken out where it stands alone


def find_author_names(text: str) -> set[str]:
    """Names of the people who wrote a pasted forum page, as the page gives them."""
    lines = text.split("\n")
    found = [match["name"] for p in (_LINKED, _ENDORSED) for match in p.finditer(text)]
    found += [match["name"] for line in lines if (match := _AUTHOR_LINE.fullmatch(line))]
    for updated in _UPDATED.finditer(text):
        listed = re.split(r",|&|\band\b", updated["names"])
        found += [match["name"] for each in listed if (match := re.match(rf"[\s*]*{_NAME}", each))]
    for i in range(len(lines)):
        signed = (_SIGNED.fullmatch(lines[j]) for j in signature_lines(lines, i))
        found += [match["name"] for match in signed if match]
    names = {" ".join(name.split()).rstrip(".") for name in found}
    return {name for name in names if not _NO_NAMES & set(name.lower().split())}


def signature_lines(lines: list[str], at: int) -> range:
    """Numbers of the lines of a signature below the sign-off in line `at`, if that is one."""
    first = at + 1
    while first < len(lines) and not lines[first].strip():
        first += 1
    if not is_sign_off(lines[at]) or first == len(lines) or not _SIGNED.fullmatch(lines[first]):
        return range(0)
    last = first + 1
    while last < len(lines) and _could_sign(lines[last].strip()):
        last += 1
    return range(first, last)


def is_author_line(line: str) -> bool:
    """Whether a line says who wrote what follows, and how long ago, and nothing else."""
    return bool(_AUTHOR_LINE.fullmatch(line))


def is_sign_off(line: str) -> bool:
    """Whether a line is nothing but "Best regards," or the like."""
    return bool(_SIGN_OFF.fullmatch(line))


def remove_names(text: str, names: Collection[str]) -> str:
    """The text with "a student" for each name, whole or in part, and without e-mail addresses.

    First and last names are found where they stand alone too, except for the few that are more
    likely to be words of the notes (Adam, Will, Deep).
    """
    text = _EMAIL.sub("an e-mail address", text)
    parts = {part.strip(".") for name in names for part in name.split() if not part.islower()}
    whole = [rf"(?i:{re.escape(name)})".replace(r"\ ", r"\s+") for name in names]
    alone = [_alone(part) for part in parts if _is_telling(part)]
    if not whole and not alone:
        return text
    wanted = "|".join(sorted(whole, key=len, reverse=True) + sorted(alone, key=len, reverse=True))

    def mask(match: re.Match[str]) -> str:
        before = match.string[: match.start()].rstrip(" \t*_\"'")
        return "A student" if not before or before[-1] in ".!?\n" else "a student"

    return re.sub(rf"@?(?<!\w)(?:{wanted})(?!\w)", mask, text)


def _is_telling(part: str) -> bool:
    return len(part) >= _SHORTEST and part.lower() not in _NOTES_WORDS


def _alone(part: str) -> str:
    if part.lower() not in _ENGLISH_WORDS:
        return f"(?i:{re.escape(part)})"
    return "|".join({re.escape(part), re.escape(part.upper())})


def _could_sign(line: str) -> bool:
    is_block = line.startswith(("#", "- ", "* ", "|", "```", "$$"))
    return bool(line) and len(line) <= 60 and line[-1] not in ".?:" and not is_block
