"""A ladder of three hints, each saying more: where to look, the key idea, the passage.

None needs a model. The second never gives the answer away: it is the cited sentence without the
answer's words, and for multiple choice one wrong option that can be struck out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tutor.answering.contradictions.polarity import is_negator
from tutor.answering.contradictions.statement import tokens
from tutor.answering.terms import content_terms
from tutor.answering.untrusted.material import clean
from tutor.documents.sentences import split_sentences
from tutor.practice.key_points import key_texts
from tutor.practice.question import BLANK, LETTERS, Citation, Question
from tutor.practice.spelling import same_word
from tutor.practice.telling import open_topic, tells

LEVELS = 3
_PATH = " > "  # between the headings of a path

_PIECE = re.compile(r"\$\$?[^$]+\$\$?|\w+(?:['\u2019.,]\w+)*|\W")
_ROOT = 5  # letters that two words of one family share: "regularise", "regularisation"
_SENTENCES = 2  # of the passage, in the second hint


@dataclass(frozen=True, slots=True)
class Hint:
    """One step of the ladder."""

    level: int  # from 1
    text: str
    citation: Citation | None  # the passage, from the third step on


def hint(question: Question, level: int) -> Hint:
    """The hint of a level for a question of any kind.

    Args:
        question: What is asked.
        level: 1 says where to look, 2 gives the key idea without the answer, 3 shows the passage.

    Raises:
        ValueError: There is no such level.
    """
    if not 1 <= level <= LEVELS:
        raise ValueError(f"there are hints of the levels 1 to {LEVELS}, not {level}")
    citation = question.citations[0] if question.citations else None
    if citation is None:
        return Hint(
            level, f"This question came without a passage; it is about {_topic(question)}.", None
        )
    if level == 1:
        return Hint(level, _where(question, citation), None)
    if level == 2:
        return Hint(level, " ".join(_idea(question, citation)), None)
    return Hint(level, clean(citation.text), citation)


def _where(question: Question, citation: Citation) -> str:
    """The document and the place in it, without headings that name the answer."""
    place, heading = (
        _PATH.join(part for part in words.split(_PATH) if not tells(part, question))
        for words in (citation.locator, citation.heading)
    )
    under = f", under \u201c{heading}\u201d" if heading and heading != place else ""
    return f"Look in {citation.document}{place and f': {place}'}{under}."


def _topic(question: Question) -> str:
    topic = open_topic(question)
    return f"\u201c{topic}\u201d" if topic else "what its wording names"


def _idea(question: Question, citation: Citation) -> Iterator[str]:
    if question.kind == "multiple-choice":
        yield _struck_out(question, citation)
    shown = " ".join(_sentences(question, citation))
    if question.kind == "true-false":
        yield f"Compare it with the notes, their deciding words left out: {_bare(shown, citation)}"
    elif shown:
        yield f"The notes say, without the words of the answer: {_blanked(shown, question)}"
    if question.kind in ("short-answer", "flashcard") and (count := len(key_texts(question))) > 1:
        yield f"A full answer has {count} points."


def _struck_out(question: Question, citation: Citation) -> str:
    """One wrong option with a reason; the one that has least in common with the right one."""
    options = question.options or ()
    right = content_terms(question.answer_text)
    wrong = [i for i in range(len(options)) if i != question.answer]
    chosen = min(
        wrong, key=lambda i: (len(content_terms(options[i]) & right), question.id + options[i])
    )
    named = content_terms(options[chosen]) <= content_terms(citation.text)
    why = (
        "the passage names it for something else"
        if named
        else "the passage that answers this does not say it"
    )
    # An option's words that the right one has too would tell that they matter.
    return f"It is not {LETTERS[chosen]}: {why}."


def _sentences(question: Question, citation: Citation) -> list[str]:
    """The sentences that support the answer; without any those nearest to it in their words."""
    text = citation.text
    spans = list(citation.evidence)
    if not spans:
        wanted = content_terms(f"{question.question} {question.answer_text}")
        found = split_sentences(text)
        spans = sorted(found, key=lambda s: -len(content_terms(text[s.start : s.end]) & wanted))[:1]
    return [" ".join(clean(text[s.start : s.end]).split()) for s in sorted(spans)[:_SENTENCES]]


def _blanked(text: str, question: Question) -> str:
    """A text with a blank for each run of words that belong to the answer."""
    given = " ".join((question.answer_text, *question.key_points))
    asked = content_terms(question.question)
    own = content_terms(given)
    hidden = own if question.kind == "cloze" else own - asked or own
    symbols = {t.text for t in tokens(given) if not t.stem and t.kind in ("word", "number")}
    has_number = any(t.kind == "number" for t in tokens(given)) or "$" in given

    def hides(piece: str) -> bool:
        if piece.startswith("$") or any(c.isdigit() for c in piece):
            return has_number or bool(content_terms(piece) & hidden)
        if has_number and any(t.kind == "number" for t in tokens(piece)):
            return True
        if not hidden and piece.lower() in symbols:
            return True
        return any(_akin(term, other) for term in content_terms(piece) for other in hidden)

    return _with_blanks(text, hides)


def _bare(text: str, citation: Citation) -> str:
    """A text without anything that a false statement could have changed."""
    heading = content_terms(citation.heading)

    def hides(piece: str) -> bool:
        if piece.startswith("$") or any(c.isdigit() for c in piece):
            return True
        read = tokens(piece)
        if any(t.kind == "number" or is_negator(t) for t in read):
            return True
        return bool(content_terms(piece) - heading)

    return _with_blanks(text, hides)


def _with_blanks(text: str, hides: Callable[[str], bool]) -> str:
    shown: list[str] = []
    for match in _PIECE.finditer(text.replace("*", "")):
        piece = match[0]
        shown.append(BLANK if (piece[0].isalnum() or len(piece) > 1) and hides(piece) else piece)
    blank = re.escape(BLANK)
    return re.sub(rf"{blank}(?:[\s\-/]*{blank})+", BLANK, "".join(shown))


def _akin(term: str, other: str) -> bool:
    if same_word(term, other):
        return True
    return len(term) >= _ROOT and len(other) >= _ROOT and term[:_ROOT] == other[:_ROOT]
