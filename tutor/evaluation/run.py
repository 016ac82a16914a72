"""One evaluation: a set of questions is searched for and asked, and the rows become figures."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from tutor.evaluation.datasets import Dataset, Kind, Question, read_dataset
from tutor.evaluation.metrics import Turn, abstention_measures, answer_measures, score
from tutor.evaluation.parts import Parts, open_parts
from tutor.evaluation.plain import PlainRecipe
from tutor.evaluation.ranking import DEPTH, Ranker, rank_all, rank_passages, ranking_measures
from tutor.evaluation.rows import Row, RowFile
from tutor.evaluation.suite import Measure
from tutor.evaluation.turns import EVERY_KIND, Answerer, ask_all, open_minded, plan, tutor_answerer
from tutor.loaders import answering_settings
from tutor.progress import Progress, silent

if TYPE_CHECKING:
    from tutor.answering.answer import AnsweringSettings
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
    answering: "AnsweringSettings | None" = None,
    search: Mapping[str, Any] = MappingProxyType({}),
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
        answering: How turns are answered; as the settings say unless given.
        search: Further arguments of `Retriever.search` for the rankings.
        rows: Folder in which rows and indexes are kept; a run that was stopped goes on there.
        progress: Told how far reading, indexing and asking are.

    Raises:
        TutorError: The set can't be used, a model can't be had, or the rows can't be kept.
    """
    started = time.perf_counter()
    dataset = read_dataset(folder)
    questions = dataset.sample(sample, seed)
    place = rows / dataset.name
    answering = answering or answering_settings(settings)
    parts = open_parts(dataset, place, settings, with_model=what != "retrieval", progress=progress)
    try:
        run = _Run(what, parts, questions, settings, place, progress)
        ours = run.ours(answering, search)
        plain = None
        if baseline:
            fewer = questions[: baseline_sample or len(questions)]
            plain = replace(run, questions=fewer).plain()
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
            "strictness": answering.strictness,
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
        **(answer_measures(turns) if what != "abstention" else {}),
        **abstention_measures(turns),
    }


@dataclass(frozen=True, slots=True)
class _Run:
    """What the tutor and the plain recipe have in common."""

    what: What
    parts: Parts
    questions: tuple[Question, ...]
    settings: "Settings"
    place: Path
    progress: Progress

    def ours(self, answering: "AnsweringSettings", search: Mapping[str, Any]) -> Results:
        """Search and answers of the tutor."""
        retriever, searched_by = self.parts.retriever, self.parts.searched_by(search)
        ranked = self._ranked(
            RowFile(self.place, "retrieval", searched_by),
            lambda query: rank_passages(retriever, query, **search),
            "searching",
        )
        if self.parts.generator is None:
            return ranked
        made_by = self.parts.made_by(self.settings, open_minded(answering))
        return self._asked(
            ranked,
            RowFile(self.place, "answers", made_by),
            tutor_answerer(self.parts, answering),
            "asking",
            answering.strictness,
        )

    def plain(self) -> Results:
        """Search and answers of the plain recipe."""
        recipe = PlainRecipe(
            self.parts.dataset.passages,
            self.parts.encoder,
            self.parts.generator,
            max_tokens=self.settings.max_answer_tokens,
            progress=self.progress,
        )
        made_by = self.parts.plainly_made_by(self.settings)
        ranked = self._ranked(
            RowFile(self.place, "plain-retrieval", made_by),
            lambda query: [passage.id for passage in recipe.rank(query, DEPTH)],
            "searching plainly",
        )
        if self.parts.generator is None:
            return ranked
        file = RowFile(self.place, "plain-answers", made_by)
        return self._asked(ranked, file, recipe.answer, "asking plainly", 0.0)

    def _ranked(self, rows: RowFile, ranker: Ranker, step: str) -> Results:
        if self.what not in ("retrieval", "all"):
            return Results({})
        with rows as file:
            rankings = rank_all(ranker, self.questions, file, step, self.progress)
        return Results(
            ranking_measures(rankings, self._by_id), rankings=tuple(rankings), files=(rows.path,)
        )

    def _asked(
        self, ranked: Results, rows: RowFile, answerer: Answerer, step: str, strictness: float
    ) -> Results:
        todo = list(plan(self.parts.dataset, self.questions, kinds_of(self.what)))
        with rows as file:
            answers = ask_all(answerer, todo, file, step, self.progress)
        turns = [score(row, self._by_id[row["id"]], strictness) for row in answers]
        return replace(
            ranked,
            metrics={**ranked.metrics, **measures_of(self.what, turns)},
            turns=tuple(turns),
            files=(*ranked.files, rows.path),
        )

    @property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}
