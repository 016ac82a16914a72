"""The decoder for int8 weights, with a real small model: exact however an answer comes about."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import torch

from tutor.errors import TutorError
from tutor.generation.base import Generator, Message
from tutor.generation.int8.decoder import Decoder, Part
from tutor.generation.int8.linear import Linear, Rows, exact_here
from tutor.generation.int8.weights import UnsupportedError
from tutor.generation.int8.writer import Token, Writer
from tutor.generation.int8_engine import Int8Generator

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not exact_here(), reason="this processor lacks instructions for int8"),
]

SYSTEM = Message("system", "You are a careful tutor. Answer in short sentences, from the notes.")
NOTES = (
    "Water boils at one hundred degrees.",
    "Cats purr. They sleep for most of the day, and hunt at night.",
    "The Nile is a river in Africa that flows north into the Mediterranean Sea.",
    "A prime number has two divisors: one and the number itself. Two is the only even one.",
)
ASKED = [[SYSTEM, Message("user", f"Notes: {note}\nWhat do they say?")] for note in NOTES]
COUNT = [SYSTEM, Message("user", "Count from one to one hundred, in words.")]


@pytest.fixture(scope="module")
def folder(smollm2: Generator, cache_dir: Path) -> Path:
    return cache_dir / "models" / "smollm2-135m" / "ctranslate2"


@pytest.fixture
def generator(folder: Path) -> Iterator[Int8Generator]:
    with closing(Int8Generator(folder, "small")) as generator:
        yield generator


@pytest.fixture(scope="module")
def prompts(smollm2: Int8Generator) -> list[list[int]]:
    """The prompts' tokens, of different lengths, all of several blocks."""
    return [smollm2._tokenizer.encode(messages).ids for messages in ASKED]


def answer(generator: Generator, messages: list[Message], max_tokens: int = 24) -> str:
    return "".join(generator.stream(messages, max_tokens=max_tokens))


def written(writer: Writer, prompts: list[list[int]], most: int = 24) -> list[list[int]]:
    answers: list[list[int]] = [[] for _ in prompts]

    def made(token: Token) -> bool:
        assert token.place == len(answers[token.answer])
        answers[token.answer].append(token.id)
        return False

    writer.write(prompts, most, made)
    return answers


def packed(folder: Path) -> Writer:
    writer = Writer(Decoder(folder), [])
    while writer.pack():
        pass
    return writer


def test_an_answer_is_the_same_first_again_together_packed_and_guessed(
    folder: Path, prompts: list[list[int]]
) -> None:
    plain, quick = Writer(Decoder(folder), []), packed(folder)
    alone = [written(plain, [prompt])[0] for prompt in prompts]
    assert [written(plain, [prompt])[0] for prompt in prompts] == alone  # much of it is kept
    assert written(plain, prompts) == alone
    assert [written(quick, [prompt])[0] for prompt in prompts] == alone  # with guesses
    assert written(quick, prompts) == alone


def test_an_answer_that_is_broken_off_goes_on_as_if_nothing_had_been(
    folder: Path, prompts: list[list[int]]
) -> None:
    whole = written(Writer(Decoder(folder), []), prompts[:1])[0]
    writer = packed(folder)
    begun: list[int] = []

    def made(token: Token) -> bool:
        begun.append(token.id)
        return len(begun) == 9

    writer.write(prompts[:1], 24, made)
    assert writer.known([*prompts[0], *begun]) == len(prompts[0]) + 8  # nothing is read twice
    (rest,) = written(writer, [[*prompts[0], *begun]], 15)
    assert begun + rest == whole


def test_a_text_is_read_the_same_in_pieces_of_any_length(
    folder: Path, prompts: list[list[int]]
) -> None:
    decoder, prompt = Decoder(folder), prompts[-1]

    def read(piece: int) -> torch.Tensor:
        state = decoder.state()
        state.prompt = len(prompt)
        for start in range(0, len(prompt), piece):
            hidden = decoder.read([Part(state, prompt[start : start + piece])])
        return decoder.logits(hidden[-1:])

    whole = read(len(prompt))
    assert all(torch.equal(read(piece), whole) for piece in (32, 64))


def test_the_probabilities_are_those_of_ctranslate2(folder: Path, generator: Int8Generator) -> None:
    from tutor.generation.ctranslate2_engine import CTranslate2Generator

    with closing(CTranslate2Generator(folder, "other")) as other:
        for messages in ASKED:
            choices = ["The", "Water", "Cats", "A"]
            expected = max(zip(other.choose(messages, choices), choices, strict=True))
            # Both round to int8, at other places by the last digit of what comes before; what is
            # far from likely differs more.
            assert generator.choose(messages, [expected[1]]) == pytest.approx(
                [expected[0]], abs=0.5
            )


def test_a_lasting_model_arranges_its_weights_and_says_the_same(
    folder: Path, generator: Int8Generator
) -> None:
    with closing(Int8Generator(folder, "small", lasting=True)) as lasting:
        answers = [answer(lasting, messages) for messages in ASKED]  # while it is at it
        lasting._batches._thread.submit(int).result()  # comes after the arranging
        assert [answer(lasting, messages) for messages in ASKED] == answers
        assert answers == [answer(generator, messages) for messages in ASKED]
        assert lasting._model._packed


def test_who_comes_in_the_middle_gets_the_same_and_so_does_who_was_there(
    generator: Int8Generator,
) -> None:
    alone = [answer(generator, messages) for messages in ASKED]
    counted = answer(generator, COUNT, 40)
    with ThreadPoolExecutor(len(ASKED)) as pool:
        steps = generator.stream(COUNT, max_tokens=40)
        first = next(steps)
        together = list(pool.map(lambda messages: answer(generator, messages), ASKED))
        assert first + "".join(steps) == counted
    assert together == alone


def test_closing_breaks_off_an_answer_and_the_arranging(folder: Path) -> None:
    generator = Int8Generator(folder, "small", lasting=True)
    steps = generator.stream(COUNT, max_tokens=400)
    assert list(itertools.islice(steps, 1))
    generator.close()
    with pytest.raises(RuntimeError, match="small was closed"):
        list(steps)


def test_products_are_exact_at_the_ends_of_the_range() -> None:
    torch.manual_seed(0)
    levels = torch.randint(-127, 128, (96, 320), dtype=torch.int8)
    levels[0], levels[1] = 127, -127
    values = torch.cat((torch.full((1, 320), 5.0), torch.full((1, 320), -5.0), torch.randn(7, 320)))
    rows = Rows.of(values)
    assert len(rows.levels) == 16  # two tiles
    scale, bias = torch.rand(96) + 0.5, torch.randn(96)
    sums = rows.levels.to(torch.int64) @ levels.to(torch.int64).t()
    expected = sums[:9].to(torch.float32) * scale * rows.scale + bias
    linear = Linear(levels, scale, bias)
    assert torch.equal(linear(rows), expected)
    linear.pack()
    assert torch.equal(linear(rows), expected)
    assert rows.levels.abs().amax() == 127
    assert torch.allclose(rows.levels[:9] * rows.scale, values, atol=float(rows.scale.max()) / 2)


def test_rows_come_in_few_numbers_so_that_little_code_is_kept_for_them() -> None:
    numbers = {len(Rows.of(torch.ones(count, 8)).levels) for count in range(1, 193)}
    assert numbers == {*range(1, 9), *range(16, 193, 8)}


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="asks Linux what is in memory")
def test_what_is_packed_is_not_in_memory_twice(folder: Path) -> None:
    decoder = Decoder(folder)
    before = in_memory(folder / "model.bin")
    decoder.read([Part(decoder.state(), [1, 2, 3])])
    read = in_memory(folder / "model.bin")
    while decoder.pack():
        pass
    packed = in_memory(folder / "model.bin")
    assert read > before + 50_000_000
    assert packed < before + 20_000_000


def in_memory(file: Path) -> int:
    """Bytes of a file that this process has in memory."""
    kilobytes, here = 0, False
    for line in Path("/proc/self/smaps").read_text("utf-8").splitlines():
        if "-" in line.split(" ", 1)[0]:
            here = line.endswith(str(file.resolve()))
        elif here and line.startswith("Rss:"):
            kilobytes += int(line.split()[1])
    return kilobytes * 1000


def test_a_model_that_is_something_else_is_refused_and_a_cut_file_named(
    folder: Path, tmp_path: Path
) -> None:
    whole = (folder / "model.bin").read_bytes()
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "conversion.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    if (folder / "chat_template.jinja").is_file():
        (tmp_path / "chat_template.jinja").write_bytes(
            (folder / "chat_template.jinja").read_bytes()
        )
    file = tmp_path / "model.bin"
    file.write_bytes(whole.replace(b"decoder/pre_norm", b"decoder/mid_norm"))
    with pytest.raises(UnsupportedError, match="mid_norm is not known"):
        Int8Generator(tmp_path, "other")
    file.write_bytes((5).to_bytes(4, "little") + whole[4:])
    with pytest.raises(UnsupportedError, match="version 5"):
        Int8Generator(tmp_path, "other")
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TutorError, match="cut short"):
        Int8Generator(tmp_path, "other")
