"""Takes the people out of forum threads: notes are worth sharing, their writers' names are not."""

import re
from collections.abc import Collection

_WORD = r"[^\W\d_][\w'\u2019-]*\.?"
_NAME = rf"(?P<name>[A-Z\u00c0-\u00de]{_WORD[8:]}(?:[ \t]+{_WORD}){{0,3}})"
_AGO = r"(?:\d+|an?|one)[ \t]+(?:second|minute|hour|day|week|month|year)s?[ \t]+ago"
_MARKS = r"[\s*\u2713\u2714\u2611\U0001f517\u25cf\u2022~|-]*"

# Where a course forum's page says who wrote something.
_AUTHORS = [
    re.compile(rf"[Uu]pdated\b[^\n]{{0,40}}?\bby[ \t]+\**{_NAME}"),
    re.compile(rf"\U0001f517[ \t]*\**{_NAME}"),
    re.compile(rf"^{_MARKS}{_NAME}{_MARKS}{_AGO}[ \t]*$", re.MULTILINE),
    re.compile(rf"\b(?:instructor|student|TA|professor)[ \t]+\({_NAME}\)"),
]
_SIGN_OFF = re.compile(
    r"^[ \t]*(?:(?:(?:kind|best|warm)(?:est)?[ \t]+)?(?:regards|wishes)|best|cheers|sincerely"
    r"|yours(?:[ \t]+truly)?|(?:many[ \t]+)?thanks(?:[ \t]+(?:again|in advance|so much))?"
    r"|thank[ \t]+you(?:[ \t]+all)?)[ \t]*[,!.]?[ \t]*$",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"(?:.*,)?[ \t]*[-\u2013\u2014~]*[ \t]*{_NAME}[ \t]*[.!]?[ \t]*")
_EMAIL = re.compile(r"(?:mailto:)?[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")

_NO_NAMES = frozenset(
    "all anon anonymous bot course everyone instructor instructors prof professor staff student "
    "students ta tas team".split()
)
# Alone, these are more likely to be words of the notes than somebody's name.
_ALSO_WORDS = frozenset(
    "adam april art august bayes bill case chase day dean do drew faith frank gene grace grant he "
    "hope jack joy june king law lee long love mark markov may max min page park pat penny price "
    "ray rich rob rose sky so song star sue summer sun to will xavier young".split()
)
_SHORTEST = 3  # letters of a name that is taken out where it stands alone


def find_author_names(text: str) -> set[str]:
    """Names of the people who wrote a pasted forum page, as the page gives them."""
    candidates = [match["name"] for pattern in _AUTHORS for match in pattern.finditer(text)]
    lines = text.split("\n")
    for i in range(len(lines)):
        candidates += (
            signed["name"]
            for j in signature_lines(lines, i)
            if (signed := _SIGNED.fullmatch(lines[j]))
        )
    names = {" ".join(name.split()).rstrip(".") for name in candidates}
    return {name for name in names if not _NO_NAMES & set(name.lower().split())}


def signature_lines(lines: list[str], at: int) -> range:
    """Numbers of the lines of a signature below the sign-off in line `at`, if that is one."""
    if not _SIGN_OFF.fullmatch(lines[at]):
        return range(0)
    first = at + 1
    while first < len(lines) and not lines[first].strip():
        first += 1
    last = first
    while last < len(lines) and _could_sign(lines[last].strip()):
        last += 1
    return range(first, last)


def is_sign_off(line: str) -> bool:
    """Whether a line is nothing but "Best regards," or the like."""
    return bool(_SIGN_OFF.fullmatch(line))


def remove_names(text: str, names: Collection[str]) -> str:
    """The text with "a student" for each name, whole or in part, and without e-mail addresses.

    First and last names are found where they stand alone too, except for those that are more
    likely to be words of the notes (Will, Mark, Adam).
    """
    text = _EMAIL.sub("an e-mail address", text)
    parts = {part.strip(".") for name in names for part in name.split()}
    alone = {p for p in parts if len(p) >= _SHORTEST and p.lower() not in _ALSO_WORDS}
    wanted = sorted({*names, *alone}, key=len, reverse=True)
    if not wanted:
        return text
    either = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in wanted)
    pattern = re.compile(rf"@?(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    def mask(match: re.Match[str]) -> str:
        before = text[: match.start()].rstrip(" \t*_\"'")
        starts = not before or before[-1] in ".!?\n"
        return "A student" if starts else "a student"

    return pattern.sub(mask, text)


def _could_sign(line: str) -> bool:
    is_block = line.startswith(("#", "- ", "* ", "|", "```", "$$"))
    return bool(line) and len(line) <= 60 and line[-1] not in ".?:" and not is_block
