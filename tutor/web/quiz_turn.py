"""A turn of the conversation in which somebody wants to be asked instead of to ask."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from urllib.parse import quote

from tutor.answering.events import Source
from tutor.conversations.turn import Phase, Turn, fail
from tutor.errors import TutorError
from tutor.practice.outline import Outline
from tutor.practice.quiz_wish import QuizWish
from tutor.practice.wish import refers_back, wish_of
from tutor.retrieval.terms import content_terms
from tutor.web.markdown import text_html
from tutor.web.points import without_reserved
from tutor.web.text import practice as text


def quiz_turn(question: str, before: Sequence[Turn], outline: Callable[[], Outline]) -> Turn | None:
    """The turn that opens a quiz, or says why there is none; None where a question was asked.

    Args:
        question: As the student wrote it.
        before: The turns before; "quiz me on this" means what the last answer came from.
        outline: Gives the chapters of the notes.
    """
    turn = Turn(question)
    try:
        wish = wish_of(question)
        if wish is None:
            return None
        chapter = outline().find(wish.chapter) if wish.chapter is not None else None
    except TutorError as error:
        return fail(turn, str(error))
    if refers_back(wish):
        wish = replace(wish, topic=_spoken_of(before))
    title = chapter.name if chapter is not None else ""
    wish = replace(wish, chapter=chapter.key if chapter is not None else None)
    return replace(turn, phase=Phase.QUIZ, quiz=wish, quiz_about=title)


def quiz_html(wish: QuizWish, about: str) -> str:
    """What stands in place of an answer: what was opened, and the way there.

    The button carries the wish; the page's script opens it when the button first appears.
    """
    words = text.opened_quiz(wish.n, [each for each in (wish.topic, about) if each])
    value = quote(json.dumps({k: v or "" for k, v in asdict(wish).items()}))
    return (
        f'<div class="quiz"><p>{text_html(without_reserved(words))}</p>'
        f'<button type="button" name="quiz" value="{value}">{text.TO_QUIZ}</button></div>'
    )


def _spoken_of(before: Sequence[Turn]) -> str | None:
    """The section that the last answer was about; None where nothing was answered.

    Of what was found it is the one whose heading says most of the question, of several the one that
    the answer cites: the passage may be one of a glossary, whose heading says little.
    """
    for turn in reversed(before):
        cited = [source for source in turn.sources if source.cited]
        if cited:
            wanted = content_terms(turn.query or turn.question)
            best = max(
                (*cited, *turn.sources), key=lambda each: len(wanted & content_terms(_named(each)))
            )
            return _named(best)
    return None


def _named(source: Source) -> str:
    return source.heading.rpartition(" > ")[2] or source.title
