"""What the chat makes of somebody who wants to be asked."""

import json
import re
from urllib.parse import unquote

from fakes_practice import PractisingTutor, course
from fakes_web import source

from tutor.conversations.turn import Phase, Turn, history
from tutor.practice.outline import Outline
from tutor.web.quiz_turn import quiz_html, quiz_turn

OUTLINE = Outline(PractisingTutor(library=course()).chunks)


def turn_of(words: str, *before: Turn) -> Turn | None:
    return quiz_turn(words, before, lambda: OUTLINE)


def test_a_question_is_no_wish() -> None:
    assert turn_of("What is an autoencoder?") is None


def test_a_wish_names_its_chapter_by_what_the_notes_call_it() -> None:
    turn = turn_of("ask me ten questions on the autoencoders chapter")
    assert turn is not None
    assert turn.phase is Phase.QUIZ
    assert turn.quiz is not None
    assert (turn.quiz.n, turn.quiz.chapter) == (10, "3")
    assert turn.quiz_about == "3. Autoencoders"
    assert history([turn]) == []


def test_this_means_what_the_last_answer_came_from() -> None:
    cited = source(1, "Notes", "Attention > Scores", "It is so.", "It is so.")
    turn = turn_of("quiz me on this", Turn("Why?", sources=(cited,)), Turn("And?"))
    assert turn is not None
    assert turn.quiz is not None
    assert turn.quiz.topic == "Scores"


def test_this_means_the_section_on_the_question_where_only_a_glossary_was_cited() -> None:
    glossary = source(1, "Glossary", "Glossary > Autoencoder terms", "It is so.", "It is so.")
    section = source(2, "Notes", "Autoencoders > Denoising autoencoder", "It is not cited.")
    asked = Turn("What is a denoising autoencoder?", sources=(glossary, section))
    turn = turn_of("quiz me on this", asked)
    assert turn is not None
    assert turn.quiz is not None
    assert turn.quiz.topic == "Denoising autoencoder"


def test_a_wish_that_can_not_be_met_is_told() -> None:
    for words in ("quiz me on chapter 30", "ask me 1000 questions"):
        turn = turn_of(words)
        assert turn is not None
        assert turn.phase is Phase.FAILED
        assert turn.problem


def test_the_button_carries_the_wish_and_its_words_are_escaped() -> None:
    turn = turn_of("quiz me on <script>")
    assert turn is not None
    assert turn.quiz is not None
    html = quiz_html(turn.quiz, "<b>")
    assert "<script>" not in html
    assert "<b>" not in html
    (value,) = re.findall(r'value="(.*?)"', html)
    assert json.loads(unquote(value))["topic"] == "<script>"
