"""The page to sign in: a form that needs no script, in the system's colours."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from tutor.users import LONGEST
from tutor.web.markdown import text_html
from tutor.web.text import page as page_words
from tutor.web.text import signing_in as text

_STATIC = Path(__file__).parent / "static"
_STYLES = ("colours.css", "sign_in.css")
_DARK = re.compile(r"^\.dark (\{[^}]*\})", re.MULTILINE)


def sign_in_html(title: str, name: str = "", problem: str = "") -> str:
    """The page.

    Args:
        title: What it is that somebody signs in to.
        name: What was typed before.
        problem: Why that was not enough.
    """
    told = f'<p class="problem" role="alert" id="problem">{text_html(problem)}</p>'
    course = title.removesuffix(page_words.NAME).rstrip(" ·")
    first, then = ("", " autofocus") if name else (" autofocus", "")
    described = ' aria-describedby="problem"' if problem else ""
    # Without an address of its own the form goes to this one, part behind the # included.
    return (
        f'<!doctype html><html lang="{page_words.LANGUAGE}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text.TITLE} · {text_html(title)}</title><style>{_style()}</style></head><body>"
        f'<main><h1>{page_words.NAME}</h1><p class="course">{text_html(course)}</p>'
        f'{told if problem else ""}<form method="post">'
        f'<label for="name">{text.NAME}</label><input id="name" name="name" type="text" required '
        f'maxlength="60" autocomplete="username" autocapitalize="none" autocorrect="off" '
        f'spellcheck="false" value="{text_html(name)}"{described}{first}>'
        f'<label for="password">{text.PASSWORD}</label><input id="password" name="password" '
        f'type="password" required maxlength="{LONGEST}" autocomplete="current-password"{then}>'
        f"<button>{text.SIGN_IN}</button></form>"
        f'<p class="hint">{text.FORGOTTEN}</p></main></body></html>'
    )


@cache
def sign_in_policy() -> str:
    """What the browser may do with that page: show it and send the form."""
    digest = b64encode(sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


@cache
def _style() -> str:
    """The sheets, in which the system chooses between light and dark."""
    sheets = "".join((_STATIC / name).read_text(encoding="utf-8") for name in _STYLES)
    return _DARK.sub(r"@media (prefers-color-scheme: dark) { :root \1 }", sheets)
