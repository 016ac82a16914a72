"""Takes the people out of forum threads: notes are worth sharing, their writers' names are not."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from tutor.documents.name_context import SHORTEST_INSIDE, TITLE, means_somebody
from tutor.documents.name_words import (
    ENGLISH_WORDS,
    LITTLE_WORDS,
    NOBODY,
    NOTES_WORDS,
    PARTICLES,
)

_SOMEBODY = "a student"
# Of one letter before the last dot is a product of matrices, W@x.T, not an address.
_AT = r"(?:@|[ \t]?[\[(][ \t]?(?:at|AT|@)[ \t]?[\])][ \t]?)"
_DOT = r"(?:\.|[ \t]?[\[(][ \t]?(?:dot|DOT|\.)[ \t]?[\])][ \t]?)"
_EMAIL = re.compile(
    rf"(?<![\w.+%-])(?:mailto:)?[\w.+%-]{{1,80}}{_AT}[\w-]{{1,60}}(?:{_DOT}[\w-]{{1,60}}){{0,5}}"
    rf"{_DOT}(?:[A-Z]?[a-z]{{2,24}}|[A-Z]{{2,24}})(?![\w(])"
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'`)\]|]+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>\"'`()\[\]|]{8,}")
# Addresses of uploaded files are made of the ids of the class and of who put them there.
_UPLOADS = (
    "redirect/s3?",
    "/attach/",
    "attach%2f",
    "piazza-resources",
    "uploads.piazza.com",
    "/get_resource/",
)
_ID = re.compile(r"%2F|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_LOGIN = re.compile(r"(?=.*[\d._-])[a-z0-9][a-z0-9._-]{3,}")
_WORD = re.compile(r"[^\W\d_]+")
_SPACE = re.compile(r"[ \t\n\u00a0]{1,2}(?:[A-Z]\.?[ \t]+)?")
_BETWEEN = re.compile(r"[\s.,_*'\u2019-]{0,3}(?:[A-Z]\.?[ \t]+)?")  # two parts of one name
_ALSO_WORDS = NOTES_WORDS | ENGLISH_WORDS | LITTLE_WORDS | NOBODY
_SHORTEST_WHOLE = 4  # letters of first and last name together; fewer are those of formulas
_SHORTEST_JOINED = 8  # letters of a whole name written as one word

_SPELT_OUT = str.maketrans(
    {"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00df": "ss", "\u00e5": "aa"}
    | {"\u00c4": "Ae", "\u00d6": "Oe", "\u00dc": "Ue", "\u00c5": "Aa"}
)
_INITIAL_BEHIND = re.compile(r"[ \t]([A-Z])(?!\w)(?:\.(?=[ \t]+[a-z]|['\u2019,;:)]))?")
_LETTERS = str.maketrans("\u00f8\u00d8\u0142\u0141\u0111\u0110\u0131", "oOlLdDi")


class PeopleMask:
    """Takes people's names, their ids and e-mail addresses out of texts.

    First and last names are found where they stand alone too, whatever their accents and case.
    Those that are words as well (Will, Grace, Adam) go only where the words around them say
    that somebody is meant.

    Args:
        names: Whole names, as lists and pages give them; empty to leave names where they are.
        ids: Of users; these go wherever they are found.
    """

    def __init__(self, names: Collection[str] = (), ids: Collection[str] = ()) -> None:
        logins = {name for name in names if _LOGIN.fullmatch(name)}
        names = set(names) - logins
        self._ids = logins.union(ids)
        self._unspaced = _pattern_of(name for name in names if _is_unspaced(name))
        self._whole: dict[str, list[tuple[str, ...]]] = {}  # by their first words
        self._initials: dict[str, set[str]] = {}  # of each part's companions
        for name in names | {name.translate(_SPELT_OUT) for name in names}:
            self._learn(name)
        for known in self._whole.values():
            known.sort(key=len, reverse=True)
        self._inside_addresses = [
            part
            for part in self._initials
            if len(part) >= SHORTEST_INSIDE and part not in _ALSO_WORDS
        ]

    def __call__(self, text: str) -> str:
        """The text with "a student" for every name and id, and without e-mail addresses."""
        text = unicodedata.normalize("NFC", text)
        text = _ADDRESS.sub(lambda match: "a file" if _is_upload(match[0]) else match[0], text)
        text = _EMAIL.sub("an e-mail address", text)
        text = _URL.sub(lambda match: "a link" if self._is_personal(match[0]) else match[0], text)
        if self._ids:
            text = _ID.sub(self._without_id, text)
        if self._unspaced:
            text = self._unspaced.sub(_SOMEBODY, text)
        parts: list[str] = []
        done = 0
        for start, end in self._found(_folded(text)):
            before = text[done:start]
            if not parts or before.strip(" \t"):  # two parts of one name: said once
                said = text[max(0, start - 80) : start].rstrip(" \t*_\"'")
                begins = not said or said[-1] in ".!?\n"
                parts += [before, _SOMEBODY.capitalize() if begins else _SOMEBODY]
            parts.append("*" * text.count("*", start, end))  # what ended bold type still does
            done = end
        return "".join([*parts, text[done:]])

    def _without_id(self, match: re.Match[str]) -> str:
        given = {match[0], match[0].lower(), *match[0].split(".")}
        return match[0] if self._ids.isdisjoint(given) else _SOMEBODY

    def _learn(self, name: str) -> None:
        name = _folded(unicodedata.normalize("NFC", re.sub(r"\([^)]*\)", " ", name)))
        if "@" in name:
            return  # an address, and those go anyway
        pieces = [tuple(_WORD.findall(piece.lower())) for piece in re.split(r"[\s,]+", name)]
        pieces = [piece for piece in pieces if piece and not set(piece) <= PARTICLES]
        words = [word for piece in pieces for word in piece]
        telling = [word for word in words if len(word) > 1 and word not in PARTICLES]
        if not telling:
            return
        full = [word for word in _WORD.findall(name.lower()) if word not in ("dr", "prof")]
        if len(words) > 1:
            ends = (telling[0], telling[-1]) if len(telling) > 1 else (words[0], words[-1])
            turned = (words[-1], *words[:-1])
            for whole in sorted({tuple(full), tuple(words), ends, ends[::-1], turned}):
                if len(whole) > 1 and sum(map(len, whole)) >= _SHORTEST_WHOLE:
                    self._whole.setdefault(whole[0], []).append(whole)
                    if sum(map(len, whole)) >= _SHORTEST_JOINED:
                        self._whole.setdefault("".join(whole), []).append(("".join(whole),))
        for piece in pieces:
            joined = "".join(piece)  # OBrien, JeanPierre
            if len(piece) > 1 and len(joined) > _SHORTEST_WHOLE:
                self._whole.setdefault(piece[0], []).append(piece)
                self._whole.setdefault(joined, []).append((joined,))
        for word in telling:
            if word not in NOBODY:
                others = {other[0] for other in words if other != word}
                self._initials.setdefault(word, set()).update(others)

    def _found(self, folded: str) -> Iterator[tuple[int, int]]:
        """Where people are named, in order."""
        words = list(_WORD.finditer(folded))
        at = 0
        while at < len(words):
            taken = self._whole_name(folded, words, at)
            initials = self._initials.get(words[at][0].lower())
            if not taken and initials is not None and means_somebody(words[at], initials):
                taken = 1
            if taken:
                yield self._with_surroundings(folded, words[at], words[at + taken - 1].end())
            at += taken or 1

    def _whole_name(self, folded: str, words: list[re.Match[str]], at: int) -> int:
        """How many words from this one on are somebody's whole name; 0 if they are none."""
        for name in self._whole.get(words[at][0].lower(), ()):
            also_words = set(name) <= _ALSO_WORDS
            between = _SPACE if also_words else _BETWEEN
            matched, last = 1, at
            for i in range(at + 1, min(at + 2 * len(name), len(words))):
                word = words[i][0]
                if matched == len(name) or not between.fullmatch(
                    folded, words[last].end(), words[i].start()
                ):
                    break
                if word.lower() == name[matched] and (word[0].isupper() or not also_words):
                    matched, last = matched + 1, i
                elif len(word) > 1:
                    break
            if matched == len(name) and (words[at][0][0].isupper() or not also_words):
                return last - at + 1
        return 0

    def _with_surroundings(self, folded: str, first: re.Match[str], end: int) -> tuple[int, int]:
        """A name with the @, the title and the initials that belong to it."""
        start = first.start()
        initials = self._initials.get(first[0].lower(), set())
        before = folded[max(0, start - 20) : start]
        if (initial := re.search(r"(?<!\w)([A-Z])(?:\.[ \t]?|[ \t])$", before)) and (
            initial[1].lower() in initials and (initial[0] not in ("A ", "I "))
        ):
            start -= len(initial[0])
        elif title := TITLE.search(before):
            start -= len(title[0])
        if folded[start - 1 : start] == "@":
            start -= 1
        behind = _INITIAL_BEHIND.match(folded, end)
        if behind and behind[1].lower() in initials and behind[1] not in "AI":
            end = behind.end()
        return start, end

    def _is_personal(self, url: str) -> bool:
        """Whether an address on the web names somebody, as those of home pages do."""
        folded = _folded(url)
        if any(True for _ in self._found(folded)):
            return True
        lower = folded.lower()
        return any(part in lower for part in self._inside_addresses)


def remove_names(text: str, names: Collection[str]) -> str:
    """The text without these names and without e-mail addresses, see `PeopleMask`."""
    return PeopleMask(names)(text)


def _is_upload(address: str) -> bool:
    lower = address.lower()
    return any(mark in lower for mark in _UPLOADS)


def _folded(text: str) -> str:
    """The text without accents, character for character."""
    if text.isascii():
        return text
    return "".join(map(_without_accent, text.translate(_LETTERS)))


def _without_accent(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if len(parts) > 1 and unicodedata.combining(parts[1]) else letter


def _is_unspaced(name: str) -> bool:
    """Whether a name is of a script that puts no spaces between words."""
    return len(name) > 1 and all(
        "\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in name
    )


def _pattern_of(words: Iterable[str]) -> re.Pattern[str] | None:
    ordered = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered))) if ordered else None
