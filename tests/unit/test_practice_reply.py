"""The model's JSON: taken as soon as it is whole, repaired, asked for twice at most."""

import pytest
from fakes import FakeGenerator
from pydantic import BaseModel, Field

from tutor.generation.base import Message
from tutor.practice.making.reply import AGAIN, ask, object_in, read

PROMPT = [Message("system", "You write."), Message("user", "Write.")]


class Shape(BaseModel):
    question: str = Field(min_length=3)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ('{"question": "What is it?"}', "What is it?"),
        ('Sure!\n```json\n{"question": "What is it?"}\n```', "What is it?"),
        ('{"question": "What is it?",}', "What is it?"),
        ('{"question": "What is it?"', "What is it?"),
        ('{"question": "What is {x}?"} {"question": "other"}', "What is {x}?"),
        (r'{"question": "Is $\theta$ or $\\sigma$ or $\frac{1}{2}$?"}', None),
    ],
)
def test_reads_what_a_small_model_makes_of_json(text: str, question: str | None) -> None:
    reply = read(text, Shape)
    assert reply is not None
    assert reply.question == (question or r"Is $\theta$ or $\sigma$ or $\frac{1}{2}$?")


@pytest.mark.parametrize(
    "text", ["", "no", '{"question": 3}', '{"q": "What?"}', '{"question": "What', "[]"]
)
def test_a_reply_of_another_shape_is_none(text: str) -> None:
    assert read(text, Shape) is None


def test_an_object_ends_where_its_brace_closes_outside_of_quotes() -> None:
    assert object_in(r'x {"a": "}\"}", "b": {"c": 1}} y') == r'{"a": "}\"}", "b": {"c": 1}}'
    assert object_in('{"a": "}') == ""


def test_nothing_is_decoded_behind_the_object() -> None:
    generator = FakeGenerator('{"question": "What?"} and I hope that this helps you')
    reply = ask(PROMPT, Shape, generator, max_tokens=50)
    assert reply == Shape(question="What?")
    assert generator.stopped == 1


def test_a_malformed_reply_is_asked_for_again_in_other_words() -> None:
    generator = FakeGenerator("What?", '{"question": "What?"}')
    assert ask(PROMPT, Shape, generator, max_tokens=50) == Shape(question="What?")
    assert AGAIN not in generator.prompts[0][-1].content
    assert AGAIN in generator.prompts[1][-1].content


def test_a_second_malformed_reply_is_the_last() -> None:
    generator = FakeGenerator("What?", "Why?")
    assert ask(PROMPT, Shape, generator, max_tokens=50) is None
