"""What the characters of TeX's own fonts stand for where a file does not say it.

Those fonts number their signs in their own way, and a file that names none of them comes out with
an X for a sum and a k for a norm. The tables are those of Knuth's Computer Modern fonts
(OML, OMS and OMX encodings).
"""

from functools import lru_cache

_OML = "ΓΔΘΛΞΠΣΥΦΨΩαβγδϵζηθικλμνξπρστυϕχψωεϑϖϱςφ"  # cmmi, codes 0 to 39
_OMS = {
    "\x00": "\u2212",
    "k": "‖",
    "6": "\u0338",
    "0": "\u2032",
    "j": "|",
    "f": "{",
    "g": "}",
    "h": "⟨",
    "i": "⟩",
}
_OMX = {
    **dict(zip("\x00\x01\x02\x03\x08\x09\x0a\x0b\x0c\x0d\x0e", "()[]{}⟨⟩|‖/", strict=True)),
    **dict(zip("\x10\x11\x12\x13\x14\x15\x1a\x1b\x1c\x1d\x1e", "()()[]{}⟨⟩/", strict=True)),
    **dict(zip(' !"#()*+,DE', "()[]{}⟨⟩/⟨⟩", strict=True)),
    **dict(zip("\x04\x05\x06\x07\x16\x17\x18\x19$%&'", "⌊⌋⌈⌉⌊⌋⌈⌉⌊⌋⌈⌉", strict=True)),
    **dict(zip("0123<=hi", "()[]{}[]", strict=True)),
    **dict.fromkeys("456789:;>?@ABCuvbcdefg", ""),  # further pieces of a bracket, a root, a hat
    **dict(zip("JKLMNOPQRSTUVW", "⊙⊙⊕⊕⊗⊗∑∏∫\u22c3⋂⊎⋀\u22c1", strict=True)),
    **dict(zip("XYZ[\\]^_`a", "∑∏∫\u22c3⋂⊎⋀\u22c1∐∐", strict=True)),
    **dict.fromkeys("pqrst", "√"),
}
# Apple's programs show the codes 10, 17 and 18 as the signs of their keyboards.
_APPLE = {"⌘": 17, "✓": 18, "⌦": 10}
_PIECES = {  # Adobe's private characters for the parts of tall brackets
    "\uf8eb": "(", "\uf8f6": ")", "\uf8ee": "[", "\uf8f9": "]", "\uf8f2": "{", "\uf8fd": "}",
    **dict.fromkeys("\uf8ec\uf8ed\uf8f7\uf8f8\uf8ef\uf8f0\uf8fa\uf8fb\uf8f1\uf8f3", ""),
    **dict.fromkeys("\uf8f4\uf8f5\uf8e6\uf8e7\uf8fc\uf8fe", ""),
}  # fmt: skip
_DINGBATS = {"à": "→", "ß": "←", "ó": "↔", "è": "➔"}  # the other signs are marks of lists
_UPPER_GREEK_CODES = 11
_LIGATURES = ("ff", "fi", "fl", "ffi", "ffl")
_ROMAN_LIGATURES = dict(zip("\x0b\x0c\x0d\x0e\x0f", _LIGATURES, strict=True))  # OT1
_CORK_LIGATURES = dict(zip("\x1b\x1c\x1d\x1e\x1f", _LIGATURES, strict=True))  # T1


def repaired(character: str, font: str) -> str:
    """The sign that is printed for a character of a font; empty for a mere part of one.

    A sign of a text font stays as it is.
    """
    if character in _PIECES:
        return _PIECES[character]
    if any(name in font for name in ("Wingdings", "Webdings", "Dingbats")):
        return character if character in " \t" else _DINGBATS.get(character, "•")
    if font.startswith(("SFR", "SFB", "SFT", "LMR", "LMS")):
        return _CORK_LIGATURES.get(character, character)
    if not font.startswith("CM"):
        return character
    family = font[:4]
    if family == "CMEX":
        return _OMX.get(character, character)
    code = _APPLE.get(character, ord(character[:1] or " "))
    if family in ("CMSY", "CMBS"):
        return _OMS.get(character, character)
    if family == "CMMI":
        # Zero is also what a file gives for a sign without a name, and Γ is rare.
        return _OML[code] if 0 < code < ord(" ") else "\ufffd" if not code else character
    if code < _UPPER_GREEK_CODES:
        return _OML[code] if code else "\ufffd"
    return _ROMAN_LIGATURES.get(character, character)


@lru_cache(maxsize=256)
def is_mathematical(font: str) -> bool:
    """Whether a font is one that formulas are set in."""
    return font.startswith(("CMMI", "CMSY", "CMEX", "CMBSY", "MSBM", "MSAM", "LMMath")) or any(
        mark in font for mark in ("Math", "Symbol", "MT-Extra", "MTEX", "MTSY", "MTMI")
    )
