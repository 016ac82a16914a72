"""The engines with a real small model: the same words, stopped when asked."""

import itertools
import math
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from chat_server import ChatServer

from tutor.errors import TutorError
from tutor.generation.base import Generator, Message
from tutor.generation.load import load_generator
from tutor.generation.openai_engine import OpenAIGenerator

pytestmark = pytest.mark.model

SYSTEM = Message(
    "system",
    "You are a careful tutor. Answer in one short sentence, from the notes alone, and say so "
    "plainly when the notes do not hold the answer to the question.",
)
ASK = [SYSTEM, Message("user", "Notes: The capital of France is Paris.\nWhat is the capital?")]
LONG = [SYSTEM, Message("user", "Count from one to one hundred, in words.")]


@pytest.fixture(scope="module")
def transformers(cache_dir: Path) -> Iterator[Generator]:
    generator = load_generator("smollm2-135m", engine="transformers", cache_dir=cache_dir)
    yield generator
    generator.close()


@pytest.fixture(scope="module")
def ctranslate2(cache_dir: Path) -> Iterator[Generator]:
    generator = load_generator("smollm2-135m", engine="ctranslate2", cache_dir=cache_dir)
    yield generator
    generator.close()


@pytest.fixture(scope="module")
def served(smollm2: Generator) -> Iterator[Generator]:
    with ChatServer(smollm2) as server:
        server.models = [{"id": "smollm2", "max_model_len": smollm2.context_length}]
        generator = OpenAIGenerator("smollm2", server.address)
        yield generator
        generator.close()


@pytest.fixture(scope="module")
def unrounded(cache_dir: Path) -> Iterator[Generator]:
    """The small model without the rounding to int8, which differs with the size of a batch."""
    import ctranslate2

    from tutor.generation.ctranslate2_engine import CTranslate2Generator

    path = cache_dir / "models" / "smollm2-135m" / "ctranslate2"
    generator = CTranslate2Generator(path, "unrounded")
    generator._model = ctranslate2.Generator(str(path), compute_type="float32")
    yield generator
    generator.close()


@pytest.fixture(scope="module", params=["smollm2", "ctranslate2", "transformers", "served"])
def engine(request: pytest.FixtureRequest) -> Generator:
    """Each engine in turn."""
    generator: Generator = request.getfixturevalue(request.param)
    return generator


def answer(generator: Generator, messages: list[Message], max_tokens: int = 8) -> str:
    return "".join(generator.stream(messages, max_tokens=max_tokens))


def together(generator: Generator, asked: Sequence[list[Message]], max_tokens: int) -> list[str]:
    """The answers to all, asked for at the same time while the model does something else."""
    with (
        ThreadPoolExecutor(len(asked)) as pool,
        closing(generator.stream(LONG, max_tokens=400)) as before,
    ):
        next(before)
        answers = [pool.submit(answer, generator, messages, max_tokens) for messages in asked]
        return [each.result() for each in answers]


def test_the_answer_is_about_the_question_and_is_the_same_again(engine: Generator) -> None:
    first = answer(engine, ASK)
    assert "Paris" in first
    assert answer(engine, ASK) == first


def test_an_answer_ends_by_itself_and_without_end_tokens(engine: Generator) -> None:
    whole = answer(engine, ASK, max_tokens=60)
    assert whole == whole.strip()
    assert "<|" not in whole
    assert len(whole) < 200


def test_no_more_tokens_are_made_than_were_asked_for(smollm2: Generator) -> None:
    assert len(list(smollm2.stream(LONG, max_tokens=3))) <= 3


def test_the_engines_begin_with_the_same_word(
    smollm2: Generator, transformers: Generator, served: Generator
) -> None:
    words = {answer(engine, ASK, 1) for engine in (smollm2, transformers, served)}
    assert len(words) == 1


def test_the_engines_count_the_same_prompt(smollm2: Generator, transformers: Generator) -> None:
    assert smollm2.count_tokens(ASK) == transformers.count_tokens(ASK)


def test_an_estimated_count_is_not_too_small(smollm2: Generator, served: Generator) -> None:
    assert served.count_tokens(ASK) >= smollm2.count_tokens(ASK)


def test_choosing_agrees_with_what_is_written(smollm2: Generator, transformers: Generator) -> None:
    for generator in (smollm2, transformers):
        likely, unlikely = generator.choose(ASK, [answer(generator, ASK, 1), "Zebra"])
        assert unlikely < likely <= 0
        assert math.exp(likely) > 0.2


def test_the_engines_give_a_choice_much_the_same_probability(
    smollm2: Generator, transformers: Generator
) -> None:
    choices = ["The", "Paris"]
    first, second = (generator.choose(ASK, choices) for generator in (smollm2, transformers))
    assert first == pytest.approx(second, abs=1.0)


def test_a_kept_system_prompt_changes_nothing(ctranslate2: Generator, cache_dir: Path) -> None:
    from tutor.generation.ctranslate2_engine import CTranslate2Generator

    fresh = CTranslate2Generator(cache_dir / "models" / "smollm2-135m" / "ctranslate2", "fresh")
    first = answer(fresh, ASK)  # reads the whole prompt
    kept = answer(fresh, ASK)  # goes on from the system prompt
    others = [SYSTEM, Message("user", "Notes: Cats purr.\nWhat do cats do?")]
    assert first == kept == answer(ctranslate2, ASK)
    assert answer(fresh, others) == answer(ctranslate2, others)
    fresh.close()


def test_setting_stop_ends_the_answer_within_a_token(engine: Generator) -> None:
    stop, seen = threading.Event(), []
    for piece in engine.stream(LONG, max_tokens=400, stop=stop):
        seen.append(piece)
        if len(seen) == 2:
            stop.set()
    assert len(seen) == 2
    assert answer(engine, ASK, 2)  # and the model is free for the next


def test_stopping_before_the_start_makes_no_answer(smollm2: Generator) -> None:
    stop = threading.Event()
    stop.set()
    assert list(smollm2.stream(LONG, max_tokens=400, stop=stop)) == []


def test_closing_the_answer_frees_the_model(engine: Generator) -> None:
    steps = engine.stream(LONG, max_tokens=400)
    assert list(itertools.islice(steps, 2))
    steps.close()
    assert answer(engine, ASK, 2)


NOTES = (
    "Water boils at one hundred degrees.",
    "Cats purr. They sleep for most of the day, and hunt at night.",
    "The Nile is a river in Africa that flows north into the Mediterranean Sea.",
    "A prime number has two divisors: one and the number itself. Two is the only even one.",
)


def questions(notes: Sequence[str]) -> list[list[Message]]:
    return [[SYSTEM, Message("user", f"Notes: {note}\nWhat do they say?")] for note in notes]


def test_those_who_ask_at_the_same_time_are_all_answered(smollm2: Generator) -> None:
    assert ["Paris" in said for said in together(smollm2, [ASK] * 3, 8)] == [True] * 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked", [[ASK] * 3, questions(NOTES)], ids=["the same length", "different lengths"]
)
def test_answers_given_together_are_those_given_one_after_another(
    unrounded: Generator, asked: list[list[Message]]
) -> None:
    alone = [answer(unrounded, messages, 10) for messages in asked]
    assert together(unrounded, asked, 10) == alone


def test_a_verdict_asked_for_meanwhile_is_the_same(smollm2: Generator) -> None:
    alone = smollm2.choose(ASK, ["Yes", "No"])
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(answer, smollm2, LONG, 20)
        assert pool.submit(smollm2.choose, ASK, ["Yes", "No"]).result() == pytest.approx(alone)
        assert writing.result() == answer(smollm2, LONG, 20)


def test_a_prompt_beyond_the_context_is_refused(engine: Generator) -> None:
    long = [Message("user", "word " * (engine.context_length + 1))]
    with pytest.raises(TutorError, match="too long for smollm2"):
        list(engine.stream(long, max_tokens=1))
    with pytest.raises(TutorError, match="too long for smollm2"):
        engine.choose(long, ["Yes", "No"])


def test_signs_of_several_tokens_arrive_whole(smollm2: Generator) -> None:
    ask = [Message("user", "Repeat exactly: 🙂 体温 🙂 体温")]
    pieces = list(smollm2.stream(ask, max_tokens=24))
    assert any(ord(sign) > 0x2000 for piece in pieces for sign in piece)
    assert not [piece for piece in pieces if "\N{REPLACEMENT CHARACTER}" in piece]


def test_an_error_in_the_model_s_thread_reaches_the_reader(
    transformers: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise MemoryError("no room for the state")

    monkeypatch.setattr(transformers._model, "generate", broken)  # type: ignore[attr-defined]
    with pytest.raises(MemoryError, match="no room"):
        answer(transformers, ASK)


def test_what_was_prepared_once_is_not_prepared_again(cache_dir: Path, smollm2: Generator) -> None:
    from tutor.models.convert import prepare_ctranslate2
    from tutor.models.resolve import resolve

    told: list[str] = []
    location = resolve("smollm2-135m", "generate", cache_dir, offline=True)
    prepare_ctranslate2(location, cache_dir, lambda step, *_: told.append(step))
    assert told == []
