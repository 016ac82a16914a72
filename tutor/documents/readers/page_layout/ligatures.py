"""Ligatures that a file gives the wrong character for, such as > for ti.

Programs that write a glyph without a code of its own, as for "ti" in Calibri, take whatever code
is free in the font's subset, so that "probabilistic" is printed and "probabilis>c" is copied. The
glyph's width gives it away, as it is the sum of its letters', and the words it stands in do.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from tutor.documents.readers.page_layout.glyphs import Glyph, Sheet

Key = tuple[str, str, int]  # font, character, class of width

# Those without a code in Unicode first: they are the ones that get lost.
_CANDIDATES = "ti tt tti ft tf Th ct st ff fi fl ffi ffl fj".split()
_OFTEN_LOST = 5  # of these, in fonts that lose any
_WIDTH = 0.09  # by which a ligature's width differs at most from its letters'
_WIDER = 1.35  # times a letter's usual width: another glyph with its code
_CLASS = 0.04  # ems within which widths are the same
_LETTERS_BEFORE = re.compile(r"[^\W\d_]*$")
_LETTERS_AFTER = re.compile(r"[^\W\d_]*")
_WORD = re.compile(r"[^\W\d_]+")
# Words of lectures in which they stand, for documents that have no other witness.
_COMMON = """
action activation addition additional algorithmic application approximation architecture article
attention attribute automatic batch better bottom classification clustering competition
computation condition conditional convolution correlation data definition derivative
differentiation dimension distribution distributional either equation estimation evaluation
executive expectation function functional generation generative gradient identity implementation
information initialization initial interaction introduction iteration iterative kinetic latent
learning left letter linguistic little logistic mathematics matter motivation multiple mutual
negative notation often operation optimal optimization optimize option output pattern partial
particular patient pattern population position positive potential practical prediction
predictive probabilistic probabilities probability production project proportion reconstruction
recognition reduction regression relation relative representation section segmentation selection
semantic sensitive setting shift soft software solution stationary statistic statistical
statistics stochastic supervision time tradition traditional training transformation transition
transitive translation typically utilities validation variation variational written written
after craft drift draft gift lift efficient coefficient sufficient difficult effect affect
different difference offset first find define defined final fixed figure field fit finite
specific classify infinite modified profile benefit confidence flow flat flexible influence
reflect conflict overfitting fitting committee submitted transmitted plotted attend attribute
""".split()  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Use:
    """One place of a suspect character."""

    before: str  # the letters of its word on either side
    after: str


def with_ligatures_repaired(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The same pages with the letters that wrong characters stand for."""
    usual = _usual_widths(sheets)
    uses: dict[Key, list[_Use]] = defaultdict(list)
    words: Counter[str] = Counter(_COMMON)
    for sheet in sheets:
        for word in _words(sheet.glyphs):
            suspects = [i for i in range(len(word)) if _is_suspect(word, i, usual)]
            text = "".join(glyph.text for glyph in word)
            if not suspects:
                words.update(match.lower() for match in _WORD.findall(text))
            for i in suspects:
                before = "".join(glyph.text for glyph in word[:i])
                after = "".join(glyph.text for glyph in word[i + 1 :])
                uses[_key(word[i])].append(_Use(before, after))
    meanings = _meanings(uses, words, usual)
    if not meanings:
        return list(sheets)
    return [replace(sheet, glyphs=tuple(_repaired(sheet, meanings, usual))) for sheet in sheets]


def _words(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    word: list[Glyph] = []
    for glyph in glyphs:
        last = word[-1] if word else None
        if last and (
            glyph.spaced
            or abs(glyph.base - last.base) > 0.12 * glyph.size
            or not -1.1 < (glyph.left - last.right) / glyph.size < 0.5
        ):
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word


def _width(glyph: Glyph) -> float:
    return (glyph.right - glyph.left) / glyph.size


def _key(glyph: Glyph) -> Key:
    return glyph.font, glyph.text, round(_width(glyph) / _CLASS)


def _usual_widths(sheets: Sequence[Sheet]) -> dict[tuple[str, str], float]:
    """Each character's width in each font, in ems."""
    widths: dict[tuple[str, str], list[float]] = defaultdict(list)
    for sheet in sheets:
        for glyph in sheet.glyphs:
            widths[glyph.font, glyph.text].append(_width(glyph))
    return {key: median(found) for key, found in widths.items()}


def _is_suspect(word: Sequence[Glyph], i: int, usual: dict[tuple[str, str], float]) -> bool:
    """Whether a glyph is no letter, or not that letter, though letters stand around it."""
    glyph = word[i]
    if glyph.text.islower() and _width(glyph) <= _WIDER * usual[glyph.font, glyph.text]:
        return False
    if any(
        other is not glyph and other.left == glyph.left for other in word[max(0, i - 2) : i + 3]
    ):
        return False  # a ligature that was read right shares its box among its letters
    near = [g.text for g in (*word[max(0, i - 1) : i], *word[i + 1 : i + 2])]
    if not any(text.isalpha() and text.islower() for text in near):
        return False
    if glyph.text.isalpha():
        if _width(glyph) > _WIDER * usual[glyph.font, glyph.text]:
            return True
        inside = 0 < i < len(word) - 1 and all(text.islower() for text in near)
        return glyph.text.isupper() and inside
    if len(glyph.text) != 1 or glyph.text in "-'\u2019\u2018\"“”.,;:()/&*_…\u2010\u00ad[]{}|=+·@^":
        return False
    if glyph.text.isdigit() and not (0 < i < len(word) - 1):
        return False
    return sum(g.text.isalpha() for g in word) >= 3


def _meanings(
    uses: dict[Key, list[_Use]], words: Counter[str], usual: dict[tuple[str, str], float]
) -> dict[Key, str]:
    """What each suspect stands for, where its width and its words agree."""
    found: dict[Key, str] = {}
    for key, places in uses.items():
        font, _, width_class = key
        fitting = [each for each in _CANDIDATES if _fits(each, font, width_class, usual)]
        votes = Counter({each: _witnesses(each, places, words) for each in fitting})
        best = votes.most_common(2)
        if best and best[0][1] and (len(best) == 1 or best[0][1] > best[1][1]):
            found[key] = best[0][0]
    fonts = {key[0].partition("-")[0] for key in found}
    for key in uses:  # a font that lost ti and tt has lost tti as well
        if key not in found and key[0].partition("-")[0] in fonts and _stands_in_words(uses[key]):
            fitting = [
                each for each in _CANDIDATES[:_OFTEN_LOST] if _fits(each, key[0], key[2], usual)
            ]
            if len(fitting) == 1:
                found[key] = fitting[0]
    return found


def _fits(letters: str, font: str, width_class: int, usual: dict[tuple[str, str], float]) -> bool:
    widths = [usual.get((font, letter)) for letter in letters]
    known = [width for width in widths if width is not None]
    if len(known) < len(letters):
        # The font has lost the letter everywhere: let the words decide.
        return True
    return abs(width_class * _CLASS - sum(known)) < _WIDTH * sum(known) + _CLASS / 2


def _witnesses(letters: str, places: Sequence[_Use], words: Counter[str]) -> int:
    """How many different words there are with these letters."""
    spelled: set[str] = set()
    for place in places:
        head, tail = _LETTERS_BEFORE.search(place.before), _LETTERS_AFTER.match(place.after)
        if head and tail and len(head[0] + tail[0]) > 1:
            spelled.add(f"{head[0]}{letters}{tail[0]}".lower())
    return sum(word in words for word in spelled)


def _stands_in_words(places: Sequence[_Use]) -> bool:
    return any(len(place.before + place.after) >= 4 for place in places)


def _repaired(
    sheet: Sheet, meanings: dict[Key, str], usual: dict[tuple[str, str], float]
) -> Iterator[Glyph]:
    for word in _words(sheet.glyphs):
        for i, glyph in enumerate(word):
            letters = meanings.get(_key(glyph))
            if letters and _is_suspect(word, i, usual):
                yield glyph._replace(text=letters)
            else:
                yield glyph
