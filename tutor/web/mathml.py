"""TeX as MathML, which browsers typeset by themselves, for pages that run no scripts.

The TeX is untrusted and what is made of it is not sanitised by its maker, so only the elements and
attributes of formulas are written out here, and all text is escaped.
"""

import re
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml import exceptions
from latex2mathml.converter import convert_to_element

_LONGEST = 4000  # characters; a longer formula is a paste of something else
_ELEMENTS = frozenset(
    "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow "
    "mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover".split()
)
_ATTRIBUTES = frozenset(
    "accent columnalign columnlines columnspacing depth display displaystyle fence form height "
    "largeop linebreak linethickness lspace mathsize mathvariant maxsize minsize movablelimits "
    "notation rowspacing rowlines rspace scriptlevel separator stretchy symmetric voffset "
    "width".split()
)
_SIGNS = frozenset("-+\u2212\u00b1\u2213")
_ENDS = frozenset(")]}|!'\u2032\u2033\u27e9\u230b\u2309")  # after these a sign is a sum
_VALUE = re.compile(r"[\w .%+-]{0,40}")
_WRONG: tuple[type[Exception], ...] = (  # what its maker says of wrong TeX, and what it lets slip
    *(each for each in vars(exceptions).values() if isinstance(each, type)),
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    StopIteration,
)


def mathml(tex: str, *, display: bool) -> str | None:
    """A formula as a `<math>` element; None where the TeX can't be read."""
    if len(tex) > _LONGEST:
        return None
    try:
        element = convert_to_element(tex, display="block" if display else "inline")
        return _written(element)
    except _WRONG:
        return None


def _written(element: Element, before: Element | None = None) -> str:
    """An element and what is in it; `before` is the one beside it."""
    tag, text = element.tag, _text(element.text)
    if tag not in _ELEMENTS:
        raise ValueError(tag)
    if tag == "mo" and text.isalpha() and len(text) > 1:
        tag = "mi"  # a function's name, which is not set apart as an operator
    elif tag == "mo" and text in _SIGNS and _opens(before):
        element.set("form", "prefix")  # a sign, and not a sum
    attributes = "".join(
        f' {name}="{escape(value)}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    children = list(element)
    for earlier, child in zip([None, *children], children, strict=False):
        text += _written(child, earlier) + _text(child.tail)
    return f"<{tag}{attributes}>{text}</{tag}>"


def _opens(before: Element | None) -> bool:
    """Whether a number begins after this element."""
    return before is None or (before.tag == "mo" and _text(before.text) not in _ENDS)


def _text(text: str | None) -> str:
    # Its maker names characters by their numbers, as it would write them into HTML.
    return escape(unescape(text or ""))
