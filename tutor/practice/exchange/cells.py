"""Texts as cells of a spreadsheet, none of which is run as a formula.

A spreadsheet takes a cell that begins with one of a few characters for a formula, in a CSV file
too, and a formula may send data away or start programs (CWE-1236,
https://owasp.org/www-community/attacks/CSV_Injection). An apostrophe in front makes it text. As
every text with apostrophes before such a character gets one more, reading is exact.
"""

import re

# Programs differ in what they trim, so white space and quotes before the character count too.
_RUN = r"[\s'\"]*[=+\-@|%\u2212\uff1d\uff0b\uff0d\uff20]|['\"]*\s"
_FORMULA, _MARKED = re.compile(_RUN), re.compile(f"'(?:{_RUN})")


def cell(text: str) -> str:
    """A text as a cell that no spreadsheet runs."""
    return f"'{text}" if _FORMULA.match(text) else text


def text_of_cell(written: str) -> str:
    """The text of a cell, with or without the apostrophe of `cell`."""
    return written[1:] if _MARKED.match(written) else written
