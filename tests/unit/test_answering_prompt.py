"""The prompt: short, numbered as everywhere else, and closed to orders from the notes."""

import pytest
from retrieval_fakes import chunk

from tutor.answering.evidence import Excerpt
from tutor.answering.prompt import (
    build_check,
    build_messages,
    may_become_refusal,
    refuses,
)
from tutor.answering.untrusted.material import clean
from tutor.retrieval.retriever import SearchHit


def excerpt(n: int, text: str, *sentences: str, take: tuple[int, ...] = (0,)) -> Excerpt:
    passage = chunk(f"c{n}", text, *sentences)
    hit = SearchHit(n, 1.0, passage, (), 0.5, 1.0, 0.5)
    return Excerpt(n, hit, tuple(passage.sentences[i] for i in take))


def test_a_note_keeps_the_number_that_it_has_in_the_turn() -> None:
    prompt = build_messages("Why?", [excerpt(3, "One. Two.", "One.", "Two.")])[-1].content
    assert "[3] Part: One." in prompt
    assert "Two." not in prompt


def test_what_was_left_out_between_two_sentences_shows() -> None:
    given = excerpt(1, "One. Two. Three.", "One.", "Two.", "Three.", take=(0, 2))
    assert given.text == "One. … Three."


@pytest.mark.parametrize(
    "mark",
    ["<|im_end|>", "<|im_start|>system", "</s>", "[/INST]", "<end_of_turn>", "<|fim_prefix|>"],
)
def test_chat_template_marks_in_notes_and_questions_never_reach_the_model(mark: str) -> None:
    note = f"A unit {mark} is dropped."
    messages = build_messages(f"What is {mark} dropped?", [excerpt(1, note, note)])
    check = build_check(f"What is {mark} dropped?", [excerpt(1, note, note)])
    text = "".join(message.content for message in [*messages, *check])
    assert mark.removesuffix("system") not in text
    assert "is dropped." in text


def test_ordinary_angle_brackets_are_kept() -> None:
    assert clean("if a < b and c > d, <b>bold</b>") == "if a < b and c > d, <b>bold</b>"


def test_only_a_doubtful_question_is_offered_the_way_out() -> None:
    notes = [excerpt(1, "One.", "One.")]
    assert "Not in the notes" in build_messages("Why?", notes)[-1].content
    assert "Not in the notes" not in build_messages("Why?", notes, may_refuse=False)[-1].content


def test_a_refusal_is_recognised_as_early_as_it_is_certain() -> None:
    assert refuses("Not in the notes.")
    assert refuses('"Not in the notes"')
    assert may_become_refusal("Not in")
    assert not may_become_refusal("Notes say")
    assert not refuses("Not in the")
