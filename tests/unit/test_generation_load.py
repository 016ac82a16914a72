"""The engine is the one that the settings and the machine ask for."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ctranslate2
import pytest

from tutor.errors import TutorError
from tutor.generation import (
    ctranslate2_engine,
    int8_engine,
    load,
    openai_engine,
    transformers_engine,
)
from tutor.generation.int8 import linear
from tutor.generation.int8.weights import UnsupportedError
from tutor.generation.load import load_generator
from tutor.models import convert
from tutor.models.resolve import ModelLocation


@pytest.fixture(autouse=True)
def engines(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Engines that only say which they are, and a machine that a test can change."""
    machine = SimpleNamespace(gpus=0, supported=True, exact=True, known=True)

    def loaded(engine: str) -> Any:
        return lambda *arguments: (engine, *arguments)

    def int8(*arguments: object, lasting: bool) -> tuple[object, ...]:
        if not machine.known:
            raise UnsupportedError("its heads are turned in another way")
        return ("int8", *arguments, *(("lasting",) if lasting else ()))

    found = ModelLocation("folder", "m", Path("/m"))
    monkeypatch.setattr(load, "resolve", lambda *_, **__: found)
    monkeypatch.setattr(convert, "prepare_ctranslate2", lambda *_: Path("/ct2"))
    monkeypatch.setattr(convert, "prepare_transformers", lambda *_: Path("/hf"))
    monkeypatch.setattr(convert, "supported_by_ctranslate2", lambda _: machine.supported)
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: machine.gpus)
    monkeypatch.setattr(ctranslate2_engine, "CTranslate2Generator", loaded("ctranslate2"))
    monkeypatch.setattr(int8_engine, "Int8Generator", int8)
    monkeypatch.setattr(linear, "exact_here", lambda: machine.exact)
    monkeypatch.setattr(transformers_engine, "TransformersGenerator", loaded("transformers"))
    monkeypatch.setattr(openai_engine, "OpenAIGenerator", loaded("openai"))
    return machine


@pytest.mark.parametrize(
    ("machine", "engine"),
    [
        ({}, ("int8", Path("/ct2"))),
        ({"exact": False}, ("ctranslate2", Path("/ct2"))),
        ({"known": False}, ("ctranslate2", Path("/ct2"))),
        ({"gpus": 1}, ("transformers", Path("/hf"))),
        ({"supported": False}, ("transformers", Path("/hf"))),
    ],
)
def test_auto_is_the_first_engine_that_can_run_the_model_here(
    engines: SimpleNamespace, machine: dict[str, object], engine: tuple[str, Path]
) -> None:
    vars(engines).update(machine)
    assert load_generator("m", cache_dir=Path("/c"), threads=3) == (*engine, "m", 3)


def test_a_model_that_lasts_is_told_so() -> None:
    loaded = load_generator("m", cache_dir=Path("/c"), lasting=True)
    assert loaded == ("int8", Path("/ct2"), "m", None, "lasting")


@pytest.mark.parametrize(
    ("machine", "why"), [({"exact": False}, "this processor"), ({"known": False}, "its heads")]
)
def test_asked_for_by_name_int8_says_why_it_cannot(
    engines: SimpleNamespace, machine: dict[str, object], why: str
) -> None:
    vars(engines).update(machine)
    with pytest.raises(TutorError, match=f"int8 can't run m here \\({why}"):
        load_generator("m", engine="int8", cache_dir=Path("/c"))


@pytest.mark.parametrize("engine", ["int8", "ctranslate2", "transformers"])
def test_an_engine_that_was_asked_for_is_taken_on_any_machine(
    engines: SimpleNamespace, engine: Any
) -> None:
    engines.gpus, engines.supported = 1, False
    assert load_generator("m", engine=engine, cache_dir=Path("/c"))[0] == engine  # type: ignore[index]


@pytest.mark.parametrize(("model", "engine"), [("openai:llama", "auto"), ("llama", "openai")])
def test_a_served_model_is_named_either_way(model: str, engine: Any) -> None:
    served = load_generator(
        model, engine=engine, base_url="http://host/v1", api_key="k", cache_dir=Path("/c")
    )
    assert served == ("openai", "llama", "http://host/v1", "k")


def test_a_served_model_needs_an_address() -> None:
    with pytest.raises(TutorError, match="TUTOR_BASE_URL"):
        load_generator("openai:llama", cache_dir=Path("/c"))


def test_an_address_is_not_ignored_where_the_model_would_run_here(
    engines: SimpleNamespace,
) -> None:
    with pytest.raises(TutorError, match="write 'openai:m' for the server's model"):
        load_generator("m", base_url="http://host/v1", cache_dir=Path("/c"))
    chosen = load_generator(
        "m", engine="ctranslate2", base_url="http://host/v1", cache_dir=Path("/c")
    )
    assert chosen[0] == "ctranslate2"  # type: ignore[index]
