"""A turn follows its events, and the next turn knows what was said."""

from fakes_web import ACTIVATION, NOTHING, Script, events

from tutor.answering.events import NotInNotes, Searched, Sentence, SentenceDone, Token, Withdrawn
from tutor.conversations.turn import Phase, Turn, advance, fail, history, stop


def played(script: Script) -> list[Turn]:
    turns = [Turn("Why?")]
    for event in events("Why?", script):
        turns.append(advance(turns[-1], event))
    return turns


def test_the_phases_of_an_answer() -> None:
    phases = list(dict.fromkeys(turn.phase for turn in played(ACTIVATION)))
    assert phases == [Phase.SEARCHING, Phase.READING, Phase.WRITING, Phase.ANSWERED]


def test_a_checked_sentence_takes_the_place_of_its_tokens() -> None:
    turn = advance(Turn("?"), Token("One. Tw"))
    assert turn.text == "One. Tw"
    done = SentenceDone(Sentence("", "One.", (), True), (), " Tw")
    assert advance(advance(turn, done), Token("o")).text == "One. Two"


def test_a_draft_that_no_passage_supports_is_taken_back() -> None:
    script = Script(
        sentences=ACTIVATION.sentences, sources=ACTIVATION.sources, searched=NOTHING.searched
    )
    last = played(script)[-1]
    assert last.phase is Phase.NOT_IN_NOTES
    assert last.text == ""
    assert last.searched == NOTHING.searched


def test_nothing_streamed_is_left_as_soon_as_the_notes_are_silent() -> None:
    turn = advance(advance(Turn("?"), Token("Perhaps")), NotInNotes(Searched(1, 1, ())))
    assert turn.text == ""


def test_a_quotation_stands_where_the_draft_was_taken_back() -> None:
    quotation = Sentence("> ", "\u201cOne.\u201d", (1,), True)
    turn = advance(Turn("?"), SentenceDone(Sentence("", "Perhaps.", (), False), (), " And"))
    turn = advance(turn, Withdrawn())
    assert (turn.text, turn.phase.running) == ("", True)
    assert advance(turn, SentenceDone(quotation, (), "")).text == "> \u201cOne.\u201d"


def test_history_is_what_was_said_without_citations_and_without_empty_turns() -> None:
    answered = played(ACTIVATION)[-1]
    stopped = stop(advance(Turn("And?"), Token("Half an")))
    broken = fail(Turn("Boom?"), "It broke.")
    [(first, said), second] = history([answered, broken, stopped])
    assert first == "Why?"
    assert said.startswith("An activation function")
    assert "[1]" not in said
    assert second == ("And?", "Half an")
