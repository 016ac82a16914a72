"""Search alone: where the passages that answer a question come in the ranking."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from tutor.errors import TutorError
from tutor.evaluation.datasets import Question
from tutor.evaluation.rows import Row, RowFile
from tutor.evaluation.suite import Measure, rate
from tutor.progress import Progress, silent

if TYPE_CHECKING:
    from tutor.retrieval.retriever import Retriever, SearchHit

DEPTH = 10
# The 10 best of a query, best first, as ids of passages.
Ranker: TypeAlias = Callable[[str], list[str]]

_FIRST_CHUNKS = 20


class RankingMeasuresMissingError(TutorError):
    """The library that computes ranking measures isn't installed."""


def rank_passages(retriever: "Retriever", query: str, n: int = DEPTH, **options: Any) -> list[str]:
    """Ids of the n best documents, best first; a document is as good as its best chunk."""
    k = max(_FIRST_CHUNKS, n)
    while True:
        hits: list[SearchHit] = retriever.search(query, k, **options)
        documents = list(dict.fromkeys(hit.document for hit in hits))
        if len(documents) >= n or len(hits) < k:
            return documents[:n]
        k *= 4  # long documents crowd the others out


def rank_all(
    ranker: Ranker,
    questions: Sequence[Question],
    file: RowFile,
    step: str,
    progress: Progress = silent,
) -> list[Row]:
    """Search for what isn't in the file yet; the rows in the order of the questions."""
    rows = []
    for done, question in enumerate(questions):
        progress(step, done, len(questions))
        row = file.rows.get(("retrieval", question.id))
        if row is None:
            started = time.perf_counter()
            ranking = ranker(question.question)
            seconds = time.perf_counter() - started
            row = {"kind": "retrieval", "id": question.id, "ranking": ranking, "seconds": seconds}
            file.add(row)
        rows.append(row)
    progress(step, len(questions), len(questions))
    return rows


def ranking_measures(rows: Sequence[Row], questions: Mapping[str, Question]) -> dict[str, Measure]:
    """R@1, R@5 and MRR@10, where any passage that counts as a hit will do.

    Raises:
        RankingMeasuresMissingError: ir-measures isn't installed.
    """
    try:
        from ir_measures import RR, Success, iter_calc
    except ImportError as error:
        raise RankingMeasuresMissingError(
            "Ranking measures need the package ir-measures: install it with `pip install "
            "ir-measures`."
        ) from error
    relevant = {row["id"]: dict.fromkeys(questions[row["id"]].relevant, 1) for row in rows}
    # By rank and not by score: the library would order equal scores by id.
    run = {row["id"]: {d: -float(r) for r, d in enumerate(row["ranking"])} for row in rows}
    named = {Success @ 1: "R@1", Success @ 5: "R@5", RR @ 10: "MRR@10"}
    found: dict[str, dict[str, float]] = {name: {} for name in named.values()}
    for metric in iter_calc(list(named), relevant, run):
        found[named[metric.measure]][metric.query_id] = metric.value
    # A question for which nothing was found is a miss, and not left out.
    return {
        name: rate(name, [values.get(row["id"], 0.0) for row in rows])
        for name, values in found.items()
    }
