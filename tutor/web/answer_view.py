"""A turn as the HTML blocks of the conversation: question, answer, what stands below it.

The blocks are given to Gradio's Markdown component, one top-level HTML block each. That component
replaces only the blocks that changed, typesets the formulas before they are shown and sanitises
once more what was already escaped here. It drops `data-` and `aria-` attributes, so links carry
what the page's script needs in `href`, buttons in `value`.
"""

from collections.abc import Sequence

from tutor.answering.events import Sentence, Source
from tutor.answering.prompt import strip_marks
from tutor.conversations.turn import Phase, Turn
from tutor.web.answer_foot import foot_blocks
from tutor.web.markdown import render, text_html
from tutor.web.nothing_view import nothing_html
from tutor.web.points import end_in, point, without_reserved
from tutor.web.quiz_turn import quiz_html
from tutor.web.steady import steady
from tutor.web.text import chat as text

_CARET = '<span class="caret"></span>'


def conversation_html(
    turns: Sequence[Turn],
    first: int = 1,
    *,
    last: bool = False,
    linked: bool = False,
    quiz: bool = False,
) -> str:
    """Turns one below the other.

    Args:
        turns: What to show.
        first: The number that the first of them has in the conversation.
        last: Whether the conversation ends with these turns, so that the last can be asked again.
        linked: Whether there is a part for the notes, and headings lead to their documents.
        quiz: Whether there can be a quiz about an answer.
    """
    ends = [last and turn is turns[-1] for turn in turns]
    blocks = [
        block
        for number, (turn, end) in enumerate(zip(turns, ends, strict=True), first)
        for block in turn_blocks(turn, number, last=end, linked=linked, quiz=quiz)
    ]
    return "\n\n".join(blocks)


def turn_blocks(
    turn: Turn, number: int, *, last: bool, linked: bool = False, quiz: bool = False
) -> list[str]:
    """The blocks of one turn, the `number`th of its conversation from 1."""
    question = (
        f'<div class="question" id="turn-{number}">'
        f'<span class="unseen">{text.YOU}: </span>{_own_words(turn.question)}</div>'
    )
    body = _body(turn, number, linked=linked)
    return [question, *body, *foot_blocks(turn, number, last=last, quiz=quiz)]


def _body(turn: Turn, number: int, *, linked: bool) -> list[str]:
    blocks = [f'<div class="answer">{block}</div>' for block in answer_blocks(turn, number)]
    if turn.phase is Phase.NOT_IN_NOTES and turn.searched is not None:
        blocks = [nothing_html(turn, turn.searched, linked=linked)]
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
    if turn.phase is Phase.WAITING:
        return text.in_line(turn.place, turn.wait)
    if turn.phase is Phase.SEARCHING:
        return text.SEARCHING
    return text.READING


def _own_words(question: str) -> str:
    return text_html(without_reserved(question.strip()))
