"""The page docs/grading.md: how far grades of short answers agree with labels given before."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarks.grading_agreement import LABELS, accuracy_of, confusion, kappa_of
from benchmarks.questions import made_with
from tutor.evaluation.markdown import inline, table
from tutor.evaluation.suite import Measure

if TYPE_CHECKING:
    from benchmarks.grading import Graded

_PARTS = (("held-out", "held out"), ("tuning", "tuning"), ("", "all"))


def page(with_model: "Sequence[Graded]", without: "Sequence[Graded]", model: str) -> str:
    """The page as Markdown."""
    questions = {each.row["question"] for each in with_model}
    documents = {each.row["document"] for each in with_model}
    lines = [
        "# How short answers are graded",
        "",
        "Made by `python -m benchmarks.grading --report docs/grading.md`.",
        "",
        f"{len(with_model)} answers as students might write them, four to each of "
        f"{len(questions)} questions about the {len(documents)} chapters of the bundled course: "
        "terse, rambling, misspelled, half right, confidently wrong, copied from the notes beside "
        "the point, negated, with wrong numbers, in another language, or telling the grader what "
        "to do. They were written and labelled by hand before the grader was fitted, by the same "
        "author, who also marked which key points each answer says: right says all of them, partly "
        "some, wrong none. No label was changed afterwards. The questions are split in two halves: "
        "signals, prompt, coefficients and thresholds were chosen on the tuning half (`--fit`), "
        "and the other half was graded only then. Whoever wrote the grader's rules had written the "
        "answers of both halves, so the figures may be kinder than answers of real students would "
        "be. Intervals are 95% bootstrap intervals over questions, and wide: the half "
        "that was held out has 12.",
        "",
        made_with(model),
        "",
        "## Agreement",
        "",
        *table(
            ("answers", "n", "model", "accuracy", "Cohen's kappa"),
            [
                _figures(name, label, [e for e in graded if part in ("", e.row["part"])])
                for part, name in _PARTS
                for label, graded in (("asked in doubt", with_model), ("none", without))
            ],
        ),
        "",
        _goal(kappa_of([e.pair for e in with_model if e.row["part"] == "held-out"])),
    ]
    for title, graded in (("with the model", with_model), ("without it", without)):
        for part, name in _PARTS[:2]:
            own = [each for each in graded if each.row["part"] == part]
            lines += ["", f"## Labels and verdicts {title}, {name}", ""]
            lines += table(
                ("label", *(f"graded {label}" for label in LABELS)),
                [
                    (label, *map(str, counts))
                    for label, counts in zip(LABELS, confusion([e.pair for e in own]), strict=True)
                ],
            )
        lines += ["", f"### Errors {title}", ""]
        lines += table(
            ("answer", "half", "question", "what the student wrote", "label", "graded", "missed"),
            [
                (
                    each.row["id"],
                    each.row["part"],
                    each.row["question"],
                    inline(each.row["answer"]),
                    each.row["label"],
                    f"{each.grade.verdict}, {each.grade.score:.2f}",
                    inline(" ".join(each.grade.missed)),
                )
                for each in graded
                if each.grade.verdict != each.row["label"]
            ],
        )
    return "\n".join(lines) + "\n"


def _figures(name: str, model: str, graded: "Sequence[Graded]") -> tuple[str, ...]:
    pairs = [each.pair for each in graded]
    return (
        name,
        str(len(pairs)),
        model,
        _shown(accuracy_of(pairs)),
        _shown(kappa_of(pairs)),
    )


def _goal(measure: Measure) -> str:
    reached = "reached" if measure.reached else "**not reached**"
    return (
        f"The goal, a kappa of {measure.goal} on the answers that were held out, is {reached}: it "
        f"is {_shown(measure)} with the model."
    )


def _shown(measure: Measure) -> str:
    return f"{measure.value:.2f} ({measure.low:.2f} to {measure.high:.2f})"
