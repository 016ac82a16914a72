"""Somebody who uses the page by keyboard alone, and always has to see where the focus is."""

from typing import Any

# What has the focus, into the reader's shadow tree; as a few words, or why nobody can see it.
_FOCUS = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return ["", "it is nowhere"];
  const words = (at.getAttribute("aria-label") ?? at.innerText ?? "").trim().slice(0, 40);
  const name = `${at.tagName.toLowerCase()} ${at.id} ${at.getAttribute("name") ?? ""} “${words}”`;
  const place = at.getBoundingClientRect();
  if (!at.checkVisibility({ visibilityProperty: true })) return [name, "it is hidden"];
  if (place.bottom <= 0 || place.right <= 0 || place.top >= innerHeight || place.left >= innerWidth)
    return [name, "it is out of sight"];
  if (at.tabIndex < 0) return [name, ""]; // a heading or a passage that was gone to
  const around = [at, at.parentElement, at.closest("label, #ask-row, .field")].filter(Boolean);
  const outlined = ({ outlineStyle, outlineWidth, boxShadow }) =>
    (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
  const seen = around.some((each) => outlined(getComputedStyle(each)));
  return [name, seen ? "" : "nothing shows it"];
}"""


class Keyboard:
    """Presses keys on a page; fails as soon as the focus is lost or can't be seen."""

    def __init__(self, page: Any) -> None:
        """Take a page, which is never touched by a mouse."""
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Write words where the focus is."""
        self.page.keyboard.type(words)

    def see(self) -> str:
        """What has the focus, in a few words."""
        name, problem = self.page.evaluate(_FOCUS)
        assert not problem, f"The focus: {problem} ({name})"
        return str(name)

    def tab_to(self, selector: str, *, back: bool = False, most: int = 60) -> None:
        """Go from element to element until the focus is on one that the selector names."""
        way = []
        for _ in range(most):
            self.press("Shift+Tab" if back else "Tab")
            way.append(self.see())
            if self.has(selector):
                return
        raise AssertionError(f"{selector} isn't reached: {way}")

    def has(self, selector: str) -> bool:
        """Whether an element that the selector names has the focus."""
        found: bool = self.page.evaluate("(s) => document.activeElement.matches(s)", selector)
        return found
