"""Finds what a web page is about, and takes away what its site puts around it."""

import re

from bs4 import BeautifulSoup
from bs4.element import Comment, Tag

from tutor.documents.readers.web_formulas import FORMULA

_NEVER_TEXT = (
    "script style noscript template iframe object embed applet canvas svg audio video map nav "
    "form button input select textarea option datalist dialog menu frame frameset head link meta"
).split()
_SURROUNDINGS = frozenset("navigation banner contentinfo complementary search dialog".split())
_SURROUNDINGS |= frozenset("alertdialog menu menubar toolbar tablist status alert".split())
# Words in classes and ids that sites use for what is not the page's text.
_NOISE = frozenset(
    "cookie cookies consent gdpr breadcrumb breadcrumbs navbar navigation nav sidebar sidenav "
    "pagination pager toc tableofcontents share sharing social advert advertisement ads promo "
    "newsletter subscribe popup modal masthead skip skiplink headerlink anchorjs editsection "
    "jp-inputprompt jp-outputprompt inputprompt outputprompt copybtn catlinks printfooter noprint "
    "related disqus comments".split()
)
_HIDDEN_CLASSES = frozenset(
    "sr-only visually-hidden screen-reader-text skip-link hidden d-none".split()
)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_KEPT_ASIDES = frozenset("footnote footnotes note admonition callout topic".split())
_ANCHORS = frozenset(("", "\u00b6", "\u00a7", "#", "\U0001f517"))  # what links to a heading
_WORD = re.compile(r"[a-z]+(?:-(?:only|inputprompt|outputprompt))?")
_MOST = 0.5  # of the page's text: no part that holds more is taken for its surroundings
_ENOUGH = 0.25  # of the body's text that the main element must hold to be taken for all of it


def content_of(soup: BeautifulSoup) -> Tag:
    """The element that holds the page's text; everything else in it is gone from `soup`."""
    body = soup.body or soup
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for element in body.find_all(_NEVER_TEXT):
        if not element.decomposed:
            element.decompose()
    for link in body.select("h1 a, h2 a, h3 a, h4 a, h5 a, h6 a"):
        if link.get_text().strip() in _ANCHORS and not link.find(FORMULA):
            link.decompose()
    most = _MOST * len(body.get_text())
    for element in body.find_all(True):
        if element.decomposed or element.name in ("body", FORMULA):
            continue
        if _is_hidden(element):
            element.decompose()
        elif _surrounds(element) and not _is_essential(element, most):
            _remove(element)
    return _main(body)


def _main(body: Tag) -> Tag:
    whole = len(body.get_text().split())
    articles = body.find_all("article")
    candidates = [*body.find_all("main"), *body.select("[role=main]")]
    candidates += articles if len(articles) == 1 else []
    for candidate in candidates:
        if len(candidate.get_text().split()) >= _ENOUGH * whole:
            return candidate
    return body


def _is_hidden(element: Tag) -> bool:
    if element.has_attr("hidden") or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN_STYLE.search(str(element.get("style", ""))):
        return True
    return not _HIDDEN_CLASSES.isdisjoint(_classes(element))


def _surrounds(element: Tag) -> bool:
    """Whether it belongs to the site: by its name, its role, or the names its makers gave it."""
    name = element.name
    if name in ("header", "footer"):
        return element.find_parent(["main", "article", "section", "figure", "blockquote"]) is None
    if name == "aside":
        words = _words(element) | {str(element.get("role", "")).removeprefix("doc-")}
        return _KEPT_ASIDES.isdisjoint(words)
    if str(element.get("role", "")) in _SURROUNDINGS:
        return True
    if name in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "code", "td", "th", "tr", "table"):
        return False
    return not _NOISE.isdisjoint(_words(element))


def _is_essential(element: Tag, most: float) -> bool:
    if element.name in ("html", "main", "article"):
        return True
    if element.find(["main", "article"]) is not None:
        return True
    return len(element.get_text()) > most and element.name not in ("header", "footer", "aside")


def _remove(element: Tag) -> None:
    """Take an element away, except for the page's only heading, as in a page's header."""
    headings = element.find_all("h1") if element.name == "header" or _is_banner(element) else []
    root = element.find_parent("body") or element
    if len(headings) == 1 and len(root.find_all("h1")) == 1:
        element.replace_with(headings[0].extract())
    else:
        element.decompose()


def _is_banner(element: Tag) -> bool:
    return element.get("role") == "banner"


def _classes(element: Tag) -> set[str]:
    names: str | list[str] = element.get("class") or []
    return {name.lower() for name in ([names] if isinstance(names, str) else names)}


def _words(element: Tag) -> set[str]:
    names = {*_classes(element), str(element.get("id", "")).lower()}
    return names | {word for name in names for word in _WORD.findall(name)}
