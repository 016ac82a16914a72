"""Students who ask at the same time, beside the same questions one after another.

    python -m benchmarks.students
    python -m benchmarks.students --students 8 --repeats 3 --report FILE.md

Two measurements with the default models. The model alone: prompts of 200 tokens from the textbook
in the folder `shared` beside the repository, answers of 60 tokens. Whole turns: different questions
about the textbook, from the question to the last quotation, with nothing cached. Each repeat begins
with the other way than the repeat before. What the model has read it keeps, so nobody is given a
prompt that was given before: the model alone gets the same texts with another number before them,
and whole turns have other questions each way.
"""

import argparse
import resource
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from benchmarks.textbook_questions import chosen
from tutor import Tutor
from tutor.answering.events import Finished, Token
from tutor.api import build_index
from tutor.config import Settings, load_settings
from tutor.generation.base import Generator, Message
from tutor.loaders import load_generator

NOTES = Path(__file__).parents[2] / "shared" / "textbook"
_PROMPT, _ANSWER = 200, 60  # tokens
_REST = 10.0  # seconds in which a model that nobody asks arranges its weights
_SYSTEM = Message("system", "You explain texts to a beginner, at length and in your own words.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one student saw: seconds after he asked, and what the model wrote for him."""

    first: float  # to the first word
    whole: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Run:
    """All students, one way."""

    seconds: float
    asked: Sequence[Asked]

    @property
    def speed(self) -> float:
        """Tokens a second that the model wrote, the reading of the prompts included."""
        return sum(each.tokens for each in self.asked) / self.seconds


Ask = Callable[[], Asked]
Round = tuple[Sequence[Ask], Sequence[Ask]]  # one after another, and at the same time


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--students", type=int, default=8)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--notes", type=Path, default=NOTES)
    parser.add_argument("--only", choices=("model", "turns"), help="one of the two alone")
    parser.add_argument("--report", type=Path, help="file for the table")
    given = parser.parse_args()
    settings = load_settings(answer_cache=0)
    lines = ["| | one after another | at the same time |", "|---|---|---|"]
    for name, measure in (("model", the_model), ("turns", whole_turns)):
        if given.only in (None, name):
            lines += measure(settings, given.notes, given.students, given.repeats)
    text = "\n".join(lines) + "\n"
    print(text)
    if given.report:
        given.report.write_text(text, "utf-8")


def the_model(settings: Settings, notes: Path, students: int, repeats: int) -> list[str]:
    """The model alone."""
    with closing(load_generator(settings)) as generator:
        texts = _texts(generator, notes, students)
        numbers = count(100)
        lengths = [generator.count_tokens(_prompt(text, next(numbers))) for text in texts]

        def written(text: str) -> Asked:
            return _written(generator, _prompt(text, next(numbers)), _ANSWER)

        written(texts[0])  # reads what is loaded late
        time.sleep(_REST)
        asks = [lambda text=text: written(text) for text in texts]
        name = f"model alone, {students} prompts of {min(lengths)} to {max(lengths)} tokens"
        return _table(name, _compare([(asks, asks)] * repeats))


def whole_turns(settings: Settings, notes: Path, students: int, repeats: int) -> list[str]:
    """Whole turns, each repeat with other questions."""
    questions = iter([each.question for each in chosen(50)])
    with tempfile.TemporaryDirectory() as folder:
        settings = settings.model_copy(update={"index": Path(folder) / "index"})
        build_index([notes], settings)
        with closing(Tutor.open(settings.index, settings=settings)) as tutor:
            _turn(tutor, "What is a course?")
            time.sleep(_REST)

            def asks() -> list[Ask]:
                taken = islice(questions, students)
                return [lambda asked=asked: _turn(tutor, asked) for asked in taken]

            rounds = [(asks(), asks()) for _ in range(repeats)]
            return _table(f"whole turns, {students} questions", _compare(rounds))


def _compare(rounds: Sequence[Round]) -> list[tuple[Run, Run, float]]:
    """Each round one after another and together, with the peak memory after it in GB."""
    found = []
    for number, (one_way, other_way) in enumerate(rounds):
        if number % 2:
            together, apart = _together(other_way), _apart(one_way)
        else:
            apart, together = _apart(one_way), _together(other_way)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        found.append((apart, together, peak))
        print(f"{apart.seconds:.1f} s, {together.seconds:.1f} s, {peak:.2f} GB", flush=True)
    return found


def _apart(asks: Sequence[Ask]) -> Run:
    """Everybody has asked at the beginning, and waits for those before him."""
    started = time.perf_counter()
    asked = []
    for ask in asks:
        waited = time.perf_counter() - started
        one = ask()
        asked.append(Asked(waited + one.first, waited + one.whole, one.tokens))
    return Run(time.perf_counter() - started, asked)


def _together(asks: Sequence[Ask]) -> Run:
    ready = threading.Barrier(len(asks) + 1)

    def run(ask: Ask) -> Asked:
        ready.wait()
        return ask()

    with ThreadPoolExecutor(len(asks)) as pool:
        running = [pool.submit(run, ask) for ask in asks]
        ready.wait()
        started = time.perf_counter()
        asked = [each.result() for each in running]
        return Run(time.perf_counter() - started, asked)


def _written(generator: Generator, prompt: Sequence[Message], most: int) -> Asked:
    started, first, tokens = time.perf_counter(), 0.0, 0
    for _ in generator.stream(prompt, max_tokens=most):
        first = first or time.perf_counter() - started
        tokens += 1
    return Asked(first, time.perf_counter() - started, tokens)


def _turn(tutor: Tutor, question: str) -> Asked:
    started, first, tokens = time.perf_counter(), 0.0, 0
    for event in tutor.stream(question):
        if isinstance(event, Token | Finished):
            first = first or time.perf_counter() - started
        tokens += isinstance(event, Token)
    return Asked(first, time.perf_counter() - started, tokens)


def _prompt(text: str, number: int) -> list[Message]:
    return [_SYSTEM, Message("user", f"Text {number}, to be explained: {text}")]


def _texts(generator: Generator, notes: Path, number: int) -> list[str]:
    """Different texts of the notes, each cut to the longest that a prompt has room for."""
    texts: list[str] = []
    for file in sorted(notes.rglob("*.md"), key=lambda path: (path.name, path)):
        words = file.read_text("utf-8").split()
        beginnings = [" ".join(words[:length]) for length in range(40, 200)]
        fitting = [b for b in beginnings if generator.count_tokens(_prompt(b, 100)) <= _PROMPT]
        if len(words) >= 200 and fitting:
            texts.append(fitting[-1])
        if len(texts) == number:
            return texts
    raise SystemExit(f"{notes} has no {number} texts of {_PROMPT} tokens.")


def _table(name: str, found: Sequence[tuple[Run, Run, float]]) -> list[str]:
    both = list(zip(*((apart, together) for apart, together, _ in found), strict=True))
    ratios = [together.seconds / apart.seconds for apart, together, _ in found]

    def row(what: str, value: Callable[[Run], float], unit: str) -> str:
        cells = [_spread([value(run) for run in runs]) + unit for runs in both]
        return f"| {what} | {cells[0]} | {cells[1]} |"

    return [
        f"| **{name}**, n = {len(found)} | | |",
        row("wall time", lambda run: run.seconds, " s"),
        row("first word, median", lambda run: statistics.median(_firsts(run)), " s"),
        row("first word, worst", lambda run: max(_firsts(run)), " s"),
        row("tokens a second", lambda run: run.speed, ""),
        f"| wall time together ÷ one after another | | {_spread(ratios, 2)} |",
        f"| peak memory of the process | | {max(peak for *_, peak in found):.2f} GB |",
    ]


def _firsts(run: Run) -> list[float]:
    return [each.first for each in run.asked]


def _spread(values: Sequence[float], digits: int = 1) -> str:
    low, high = min(values), max(values)
    return f"{statistics.median(values):.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


if __name__ == "__main__":
    main()
