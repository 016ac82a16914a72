"""Why a question went wrong, told from its row."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.evaluation.metrics import Turn, holds_gold

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Failure:
    """A turn that went wrong, and its cause in a sentence."""

    turn: Turn
    cause: str


def sample_failures(turns: Sequence[Turn], strictness: float, n: int = _SHOWN) -> list[Failure]:
    """`n` of the turns that went wrong, drawn by their ids alone, each with its cause."""
    wrong = [turn for turn in turns if went_wrong(turn)]
    drawn = sorted(wrong, key=_draw)
    return [Failure(turn, cause(turn, strictness)) for turn in drawn[:n]]


def _draw(turn: Turn) -> bytes:
    return hashlib.sha256(f"{turn.kind}:{turn.question.id}".encode()).digest()


def went_wrong(turn: Turn) -> bool:
    """Whether a turn was refused or answered wrongly, or answered without being answerable.

    Of a set without gold strings an answer is wrong when it cites no passage that answers.
    """
    if turn.kind != "answerable":
        return turn.answered
    return not turn.answered or not (turn.right_citations if turn.gold is None else turn.gold)


def tally(turns: Sequence[Turn], strictness: float) -> dict[str, int]:
    """How many turns went wrong at each step, the most first."""
    steps = Counter(cause(turn, strictness).split(":")[0] for turn in turns if went_wrong(turn))
    return dict(steps.most_common())


def cause(turn: Turn, strictness: float) -> str:
    """The first step at which a turn went wrong, as a sentence."""
    if turn.kind != "answerable":
        return _answered_anyway(turn)
    found = any(source["document"] in turn.question.relevant for source in turn.row["sources"])
    if not found:
        count = len(turn.row["sources"])
        return f"Search: the passage that answers it is not among the {count} that were found."
    left_out = _evidence_lacks_gold(turn)
    if not turn.answered:
        refusal = _refusal(turn, strictness)
        more = " What was shown to the model lacks the answer's sentence." if left_out else ""
        return refusal + more
    if left_out:
        return "Evidence: the passage was found, but its sentence with the answer was left out."
    if turn.gold is None:
        return "Citation: no sentence of the answer cites the passage that answers it."
    return "Model: the answer was before it, and it wrote something else."


def _answered_anyway(turn: Turn) -> str:
    if holds_gold("\n".join(s["text"] for s in turn.row["sources"]), turn.question.answers):
        return "Doubtful: another passage holds the expected answer's words too."
    grounding = turn.row.get("grounding")
    if grounding is None:
        return "Model: it answered from the passages left over, and nothing checks it."
    if grounding["verdict"] is None:
        return (
            f"Search: a sentence of another passage is so close (closeness "
            f"{grounding['closeness']:.2f}) that the model was not asked."
        )
    return (
        f"Judge: with the passages left over it found an answer probable "
        f"({grounding['probability']:.2f}), and the check found support for what was written."
    )


def _refusal(turn: Turn, strictness: float) -> str:
    grounding = turn.row.get("grounding")
    if grounding is None:
        return "Model: it said that it doesn't know."
    probability = grounding["probability"]
    by = grounding["refused_by"]
    if probability < strictness and by != "search":
        by = "search" if grounding["verdict"] is None else "judge"
    if by == "judge":
        return f"Judge: an answer's probability, {probability:.2f}, is below {strictness:.2f}."
    sentences = {
        "search": f"Search: no sentence is close enough (closeness {grounding['closeness']:.2f}).",
        "model": "Model: it said that the notes don't hold the answer.",
        "check": "Check: no passage supports what the model wrote.",
    }
    return sentences[by]


def _evidence_lacks_gold(turn: Turn) -> bool:
    """Whether the model was shown sentences, and none of them holds a gold string."""
    prompts = turn.row.get("prompts")
    if not prompts or not turn.question.answers:
        return False
    return not holds_gold(prompts[0].rpartition("\n\nQuestion:")[0], turn.question.answers)
