"""A deferred model is loaded once, by whoever needs it first, and not at all where nobody does."""

import pytest
from fakes import FakeGenerator

from tutor.generation.base import Message
from tutor.generation.deferred import DeferredGenerator

ASKED = [Message("user", "Ask something.")]


def test_model_is_loaded_by_the_first_call_and_once() -> None:
    loaded: list[FakeGenerator] = []

    def load() -> FakeGenerator:
        loaded.append(FakeGenerator("One two", verdicts=[(-1.0,)], name="real"))
        return loaded[-1]

    model = DeferredGenerator("asked for", load)
    assert (model.name, loaded) == ("asked for", [])
    assert "".join(model.stream(ASKED, max_tokens=9)) == "One two"
    assert model.choose(ASKED, ("Yes",)) == [-1.0]
    assert model.count_tokens(ASKED) == 2
    assert (model.name, model.context_length, len(loaded)) == ("real", 4096, 1)
    model.close()
    assert loaded[0].closed


def test_closing_what_was_never_needed_loads_nothing() -> None:
    def load() -> FakeGenerator:
        raise AssertionError("it was loaded")

    model = DeferredGenerator("asked for", load)
    model.close()
    with pytest.raises(RuntimeError, match="closed before it was loaded"):
        model.count_tokens(ASKED)
