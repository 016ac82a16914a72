"""The characters of a text, seen as a reader sees them: what shows, and in which script."""

import re
import unicodedata
from functools import lru_cache

# Zero-width, bidirectional and tag characters, and other fillers that have no width. Joiners
# between letters stay: Persian and the Indic scripts are spelled with them.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
    "|(?<![^\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f])"
)


def visible(text: str) -> str:
    """The text without the characters that no reader sees."""
    return _UNSEEN.sub("", text)


def script_of(text: str) -> str:
    """The script that most of a text's letters belong to: "latin", "cjk", "arabic" and so on.

    One or two Greek letters in a row are a formula's; a character of Chinese, Japanese or Korean
    counts for three letters; a text without letters is Latin.
    """
    counts: dict[str, int] = {}
    for character in _SYMBOL.sub("", text):
        if character.isalpha():
            name = _script(character)
            counts[name] = counts.get(name, 0) + (3 if name == "cjk" else 1)
    return max(counts, key=lambda name: counts[name], default="latin")


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    if character.isascii():
        return "latin"
    name = unicodedata.name(character, "").split(" ")[0].lower()
    return _SCRIPTS.get(name, "latin")


_SYMBOL = re.compile(
    "(?<![\u0370-\u03ff\u1f00-\u1fff])[\u0370-\u03ff]{1,2}(?![\u0370-\u03ff\u1f00-\u1fff])"
)
# Unicode's names of letters begin with their script; what is not listed is Latin or a symbol.
_SCRIPTS = {
    name: name
    for name in (
        "greek cyrillic armenian hebrew arabic syriac thaana devanagari bengali gurmukhi gujarati "
        "oriya tamil telugu kannada malayalam sinhala thai lao tibetan myanmar georgian ethiopic "
        "cherokee khmer mongolian"
    ).split()
} | dict.fromkeys(("cjk", "hiragana", "katakana", "hangul", "bopomofo"), "cjk")


def mixes_scripts(text: str) -> bool:
    """Whether two words have Latin and Cyrillic letters in them: one dressed up as the other."""
    words = re.findall(r"[^\W\d_]{3,}", text)
    return sum({"latin", "cyrillic"} <= {_script(c) for c in word} for word in words) >= 2


_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u051b\u051d"
    "\u0410\u0415\u041e\u0420\u0421\u0423\u0425\u0406\u0412\u041d\u041a\u041c\u0422"
    "\u03bf\u03b1\u03b9\u03c1\u03bd\u03c5\u0261\u0131",
    "aeopcyxijsdhqwAEOPCYXIBHKMToaipvugi",
)
_SPACED = re.compile(r"\b\w(?:[ .\-_*]\w\b){4,}")


def folded(text: str) -> str:
    """A sentence in small plain letters, as a person would read it in spite of its spelling."""
    text = unicodedata.normalize("NFKD", visible(text)).translate(_LOOKALIKES).lower()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"[*_~]{1,3}(?=\w)|(?<=\w)[*_~]{1,3}", "", text)
    return _SPACED.sub(lambda match: re.sub(r"[\W_]", "", match.group()), text)
