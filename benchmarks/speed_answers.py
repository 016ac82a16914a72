"""Answers from end to end: ours, and the plain recipe on two engines, question by question.

All run at the same time with their models loaded, and each question goes to all three in turn, the
first of them another one each time, so that what disturbs the machine disturbs all alike.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from benchmarks.speed_profile import section
from benchmarks.speed_rows import Line, Row, Rows
from benchmarks.speed_setup import THREADS, Peer, Setup, peer, run_peer, run_tutor
from benchmarks.textbook_questions import TextbookQuestion, chosen
from tutor import Tutor
from tutor.answering.events import Finished, Token
from tutor.evaluation.datasets import Passage
from tutor.evaluation.plain import build_messages, refuses
from tutor.evaluation.suite import Measure, median, rate, ratio
from tutor.tracing import Trace

PART = "answers"
OURS, TRANSFORMERS, LLAMA = "ours", "transformers bf16", "llama.cpp Q4_K_M"
MAX_TOKENS = 256
_WARM_UP = "What is a course?"

Answering = Callable[[str], Row]


def measure(setup: Setup, rows: Rows, count: int) -> None:
    """Ask what has not been asked yet of the first `count` questions."""
    done = {row["question"] for row in rows.kept(PART)}
    wanted = [question for question in chosen(count) if question.question not in done]
    if not wanted:
        return
    theirs, ours = setup.work / "textbook-langchain", setup.work / "textbook-ours"
    if not theirs.is_dir():
        run_peer(setup, "index_langchain", notes=setup.notes, encoder=setup.encoder, index=theirs)
    run_tutor("index", str(setup.notes), "--index", str(ours))
    with ExitStack() as stack:
        find = stack.enter_context(
            peer(setup, "find_langchain", encoder=setup.encoder, index=theirs)
        )
        by_transformers = stack.enter_context(
            peer(setup, "write_transformers", model=setup.bf16, threads=THREADS)
        )
        by_llama = stack.enter_context(
            peer(setup, "write_llamacpp", model=setup.gguf, threads=THREADS)
        )
        tutor = Tutor.open(ours, settings=setup.settings)
        stack.callback(tutor.close)
        sides: dict[str, Answering] = {
            OURS: lambda question: _our_answer(tutor, question),
            TRANSFORMERS: lambda question: _plain_answer(find, by_transformers, question),
            LLAMA: lambda question: _plain_answer(find, by_llama, question),
        }
        for answer in sides.values():
            answer(_WARM_UP)
        for number, question in enumerate(wanted, start=len(done)):
            rows.add(PART, _row(question, sides, number))


def _row(question: TextbookQuestion, sides: dict[str, Answering], number: int) -> Row:
    names = list(sides)
    turned = names[number % len(names) :] + names[: number % len(names)]
    row: Row = {"question": question.question}
    for name in turned:
        answer = sides[name](question.question)
        row[name] = {**answer, "right": question.answered_by(answer["text"])}
    return row


def _our_answer(tutor: Tutor, question: str) -> Row:
    """The answer, and when its first word and its last were there."""
    trace = Trace()
    first: float | None = None
    with trace.recording():
        started = time.perf_counter()
        for event in tutor.stream(question):
            if isinstance(event, Token) and first is None:
                first = time.perf_counter() - started
            if isinstance(event, Finished):
                seconds = time.perf_counter() - started
                answer = event.answer
    return {
        "text": answer.text,
        "refused": answer.status == "not_in_notes",
        # Where nothing is written, the card that says so is the first that is seen.
        "first": seconds if first is None else first,
        "seconds": seconds,
        "trace": trace.to_list(),
    }


def _plain_answer(find: Peer, write: Peer, question: str) -> Row:
    """The plain recipe: the four nearest pieces, the prompt, the model."""
    found = find.ask({"question": question})
    passages = [Passage(id=title, title=title, text=text) for title, text in found["passages"]]
    messages = [
        {"role": message.role, "content": message.content}
        for message in build_messages(question, passages)
    ]
    written = write.ask({"messages": messages, "max_tokens": MAX_TOKENS})
    total = found["seconds"] + written["seconds"]
    return {
        "text": written["text"].strip(),
        "refused": refuses(written["text"]),
        "first": total if written["first"] is None else found["seconds"] + written["first"],
        "seconds": total,
        "prompt_tokens": written["prompt_tokens"],
    }


def lines(rows: Rows) -> list[Line]:
    """The lines of the table, from what has been measured."""
    kept = rows.kept(PART)
    if not kept:
        return []
    work = f"answer end to end, {len(kept)} questions"
    faster = min((TRANSFORMERS, LLAMA), key=lambda name: sum(_times(kept, name, "first")))
    return [
        _line(kept, work, TRANSFORMERS, "seconds", 0.30),
        _line(kept, work, LLAMA, "seconds", 0.45),
        _line(kept, "first word", faster, "first", 0.35),
    ]


def remarks(rows: Rows) -> list[str]:
    """What else is to be known of the answers that were timed."""
    kept = rows.kept(PART)
    if not kept:
        return []
    shares = [
        f"{name} {_shown(rate(name, [row[name]['right'] for row in kept]))}"
        for name in (OURS, TRANSFORMERS, LLAMA)
    ]
    words = [
        f"{name} {median(name, [len(row[name]['text'].split()) for row in kept]).value:.0f}"
        for name in (OURS, TRANSFORMERS, LLAMA)
    ]
    refused = [
        f"{name} {sum(row[name]['refused'] for row in kept)}"
        for name in (OURS, TRANSFORMERS, LLAMA)
    ]
    return [
        f"Share of answers with a phrase that a right one has: {', '.join(shares)} "
        f"(95% interval, n = {len(kept)}).",
        f"Words of an answer, median (ours with its quotations): {', '.join(words)}. "
        f"Answered that the notes don't say: {', '.join(refused)}.",
    ]


def profile(rows: Rows) -> str:
    """Where the time of our answers went, step by step; "" where none was measured."""
    return section(
        "Where the time of an answer goes", [row[OURS]["trace"] for row in rows.kept(PART)]
    )


def _line(kept: Sequence[Row], work: str, name: str, what: str, goal: float) -> Line:
    ours, theirs = _times(kept, OURS, what), _times(kept, name, what)
    compared = ratio(work, list(zip(ours, theirs, strict=True)), goal, at_most=True)
    line = Line(work, _seconds(ours), f"plain recipe, {name}: {_seconds(theirs)}", _shown(compared))
    return line.within(f"≤ {goal:.2f}", bool(compared.reached))


def _times(kept: Sequence[dict[str, Any]], name: str, what: str) -> list[float]:
    return [float(row[name][what]) for row in kept]


def _seconds(values: Sequence[float]) -> str:
    return f"median {median('', values).value:.2f} s, mean {sum(values) / len(values):.2f} s"


def _shown(measure: Measure) -> str:
    return f"{measure.value:.2f} ({measure.low:.2f} to {measure.high:.2f})"
