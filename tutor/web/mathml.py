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


def _written(element: Element) -> str:
    if element.tag not in _ELEMENTS:
        raise ValueError(element.tag)
    attributes = "".join(
        f' {name}="{escape(value)}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    inside = _text(element.text) + "".join(_written(c) + _text(c.tail) for c in element)
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"


def _text(text: str | None) -> str:
    # Its maker names characters by their numbers, as it would write them into HTML.
    return escape(unescape(text or ""))
