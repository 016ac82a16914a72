"""Small pictures of key screens, and how far a screen is from one.

They are kept in tests/screens at half their size and in sixteen greys. Compared is what is left of
both at a sixteenth of the size: the edges of letters vanish in it, a column that moved doesn't.
"""

import io
import json
from pathlib import Path
from typing import Any, Final

from page_screens import closed, opened
from PIL import Image, ImageChops
from whole_site import WholeSite

FOLDER: Final = Path(__file__).parent / "screens"
KEY_SCREENS: Final = (
    ("answer", "wide", "light"),
    ("answer", "narrow", "dark"),
    ("search-results", "wide", "light"),
    ("practice-item", "medium", "light"),
    ("progress", "wide", "dark"),
    ("notes", "wide", "light"),
)
TOLERANCE: Final = 0.02  # of all squares of eight by eight pixels may be another grey
_ANOTHER: Final = 24  # of 255
_FONTS: Final = FOLDER / "fonts.json"
_PROBE: Final = """() => {
  const widths = {};
  for (const kind of ["system-ui, sans-serif", "ui-monospace, DejaVu Sans Mono, monospace"]) {
    const probe = document.createElement("span");
    probe.style.cssText = `position: absolute; white-space: nowrap; font: 100px ${kind}`;
    probe.textContent = "Waltz, bad nymph, for quick jigs vex; ما هي 0123456789";
    document.body.append(probe);
    widths[kind] = Math.round(probe.getBoundingClientRect().width);
    probe.remove();
  }
  return widths;
}"""


def path_of(name: str, size: str, theme: str) -> Path:
    """Where a screen's picture is kept."""
    return FOLDER / f"{name}-{size}-{theme}.png"


def taken(browser: Any, site: WholeSite, name: str, size: str, theme: str) -> Image.Image:
    """A screen as it is now, small and grey."""
    page = opened(browser, site, name, size, theme)
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("L")
    closed(page, site, name)
    return shot.resize((shot.width // 2, shot.height // 2), Image.Resampling.BOX)


def keep(picture: Image.Image, path: Path) -> None:
    """Write a picture to be compared with from now on."""
    picture.quantize(16).save(path, optimize=True)


def kept(path: Path) -> Image.Image:
    """A picture that was kept."""
    with Image.open(path) as picture:
        return picture.convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of squares that differ, from 0 to 1; 1 for pictures of different sizes."""
    if one.size != other.size:
        return 1.0
    size = (one.width // 8, one.height // 8)
    small = [each.resize(size, Image.Resampling.BOX) for each in (one, other)]
    levels = ImageChops.difference(*small).histogram()
    return sum(levels[_ANOTHER:]) / sum(levels)


def fonts(page: Any) -> dict[str, int]:
    """How wide this computer writes a sentence."""
    return page.evaluate(_PROBE)  # type: ignore[no-any-return]


def keep_fonts(page: Any) -> None:
    """Remember with which fonts the pictures were taken."""
    _FONTS.write_text(json.dumps(fonts(page), indent=1) + "\n", encoding="utf-8")


def same_fonts(page: Any) -> bool:
    """Whether this computer has the fonts with which the pictures were taken."""
    return bool(json.loads(_FONTS.read_text(encoding="utf-8")) == fonts(page))
