"""Questions that stand in the notes already: rows of questions with answers, and glossaries."""

import re
from collections.abc import Iterable, Iterator

from tutor.answering.untrusted.material import clean, evidence_of
from tutor.documents.document import Chunk, Span
from tutor.practice.making.key_points import key_points
from tutor.practice.making.passage import Passage
from tutor.practice.making.statement import label_of
from tutor.practice.outline import chapter_key, topic_of
from tutor.practice.question import Citation, Kind, Question
from tutor.retrieval.lexical import stem_terms

# As tutor.documents.readers.question_rows writes them.
_PART = re.compile(r"^(?P<name>Question|Answer|Explanation|Source):[ \n]", re.MULTILINE)
_TRUTH = {"true": True, "t": True, "false": False, "f": False}
_TRUE_OR_FALSE = re.compile(
    r"^\W*true (?:or|/) false\s*[:?.]?\s*|\s*\(?true (?:or|/) false\)?\??$", re.IGNORECASE
)
_NAMED = re.compile(r"[^\W\d_]{2}")  # in a term; "1998" is none
_OF_A_THING = re.compile(r"(?:an?|the|any|when|how|to|one|what)\b", re.IGNORECASE)
_LEAST_WORDS = 4  # of a definition


def questions_in(chunks: Iterable[Chunk]) -> Iterator[Question]:
    """The questions with answers that notes have, in their order.

    A pair that is cut into several passages, or whose text gives orders to a machine, is left out.
    """
    for chunk in chunks:
        if chunk.metadata.kind == "questions":
            question = question_of(chunk)
            if question:
                yield question


def question_of(chunk: Chunk) -> Question | None:
    """The question of a passage that is a row; None where it isn't a whole one."""
    if len(evidence_of(chunk, "latin")) < len(chunk.sentences):
        return None
    parts: dict[str, Span] = {}
    marks = list(_PART.finditer(chunk.text))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(chunk.text)
        parts.setdefault(mark["name"], Span(mark.end(), end))
    texts = {name: clean(chunk.text[span.start : span.end]).strip() for name, span in parts.items()}
    asked, answer = texts.get("Question", ""), texts.get("Answer", "")
    if not asked or not answer:
        return None
    truth = _TRUTH.get(answer.rstrip(". ").lower())
    kind: Kind = "short-answer" if truth is None else "true-false"
    text = asked if truth is None else _TRUE_OR_FALSE.sub("", asked)
    answering = [parts[name] for name in ("Answer", "Explanation") if name in parts]
    evidence = tuple(
        span
        for span in chunk.sentences
        if any(span.start < part.end and part.start < span.end for part in answering)
    )
    return Question(
        kind=kind,
        question=text,
        answer=answer if truth is None else truth,
        explanation=texts.get("Explanation", "") or f"The notes say: {answer}",
        citations=(Citation.of(chunk, evidence),),
        topic=topic_of(chunk),
        chapter=chapter_key(chunk),
        key_points=() if truth is not None else key_points([answer], asked) or (answer,),
        origin="notes",
    )


def glossary_cards(passage: Passage) -> Iterator[Question]:
    """A flashcard of each item "**Term**: definition" of a passage."""
    for span in passage.spans:
        entry = label_of(passage.read(span))
        if entry is None or not _defines(*entry):
            continue
        term, text = entry[0], entry[1][:1].upper() + entry[1][1:]
        yield Question(
            kind="flashcard",
            question=term,
            answer=text,
            explanation=text,
            citations=(passage.cite((span,)),),
            topic=passage.topic,
            chapter=passage.chapter,
            difficulty="easy",
            key_points=key_points([text], term),
            origin="notes",
        )


def _defines(term: str, text: str) -> bool:
    """Whether an item says what its label is, and isn't only filed under it."""
    return (
        len(text.split()) >= _LEAST_WORDS
        and _NAMED.search(term) is not None
        and (
            bool(set(stem_terms(term)) & set(stem_terms(text)))
            or text[:1].islower()
            or _OF_A_THING.match(text) is not None
        )
    )
