"""Which passages are about the topic that somebody wants to be asked about, if any are."""

import re
from collections.abc import Sequence

from tutor.answering.answer import AnsweringSettings
from tutor.answering.evidence import weigh_evidence
from tutor.answering.signals import read_signals
from tutor.answering.untrusted.material import context_of
from tutor.documents.document import Chunk
from tutor.errors import TutorError
from tutor.retrieval.retriever import Retriever, SearchHit
from tutor.retrieval.terms import content_terms

_SEARCHED = 40  # passages that are looked at
_FIRST = 5  # passages that may be about the topic without having its words
_NEAR = 0.5  # of the best passage's relevance
_PLURAL = re.compile(r"\b(\w{2,})[\u2019']?s\b")
_CLIPPED = re.compile(r"\b[^\W\d_]{6,}\b")
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
    topic = as_in_the_notes(topic, retriever)
    hits = retriever.search(topic, _SEARCHED)
    wanted = content_terms(topic)
    named = [hit for hit in hits if wanted and wanted <= content_terms(context_of(hit.chunk))]
    if not named and not _spoken_of(topic, hits, retriever, settings):
        raise TopicMissingError(_sentence(topic, hits))
    # A passage that has all the words, or whose heading has them, is about them; of the others
    # those that come near the best one.
    about = [hit for hit in hits if hit in named or hit.coverage >= 1]
    near = [
        hit
        for hit in hits[:_FIRST]
        if hit not in about and retriever.relevance(topic, hit.chunk.id) >= _NEAR
    ]
    return tuple(hit.chunk for hit in [*about, *near])


def as_in_the_notes(topic: str, retriever: Retriever) -> str:
    """The topic in words that the notes have, where they say it in others.

    "GRUs" is their "GRU", because the stemmer knows plurals of words only, and "backprop", which
    they don't have, is the beginning of a word in their headings.
    """

    def singular(match: "re.Match[str]") -> str:
        plural, one = match[0], match[1]
        return one if _rarity(one, retriever) < _rarity(plural, retriever) else plural

    def whole(match: "re.Match[str]") -> str:
        word = match[0]
        if _rarity(word, retriever) < retriever.rarity(""):  # that is, the notes have it
            return word
        longer = {
            each
            for chunk in retriever.chunks
            for each in _CLIPPED.findall(context_of(chunk).casefold())
            if each.startswith(word.casefold())
        }
        return min(longer, key=lambda each: (len(each), each), default=word)

    return _CLIPPED.sub(whole, _PLURAL.sub(singular, topic))


def _rarity(word: str, retriever: Retriever) -> float:
    return max((retriever.rarity(stem) for stem in content_terms(word)), default=0.0)


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
