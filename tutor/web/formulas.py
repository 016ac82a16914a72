"""How Gradio's Markdown component knows formulas: by the page's own brackets around TeX."""

from tutor.web.points import DISPLAY_MATH, INLINE_MATH

MATH: list[dict[str, str | bool]] = [
    {"left": DISPLAY_MATH[0], "right": DISPLAY_MATH[1], "display": True},
    {"left": INLINE_MATH[0], "right": INLINE_MATH[1], "display": False},
]
