"""Lines to boxes: what stands close below each other and reads on."""

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.documents.readers.page_layout.lines import Line, merged


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """Lines of one style below each other, from top to bottom."""

    lines: tuple[Line, ...]
    left: float
    right: float
    bottom: float
    top: float


_SOLID = 1.35  # ems from a line to the next in a paragraph
_HANGING = 2.5  # ems of a list item's text from its mark
_LEADING = 1.75  # ems from a line to the next in a box
_SAME_SIZE = 0.87
_LABEL_GAP = 4.0  # ems between a number and its heading, or a bullet and its item
_LABEL_LENGTH = 9  # characters


def boxes_of(lines: Sequence[Line]) -> list[Box]:
    """The boxes of a page in no particular order."""
    rows = sorted(lines, key=lambda line: (-line.base, line.left))
    boxes: list[list[Line]] = []
    near_enough = _LEADING * max((line.size for line in rows), default=0.0)
    open_boxes: list[list[Line]] = []  # that a line may still read on from
    for line in rows:
        open_boxes = [box for box in open_boxes if box[-1].base - line.base < near_enough]
        near = [box for box in open_boxes if _reads_on(box[-1], line)]
        if near:
            max(near, key=lambda box: _overlap(box[-1], line)).append(line)
        else:
            boxes.append([line])
            open_boxes.append(boxes[-1])
    return [
        Box(
            tuple(box),
            min(line.left for line in box),
            max(line.right for line in box),
            min(line.bottom for line in box),
            max(line.top for line in box),
        )
        for box in boxes
    ]


def with_labels(lines: Sequence[Line]) -> list[Line]:
    """The same lines, those that are a mark or a number joined with what stands after them."""
    joined: list[Line] = []
    for line in sorted(lines, key=lambda line: (-round(line.base), line.left)):
        before = joined[-1] if joined else None
        if (
            before is not None
            and _is_label(before)
            and abs(before.base - line.base) < 0.2 * line.size
            and 0 <= line.left - before.right < _LABEL_GAP * line.size
            and before.bold == line.bold
            and line.runs[0].glyphs[0].text.isalpha()
        ):
            joined[-1] = merged([before, line])
        else:
            joined.append(line)
    return joined


def _is_label(line: Line) -> bool:
    text = "".join(glyph.text for run in line.runs for glyph in run.glyphs)
    if len(text) > _LABEL_LENGTH or line.is_formula:
        return False
    if not any(character.isalnum() for character in text):
        return True
    bare = text.strip("().")
    is_number = bare.replace(".", "").isdigit()
    return is_number and (line.bold or bare != text or "." in bare)


def _begins_with_mark(line: Line) -> bool:
    first = min(line.runs, key=lambda run: run.left).glyphs[0]
    return not first.text.isalnum()


def _overlap(a: Line, b: Line) -> float:
    return min(a.right, b.right) - max(a.left, b.left)


def _reads_on(above: Line, line: Line) -> bool:
    em = max(above.size, line.size)
    down = above.base - line.base
    if above.is_formula or line.is_formula:
        # The end of a sentence may be nothing but signs.
        aligned = -0.5 * em < line.left - above.left < _HANGING * em
        return aligned and not above.is_formula and 0.5 * em < down < _SOLID * em
    if min(above.size, line.size) < _SAME_SIZE * em:
        return False
    if above.bold != line.bold:
        hangs = line.left > above.left + 0.5 * em and not above.bold
        return hangs and _begins_with_mark(above) and 0.5 * em < down < _SOLID * em
    covers = _overlap(above, line) > 0.3 * min(above.width, line.width)
    return 0.5 * em < down < _LEADING * em and covers
