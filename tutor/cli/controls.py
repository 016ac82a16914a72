"""Control characters, of which a terminal obeys more than anybody wants."""

_KEPT = "\t\n"
_SHOWN = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(0x20), *range(0x7F, 0xA0))
    if chr(code) not in _KEPT
}


def harmless(text: str) -> str:
    """The text with every control character but tab and new line replaced, of the same length."""
    return text.translate(_SHOWN)
