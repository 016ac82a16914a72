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
    probability = f"{grounding['probability']:.2f}"
    if grounding["verdict"] is None:
        return (
            f"Search: the passages left over look so much like an answer (probability "
            f"{probability}) that the model was not asked for its verdict."
        )
    return (
        f"Judge: the passages left over and the model's verdict made an answer probable "
        f"({probability}), and the check found support for what was written."
    )


def _refusal(turn: Turn, strictness: float) -> str:
    grounding = turn.row.get("grounding")
    if grounding is None:
        return "Model: it said that it doesn't know."
    if grounding["probability"] < strictness:
        improbable = f"an answer improbable ({grounding['probability']:.2f})."
        if grounding["verdict"] is None:
            return f"Search: what it found makes {improbable}"
        return f"Judge: what was found and the model's verdict make {improbable}"
    if grounding["refused_by"] == "model":
        return "Model: it said that the notes don't hold the answer."
    return "Check: no passage supports what the model wrote."


def _evidence_lacks_gold(turn: Turn) -> bool:
    """Whether the model was shown sentences, and none of them holds a gold string."""
    prompts = turn.row.get("prompts")
    if not prompts or not turn.question.answers:
        return False
    return not holds_gold(prompts[0].rpartition("\n\nQuestion:")[0], turn.question.answers)
