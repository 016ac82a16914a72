"""Fit the regressions that decide whether the notes hold an answer.

    python -m benchmarks.calibration --data ../shared/eval

Questions are asked of the notes that answer them, of the notes without the passage that does
(near), and of notes on something else (far: their whole article is taken out, or they are asked of
the other set). Only the signals of the search are read, and for some of the questions the model's
verdict. Prints the coefficients for `tutor.answering.grounding`, and how well they do on articles
that they were not fitted on.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from tutor.answering.evidence import EvidenceLimits, weigh_evidence
from tutor.answering.grounding import GroundingLimits, ask_model
from tutor.answering.signals import read_signals
from tutor.config import load_settings
from tutor.evaluation.datasets import Dataset, Question, read_dataset
from tutor.evaluation.parts import Parts, open_parts

SETS = ("xquad", "dlqa")
FOLDS = 6
FALSE_ABSTENTION = (0.02, 0.04, 0.06)

Row = dict[str, Any]


def rows_of(
    parts: Parts, dataset: Dataset, asked: Sequence[tuple[Question, str, frozenset[str]]]
) -> Iterator[Row]:
    """The signals of each question, and the model's verdict where the parts have a model."""
    for question, kind, excluded in asked:
        retriever = parts.retriever
        hits = retriever.search(question.question, 5, exclude_documents=excluded)
        evidence = weigh_evidence(question.question, hits, retriever, EvidenceLimits())
        signals = read_signals(question.question, evidence, retriever)
        row = {
            "set": dataset.name,
            "article": article_of(dataset, question),
            "id": question.id,
            "kind": kind,
            **asdict(signals),
        }
        if parts.generator is not None:
            closest = evidence.within(GroundingLimits().tokens)
            row["verdict"] = ask_model(question.question, closest, parts.generator)
        yield row


def article_of(dataset: Dataset, question: Question) -> str:
    """The first id of the passages that are held out together with this question's."""
    passage = question.passage_id
    return f"{dataset.name} {min(dataset.articles.get(passage, {passage}))}"


def plan(
    dataset: Dataset, other: Dataset, n: int, *, far: bool
) -> list[tuple[Question, str, frozenset[str]]]:
    """What is asked of a set's notes: far questions, which are easily told, only on request."""
    asked: list[tuple[Question, str, frozenset[str]]] = []
    for question in dataset.sample(n, seed=1):
        asked.append((question, "answerable", frozenset()))
        asked.append((question, "near", question.relevant))
    if far:
        asked += [(question, "far", frozenset()) for question in other.sample(n // 3, seed=2)]
        for question in dataset.sample(n // 3, seed=1):
            excluded = dataset.excluded(question, "far")
            if excluded is not None:
                asked.append((question, "far", excluded))
    return asked


def collect(data: Path, work: Path, n: int, *, verdicts: bool) -> list[Row]:
    """Signals of both sets' questions."""
    rows: list[Row] = []
    sets = [read_dataset(data / name) for name in SETS]
    for dataset, other in zip(sets, reversed(sets), strict=True):
        parts = open_parts(dataset, work / dataset.name, load_settings(), with_model=verdicts)
        rows += rows_of(parts, dataset, plan(dataset, other, n, far=not verdicts))
        if parts.generator is not None:
            parts.generator.close()
    return rows


def report(name: str, rows: Sequence[Row], features: Sequence[str]) -> None:
    """Print coefficients fitted on all rows, and figures on articles that were held out."""
    # Passages of the second set often answer each other's questions too: its near ones aren't known
    # to be unanswerable, so nothing is fitted on them.
    rows = [row for row in rows if (row["set"], row["kind"]) != ("dlqa", "near")]
    x: npt.NDArray[np.float64] = np.array([[row[feature] for feature in features] for row in rows])
    y = np.array([row["kind"] == "answerable" for row in rows])
    model = LogisticRegression(C=30, max_iter=2000)
    held_out = cross_val_predict(
        model,
        x,
        y,
        groups=[row["article"] for row in rows],
        cv=GroupKFold(FOLDS),
        method="predict_proba",
    )[:, 1]
    model.fit(x, y)
    values = {f: round(float(c), 2) for f, c in zip(features, model.coef_[0], strict=True)}
    print(f"\n{name}: {len(rows)} rows; intercept {model.intercept_[0]:.2f}, {values}")
    for dataset in SETS:
        own = np.array([row["set"] == dataset for row in rows])
        for kind in ("near", "far"):
            other = own & np.array([row["kind"] == kind for row in rows])
            chosen = (own & y) | other
            if not other.any():
                continue
            auc = roc_auc_score(y[chosen], held_out[chosen])
            thresholds = np.quantile(held_out[own & y], FALSE_ABSTENTION)
            refused = [f"{(held_out[other] < t).mean():.2f} (p<{t:.2f})" for t in thresholds]
            print(f"  {dataset} {kind}: AUC {auc:.3f}; refused at 2, 4, 6% false abstention:")
            print("   ", *refused)


def main() -> None:
    """Collect what isn't collected yet, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--questions", type=int, default=200, help="of each set, for the search")
    parser.add_argument("--verdicts", type=int, default=80, help="of each set, for the model")
    parser.add_argument("--rows", type=Path, help="keep the rows in this file, or use those in it")
    given = parser.parse_args()
    if given.rows and given.rows.exists():
        rows = [json.loads(line) for line in given.rows.read_text("utf-8").splitlines()]
    else:
        with tempfile.TemporaryDirectory() as work:
            rows = collect(given.data, Path(work), given.questions, verdicts=False)
            rows += collect(given.data, Path(work), given.verdicts, verdicts=True)
        if given.rows:
            given.rows.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    search = ("closeness", "lead", "words_covered", "passage_covered")
    report("search alone", [row for row in rows if "verdict" not in row], search)
    asked = [row for row in rows if "verdict" in row]
    report("search alone, where the model was asked", asked, search)
    report("search and verdict", asked, (*search, "verdict"))


if __name__ == "__main__":
    main()
