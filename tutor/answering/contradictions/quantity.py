"""The quantities in a sentence: a number with what it counts or measures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tutor.answering.contradictions.statement import Token

Bound = Literal["exact", "about", "over", "under", "at least", "at most", "range"]

_UNITS: dict[str, tuple[str, float]] = {
    unit: (dimension, factor)
    for dimension, names in {
        "time": {
            "ms millisecond milliseconds": 1e-3,
            "s sec second seconds": 1.0,
            "min minute minutes": 60.0,
            "h hr hour hours": 3600.0,
            "day days": 86400.0,
            "week weeks": 604800.0,
        },
        "months": {"month months": 1.0, "year years": 12.0},
        "bytes": {
            "kb kilobyte kilobytes": 1e3,
            "mb megabyte megabytes": 1e6,
            "gb gigabyte gigabytes": 1e9,
            "tb terabyte terabytes": 1e12,
        },
        "share": {"% percent": 0.01},
        "frequency": {"hz hertz": 1.0, "khz": 1e3, "mhz": 1e6, "ghz": 1e9},
        "length": {
            "\u00b5m": 1e-6,
            "mm": 1e-3,
            "cm": 1e-2,
            "m meter meters metre metres": 1.0,
            "km": 1e3,
        },
        "mass": {"\u00b5g": 1e-6, "mg": 1e-3, "g gram grams": 1.0, "kg": 1e3},
        "volume": {"ml": 1e-3, "l litre litres liter liters": 1.0},
        "pressure": {"mmhg": 1.0},
    }.items()
    for unit_names, factor in names.items()
    for unit in unit_names.split()
}
_MULTIPLES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "billion": 1e9}
_ABOUT = frozenset(
    "about around approximately roughly nearly almost some circa ca ~ \u2248".split()
)
_BOUNDS: dict[tuple[str, ...], Bound] = {
    ("more", "than"): "over",
    ("over",): "over",
    ("above",): "over",
    ("exceeding",): "over",
    (">",): "over",
    ("less", "than"): "under",
    ("fewer", "than"): "under",
    ("under",): "under",
    ("below",): "under",
    ("<",): "under",
    ("at", "least"): "at least",
    ("at", "most"): "at most",
    ("up", "to"): "at most",
}
# A number behind one of these is part of a name: it says which one, not how many.
_LABELS = frozenset(
    "chapter chapters section step fig figure table slide page lecture homework project lab week "
    "version equation eq part assignment exercise problem note unit module appendix type stage "
    "phase grade class level no number column row line day model cell post experiment case".split()
)
_MONTHS = {
    month: number
    for number, month in enumerate(
        "january february march april may june july august september october november "
        "december".split(),
        1,
    )
}
_DASHES = ("-", "\u2013", "\u2014")
_YEAR_AFTER = frozenset("in since until till from by during before after year of to".split())
_OPERATORS = frozenset("# @ = / ^ + * \\".split())
_MEASURED = frozenset("of is was are were be to = :".split())
_SHORT_NAMES = 3  # words of what is counted
_BEFORE = 5  # content words before a number that may say what it measures


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is meant."""

    low: float  # in the base unit of its dimension
    high: float
    bound: Bound
    rounding: float  # half of the last digit's place, in the base unit
    dimension: str  # of the unit; empty without one
    size: tuple[float, ...]  # of "11 x 11"
    noun: tuple[str, ...]  # stems of what is counted
    before: tuple[
        str, ...
    ]  # content stems before it up to another number; behind it where it opens
    linked: bool  # "of" or "is" before it: what stands before that is what it measures
    year: bool
    at: int  # token
    end: int  # token after the number, its unit and its noun


def quantities(tokens: Sequence[Token]) -> list[Quantity]:
    """The quantities of a sentence; numbers of chapters, dates and references are none."""
    found: list[Quantity] = []
    i = 0
    while i < len(tokens):
        if tokens[i].kind == "number":
            quantity, i = _quantity(tokens, i)
            if quantity:
                found.append(quantity)
        else:
            i += 1
    return found


def _text(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].text if 0 <= i < len(tokens) else ""


def _quantity(tokens: Sequence[Token], at: int) -> tuple[Quantity | None, int]:
    first, i = tokens[at], at + 1
    low, factor, i = _scaled(tokens, at)
    high, decimals = low, first.decimals
    between = _text(tokens, at - 1) == "between"
    joint = _text(tokens, i)
    ranged = joint in (*_DASHES, "to") or (between and joint == "and")
    if ranged and i + 1 < len(tokens) and tokens[i + 1].kind == "number":
        low_value = first.values[0]
        high, factor, i = _scaled(tokens, i + 1)
        low = low_value * factor
    elif joint == "/" and i + 1 < len(tokens) and tokens[i + 1].kind == "number":
        return None, i + 2
    if (joint == "-" and not ranged) or (ranged and high == low and joint == "-"):
        i += 1  # 200-dimensional, 12-lead
    previous = _text(tokens, at - 1)
    month = _MONTHS.get(previous) or _MONTHS.get(_text(tokens, i))
    if month and low == high and 1 <= low <= 31:
        low = high = 100 * month + low  # a day of the year
        i += previous not in _MONTHS
    else:
        month = None
    named = _text(tokens, at - 2).isalpha() and _text(tokens, i) not in _OPERATORS  # k = 5
    if previous in _LABELS or (previous in _OPERATORS and not (previous == "=" and named)):
        return None, i
    if _text(tokens, i) == "of" and high == low:
        return None, i  # 12 of the 14
    dimension = ""
    unit = _text(tokens, i)
    if unit == "per" and _text(tokens, i + 1) == "cent":
        unit, i = "percent", i + 1
    if unit in _UNITS:
        dimension, scale = _UNITS[unit]
        low, high, factor, i = low * scale, high * scale, factor * scale, i + 1
    noun, end = _noun(tokens, i, 1 if _text(tokens, i - 1) == "-" else _SHORT_NAMES)
    if month:
        dimension, noun, end = "date", (), i
    year = (
        not dimension and low == high and 1500 <= low <= 2100 and first.text.isdecimal()
        and (not noun or previous in _YEAR_AFTER)
    )  # fmt: skip
    if year:
        noun, end = (), i
    return (
        Quantity(
            low=min(low, high),
            high=max(low, high),
            bound="range" if low != high else _bound(tokens, at),
            rounding=0.5 * 10.0**-decimals * factor,
            dimension=dimension,
            size=first.values if len(first.values) > 1 else (),
            noun=noun,
            before=_before(tokens, at),
            linked=bool({t.text for t in tokens[max(0, at - 3) : at]} & _MEASURED),
            year=year,
            at=at,
            end=end,
        ),
        max(i, at + 1),
    )


def _scaled(tokens: Sequence[Token], at: int) -> tuple[float, float, int]:
    """The value of the number at `at`, the factor in it, and the token after it."""
    factor, i = 1.0, at + 1
    while _text(tokens, i) in _MULTIPLES:
        factor *= _MULTIPLES[tokens[i].text]
        i += 1
    return tokens[at].values[0] * factor, factor, i


def _noun(tokens: Sequence[Token], i: int, most: int) -> tuple[tuple[str, ...], int]:
    """What is counted, up to its plural and so many words, and the token behind it."""
    stems: list[str] = []
    while i < len(tokens) and len(stems) < most:
        token = tokens[i]
        if token.kind == "word" and token.stem:
            stems.append(token.stem)
        elif not (token.text == "-" and stems):
            break
        i += 1
        if token.text.endswith("s") and not token.text.endswith(("ss", "us", "is")):
            break  # what follows is no part of it: "three labs close", but "three lab assistants"
    return tuple(stems), i


def _before(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    start = at
    while start and (tokens[start - 1].kind != "number" or _text(tokens, start - 2) in _LABELS):
        start -= 1
    before = tuple(t.stem for t in tokens[start:at] if t.stem)[-_BEFORE:]
    if start:
        return before
    # "Ten is the number of folds"
    return before or tuple(t.stem for t in tokens[at:] if t.stem)[:_BEFORE]


def _bound(tokens: Sequence[Token], at: int) -> Bound:
    words = tuple(t.text for t in tokens[max(0, at - 2) : at])
    if _ABOUT & set(words):
        return "about"
    for length in (1, 2):
        if bound := _BOUNDS.get(words[-length:]):
            return bound
    return "exact"


_ABOUT_SHARE = 0.15  # how far "about" reaches
_NEAR_SHARE = 0.25
_ROUND_SHARE = 0.03  # how far a whole number that ends in two zeros does


def same_kind(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities measure the same, as far as their own words tell."""
    if a.year != b.year or len(a.size) != len(b.size):
        return False
    if a.dimension != b.dimension:
        other = b if a.dimension == "share" else a
        shares = "share" in (a.dimension, b.dimension) and not (a.dimension and b.dimension)
        return (
            shares
            and not other.noun
            and 0 <= other.low <= 1
            and bool(set(a.before) & set(b.before))
        )
    if a.dimension or a.year:
        return True
    if a.noun and b.noun:
        shorter, longer = sorted((a.noun, b.noun), key=len)
        return longer[-len(shorter) :] == shorter  # "heads", "attention heads"
    if not a.noun and not b.noun:
        return bool(set(a.before) & set(b.before))
    named, bare = (a, b) if a.noun else (b, a)
    if named.linked and set(named.before[-2:]) & set(bare.before[-3:]):
        return True  # "a batch size of 32 images", "the batch size is 64"
    return any(x[:6] == y[:6] for x in named.noun for y in bare.before)


def differ(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities of one kind can't both be right.

    A rounded number agrees with the exact one, "about" with what is near, a range with what is
    in it, a least or greatest value with what keeps to it.
    """
    if a.size:
        return a.size != b.size
    if a.bound == b.bound and a.bound in ("exact", "range", "at least", "at most"):
        return not (_close(a.low, b.low, a, b) and _close(a.high, b.high, a, b))
    if "about" in (a.bound, b.bound) and "range" not in (a.bound, b.bound):
        return not math.isclose(a.low, b.low, rel_tol=_ABOUT_SHARE)
    low_a, high_a = _reach(a)
    low_b, high_b = _reach(b)
    slack = _ROUND_SHARE * max(abs(a.low), abs(b.low))
    return low_a > high_b + slack or low_b > high_a + slack


def _reach(q: Quantity) -> tuple[float, float]:
    if q.bound in ("at least", "over"):
        return q.low, math.inf
    if q.bound in ("at most", "under"):
        return -math.inf, q.high
    return q.low, q.high


def _close(x: float, y: float, a: Quantity, b: Quantity) -> bool:
    gap = abs(x - y)
    half_a_place = max(a.rounding, b.rounding) * (1 - 1e-9)
    near = math.isclose(x, y, rel_tol=_NEAR_SHARE)  # 0 is not 0.3, whatever it is rounded to
    if (gap < half_a_place and near) or math.isclose(x, y, rel_tol=1e-9):
        return True
    rounded = any(v >= 100 and v % 100 == 0 for v in (x, y))
    return rounded and gap <= _ROUND_SHARE * max(x, y)
