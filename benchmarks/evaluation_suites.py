"""The suites beside the two sets of questions, each over the notes that it is about."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.course_questions import load_questions as load_course_questions
from tutor.api import Tutor
from tutor.config import Settings
from tutor.evaluation.contradictions import (
    NotePair,
    contradictions,
    false_alarms,
    load_pairs,
    shown,
)
from tutor.evaluation.contradictions import write_notes as write_pairs
from tutor.evaluation.conversations import follow_ups, load_conversations
from tutor.evaluation.datasets import read_dataset
from tutor.evaluation.instructions import hidden_instructions, load_cases, write_notes
from tutor.evaluation.languages import load_questions, other_languages
from tutor.evaluation.rows import code_digest
from tutor.evaluation.suite import SuiteResult
from tutor.generation.base import Generator
from tutor.loaders import answering_settings, load_encoder, load_generator
from tutor.progress import Progress
from tutor.retrieval.builder import build
from tutor.retrieval.embedding import Encoder
from tutor.retrieval.retriever import Retriever

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
DATA = ROOT / "tests" / "data"


@dataclass(frozen=True)
class Workshop:
    """The models, loaded once, and a folder for the indexes of all suites."""

    settings: Settings
    encoder: Encoder
    generator: Generator
    folder: Path
    progress: Progress

    def retriever(self, name: str, notes: Sequence[Path]) -> Retriever:
        """An open index over these folders and files."""
        index = self.folder / f"{name}-{code_digest('documents', 'retrieval')[:10]}"
        build(
            notes,
            index,
            self.encoder,
            limits=self.settings.limits,
            progress=self.progress,
        )
        return Retriever.open(index, self.encoder)

    def tutor(self, name: str, notes: Sequence[Path]) -> Tutor:
        """A tutor that answers from these folders and files."""
        answering = answering_settings(self.settings)
        return Tutor(self.retriever(name, notes), self.generator, answering)


def all_suites(
    settings: Settings,
    rows: Path,
    notes: Sequence[Path],
    data: Sequence[Path],
    cases: int | None,
    progress: Progress,
) -> Iterator[SuiteResult]:
    """Run every suite and keep its rows.

    Args:
        settings: Models and strictness.
        rows: Folder for rows and indexes.
        notes: Folders of further notes that the conversations are about.
        data: Folders of the sets of questions, whose notes don't disagree.
        cases: So many of each suite's cases; all unless given.
        progress: Told how far reading, encoding and asking are.
    """
    folder = rows / "suites"
    folder.mkdir(parents=True, exist_ok=True)
    with _workshop(settings, folder, progress) as workshop:
        runs = (
            partial(_follow_ups, workshop, notes, cases),
            partial(_instructions, workshop, cases),
            partial(_contradictions, workshop, data, cases),
            partial(_shown, workshop, cases),
            partial(_languages, workshop, cases),
        )
        for run in runs:
            suite = run()
            lines = (json.dumps(row) + "\n" for row in suite.rows)
            (folder / f"{suite.name.replace(' ', '-')}.jsonl").write_text("".join(lines), "utf-8")
            yield suite


def _follow_ups(workshop: Workshop, notes: Sequence[Path], cases: int | None) -> SuiteResult:
    conversations = load_conversations(DATA / "conversations.jsonl")[:cases]
    return follow_ups(workshop.retriever("conversations", [CORPUS, *notes]), conversations)


def _instructions(workshop: Workshop, cases: int | None) -> SuiteResult:
    attacks = load_cases(DATA / "hidden_instructions.jsonl")[:cases]
    folder = workshop.folder / "hidden-instructions-notes"
    write_notes(attacks, folder)
    tutor = workshop.tutor("hidden-instructions", [CORPUS, folder])
    return hidden_instructions(tutor, attacks, workshop.progress)


def _contradictions(workshop: Workshop, data: Sequence[Path], cases: int | None) -> SuiteResult:
    suite = contradictions(*_pairs(workshop, cases))
    course = [row["question"] for row in load_course_questions()]
    alarms = [false_alarms(workshop.retriever("course", [CORPUS]), course, "the course")]
    for folder in data:
        dataset = read_dataset(folder)
        retriever = workshop.retriever(dataset.name, [dataset.passages_file])
        questions = [question.question for question in dataset.sample(cases)]
        alarms.append(false_alarms(retriever, questions, dataset.name))
    return replace(suite, measures=(*suite.measures, *alarms))


def _shown(workshop: Workshop, cases: int | None) -> SuiteResult:
    retriever, pairs = _pairs(workshop, cases)
    tutor = Tutor(retriever, workshop.generator, answering_settings(workshop.settings))
    return shown(tutor, pairs, workshop.progress)


def _pairs(workshop: Workshop, cases: int | None) -> tuple[Retriever, tuple[NotePair, ...]]:
    """Notes that disagree, or only look so, open and as they are described."""
    pairs = load_pairs(DATA / "contradictions.jsonl")[:cases]
    folder = workshop.folder / "contradictions-notes"
    folder.mkdir(exist_ok=True)
    return workshop.retriever("contradictions", [write_pairs(pairs, folder)]), pairs


def _languages(workshop: Workshop, cases: int | None) -> SuiteResult:
    questions = load_questions(DATA / "other_languages.jsonl")[:cases]
    return other_languages(workshop.tutor("course", [CORPUS]), questions, workshop.progress)


@contextmanager
def _workshop(settings: Settings, folder: Path, progress: Progress) -> Iterator[Workshop]:
    encoder, generator = load_encoder(settings, progress), load_generator(settings, progress)
    encoder.warm_up()
    try:
        yield Workshop(settings, encoder, generator, folder, progress)
    finally:
        generator.close()
