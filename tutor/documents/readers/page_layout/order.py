"""In which order the parts of a page are read: columns, and what stands across them."""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar


class Placed(Protocol):
    """Anything with edges."""

    @property
    def left(self) -> float: ...  # noqa: D102

    @property
    def right(self) -> float: ...  # noqa: D102

    @property
    def bottom(self) -> float: ...  # noqa: D102

    @property
    def top(self) -> float: ...  # noqa: D102


Part = TypeVar("Part", bound=Placed)

_NARROWEST = 8.0  # points of a gap between columns
_NARROWEST_BAND = 24.0  # points of a gap that parts what is above from what is below
_BAND = 1.5  # times the gap between the columns
_MOST_PARTS = 600  # of a page; with more it is a chart
_CROSSING = 0.34  # of the text's area may stand across a gap between columns
_COLUMN = 0.12  # of the region's width that a column takes at least


def in_reading_order(parts: Sequence[Part]) -> list[Part]:
    """The parts of a page from first to last.

    A gap that runs down between parts makes columns; what stands across it is read before what
    is below it and after what is above it. Without such a gap it goes from top to bottom.
    """
    if len(parts) < 2:
        return list(parts)
    gap, width = column_gap(parts)
    for upper, lower in _bands(parts, max(_NARROWEST_BAND, _BAND * width) if gap else 0.0):
        return in_reading_order(upper) + in_reading_order(lower)
    if gap is None:
        return sorted(parts, key=lambda part: (-round(part.top, 1), part.left))
    ordered: list[Part] = []
    left: list[Part] = []
    right: list[Part] = []
    crossing = [part for part in parts if part.left < gap < part.right]
    for part in sorted(parts, key=lambda part: -part.top):
        if part in crossing:
            ordered += in_reading_order(left) + in_reading_order(right)
            left, right = [], []
            ordered.append(part)
        else:
            (left if part.right <= gap else right).append(part)
    return ordered + in_reading_order(left) + in_reading_order(right)


def _bands(parts: Sequence[Part], height: float) -> Iterator[tuple[list[Part], list[Part]]]:
    """The parts above and below the highest gap that is as high as this and goes across."""
    if not height:
        return
    ordered = sorted(parts, key=lambda part: -part.top)
    floor = ordered[0].bottom
    for i, part in enumerate(ordered):
        if floor - part.top > height:
            yield ordered[:i], ordered[i:]
        floor = min(floor, part.bottom)


def column_gap(parts: Sequence[Placed]) -> tuple[float | None, float]:
    """Where a page's columns part, the clearest place first, and how far they are apart."""
    if len(parts) > _MOST_PARTS:
        return None, 0.0
    leftmost, rightmost = min(p.left for p in parts), max(p.right for p in parts)
    total = sum(_area(part) for part in parts)
    best: tuple[float, float, float] | None = None
    for edge in sorted({part.right for part in parts}):
        beyond = [part.left for part in parts if part.left > edge]
        if not beyond:
            break
        middle = (edge + min(beyond)) / 2
        if min(beyond) - edge < _NARROWEST:
            continue
        left = [part for part in parts if part.right <= middle]
        right = [part for part in parts if part.left >= middle]
        if not left or not right or not _face_each_other(left, right):
            continue
        across = sum(_area(part) for part in parts if part.left < middle < part.right)
        widths = [max(p.right for p in side) - min(p.left for p in side) for side in (left, right)]
        if across > _CROSSING * total or min(widths) < _COLUMN * (rightmost - leftmost):
            continue
        score = across - min(sum(map(_area, left)), sum(map(_area, right)))
        if best is None or score < best[0]:
            best = score, middle, min(beyond) - edge
    return (best[1], best[2]) if best else (None, 0.0)


def _area(part: Placed) -> float:
    return max(part.right - part.left, 0.0) * max(part.top - part.bottom, 0.0)


def _face_each_other(left: Sequence[Placed], right: Sequence[Placed]) -> bool:
    """Whether parts on both sides stand at the same height for more than a line."""
    return any(
        min(a.top, b.top) - max(a.bottom, b.bottom) > 0.3 * min(a.top - a.bottom, b.top - b.bottom)
        for a in left
        for b in right
    )
