"""One evaluation: a set of questions is searched for and asked, and the rows become figures."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from tutor.api import answering_settings
from tutor.evaluation.datasets import Dataset, Kind, Question, read_dataset
from tutor.evaluation.metrics import Turn, abstention_measures, answer_measures, score
from tutor.evaluation.parts import Parts, open_parts
from tutor.evaluation.plain import PlainRecipe
from tutor.evaluation.ranking import DEPTH, rank_all, rank_passages, ranking_measures
from tutor.evaluation.rows import Row, RowFile
from tutor.evaluation.suite import Measure
from tutor.evaluation.turns import EVERY_KIND, ask_all, open_minded, plan, tutor_answerer
from tutor.progress import Progress, silent

if TYPE_CHECKING:
    from tutor.config import Settings

What: TypeAlias = Literal["retrieval", "answers", "abstention", "all"]
ROWS_FOLDER = Path("eval-rows")


@dataclass(frozen=True, slots=True)
class Results:
    """What one recipe did."""

    metrics: Mapping[str, Measure]
    turns: tuple[Turn, ...] = ()  # scored at the strictness asked for
    rankings: tuple[Row, ...] = ()
    files: tuple[Path, ...] = ()  # where the rows lie


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation's figures and everything that a report of it says."""

    what: What
    dataset: Dataset
    questions: tuple[Question, ...]
    ours: Results
    baseline: Results | None
    seconds: float  # of this run, in which rows that were there cost nothing
    model: str  # empty where only the search was evaluated
    encoder: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The evaluation as JSON values, in the command's published shape."""
        return {
            "dataset": self.dataset.name,
            "n": len(self.questions),
            "metrics": {name: m.to_dict() for name, m in self.ours.metrics.items()},
            "seconds": round(self.seconds, 3),
            "model": self.model,
            "encoder": self.encoder,
            "settings": dict(self.settings),
            "rows": [str(path) for path in self.ours.files],
            **(
                {"baseline": {name: m.to_dict() for name, m in self.baseline.metrics.items()}}
                if self.baseline
                else {}
            ),
        }


def evaluate(
    what: What,
    folder: Path,
    settings: "Settings",
    *,
    sample: int | None = None,
    seed: int = 0,
    baseline: bool = False,
    baseline_sample: int | None = None,
    rows: Path = ROWS_FOLDER,
    progress: Progress = silent,
) -> Evaluation:
    """Evaluate search, answers or abstention on a set of questions.

    Args:
        what: What is measured; `all` asks nothing twice.
        folder: The set; see `datasets.read_dataset`.
        settings: Models, and the strictness at which answers are scored.
        sample: So many questions, drawn by the seed; all of them unless given.
        seed: Draws the sample.
        baseline: Put the plain recipe through the same.
        baseline_sample: Fewer questions for it: the first ones of the sample.
        rows: Folder in which rows and indexes are kept; a run that was stopped goes on there.
        progress: Told how far reading, indexing and asking are.

    Raises:
        TutorError: The set can't be used, a model can't be had, or the rows can't be kept.
    """
    started = time.perf_counter()
    dataset = read_dataset(folder)
    questions = dataset.sample(sample, seed)
    place = rows / dataset.name
    parts = open_parts(dataset, place, settings, with_model=what != "retrieval", progress=progress)
    try:
        ours = _ours(what, parts, questions, settings, place, progress)
        plain = None
        if baseline:
            fewer = questions[: baseline_sample or len(questions)]
            plain = _plain(what, parts, fewer, settings, place, progress)
    finally:
        if parts.generator is not None:
            parts.generator.close()
    return Evaluation(
        what=what,
        dataset=dataset,
        questions=questions,
        ours=ours,
        baseline=plain,
        seconds=time.perf_counter() - started,
        model=parts.generator.name if parts.generator else "",
        encoder=parts.encoder.name,
        settings={
            "strictness": settings.strictness,
            "k": settings.k,
            "max_answer_tokens": settings.max_answer_tokens,
            "engine": settings.engine,
            "sample": sample,
            "seed": seed,
        },
    )


def kinds_of(what: What) -> tuple[Kind, ...]:
    """The kinds of question that have to be asked."""
    if what == "retrieval":
        return ()
    return ("answerable",) if what == "answers" else EVERY_KIND


def measures_of(what: What, turns: Sequence[Turn]) -> dict[str, Measure]:
    """The figures of turns that were asked for."""
    return {
        **(answer_measures(turns) if what in ("answers", "all") else {}),
        **(abstention_measures(turns) if what in ("abstention", "all", "answers") else {}),
    }


def _ours(
    what: What,
    parts: Parts,
    questions: Sequence[Question],
    settings: "Settings",
    place: Path,
    progress: Progress,
) -> Results:
    answering = answering_settings(settings)

    def rank(query: str) -> list[str]:
        return rank_passages(parts.retriever, query)

    asked = None
    if what != "retrieval":
        answerer = tutor_answerer(parts, answering)
        made_by = parts.made_by(settings, open_minded(answering))
        asked = ("answers", made_by, answerer)
    return _measure(
        what,
        parts.dataset,
        questions,
        ranked=("retrieval", parts.searched_by({}), rank),
        asked=asked,
        strictness=settings.strictness,
        place=place,
        step="",
        progress=progress,
    )


def _plain(
    what: What,
    parts: Parts,
    questions: Sequence[Question],
    settings: "Settings",
    place: Path,
    progress: Progress,
) -> Results:
    recipe = PlainRecipe(
        parts.dataset.passages,
        parts.encoder,
        parts.generator,
        max_tokens=settings.max_answer_tokens,
        progress=progress,
    )

    def rank(query: str) -> list[str]:
        return [passage.id for passage in recipe.rank(query, DEPTH)]

    made_by = parts.plainly_made_by(settings)
    return _measure(
        what,
        parts.dataset,
        questions,
        ranked=("plain-retrieval", made_by, rank),
        asked=("plain-answers", made_by, recipe.answer) if parts.generator else None,
        strictness=0.0,
        place=place,
        step=" plainly",
        progress=progress,
    )


_Asked: TypeAlias = tuple[str, dict[str, Any], Callable[[str, frozenset[str]], Row]]
_Ranked: TypeAlias = tuple[str, dict[str, Any], Callable[[str], list[str]]]


def _measure(
    what: What,
    dataset: Dataset,
    questions: Sequence[Question],
    *,
    ranked: _Ranked,
    asked: _Asked | None,
    strictness: float,
    place: Path,
    step: str,
    progress: Progress,
) -> Results:
    """Search and ask, each with a file of rows of its own, and score what came back."""
    by_id = {question.id: question for question in questions}
    metrics: dict[str, Measure] = {}
    rankings: list[Row] = []
    turns: list[Turn] = []
    files = []
    if what in ("retrieval", "all"):
        name, made_by, ranker = ranked
        with RowFile(place, name, made_by) as file:
            rankings = rank_all(ranker, questions, file, f"searching{step}", progress)
        metrics |= ranking_measures(rankings, by_id)
        files.append(file.path)
    if asked is not None:
        name, made_by, answerer = asked
        todo = list(plan(dataset, questions, kinds_of(what)))
        with RowFile(place, name, made_by) as file:
            rows = ask_all(answerer, todo, file, f"asking{step}", progress)
        turns = [score(row, by_id[row["id"]], strictness) for row in rows]
        metrics |= measures_of(what, turns)
        files.append(file.path)
    return Results(metrics, tuple(turns), tuple(rankings), tuple(files))
