"""Which passages are about the topic that somebody wants to be asked about, if any are."""

from collections.abc import Sequence

from tutor.answering.answer import AnsweringSettings
from tutor.answering.evidence import weigh_evidence
from tutor.answering.signals import read_signals
from tutor.answering.untrusted.material import context_of, usable
from tutor.documents.document import Chunk
from tutor.errors import TutorError
from tutor.retrieval.retriever import Retriever, SearchHit
from tutor.retrieval.terms import content_terms

_SEARCHED = 40  # passages that are looked at
_LEAST = 5  # passages that are taken where the topic is there at all
_NEAREST = 3  # headings that are named where it isn't


class TopicMissingError(TutorError):
    """A topic was named that the notes don't speak of."""


def chunks_about(
    topic: str, retriever: Retriever, settings: AnsweringSettings | None = None
) -> tuple[Chunk, ...]:
    """The passages about a topic, the nearest first.

    A topic is in the notes where a heading names it or where a question about it would be
    answered by what the search says alone.

    Args:
        topic: In the student's words.
        retriever: Knows the notes.
        settings: How probable an answer must be; the defaults where there are none.

    Raises:
        TopicMissingError: The notes don't speak of it.
        EmptyQueryError: It has no word.
    """
    settings = settings or AnsweringSettings()
    hits = usable(retriever.search(topic, _SEARCHED), topic, _SEARCHED, retriever.encode)
    wanted = content_terms(topic)
    named = [hit for hit in hits if wanted and wanted <= content_terms(context_of(hit.chunk))]
    if not named and not _spoken_of(topic, hits, retriever, settings):
        raise TopicMissingError(_sentence(topic, hits))
    # A passage that has all the words, or whose heading has them, is about them.
    about = [hit for hit in hits if hit in named or hit.coverage >= 1]
    chosen = [*about, *(hit for hit in hits[:_LEAST] if hit not in about)]
    return tuple(hit.chunk for hit in chosen)


def _spoken_of(
    topic: str, hits: Sequence[SearchHit], retriever: Retriever, settings: AnsweringSettings
) -> bool:
    evidence = weigh_evidence(topic, hits, retriever, settings.evidence)
    if not evidence.candidates:
        return False
    signals = read_signals(topic, evidence, retriever)
    return settings.grounding.search.probability(signals) >= settings.strictness


def _sentence(topic: str, hits: Sequence[SearchHit]) -> str:
    headings = list(dict.fromkeys(hit.heading for hit in hits))[:_NEAREST]
    said = f"I didn't find {topic!r} in your notes"
    if not headings:
        return f"{said}; ask for a quiz on something that they have."
    return f"{said}; the nearest headings are: {'; '.join(headings)}."
