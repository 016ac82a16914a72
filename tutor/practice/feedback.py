"""What a student reads under a graded answer in words: at most two sentences."""

from tutor.practice.claims import NoAnswer
from tutor.practice.short_answers import PointVerdict, Reading

_WHY: dict[NoAnswer, str] = {
    "empty": "There is no answer yet.",
    "unknown": "That is honest, so have a look at the passage.",
    "order": "This tells the grader what to do and answers nothing.",
    "language": "This could not be read: answer in the language of the notes.",
    "question": "This only repeats the question.",
    "words": "These are words without a statement: answer in a sentence.",
}


def feedback_on(reading: Reading, verdict: str) -> str:
    """What was hit, and the most important thing that was missed or said the wrong way round.

    Args:
        reading: The answer, held against the key points.
        verdict: The grade's.
    """
    said = [each for each in reading.points if each.said]
    missed = sorted((p for p in reading.points if not p.said), key=_importance)
    if reading.no_answer is not None:
        return " ".join([_WHY[reading.no_answer], *map(_missing, missed[:1])])
    if not missed:
        return "Right: every key point is there."
    if not said:
        first = "The notes say otherwise" if missed[0].denied else "Not what the notes say"
        return f"{first}: {plain(missed[0].point.text)}"
    best = plain(max(said, key=lambda each: each.point.weight).point.text)
    opening = "Right" if verdict == "right" else "Partly right"
    return f"{opening}, you have that {_lowered(best)} {_missing(missed[0])}"


def plain(text: str) -> str:
    """A sentence on one line with its full stop, and no other full stop that ends a sentence."""
    line = " ".join(text.replace("**", "").split())
    return line if not line or line[-1] in ".!?" else f"{line}."


def _importance(each: PointVerdict) -> tuple[bool, float]:
    return (not each.denied, -each.point.weight)


def _missing(each: PointVerdict) -> str:
    label = "The notes say otherwise" if each.denied else "Missing"
    return f"{label}: {plain(each.point.text)}"


def _lowered(sentence: str) -> str:
    """A sentence as it goes on in another: with a small letter unless it opens with a name."""
    first = sentence.split(" ", 1)[0]
    return sentence if any(c.isupper() for c in first[1:]) else sentence[0].lower() + sentence[1:]
