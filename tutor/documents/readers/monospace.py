"""Tells code by its font."""

import re

_FONTS = re.compile(
    r"(?:courier|consolas|menlo|monaco|lucida (?:console|sans typewriter)|andale mono|source code"
    r"|fira (?:code|mono)|jetbrains|inconsolata|hack$|ubuntu mono|sf ?mono|cascadia|typewriter)"
    r"|\bmono(?:space)?\b",
    re.IGNORECASE,
)


def is_monospaced(font: str) -> bool:
    """Whether people write code in this font."""
    return bool(_FONTS.search(font))
