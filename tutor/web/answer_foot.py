"""What stands below an answer: figures, ratings, the reasons behind it, the ways to go on.

Buttons carry what the page's script needs in `value`; see `tutor.web.answer_view`.
"""

from urllib.parse import quote

from tutor.answering.events import Sentence, Source
from tutor.conversations.turn import Phase, Turn
from tutor.web.markdown import text_html
from tutor.web.sources_view import passage_html
from tutor.web.text import chat as text


def foot_blocks(turn: Turn, number: int, *, last: bool, quiz: bool) -> list[str]:
    """The blocks below the answer of a turn.

    Args:
        turn: What the student asked, and what was answered.
        number: The turn's in its conversation, from 1.
        last: Whether the conversation ends with it, so that it can be asked again and followed up.
        quiz: Whether there can be a quiz about it.
    """
    if turn.phase is Phase.QUIZ:
        return []
    blocks = [_sources(turn, number)]
    if not turn.phase.running:
        blocks.append(_line(turn, number, last))
    if last and turn.phase is Phase.ANSWERED:
        blocks.append(_follow_ups(quiz))
    return [block for block in blocks if block]


def _sources(turn: Turn, number: int) -> str:
    """What unfolds the sources on a narrow page; the script puts the cards into it."""
    if not turn.sources or turn.phase is Phase.NOT_IN_NOTES:
        return ""
    cited = sum(source.cited for source in turn.sources)
    summary = text_html(text.fold(cited, len(turn.sources)))
    return f'<details class="fold" id="fold-{number}"><summary>{summary}</summary></details>'


def _line(turn: Turn, number: int, last: bool) -> str:
    parts = []
    if turn.phase is Phase.STOPPED:
        parts.append(f"<span>{text.STOPPED}</span>")
    elif turn.phase is Phase.ANSWERED:
        cited = sum(source.cited for source in turn.sources)
        seconds = turn.seconds.total if turn.seconds else None
        parts.append(f"<span>{text_html(text.summary(cited, seconds, turn.model))}</span>")
    if turn.phase in (Phase.ANSWERED, Phase.NOT_IN_NOTES):
        parts += [_thumb(number, "up", text.HELPFUL), _thumb(number, "down", text.NOT_HELPFUL)]
    if turn.text.strip():
        copied = quote(turn.cited_text.strip(), errors="replace")
        parts.append(f'<button type="button" name="copy" value="{copied}">{text.COPY}</button>')
    if last:
        parts.append(f'<button type="button" name="retry">{text.RETRY}</button>')
    if turn.phase is Phase.ANSWERED and turn.sentences:
        parts.append(_why(turn, number))
    return f'<div class="below">{"".join(parts)}</div>'


def _thumb(number: int, way: str, name: str) -> str:
    return (
        f'<button type="button" name="rate" value="{number} {way}" class="thumb {way}" '
        f'title="{name}"><span class="unseen">{name}</span></button>'
    )


def _why(turn: Turn, number: int) -> str:
    """How the answer came about, and what each of its sentences rests on."""
    sources = {source.n: source for source in turn.sources}
    asked = text.searched_for(turn.query or turn.question)
    seconds = turn.seconds.total if turn.seconds else None
    told = f"{asked} {text.read_and_wrote(len(sources), turn.model, seconds)}"
    rows = "".join(f"<li>{_reason(each, sources, number)}</li>" for each in turn.sentences)
    return (
        f'<details class="why"><summary>{text.WHY}</summary><div class="because">'
        f"<p>{text_html(told)}</p><p>{text.CHECKED}</p><ul>{rows}</ul></div></details>"
    )


def _reason(sentence: Sentence, sources: dict[int, Source], turn: int) -> str:
    said = f'<div class="said">{passage_html(sentence.text, ())}</div>'
    known = [sources[n] for n in sentence.citations if n in sources]
    if not sentence.supported or not known:
        return f'{said} <span class="label">{text.NOT_FROM_NOTES}</span>'
    how = text.WORD_FOR_WORD if sentence.quoted else text.RESTS_ON
    places = ", ".join(
        f'<a class="chip" href="#source-{turn}-{each.n}">{each.n}</a> {text_html(each.title)}'
        for each in known
    )
    return f"{said} {how} {places}"


def _follow_ups(quiz: bool) -> str:
    asked = [*text.FOLLOW_UPS, text.QUIZ_ME] if quiz else text.FOLLOW_UPS
    buttons = "".join(
        f'<button type="button" name="follow-up" value="{quote(question)}">{text_html(question)}'
        "</button>"
        for question in asked
    )
    return f'<div class="follow-ups">{buttons}</div>'
