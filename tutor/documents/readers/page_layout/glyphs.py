"""What stands on a page before anything is known of its layout."""

from dataclasses import dataclass
from typing import NamedTuple


class Glyph(NamedTuple):
    """A character where it is printed; lengths are in points, y grows upwards."""

    text: str  # what the file says it stands for, which may be wrong
    left: float
    right: float  # left plus advance width
    base: float  # height of the baseline
    bottom: float  # of its line, for big operators and brackets of its ink
    top: float
    size: float  # of the font as printed
    font: str  # its name in the file, without the tag of a subset
    bold: bool
    order: int  # in which the file draws it
    spaced: bool  # white space stands before it


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a file, turned upright."""

    number: int  # from 1
    label: str  # the file's name for it, such as "xii"; empty where it has none
    width: float
    height: float
    glyphs: tuple[Glyph, ...]  # in the order in which the file draws them

    @property
    def is_wide(self) -> bool:
        """Whether it is a slide rather than a sheet of paper."""
        return self.width > self.height
