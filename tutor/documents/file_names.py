"""What can be said of a file before it is opened."""

import re

EMPTY = "the file is empty; write something in it or remove it"
UNPRINTABLE = "its name is not valid text; rename it"
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # move a terminal's cursor, or worse


def printable(name: str) -> str:
    """A name as it can be shown: what is no text, or no character, is a question mark."""
    return _CONTROLS.sub("?", name.encode(errors="replace").decode())
