"""Writes the inside of a paragraph, a cell or a heading as clean Markdown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from tutor.documents.readers import formulas
from tutor.documents.readers.html import without_html
from tutor.documents.readers.roles import readable_role

_ROLE = re.compile(r"(?:(?<=[\s(\[-])|^):(?P<name>[a-z][a-z_]*):$")
_LAYOUT_LINE = re.compile(r":[a-z]+_tab:")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\](?::\s*)?")
_FILE_NAME = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)$", re.IGNORECASE)
_BADGE = re.compile(r"badge|shields\.io", re.IGNORECASE)  # "Open In Colab", "build passing"
_BOOK_MARK = re.compile(r"^:label:`|\[\*\*|^%load_ext d2lbook|^%%tab ", re.MULTILINE)
_KEEPS_ESCAPE = "$`*"  # these would mean something else without their backslash


@dataclass
class _Line:
    """Text that grows, with the gaps closed where something was taken out."""

    parts: list[str] = field(default_factory=list)
    gap: bool = False  # something was taken out just before

    def put(self, text: str) -> None:
        if not text:
            return
        last = self.parts[-1] if self.parts else ""
        if self.gap and last.endswith(" ") and text[0] in " .,;:!?)\n":
            self.parts[-1] = last[:-1]
        elif last.endswith((" ", "\n")):
            text = text.lstrip(" ")
        self.gap = False
        if text:
            self.parts.append(text)

    @property
    def starts_sentence(self) -> bool:
        before = "".join(self.parts[-2:]).rstrip()
        return not before or before[-1] in ".!?"


def is_book_text(text: str) -> bool:
    """Whether this is a chapter of a d2l book: there (**a key sentence**) stands in parentheses."""
    return bool(_BOOK_MARK.search(text))


def render(tokens: Sequence[Token], *, plain: bool = False, book: bool = False) -> str:
    """Clean Markdown of an inline token's children on one line, except for hard line breaks.

    Links are reduced to their text, images to their alternative text, HTML to what it shows,
    roles to readable words. With `plain`, emphasis and code marks are left out as well. In a
    `book` of d2l's the parentheses around bold type are marks too (see `is_book_text`).
    """
    line = _Line()
    role: str | None = None
    for i, token in enumerate(tokens):
        kind = token.type
        if kind == "text":
            text, role = _text(tokens, i, book=book)
            line.put(text)
            line.gap |= not text
        elif kind == "code_inline" and role:
            words = readable_role(role, token.content)
            if words[:4] == "the " and line.starts_sentence:
                words = "T" + words[1:]
            line.put(words)
            line.gap |= not words
            role = None
        elif kind == "code_inline":
            line.put(token.content if plain else _code(token))
        elif kind == "text_special":
            kept = token.info == "escape" and token.content in _KEEPS_ESCAPE
            line.put(token.markup if kept else token.content)
        elif kind == formulas.INLINE:
            line.put(f"${token.content.strip()}$")
        elif kind == formulas.INLINE_DISPLAY:
            line.put(f"$${token.content.strip()}$$")
        elif kind == "softbreak":
            line.put(" ")
        elif kind == "hardbreak":
            line.put("\n")
        elif kind == "image":
            line.put(_alternative_text(token))
        elif kind == "html_inline":
            line.put(without_html(token.content))
        elif token.markup and kind.startswith(("em_", "strong_", "s_")) and not plain:
            line.put(token.markup)
    return "".join(line.parts).strip()


def is_navigation(tokens: Sequence[Token]) -> bool:
    """Whether a paragraph is one link of one or two words, such as "Discussions" or "Next page"."""
    ends = [i for i, token in enumerate(tokens) if token.type in ("link_open", "link_close")]
    if len(ends) != 2:
        return False
    link, rest = tokens[ends[0] : ends[1]], [*tokens[: ends[0]], *tokens[ends[1] :]]
    return not render(rest) and len(render(link, plain=True).split()) <= 2


def _text(tokens: Sequence[Token], at: int, *, book: bool) -> tuple[str, str | None]:
    """A text token's words, and the name of the role that the next token's code belongs to."""
    text = re.sub(r"[ \t]{2,}", " ", _FOOTNOTE_MARK.sub("", tokens[at].content))
    # d2l marks key sentences as [**sentence**], and for slides only as (**sentence**)
    if text.endswith(("[", "(") if book else "[") and _is_bold(tokens[at + 1 :], "strong_open"):
        text = text[:-1]
    if text.startswith(("]", ")") if book else "]") and _is_bold(tokens[:at][::-1], "strong_close"):
        text = text[1:]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    match = _ROLE.search(text) if following and following.type == "code_inline" else None
    if match:
        return text[: match.start()], match["name"]
    if _LAYOUT_LINE.fullmatch(text):
        return "", None
    return text, None


def _is_bold(tokens: Sequence[Token], kind: str) -> bool:
    """Whether bold type begins or ends at the first of these, as it does in ***bold italics***."""
    types = (token.type for token in tokens if token.content or token.type != "text")
    return next((each for each in types if not each.startswith("em_")), None) == kind


def _code(token: Token) -> str:
    content = token.content
    if content.startswith("`") or content.endswith("`"):
        content = f" {content} "
    return f"{token.markup}{content}{token.markup}"


def _alternative_text(token: Token) -> str:
    """What an image shows, where somebody wrote it down: a caption has several words."""
    text = render(token.children or [], plain=True)
    if len(text.split()) == 1 or _FILE_NAME.search(text) or _BADGE.search(str(token.attrs["src"])):
        return ""
    return text
