"""The sources of a turn as cards, the supporting sentences marked in their passages."""

from collections.abc import Iterable, Sequence

from tutor.answering.events import Source
from tutor.conversations.turn import Turn
from tutor.documents.document import Span
from tutor.web.addresses import reading_address
from tutor.web.markdown import OPENING, render, text_html
from tutor.web.points import end_in, point, start_in, without_reserved
from tutor.web.text import chat as text
from tutor.web.text import reading as reading_words

_CLOSING = "close"


def panel_html(turns: Sequence[Turn], first: int = 1, *, linked: bool = False) -> str:
    """One section of cards for each turn, of which the page shows one at a time."""
    return "\n\n".join(
        sources_html(turn, number, linked=linked) for number, turn in enumerate(turns, first)
    )


def sources_html(turn: Turn, number: int, *, linked: bool = False) -> str:
    """The cards of one turn, the `number`th of its conversation from 1.

    While the answer is being written the cards stay in the order of their numbers; afterwards the
    cited ones come first and open, the others are folded away. Cards that are `linked` lead to
    their documents.
    """
    if turn.phase.running:
        cards = "".join(card_html(source, number, linked=linked) for source in turn.sources)
        return _section(number, "running", cards)
    cited = "".join(
        card_html(source, number, linked=linked) for source in turn.sources if source.cited
    )
    others = [
        card_html(source, number, linked=linked) for source in turn.sources if not source.cited
    ]
    folded = (
        f"<details><summary>{text.also_found(len(others))}</summary>{''.join(others)}</details>"
        if others
        else ""
    )
    return _section(number, "ended", cited + folded)


def card_html(source: Source, turn: int, *, linked: bool = False) -> str:
    """A source with its number, where it comes from and its passage."""
    kind = "card cited" if source.cited else "card"
    back = f'title="{text.BACK_TO_ANSWER}"'
    number = (
        f'<a class="number" href="#turn-{turn}" {back}>{source.n}</a>'
        if source.cited
        else f'<span class="number">{source.n}</span>'
    )
    place = text_html(source.locator) if source.locator != source.title else ""
    return (
        f'<article class="{kind}" id="source-{turn}-{source.n}" tabindex="-1">'
        f'<header>{number}<span class="from"><strong>{text_html(source.title)}</strong>'
        f'<span class="place">{place}</span></span>{_open(source) if linked else ""}</header>'
        f'<div class="passage">{passage_html(source.text, source.evidence)}</div></article>'
    )


def _open(source: Source) -> str:
    address = reading_address(source.document, source.chunk_id, source.evidence)
    return open_html(address, source.title)


def open_html(address: str, title: str) -> str:
    """The link from a passage to its place in the document."""
    return (
        f'<a class="open" href="{text_html(address)}" target="_blank" rel="noopener">'
        f'{reading_words.OPEN}<span class="unseen"> {text_html(without_reserved(title))}</span></a>'
    )


def passage_html(passage: str, evidence: Iterable[Span]) -> str:
    """A passage's Markdown as HTML with the evidence in `<mark>`.

    Args:
        passage: Untrusted Markdown.
        evidence: Character offsets into it; they may touch, overlap or reach beyond its end.
    """
    passage = without_reserved(passage)
    parts = []
    done = 0
    for span in joined(evidence, passage):
        marked = passage[span.start : span.end]
        start, end = start_in(marked), end_in(marked)
        if end is None or start >= end:
            continue  # nothing but a fence or a table's rule
        pieces = (marked[:start], point(OPENING), marked[start:end], point(_CLOSING), marked[end:])
        parts += [passage[done : span.start], *pieces]
        done = span.end
    return "".join(render("".join(parts) + passage[done:], _PassageBrush()))


def joined(spans: Iterable[Span], passage: str) -> list[Span]:
    """The spans in order, cut to the passage; those that only white space parts are one."""
    result: list[Span] = []
    for span in sorted(spans):
        start, end = max(span.start, 0), min(span.end, len(passage))
        if start >= end:
            continue
        if result and not passage[result[-1].end : start].strip():
            result[-1] = Span(result[-1].start, max(end, result[-1].end))
        else:
            result.append(Span(start, end))
    return result


class _PassageBrush:
    """Marks what lies between an opening and a closing point."""

    def __init__(self) -> None:
        self._marking = False

    def paint(self, html: str, *, block: bool = False) -> str:  # noqa: ARG002 - the same for both
        return f"<mark>{html}</mark>" if self._marking else html

    def at(self, name: str) -> str:
        self._marking = name == OPENING
        return ""

    def splits_code(self) -> bool:
        return self._marking


def _section(number: int, state: str, cards: str) -> str:
    return f'<section class="sources {state}" id="sources-{number}">{cards}</section>'
