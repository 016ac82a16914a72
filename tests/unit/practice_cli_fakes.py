"""Practice in a terminal over real notes, questions and records, with no model and no clock."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeGenerator
from retrieval_fakes import FakeEncoder, write_notes
from typer.testing import CliRunner, Result

from tutor import api, loaders
from tutor.cli import practising
from tutor.cli.app import app
from tutor.documents.document import Chunk, Span
from tutor.library import opening
from tutor.practice.bank import FILE, Bank
from tutor.practice.outline import chapter_key
from tutor.practice.question import Citation, Question
from tutor.records.records import Records
from tutor.records.values import AnswerRecord
from tutor.retrieval.store import open_generation

NINE = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)


class WarmEncoder(FakeEncoder):
    def warm_up(self) -> None:
        pass


class Desk:
    """One student's computer: notes that were indexed, and a clock that stands still."""

    def __init__(self) -> None:
        self.now = NINE

    def clock(self) -> datetime:
        return self.now

    def pass_time(self, **time: float) -> None:
        self.now += timedelta(**time)

    def run(self, *arguments: str, lines: tuple[str, ...] = ()) -> Result:
        """Run a command with these lines typed into it."""
        typed = "".join(f"{line}\n" for line in lines)
        result = CliRunner().invoke(app, list(arguments), input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    def value(self, *arguments: str) -> Any:
        """The one JSON value that a command prints."""
        (line,) = self.run(*arguments, "--json").stdout.splitlines()
        return json.loads(line)

    def answers(self) -> list[AnswerRecord]:
        with self.records() as records:
            return records.answers("me")

    @contextmanager
    def records(self) -> Iterator[Records]:
        with closing(Records.open(Path("records.sqlite3"))) as records:
            yield records


def desk(monkeypatch: pytest.MonkeyPatch, questions: bool = True) -> Desk:
    """Index some notes in this folder, and put questions about them into the bank."""
    for module in (api, opening):
        monkeypatch.setattr(module, "load_encoder", lambda *_: WarmEncoder())
    for module in (api, loaders):
        monkeypatch.setattr(module, "load_generator", lambda *_, **__: FakeGenerator())
    monkeypatch.setenv("TUTOR_RECORDS", "records.sqlite3")
    made = Desk()
    monkeypatch.setattr(practising, "now", made.clock)
    write_notes(Path("corpus"))
    assert made.run("index").exit_code == 0
    if questions:
        with closing(Bank.open(Path("index") / FILE)) as bank:
            bank.add(questions_of(open_generation(Path("index")).chunks))
    return made


def questions_of(chunks: tuple[Chunk, ...]) -> list[Question]:
    """A question about each sentence of the notes, every second one with options."""
    asked = []
    for chunk in chunks:
        for sentence in chunk.sentences:
            asked.append(_about(chunk, sentence, choice=len(asked) % 2 == 0))
    return asked


def _about(chunk: Chunk, sentence: Span, *, choice: bool) -> Question:
    said = chunk.text[sentence.start : sentence.end]
    return Question(
        kind="multiple-choice" if choice else "true-false",
        question=f"Which is so: {said[:-1]}?" if choice else said,
        answer=1 if choice else True,
        options=("[not] it", "this one", "that one", "none") if choice else None,
        explanation=f"The notes say it: {said}",
        citations=(Citation.of(chunk, (sentence,)),),
        topic=chunk.heading,
        chapter=chapter_key(chunk),
    )


def right(question: dict[str, Any]) -> int | bool:
    """The right answer to a question as it is in JSON."""
    return 1 if question["kind"] == "multiple-choice" else True
