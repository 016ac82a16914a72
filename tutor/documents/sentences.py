"""Where sentences end: rules over characters, with exact offsets, in notes and in answers.

Formulas, code and fenced blocks are never cut. Whether there is a boundary is decided by what
stands before it and by the first character after it, so a boundary once found stays where it is
however the text goes on. That lets the same rules run on a model's answer while it is written.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from tutor.documents.document import Span


def split_sentences(text: str) -> list[Span]:
    """Spans of the sentences in order; between them stand only white space and list marks."""
    uncut, _ = _uncut(text, finished=True)
    pieces, rest = _pieces(text, uncut, len(text))
    sentences = [piece.sentence for piece in [*pieces, rest]]
    return [sentence for sentence in sentences if sentence.start < sentence.end]


def complete_sentences(buffer: str) -> tuple[list[tuple[str, str]], str]:
    """Take the finished sentences off the front of a text that is still being written.

    Returns (lead, sentence) pairs and what remains; joined they are the buffer again. A sentence
    is finished when the next one has begun or when its item, paragraph or fenced block has ended.
    A lead is white space and list marks. Going on with the remains and more text gives the
    sentences that `split_sentences` finds in the whole.
    """
    uncut, open_at = _uncut(buffer, finished=False)
    pieces, rest = _pieces(buffer, uncut, open_at)
    taken = [
        (buffer[lead.start : lead.end], buffer[sentence.start : sentence.end])
        for lead, sentence in pieces
    ]
    return taken, buffer[rest.lead.start :]


class _Piece(NamedTuple):
    lead: Span
    sentence: Span


# What opens a stretch that is not cut. Escapes come first, so that they are stepped over.
_OPENER = re.compile(
    r"\\[\\$`]"
    r"|^[ \t]*(?P<fence>`{3,}|~{3,})"
    r"|(?P<display>\$\$|\\\[)"
    r"|(?P<inline>\\\(|(?<![A-Za-z0-9$])\$(?=[^\s$]))"
    r"|(?P<code>`+)",
    re.MULTILINE,
)
_CLOSED_BY = {"$$": r"\$\$", "\\[": r"\\\]", "\\(": r"\\\)", "$": r"(?<![\s\\])\$(?!\d)"}
# Further than any formula or code in a sentence goes: such an opener is a plain sign.
_LONGEST = {"inline": 300, "code": 300, "display": 3000}
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def _uncut(text: str, *, finished: bool) -> tuple[list[Span], int]:
    """Stretches without a boundary, and up to where that is certain when more text may come."""
    spans: list[Span] = []
    position = 0
    while opener := _OPENER.search(text, position):
        kind = opener.lastgroup
        position = opener.end()
        if kind is None:  # an escape
            continue
        start = opener.start(kind)
        if kind == "fence":
            closer = rf"^[ \t]*{opener[kind][0]}{{{len(opener[kind])},}}[ \t]*$"
            limit = len(text)
        else:
            mark = opener[kind]
            closer = _CLOSED_BY.get(mark) or rf"(?<!`){mark}(?!`)"
            limit = min(start + _LONGEST[kind], len(text))
            blank = _BLANK_LINE.search(text, start, limit)
            limit = blank.start() if blank else limit
        closed = re.compile(closer, re.MULTILINE).search(text, position, limit)
        if closed:
            spans.append(Span(start, closed.end()))
            position = closed.end()
        elif not finished and limit == len(text):
            return spans, start
        elif kind == "fence":
            spans.append(Span(start, len(text)))
            break
    return spans, len(text)


_MARK = r"(?:[-*+\u2022]|\d{1,3}[.)]|[a-z]\))[ \t]+"
_LEAD = re.compile(rf"\s*(?:(?:{_MARK}|#{{1,6}}[ \t]+|>[ \t]?)\s*)*")
_NEW_UNIT = re.compile(rf"[ \t]*(?:\n|{_MARK}\S|#{{1,6}}[ \t]|\||`{{3}}|~{{3}})")
_BOUNDARY = re.compile(
    r"(?<![.!?\u2026])(?P<stop>[.!?\u2026]+)"
    r"(?P<closers>[\"'\u2019\u201d\u00bb)\]*_]*)(?:[ \t]?\[\d+(?:[,;] ?\d+)*\])*(?=\s)"
    r"|(?P<cjk>[\u3002\uff01\uff1f]+[\u2019\u201d\u300d\u300f\uff09\u3011*_]*)"
    r"|\n"
)


def _pieces(text: str, uncut: list[Span], known_until: int) -> tuple[list[_Piece], _Piece]:
    """The finished pieces, and the one that the text ends in."""
    starts = [span.start for span in uncut]
    pieces: list[_Piece] = []
    start = 0
    while True:
        lead = _LEAD.match(text, start)
        begin = lead.end() if lead else start
        whole_line = "#" in text[start:begin] or text.startswith(("|", "```", "~~~"), begin)
        end: int | None = None
        for candidate in _BOUNDARY.finditer(text, begin):
            if candidate.end() > known_until:
                break
            before = bisect_right(starts, candidate.start()) - 1
            if before >= 0 and candidate.start() < uncut[before].end:
                continue
            if candidate["stop"] or candidate["cjk"]:
                if _ends_sentence(text, begin, candidate):
                    end = candidate.end()
                    break
            elif whole_line or _NEW_UNIT.match(text, candidate.end()):
                end = candidate.start()
                break
        if end is None:
            return pieces, _Piece(Span(start, begin), Span(begin, max(begin, len(text.rstrip()))))
        end = begin + len(text[begin:end].rstrip())
        pieces.append(_Piece(Span(start, begin), Span(begin, end)))
        start = end


_SEPARATOR = re.compile(r"[\s(\[{\"'\u201c\u2018\u2013\u2014/*]+")
_INITIALS = re.compile(r"[A-Z\u00c0-\u00de]|(?:[^\W\d_]\.)+[^\W\d_]")  # J, U.S, e.g
_NEVER_LAST = frozenset(
    "al approx ca cf dr eds est fig figs gen gov jr mr mrs ms mt ph.d prof resp sr st "
    "viz vs".split()
)
_BEFORE_NUMBERS = frozenset(
    "alg app art ch chap def ed eq eqn eqs lem no nos p pp ref refs sec sect tab thm v "
    "ver vol".split()
)
_CITATION_BEGINS = re.compile(r"(?:\[[\d,; ]+\][ \t]?)*(?:\[[\d,; ]*)?\Z")
_LOOK_BACK = 24  # characters; longer than any abbreviation


def _ends_sentence(text: str, begin: int, candidate: re.Match[str]) -> bool:
    """Whether the sentence from `begin` ends with this full stop or other mark."""
    if candidate["cjk"]:
        return candidate.end() < len(text) and text[candidate.end()] not in "`~"
    after = candidate.end()
    while after < len(text) and text[after].isspace():
        after += 1
    if after == len(text) or _CITATION_BEGINS.match(text, after):
        return False  # not known yet
    following, stop = text[after], candidate["stop"]
    if following in ",;:)]}" or (
        following.islower() and (stop[-1] in ".\u2026" or candidate["closers"])
    ):
        return False
    if stop != ".":
        return True
    word = _SEPARATOR.split(text[max(begin, candidate.start() - _LOOK_BACK) : candidate.start()])[
        -1
    ]
    numbered = following.isdigit() or following in "$(\\"
    return not (
        word.lower() in _NEVER_LAST
        or (word.lower() in _BEFORE_NUMBERS and numbered)
        or _INITIALS.fullmatch(word)
    )
