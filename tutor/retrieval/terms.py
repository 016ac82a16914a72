"""The words of a text that carry its content, and how many of them another text has."""

from collections.abc import Callable, Collection
from functools import lru_cache

from tutor.retrieval.lexical import stem_terms

# Words that ask, instruct, refer or agree: they carry nothing that notes could hold.
_ASKING = frozenset(
    "what which who whom whose when where why how explain describe define tell give name list "
    "mean means meaning called term say says state according notes question please know does did "
    "example used use using many much one two yes no".split()
)


@lru_cache(maxsize=4096)
def content_terms(text: str) -> frozenset[str]:
    """Stems of the words that carry content, without the words that only ask."""
    return frozenset(stem_terms(text)) - _asking_stems()


def coverage(
    wanted: Collection[str], found: Collection[str], rarity: Callable[[str], float]
) -> float:
    """Share of the wanted terms that were found, each weighted by its rarity; 1 for no terms."""
    total = sum(rarity(term) for term in wanted)
    if not total:
        return 1.0
    return sum(rarity(term) for term in wanted if term in found) / total


@lru_cache(maxsize=1)
def _asking_stems() -> frozenset[str]:
    return frozenset(stem_terms(" ".join(sorted(_ASKING))))
