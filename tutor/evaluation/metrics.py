"""From rows to figures: what each turn got right, and the rates over all of them.

Pure functions. An unanswerable question is one whose passage (near) or whole article (far) was
taken out of the search.
"""

import string
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutor.answering.prompt import strip_marks
from tutor.evaluation.datasets import Kind, Question
from tutor.evaluation.rows import Row
from tutor.evaluation.suite import Measure, median, rate, ratio

_ARTICLES = {"a", "an", "the"}
_ASCII_PUNCTUATION = frozenset(string.punctuation)


@dataclass(frozen=True, slots=True)
class Turn:
    """One row, scored at one strictness."""

    question: Question
    kind: Kind
    row: Row
    answered: bool
    gold: bool | None  # the answer holds a gold string; None where the set has none
    written_gold: bool | None  # what the model wrote does, without quotations
    sentences: int
    cited_sentences: int
    citations: int
    right_citations: int


def score(row: Row, question: Question, strictness: float = 0.0) -> Turn:
    """Score one row.

    Args:
        row: An answer as JSON values with `kind` and `id`, asked at this strictness or a lower one.
        question: What was asked.
        strictness: Least probability with which a question is answered.
    """
    grounding = row.get("grounding")
    probability = 1.0 if grounding is None else grounding["probability"]
    answered = row["status"] == "answered" and probability >= strictness
    sentences = row["sentences"] if answered else ()
    citations = [n for sentence in sentences for n in sentence["citations"]]
    right = right_sources(row, question)
    written = " ".join(s["text"] for s in sentences if not s.get("quoted"))
    asks_gold = bool(question.answers)
    return Turn(
        question=question,
        kind=row["kind"],
        row=row,
        answered=answered,
        gold=(answered and holds_gold(row["text"], question.answers)) if asks_gold else None,
        written_gold=holds_gold(written, question.answers) if asks_gold else None,
        sentences=len(sentences),
        cited_sentences=sum(bool(sentence["citations"]) for sentence in sentences),
        citations=len(citations),
        right_citations=sum(n in right for n in citations),
    )


def right_sources(row: Row, question: Question) -> frozenset[int]:
    """Numbers of the sources that a right citation may point to.

    Those are the passages that answer the question and others that hold a gold string.
    """
    return frozenset(
        source["n"]
        for source in row["sources"]
        if source["document"] in question.relevant or holds_gold(source["text"], question.answers)
    )


def answer_measures(turns: Sequence[Turn]) -> dict[str, Measure]:
    """Figures over the answerable questions; one that was measured on nothing is left out.

    An abstention counts as an answer without the gold string. Citations, sentences, seconds and
    words are those of the questions that were answered.
    """
    asked = [turn for turn in turns if turn.kind == "answerable"]
    answered = [turn for turn in asked if turn.answered]
    figures: list[Measure] = []
    golds = [turn.gold for turn in asked if turn.gold is not None]
    if golds:
        figures.append(rate("gold_in_answer", golds))
        written = [turn.written_gold for turn in asked if turn.written_gold is not None]
        figures.append(rate("gold_as_written", written))
    if any(turn.citations for turn in answered):
        parts = [(turn.right_citations, turn.citations) for turn in answered]
        figures.append(ratio("citation_precision", parts))
    if answered:
        figures.append(rate("citation_recall", [turn.right_citations > 0 for turn in answered]))
    if any(turn.sentences for turn in answered):
        shown = [(turn.cited_sentences, turn.sentences) for turn in answered]
        figures.append(ratio("cited_sentences", shown))
    if answered:
        seconds = [turn.row["seconds"] for turn in answered]
        first = [s["first_token"] for s in seconds if s["first_token"] is not None]
        if first:
            figures.append(median("first_token_seconds", first))
        figures.append(median("total_seconds", [s["total"] for s in seconds]))
        figures.append(median("answer_words", [words(turn.row["text"]) for turn in answered]))
    return {measure.name: measure for measure in figures}


def abstention_measures(turns: Sequence[Turn]) -> dict[str, Measure]:
    """How often unanswerable questions were refused, and answerable ones too."""
    names: Mapping[Kind, str] = {
        "near": "abstention_near",
        "far": "abstention_far",
        "answerable": "false_abstention",
    }
    figures = {}
    for kind, name in names.items():
        refused = [not turn.answered for turn in turns if turn.kind == kind]
        if refused:
            figures[name] = rate(name, refused)
    return figures


def holds_gold(text: str, answers: Sequence[str]) -> bool:
    """Whether a text holds one of the gold strings, both normalised, citation marks taken out."""
    said = normalised(strip_marks(text))
    return any(gold in said for gold in map(normalised, answers) if gold)


def normalised(text: str) -> str:
    """Lower case without punctuation and without the articles a, an, the, as SQuAD's scoring does.

    Typographic quotes and dashes are punctuation too.
    """
    kept = "".join(
        character
        for character in text.lower()
        if character not in _ASCII_PUNCTUATION and unicodedata.category(character)[0] != "P"
    )
    return " ".join(word for word in kept.split() if word not in _ARTICLES)


def words(text: str) -> int:
    """Words of an answer without its citation marks."""
    return len(strip_marks(text).split())
