"""Notes that disagree: is the student told, and not told of disagreements that are none?

Each case is two short notes and a question. In half of the cases the notes give two numbers or a
yes and a no; in the others they only look as if they did: another subject, condition or unit, a
paraphrase, a rounded number, an edition with its year. All notes of all cases are searched
together. Half of the cases were held out while the comparison was tuned.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.answering.contradictions.contradiction import Contradiction, find_contradiction
from tutor.answering.events import Answer
from tutor.api import Tutor
from tutor.documents.passages import PASSAGES_FILE
from tutor.evaluation.datasets import DatasetError
from tutor.evaluation.expected import cited, read_rows
from tutor.evaluation.suite import Measure, SuiteResult, rate
from tutor.progress import Progress, silent
from tutor.retrieval.retriever import Retriever

K = 5
TOLD = "contradictions told"
FALSE_ALARMS = "false alarms on look-alikes"
SHOWN = "answers with both values, both cited"
_GOAL_TOLD = 0.85
_GOAL_FALSE = 0.01


@dataclass(frozen=True, slots=True)
class NotePair:
    """Two notes, and a question that both of them speak about."""

    id: str
    part: str  # "tuning", or "held-out": not looked at while the comparison was tuned
    contradiction: bool
    kind: str  # "number" or "yes-no"; of a look-alike, why it is none
    question: str
    values: tuple[str, ...]  # what each note says, in its own words; none of a look-alike
    notes: tuple[dict[str, str], ...]  # `{id, title, text}` each

    @property
    def documents(self) -> frozenset[str]:
        """Ids of the two notes."""
        return frozenset(note["id"] for note in self.notes)


def load_pairs(path: Path) -> tuple[NotePair, ...]:
    """Read pairs: `{id, part, contradiction, kind, question, values?, notes: [{id, title, text}]}`.

    Raises:
        DatasetError: The file can't be read, or a row lacks a field.
    """
    try:
        return tuple(
            NotePair(
                id=row["id"],
                part=row["part"],
                contradiction=row["contradiction"],
                kind=row["kind"],
                question=row["question"],
                values=tuple(row["values"]) if row["contradiction"] else (),
                notes=tuple({key: note[key] for key in ("id", "title", "text")}
                            for note in row["notes"]),
            )
            for _, row in read_rows(path)
        )  # fmt: skip
    except KeyError as error:
        raise DatasetError(f"A pair of notes in {path} has no {error}; add it.") from error


def write_notes(pairs: Sequence[NotePair], folder: Path) -> Path:
    """Write the notes of all pairs as a passages file that can be indexed; the file's path."""
    path = folder / PASSAGES_FILE
    path.write_text(
        "".join(f"{json.dumps(note)}\n" for pair in pairs for note in pair.notes), "utf-8"
    )
    return path


def contradictions(retriever: Retriever, pairs: Sequence[NotePair]) -> SuiteResult:
    """Look for a disagreement at each pair's question; needs no language model.

    Args:
        retriever: Open on an index of the notes of `write_notes`.
        pairs: As `load_pairs` gives them, at least one.
    """
    rows = [_row(pair, retriever) for pair in pairs]
    failures = [f"{row['id']} ({row['part']}): {row['fault']}" for row in rows if row["fault"]]
    return SuiteResult("contradictions", tuple(_measures(rows)), tuple(rows), tuple(failures))


def shown(tutor: Tutor, pairs: Sequence[NotePair], progress: Progress = silent) -> SuiteResult:
    """Ask each question whose notes disagree, and see whether the answer gives both values.

    Args:
        tutor: Open on an index of the notes of `write_notes`, with its language model.
        pairs: As `load_pairs` gives them, at least one with a contradiction.
        progress: Told how many were asked.
    """
    asked = [pair for pair in pairs if pair.contradiction]
    rows: list[dict[str, Any]] = []
    for pair in asked:
        answer = tutor.ask(pair.question)
        rows.append(
            {
                "id": pair.id,
                "part": pair.part,
                "question": pair.question,
                "answer": answer.text,
                "fault": missing_side(pair, answer),
            }
        )
        progress("Asking where notes disagree", len(rows), len(asked))
    failures = [f"{row['id']} ({row['part']}): {row['fault']}" for row in rows if row["fault"]]
    return SuiteResult(
        "answers where notes disagree",
        (rate(SHOWN, [not row["fault"] for row in rows], _GOAL_TOLD),),
        tuple(rows),
        tuple(failures),
    )


def false_alarms(retriever: Retriever, questions: Sequence[str], name: str) -> Measure:
    """How many questions about real notes are answered with a disagreement that is none.

    Args:
        retriever: Open on notes that don't disagree.
        questions: At least one.
        name: What the notes are called.
    """
    found = [_found(question, retriever)[0] is not None for question in questions]
    return rate(f"false alarms on {name}", found, _GOAL_FALSE, at_most=True)


def missing_side(pair: NotePair, answer: Answer) -> str:
    """What an answer keeps from the student; empty where it shows both sides."""
    if lacking := [value for value in pair.values if not says(answer.text, value)]:
        return f"the answer does not say {' and '.join(lacking)}: {answer.text!r}"
    if lacking := sorted(pair.documents - cited(answer)):
        return f"the answer does not cite {' and '.join(lacking)}: {answer.text!r}"
    return ""


def says(text: str, value: str) -> bool:
    """Whether a value stands in a text, not as the beginning of another number or word."""
    return re.search(rf"(?<![\w.,]){re.escape(value)}(?!\w|[.,]\d)", text) is not None


def _found(question: str, retriever: Retriever) -> tuple[Contradiction | None, list[str]]:
    hits = retriever.search(question, K)
    return find_contradiction(question, hits, retriever), [hit.document for hit in hits]


def _row(pair: NotePair, retriever: Retriever) -> dict[str, Any]:
    contradiction, documents = _found(pair.question, retriever)
    sides = contradiction.sides if contradiction else ()
    quotes = [side.quote for side in sides]
    right = {documents[side.n - 1] for side in sides} == pair.documents
    fault = ""
    if pair.contradiction and not right:
        fault = f"{pair.question!r}: not told that it is {' and '.join(pair.values)}"
    elif not pair.contradiction and quotes:
        fault = f"{pair.question!r}: told that {quotes[0]!r} and {quotes[1]!r} disagree"
    return {
        "id": pair.id,
        "part": pair.part,
        "kind": pair.kind,
        "contradiction": pair.contradiction,
        "question": pair.question,
        "found": pair.documents <= set(documents),
        "quotes": quotes,
        "fault": fault,
    }


def _measures(rows: Sequence[dict[str, Any]]) -> Iterator[Measure]:
    """The figures of all cases and of each part, those of no case left out."""
    parts = ["", *dict.fromkeys(str(row["part"]) for row in rows)]
    for part in parts:
        own = [row for row in rows if part in ("", row["part"])]
        behind = f", {part}" if part else ""
        if real := [not row["fault"] for row in own if row["contradiction"]]:
            yield rate(TOLD + behind, real, _GOAL_TOLD)
        if alike := [bool(row["fault"]) for row in own if not row["contradiction"]]:
            yield rate(FALSE_ALARMS + behind, alike, _GOAL_FALSE, at_most=True)
