"""docs/evaluation.md: the words around the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.evaluation_goals import with_goals
from tutor.evaluation.markdown import inline, table
from tutor.evaluation.report import (
    LABELS,
    conditions,
    curve_lines,
    failure_lines,
    figures_table,
    with_interval,
)
from tutor.evaluation.run import Evaluation
from tutor.evaluation.suite import Measure, SuiteResult

INTRODUCTION = """\
# How good search and answers are

Written by `python -m benchmarks.evaluation`, figures and all; see
[benchmarks/README.md](../benchmarks/README.md). The questions come from two sets that nobody on
this project wrote:

- **xquad**: short questions over encyclopedia passages, each with the strings that a right
  answer holds (XQuAD, CC BY-SA 4.0).
- **dlqa**: questions on machine learning that ask for an explanation, each with the passage
  that gives it (data-science-interviews, CC BY 4.0, and the Python Machine Learning Book's FAQ,
  MIT).

They were in view while the tutor was tuned, so expect other questions to come out somewhat
worse.

What is measured:

- **R@1, R@5, MRR@10**: how often a passage that answers the question comes first or among the
  first five, and the mean of 1 / rank within ten. A passage is as good as its best part.
- **Gold string in the answer**: of all answerable questions, how many answers hold one of the
  expected strings, capitals, punctuation and articles aside. A refusal is a miss. Under what the
  model wrote, the tutor quotes one or two sentences of the passage that it cites; the line
  *without quotations* counts the model's own words only.
- **Citation precision**: of all citations, how many point to the passage that answers the
  question or to another one that holds the expected string. **Citation recall**: of all
  answers, how many have such a citation. **Sentences with a citation**: of all sentences of
  answers.
- **Abstention**: questions are asked again with what answers them taken out of the search, once
  their passage alone (*near*: the rest of the article stays) and once their whole article
  (*far*). The figure is how many are then answered "not in the notes". **False abstention** is
  the share of answerable questions that get this reply.

Every figure stands with its 95% bootstrap interval (questions resampled 2,000 times) and with
the number of questions n. The **plain recipe** beside it is what is usually built: one vector a
passage, the four nearest passages whole in the prompt, and the request to cite them like [1]
and to say "I don't know", with the same models, the same limit of tokens and the same scoring.
Its citations are the marks that the model wrote, and it abstains where its first sentence says
so.

Practice has pages of its own: [practice-questions.md](practice-questions.md) tells how good the
questions are that are made from notes, and [grading.md](grading.md) how far grades agree
with labels that were given before.
"""
_SUITE_WORDS = {
    "follow-ups": "Conversations of students, in which later questions lean on earlier ones. "
    "Half of them were held out while the search for follow-ups was tuned.",
    "hidden instructions": "Notes in which somebody hid an order to the model, each in the index "
    "while questions about other notes and about itself are asked.",
    "contradictions": "Pairs of notes that disagree on what is asked, and pairs that only look so; "
    "half of each held out. A false alarm is a disagreement that is none, in such a pair or in "
    "notes that agree.",
    "answers where notes disagree": "The questions of the pairs that do disagree, asked: the "
    "answer has to give both values and cite both notes.",
    "other languages": "Questions in other languages of notes in English. They may be answered or "
    "refused; what must not come back is garbage.",
}
_SHOWN = 10
_RANKING = ("R@1", "R@5", "MRR@10")


@dataclass(frozen=True)
class SetResults:
    """Everything that was measured on one set."""

    search: Evaluation  # all questions
    answers: Evaluation  # a sample
    searched: tuple[tuple[str, Evaluation], ...]  # variants by name
    answered: tuple[tuple[str, Evaluation], ...]


def page(
    sets: Sequence[SetResults],
    suites: Sequence[SuiteResult],
    speed: Sequence[tuple[str, str]],
) -> str:
    """The whole page as Markdown.

    Args:
        sets: In the order in which they are shown.
        suites: What else was measured.
        speed: Steps on a textbook and what they cost.
    """
    lines = [INTRODUCTION]
    for results in sets:
        lines += _set(results)
    lines += ["## What each step adds", ""]
    for results in sets:
        lines += _variants(results)
    for suite in suites:
        lines += _suite(suite)
    if speed:
        lines += ["## Time on a textbook", "", *table(["step", "measured"], speed), ""]
    lines += ["## What falls short", "", *_short(sets, suites), ""]
    return "\n".join(lines)


def _set(results: SetResults) -> list[str]:
    search, answers = results.search, results.answers
    name = search.dataset.name
    strictness = answers.settings["strictness"]
    lines = [f"## {name}: search", "", conditions(search), ""]
    plain = search.baseline.metrics if search.baseline else None
    lines += figures_table(with_goals(name, search.ours.metrics), plain)
    lines += ["", f"## {name}: answers", "", conditions(answers), ""]
    answered = _without_ranking(answers.ours.metrics)
    plain = _without_ranking(answers.baseline.metrics) if answers.baseline else None
    lines += figures_table(with_goals(name, answered), plain)
    lines += ["", f"### {name}: abstention over strictness", ""]
    lines += [
        "The strictness is the least probability with which a question is answered. "
        "All rows come from the same answers.",
        "",
        *curve_lines(answers.ours.turns),
        "",
        f"### {name}: failures",
        "",
        *failure_lines(answers.ours.turns, strictness),
        "",
    ]
    return lines


def _variants(results: SetResults) -> list[str]:
    """Tables of the variants of one set: a row each, a column for each figure."""
    lines: list[str] = []
    for variants, what in ((results.searched, "search"), (results.answered, "answers")):
        if len(variants) < 2:
            continue
        names = [
            name for name in variants[0][1].ours.metrics if what == "search" or name not in _RANKING
        ]
        rows = [
            [name, *(_cell(evaluation.ours.metrics.get(figure)) for figure in names)]
            for name, evaluation in variants
        ]
        evaluation = variants[0][1]
        n = len(evaluation.questions)
        lines += [f"{evaluation.dataset.name}, {what}, {n} questions:", ""]
        lines += [*table(["variant", *(LABELS.get(name, name) for name in names)], rows), ""]
    return lines


def _suite(suite: SuiteResult) -> list[str]:
    metrics = {measure.name: measure for measure in suite.measures}
    lines = [f"## {suite.name.capitalize()}", ""]
    if suite.name in _SUITE_WORDS:
        lines += [_SUITE_WORDS[suite.name], ""]
    lines += figures_table(metrics)
    if suite.failures:
        shown = suite.failures[:_SHOWN]
        lines += ["", f"{len(shown)} of {len(suite.failures)} failures:", ""]
        lines += [f"- {inline(failure)}" for failure in shown]
    return [*lines, ""]


def _short(sets: Sequence[SetResults], suites: Sequence[SuiteResult]) -> list[str]:
    """A line for every goal that isn't reached."""
    lines = []
    for results in sets:
        name = results.search.dataset.name
        metrics = {
            **_without_ranking(results.answers.ours.metrics),
            **results.search.ours.metrics,
        }
        for figure, m in with_goals(name, metrics).items():
            if m.reached is False:
                line = _missed(replace(m, name=f"{name}: {LABELS.get(m.name, m.name)}"))
                others = [(n, e.ours.metrics.get(figure)) for n, e in results.searched[1:]]
                lines.append(f"{line} {best_other(others)}" if figure in _RANKING else line)
    lines += [_missed(m) for suite in suites for m in suite.measures if m.reached is False]
    return lines or ["Every goal in these tables is reached."]


def best_other(variants: Sequence[tuple[str, Measure | None]]) -> str:
    """The best of the other ways to search, so that a figure short of its goal can be judged."""
    measured = [(name, measure) for name, measure in variants if measure]
    if not measured:
        return "No other way to search was measured."
    name, measure = max(measured, key=lambda variant: variant[1].value)
    return f"The best of the other ways to search, “{name}”, has {with_interval(measure)}."


def _missed(m: Measure) -> str:
    wanted = f"{'at most' if m.at_most else 'at least'} {m.goal:g} is wanted"
    return f"- {m.name}: {with_interval(m)}, where {wanted}."


def _without_ranking(metrics: Mapping[str, Measure]) -> dict[str, Measure]:
    """The figures of answers; those of search are shown for all questions and not for a sample."""
    return {n: m for n, m in metrics.items() if n not in _RANKING}


def _cell(measure: Measure | None) -> str:
    return with_interval(measure) if measure else "-"
