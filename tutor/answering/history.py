"""Which earlier turns the model reads, and how much of them.

Every token before the question delays the answer's first word, so an earlier answer is cut to what
its citations vouch for, and turns that don't fit are left out whole. The question is not touched.
"""

from collections.abc import Callable, Sequence

from tutor.answering.events import NOT_FROM_NOTES, NOT_IN_NOTES
from tutor.answering.prompt import has_marks, strip_marks
from tutor.answering.query import Turn
from tutor.documents.sentences import split_sentences

_NEWEST_WORDS = 40  # of the answer just before
_OLDER_WORDS = 20  # of those before it, which say rather what it is all about


def shortened(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns, oldest first, with their answers cut: the newest least."""
    last = len(turns) - 1
    return tuple(
        (question, shorten(answer, _NEWEST_WORDS if position == last else _OLDER_WORDS))
        for position, (question, answer) in enumerate(turns)
    )


def shorten(answer: str, words: int) -> str:
    """The first sentences of an answer that have a citation, without its marks.

    Args:
        answer: Markdown with marks such as `[1]`. Where it has none, every sentence counts.
        words: So many at most; of a first sentence that is longer, the beginning.

    Returns:
        Empty where the question was not answered.
    """
    if answer.strip() == NOT_IN_NOTES:
        return ""
    answer = answer.replace(f" ({NOT_FROM_NOTES})", "")
    sentences = [answer[span.start : span.end] for span in split_sentences(answer)]
    cited = [sentence for sentence in sentences if has_marks(sentence)]
    kept: list[str] = []
    for sentence in cited or sentences:
        more = strip_marks(sentence).split()
        if kept and len(kept) + len(more) > words:
            break
        kept += more
    return " ".join(kept[:words])


def fit_history(
    turns: Sequence[Turn],
    count: Callable[[Sequence[Turn]], int],
    *,
    budget: int,
    room: int,
) -> tuple[Turn, ...]:
    """The newest turns that fit, whole, oldest first.

    A turn that doesn't fit ends the list, so that none is missing between two that are kept.

    Args:
        turns: Those that the question leans on, oldest first, their answers shortened.
        count: Tokens of the whole prompt, the question in it, with these turns; more turns never
            make it shorter.
        budget: The most tokens that the turns may add to the prompt.
        room: The most tokens that the prompt may have: the context less the answer's.

    Returns:
        Nothing where the prompt alone leaves no room; it is up to the caller to shorten the notes.
    """
    if not turns:
        return ()  # to count the prompt's tokens would delay the first word for nothing
    most = min(room, count(()) + budget)
    kept: tuple[Turn, ...] = ()
    for start in range(len(turns) - 1, -1, -1):
        longer = tuple(turns[start:])
        if count(longer) > most:
            break
        kept = longer
    return kept
