"""Glyphs to lines: what stands on one baseline, with what is raised and lowered beside it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tutor.documents.readers.page_layout.glyphs import Glyph, Sheet
from tutor.documents.readers.page_layout.tex_fonts import is_mathematical


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Glyphs that the file draws one after the other on one baseline."""

    glyphs: tuple[Glyph, ...]
    left: float = field(init=False)
    right: float = field(init=False)
    base: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "left", self.glyphs[0].left)
        object.__setattr__(self, "right", max(glyph.right for glyph in self.glyphs))
        object.__setattr__(self, "base", self.glyphs[0].base)
        object.__setattr__(self, "size", max(glyph.size for glyph in self.glyphs))


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Runs that are read from left to right, or the runs of one displayed formula."""

    runs: tuple[Run, ...]  # in the order in which the file draws them
    left: float
    right: float
    bottom: float
    top: float
    base: float
    size: float  # of most of its text
    bold: bool  # throughout
    is_formula: bool = False

    @property
    def width(self) -> float:
        """From the left edge to the right one."""
        return self.right - self.left


_KERN = 1.1  # ems by which a glyph may go back: parts of a ligature share one place
_WORD_GAP = 1.1  # ems between words at most
_NUMBER_GAP = 0.7
_SCRIPT_GAP = 0.5  # ems between a letter and its index
_AFTER_SCRIPT = 0.85  # ems between an index and the next word
_SCRIPT_OVERLAP = 0.6
_SMALLER = 0.87  # scripts are at most this much of the size of what they stand at
_FRACTION = (0.85, 1.13)  # ems of a small font from denominator to numerator
_FRACTION_LENGTH = 8  # glyphs
_REACH = 1.3  # ems from one baseline to another of the same line
_TALLEST = 60.0  # points of a sign that a line may contain
_ALL_BOLD = 0.9  # of a line's glyphs
_SAME_BASE = 0.12  # ems
RELATIONS = frozenset("=<>≤≥≈≡\u223c≠∈:→⇒∝")  # stand on the main line of a formula


def lines_of(sheet: Sheet) -> list[Line]:
    """The lines of a page in no particular order; wide gaps part them."""
    runs = _runs(sheet.glyphs)
    runs.sort(key=lambda run: -run.base)
    tall = any(run.glyphs[0].font.startswith("CMEX") for run in runs)
    reach = _TALLEST if tall else _REACH * max((run.size for run in runs), default=0.0)
    scripts = _scripts(runs)
    groups = _Groups(len(runs))
    for i, upper in enumerate(runs):
        for j in range(i + 1, len(runs)):
            lower = runs[j]
            if upper.base - lower.base > reach:
                break
            if _belong(upper, lower) or (not {i, j} & scripts and _is_small_fraction(upper, lower)):
                groups.join(i, j)
    return [line_of([runs[i] for i in group]) for group in groups.all()]


def line_of(runs: Sequence[Run], *, is_formula: bool = False) -> Line:
    """One line of some runs."""
    ordered = sorted(runs, key=lambda run: run.glyphs[0].order)
    glyphs = [glyph for run in ordered for glyph in run.glyphs]
    sizes: dict[float, float] = defaultdict(float)
    bases: dict[float, float] = defaultdict(float)
    for glyph in glyphs:
        sizes[glyph.size] += max(glyph.right - glyph.left, 0.01) * glyph.size
    size = max(sizes) if is_formula else max(sizes, key=lambda each: sizes[each])
    relations = [glyph for glyph in glyphs if is_formula and glyph.text in RELATIONS]
    for glyph in relations or glyphs:
        if glyph.size >= _SMALLER * size:
            bases[glyph.base] += glyph.right - glyph.left
    if not bases:
        bases[glyphs[0].base] = 1.0
    bold = sum(glyph.bold for glyph in glyphs) > _ALL_BOLD * len(glyphs)
    return Line(
        tuple(ordered),
        min(run.left for run in ordered),
        max(run.right for run in ordered),
        min(glyph.bottom for glyph in glyphs),
        max(glyph.top for glyph in glyphs),
        max(bases, key=lambda base: bases[base]),
        size,
        bold,
        is_formula,
    )


def merged(lines: Iterable[Line], *, is_formula: bool = False) -> Line:
    """Several lines as one."""
    return line_of([run for line in lines for run in line.runs], is_formula=is_formula)


def share_of_formula(line: Line) -> float:
    """How much of a line is set in fonts for formulas, from 0 to 1."""
    # The dots of a table of contents are set in such a font, too.
    glyphs = [glyph for run in line.runs for glyph in run.glyphs if glyph.text != "."]
    if not glyphs:
        return 0.0
    return sum(is_mathematical(glyph.font) for glyph in glyphs) / len(glyphs)


def _runs(glyphs: Sequence[Glyph]) -> list[Run]:
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _continues(runs[-1][-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return [Run(tuple(run)) for run in runs]


def _continues(before: Glyph, glyph: Glyph) -> bool:
    em = max(before.size, glyph.size)
    gap = glyph.left - before.right
    same_size = min(before.size, glyph.size) > _SMALLER * em
    on_base = abs(glyph.base - before.base) < _SAME_BASE * em
    return same_size and on_base and -_KERN * em < gap < _word_gap(before, glyph) * em


def _word_gap(before: Glyph, glyph: Glyph) -> float:
    """How far two words of a line are apart at most, in ems; numbers may be cells of a table."""
    return _NUMBER_GAP if before.text.isdigit() and glyph.text.isdigit() else _WORD_GAP


def _belong(a: Run, b: Run) -> bool:
    if "CMEX" in (a.glyphs[0].font[:4], b.glyphs[0].font[:4]):
        return _stand_beside(a, b)
    big, small = (a, b) if a.size >= b.size else (b, a)
    gap = max(a.left, b.left) - min(a.right, b.right)
    rise = small.base - big.base
    if abs(rise) < _SAME_BASE * big.size:
        first, second = (a, b) if a.left < b.left else (b, a)
        return gap < _word_gap(first.glyphs[-1], second.glyphs[0]) * big.size
    if small.size < _SMALLER * big.size:
        reach = _AFTER_SCRIPT if small.left < big.left else _SCRIPT_GAP
        beside = -_SCRIPT_OVERLAP * big.size < gap < reach * big.size
        return beside and -0.45 * big.size < rise < 0.75 * big.size
    return False


def _scripts(runs: Sequence[Run]) -> set[int]:
    """The numbers of the runs that stand close beside a larger letter."""
    reach = max((run.size for run in runs), default=0.0)
    found: set[int] = set()
    for i, upper in enumerate(runs):  # the highest first
        for j in range(i + 1, len(runs)):
            lower = runs[j]
            if upper.base - lower.base > reach:
                break
            if _is_script(upper, lower):
                found.add(i)
            elif _is_script(lower, upper):
                found.add(j)
    return found


def _is_script(run: Run, big: Run) -> bool:
    return (
        run.size < _SMALLER * big.size
        and -0.1 * big.size < run.left - big.right < 0.12 * big.size
        and abs(run.base - big.base) < 0.75 * big.size
    )


def _is_small_fraction(a: Run, b: Run) -> bool:
    """Whether two runs are the numerator and denominator of a fraction within a line."""
    if abs(a.size - b.size) > 0.1 or max(len(a.glyphs), len(b.glyphs)) > _FRACTION_LENGTH:
        return False
    over = min(a.right, b.right) - max(a.left, b.left) > 0.4 * min(
        a.right - a.left, b.right - b.left
    )
    return (
        over
        and _FRACTION[0] * a.size < abs(a.base - b.base) < _FRACTION[1] * a.size
        and any(is_mathematical(glyph.font) for glyph in (*a.glyphs, *b.glyphs))
    )


def _stand_beside(a: Run, b: Run) -> bool:
    """Whether a tall sign and a run, whose baselines don't compare, are one thing."""
    middles = [(run.glyphs[0].bottom + run.glyphs[0].top) / 2 for run in (a, b)]
    gap = max(a.left, b.left) - min(a.right, b.right)
    em = max(a.size, b.size)
    inside = any(
        one.glyphs[0].bottom < middle < one.glyphs[0].top
        for one, middle in ((a, middles[1]), (b, middles[0]))
    )
    return inside and gap < _SCRIPT_GAP * em


class _Groups:
    """Disjoint sets of numbers."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))

    def join(self, a: int, b: int) -> None:
        self._parents[self._root(a)] = self._root(b)

    def all(self) -> list[list[int]]:
        groups: dict[int, list[int]] = {}
        for i in range(len(self._parents)):
            groups.setdefault(self._root(i), []).append(i)
        return list(groups.values())

    def _root(self, i: int) -> int:
        while self._parents[i] != i:
            self._parents[i] = self._parents[self._parents[i]]
            i = self._parents[i]
        return i
