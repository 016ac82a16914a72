"""A turn as the HTML blocks of the conversation: question, answer, what stands below it.

The blocks are given to Gradio's Markdown component, one top-level HTML block each. That component
replaces only the blocks that changed, typesets the formulas before they are shown and sanitises
once more what was already escaped here. It drops `data-` and `aria-` attributes, so links carry
what the page's script needs in `href`, buttons in `value`.
"""

from collections.abc import Sequence
from urllib.parse import quote

from tutor.answering.events import Searched, Sentence, Source
from tutor.answering.prompt import strip_marks
from tutor.conversations.turn import Phase, Turn
from tutor.web.markdown import render, text_html
from tutor.web.points import end_in, point, without_reserved
from tutor.web.quiz_turn import quiz_html
from tutor.web.steady import steady
from tutor.web.text import chat as text

_CARET = '<span class="caret"></span>'


def conversation_html(turns: Sequence[Turn], first: int = 1, *, last: bool = False) -> str:
    """Turns one below the other.

    Args:
        turns: What to show.
        first: The number that the first of them has in the conversation.
        last: Whether the conversation ends with these turns, so that the last can be asked again.
    """
    ends = [last and turn is turns[-1] for turn in turns]
    blocks = [
        block
        for number, (turn, end) in enumerate(zip(turns, ends, strict=True), first)
        for block in turn_blocks(turn, number, can_retry=end)
    ]
    return "\n\n".join(blocks)


def turn_blocks(turn: Turn, number: int, *, can_retry: bool) -> list[str]:
    """The blocks of one turn, the `number`th of its conversation from 1."""
    question = (
        f'<div class="question" id="turn-{number}">'
        f'<span class="unseen">{text.YOU}: </span>{_own_words(turn.question)}</div>'
    )
    return [question, *_body(turn, number), *_below(turn, can_retry)]


def _body(turn: Turn, number: int) -> list[str]:
    blocks = [f'<div class="answer">{block}</div>' for block in answer_blocks(turn, number)]
    if turn.phase is Phase.NOT_IN_NOTES and turn.searched is not None:
        blocks = [_not_in_notes(turn, turn.searched)]
    elif turn.quiz is not None:
        blocks = [quiz_html(turn.quiz, turn.quiz_about)]
    elif turn.phase is Phase.FAILED:
        blocks.append(f'<div class="problem" role="alert">{text_html(turn.problem)}</div>')
    elif turn.phase.running and not blocks:
        blocks = [f'<div class="working">{_doing(turn)}</div>']
    return blocks


def answer_blocks(turn: Turn, number: int) -> list[str]:
    """The answer's top-level blocks with citation chips, and a caret while it is being written."""
    sources = {source.n: source for source in turn.sources}
    brush = _AnswerBrush(turn.sentences, sources, number)
    written = "".join(
        without_reserved(s.lead) + _ended(without_reserved(s.text), f"s{i}")
        for i, s in enumerate(turn.sentences)
    )
    # Marks of the model's own mean nothing; they are taken out of finished sentences as well.
    pending = strip_marks(without_reserved(turn.pending))
    if turn.phase is Phase.WRITING:
        whole = steady(written + pending)
        return render(_ended(whole, "caret"), brush) if whole.strip() else []
    return render(written + pending, brush)


def _ended(markdown: str, name: str) -> str:
    at = end_in(markdown)
    return markdown if at is None else markdown[:at] + point(name) + markdown[at:]


class _AnswerBrush:
    """Dims what no passage supports, and sets the chips behind each sentence."""

    def __init__(self, sentences: Sequence[Sentence], sources: dict[int, Source], turn: int):
        self._sentences = sentences
        self._sources = sources
        self._turn = turn
        self._current = 0  # the sentence that is being painted

    def paint(self, html: str, *, block: bool = False) -> str:
        words = html.lstrip()
        if self._supported(self._current) or not words:
            return html
        tag = "div" if block else "span"
        space = html[: len(html) - len(words)]  # between two sentences: not underlined
        return f'{space}<{tag} class="unsupported">{words}</{tag}>'

    def at(self, name: str) -> str:
        if name == "caret":
            return _CARET
        ended = int(name[1:]) + 1
        numbers = dict.fromkeys(
            n for s in self._sentences[self._current : ended] for n in s.citations
        )
        unsupported = not self._supported(ended - 1)
        self._current = ended
        chips = "".join(self._chip(n) for n in numbers if n in self._sources)
        # One label for a run of sentences says it as well as one for each.
        if unsupported and self._supported(ended):
            chips += f'<span class="label">{text.NOT_FROM_NOTES}</span>'
        return chips

    def splits_code(self) -> bool:
        return False

    def _supported(self, index: int) -> bool:
        return index >= len(self._sentences) or self._sentences[index].supported

    def _chip(self, n: int) -> str:
        title = text_html(text.source_name(n, self._sources[n].title))
        # The word joiner keeps a chip on the line of the word before it.
        return f'&#8288;<a class="chip" href="#source-{self._turn}-{n}" title="{title}">{n}</a>'


def _doing(turn: Turn) -> str:
    if turn.phase is Phase.SEARCHING:
        return text.SEARCHING
    return text.READING


def _not_in_notes(turn: Turn, searched: Searched) -> str:
    parts = [
        f'<p class="said">{text.NOT_IN_NOTES}</p>',
        f"<p>{text_html(text.looked_through(searched.documents, searched.sections))}</p>",
    ]
    if turn.query and turn.query != turn.question:
        parts.append(f"<p>{text_html(text.asked_as(turn.query))}</p>")
    if searched.nearest:
        rows = "".join(
            f"<li><strong>{text_html(near.heading)}</strong>"
            f"<span>{text_html(_place(near.title, near.locator, near.heading))}</span></li>"
            for near in searched.nearest
        )
        parts.append(f"<p>{text.NEAREST}</p><ul>{rows}</ul>")
    return f'<div class="nothing">{"".join(parts)}</div>'


def _place(title: str, locator: str, heading: str) -> str:
    return title if locator == heading else f"{title}, {locator}"


def _below(turn: Turn, can_retry: bool) -> list[str]:
    if turn.phase.running or turn.phase is Phase.QUIZ:
        return []
    parts = []
    if turn.phase is Phase.STOPPED:
        parts.append(f"<span>{text.STOPPED}</span>")
    elif turn.phase is Phase.ANSWERED:
        cited = sum(source.cited for source in turn.sources)
        seconds = turn.seconds.total if turn.seconds else None
        parts.append(f"<span>{text_html(text.summary(cited, seconds, turn.model))}</span>")
    if turn.text.strip():
        copied = quote(turn.cited_text.strip(), errors="replace")
        parts.append(f'<button type="button" name="copy" value="{copied}">{text.COPY}</button>')
    if can_retry:
        parts.append(f'<button type="button" name="retry">{text.RETRY}</button>')
    return [f'<div class="below">{"".join(parts)}</div>']


def _own_words(question: str) -> str:
    return text_html(without_reserved(question.strip()))
