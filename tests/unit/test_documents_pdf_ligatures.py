"""Ligatures that came out as other characters are read as the letters that are printed."""

import pytest

from tutor.documents.readers.page_layout.glyphs import Glyph, Sheet
from tutor.documents.readers.page_layout.ligatures import with_ligatures_repaired

WIDTHS = {"t": 0.33, "i": 0.23, "f": 0.30, "l": 0.23, "s": 0.39, ">": 0.50, "B": 0.54}
LIGATURES = {"[ti]": (">", 0.555), "[tt]": ("B", 0.65), "[tti]": ("s", 0.86)}


def sheet(text: str, font: str = "Calibri") -> Sheet:
    """A page with one line, where [ti] is the ligature under a wrong character."""
    glyphs: list[Glyph] = []
    x, spaced = 0.0, True
    while text:
        if text[0] == " ":
            x, spaced, text = x + 3, True, text[1:]
            continue
        found = next((name for name in LIGATURES if text.startswith(name)), text[0])
        character, width = LIGATURES.get(found, (found, WIDTHS.get(found, 0.5)))
        right = x + 10 * width
        glyphs.append(
            Glyph(character, x, right, 100, 98, 107, 10, font, False, len(glyphs), spaced)
        )
        x, spaced, text = right, False, text[len(found) :]
    return Sheet(1, "", 612, 792, tuple(glyphs))


def repaired(*lines: str) -> str:
    pages = with_ligatures_repaired([sheet(line) for line in lines])
    return " | ".join(
        "".join((" " if glyph.spaced else "") + glyph.text for glyph in page.glyphs).strip()
        for page in pages
    )


def test_a_word_that_is_right_elsewhere_tells_what_the_character_stands_for() -> None:
    text = repaired(
        "Genera[ti]ve models", "what a generative model is", "Quan[ti]sed le[ti]mo[ti]fs"
    )
    assert text.startswith("Generative models")
    assert text.endswith("Quantised letimotifs")


def test_common_words_do_where_the_document_has_no_other() -> None:
    assert repaired("probabilis[ti]c reconstruc[ti]on bo[tt]om") == (
        "probabilistic reconstruction bottom"
    )


def test_a_font_that_lost_some_has_lost_the_longer_one_too() -> None:
    text = repaired("probabilis[ti]c codes that fit Olive[tti] faces, and classes")
    assert text == "probabilistic codes that fit Olivetti faces, and classes"


@pytest.mark.parametrize(
    "formula",
    [
        "x > y",
        "x>y",
        "n>k and p>q",
        "loss>limit",
        "if a>b then",
        "f(x)>0",
        "uses->types",
        "McBride",
    ],
)
def test_signs_that_are_meant_stay(formula: str) -> None:
    assert repaired(f"probabilis[ti]c: {formula}").endswith(formula)


def test_nothing_is_changed_without_a_witness() -> None:
    assert repaired("qua[ti]ble zor[ti]ng") == "qua>ble zor>ng"
