"""Names of uploads, made fit for the folder that they are kept in."""

import re
import unicodedata

_LONGEST = 180  # bytes of a name in UTF-8; file systems allow 255, and " (2)" may be added
_LONGEST_ENDING = 10  # characters
_NOT_IN_NAMES = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffd]+'
)
# On Windows these are devices, whatever follows after a dot.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)(?:\..*)?", re.I)
NAMELESS = "note"


def safe_name(name: str) -> str:
    """A file name that can do no harm, as near to the given one as possible, in any script."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = unicodedata.normalize("NFC", _NOT_IN_NAMES.sub(" ", name)).strip(" .") or NAMELESS
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _LONGEST_ENDING:
        stem, suffix = name, ""
    ending = f".{suffix}" if suffix else ""
    stem = _shortened(stem, _LONGEST - len(ending.encode())).strip(" .") or NAMELESS
    if _DEVICES.fullmatch(stem):
        stem = f"{NAMELESS} {stem}"
    return stem + ending


def _shortened(text: str, most: int) -> str:
    """As much of a text as has this many bytes."""
    return text.encode()[:most].decode(errors="ignore")
