"""Lines of justified text whose words stand far apart, as in narrow columns."""

from collections.abc import Sequence
from itertools import pairwise

from tutor.documents.readers.page_layout.lines import Line, merged

_WIDEST = 5.0  # ems between two words
_EQUAL = 0.15  # by which the gaps of one line differ at most
_NEAR = 20.0  # ems to a line that shows that there is no gap between columns
_SAME_SIZE = 0.9


def with_words_joined(lines: Sequence[Line]) -> list[Line]:
    """The same lines, the parts of a stretched one joined.

    All gaps of a stretched line are the same, most of it is words in small letters, and a line
    near it runs across its gaps. That does not hold for what stands in columns or in a table.
    """
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.base):
        if rows and abs(rows[-1][0].base - line.base) < 0.1 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    result: list[Line] = []
    for row in rows:
        row.sort(key=lambda line: line.left)
        result += _joined(row, lines) if len(row) > 1 else row
    return result


def _joined(row: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    chains: list[list[Line]] = [[row[0]]]
    for before, line in pairwise(row):
        fits = 0 < line.left - before.right < _WIDEST * line.size
        if fits and _is_covered(before, line, lines):
            chains[-1].append(line)
        else:
            chains.append([line])
    result: list[Line] = []
    for chain in chains:
        result += [merged(chain)] if len(chain) > 1 and _is_even(chain) else chain
    return result


def _is_even(chain: Sequence[Line]) -> bool:
    gaps = [gap for part in chain for gap in _gaps_within(part)]
    gaps += [right.left - left.right for left, right in pairwise(chain)]
    words = sum(part.runs[0].glyphs[0].text.islower() for part in chain)
    return (
        len(gaps) > 1
        and max(gaps) - min(gaps) < _EQUAL * max(gaps)
        and words >= (len(chain) - 1) / 2
    )


def _gaps_within(line: Line) -> list[float]:
    glyphs = sorted((g for run in line.runs for g in run.glyphs), key=lambda glyph: glyph.left)
    return [
        after.left - before.right
        for before, after in pairwise(glyphs)
        if after.spaced and after.left - before.right > 0.1 * line.size
    ]


def _is_covered(left: Line, right: Line, lines: Sequence[Line]) -> bool:
    """Whether a line above or below runs on where these two part."""
    return any(
        other.left < left.right - 0.5 * left.size
        and other.right > right.left + 0.5 * left.size
        and 0.5 * left.size < abs(other.base - left.base) < _NEAR * left.size
        and min(other.size, left.size) > _SAME_SIZE * max(other.size, left.size)
        for other in lines
    )
