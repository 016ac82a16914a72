"""What a search finds, and whether that is anything: a ranking alone always has a first passage.

The bounds are for the default encoder; docs/search.md has what they were chosen on.
"""

from dataclasses import dataclass

import numpy as np

from tutor.retrieval.filters import NO_FILTERS, Filters
from tutor.retrieval.retriever import Retriever, SearchHit

_NEAR = 0.40  # least closeness of a passage that has to do with a query
_SHARE = 0.5  # of the closest passage's closeness, below which others only share a word with it


@dataclass(frozen=True, slots=True)
class Findings:
    """The passages that are near enough to a query."""

    hits: tuple[SearchHit, ...]  # the best ones, each once
    total: int  # passages that are near enough, those that repeat another one too
    elsewhere: int  # those that the filters leave out

    @property
    def whole(self) -> bool:
        """Whether there are no more than these."""
        return self.total <= len(self.hits)


def find(retriever: Retriever, query: str, most: int, filters: Filters = NO_FILTERS) -> Findings:
    """The best passages of those that are near enough to a query.

    Args:
        retriever: An open index.
        query: With at least one word.
        most: How many hits are wanted.
        filters: What they must belong to; a passage is near enough or not whatever they are.

    Raises:
        EmptyQueryError: The query has neither a letter nor a digit.
    """
    closeness = retriever.closeness(query)
    least = max(_NEAR, _SHARE * float(closeness.max()))
    near = closeness >= least
    total = int(np.count_nonzero(near & retriever.admitted(filters)))
    hits = retriever.search(query, most, filters=filters, least=least) if total else []
    return Findings(tuple(hits), total, int(np.count_nonzero(near)) - total)
