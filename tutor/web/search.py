"""The Search part of the page: passages as somebody types, narrowed to what they choose.

The browser sends all that a search depends on each time, so nothing is remembered here and an
address shows the same again.
"""

import time
from collections.abc import Callable
from typing import Protocol

from tutor.retrieval.filters import Filters
from tutor.retrieval.finding import find
from tutor.retrieval.lexical import has_words
from tutor.retrieval.retriever import Retriever
from tutor.web.part import Deed, View
from tutor.web.search_scope import Scope
from tutor.web.search_view import Shown, found_html, nothing_html, start_html
from tutor.web.text import search as text

PAGE = 20  # passages that are shown at a time
_MOST = 10_000
_LONGEST = 2000  # characters of a query


class Searchable(Protocol):
    """What can be searched."""

    @property
    def retriever(self) -> Retriever:
        """The index as it is now."""


class SearchPart:
    """What the visitors of the Search part do and see."""

    def __init__(
        self,
        notes: Searchable,
        *,
        linked: bool = False,
        quiz: bool = False,
        timer: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Search notes.

        Args:
            notes: Where to search.
            linked: Whether passages lead to their documents.
            quiz: Whether there is practice for "quiz me on this".
            timer: Seconds, to tell how long a search took.
        """
        self._notes = notes
        self._linked = linked
        self._quiz = quiz
        self._timer = timer
        self._scope: Scope | None = None

    def due(self, student: str) -> int:  # noqa: ARG002 - parts have one signature
        """No reviews wait here."""
        return 0

    def act(self, deed: Deed) -> None:
        """Nothing changes by searching."""

    def view(self, deed: Deed) -> View:
        """What is found."""
        retriever = self._notes.retriever
        scope = self._scope_of(retriever)
        query = deed.text("q")[:_LONGEST]
        filters = scope.known(chosen(deed))
        if not has_words(query):
            return View("start", start_html(scope, filters))
        most = PAGE
        if "n" in deed.values:
            most = deed.number("n", PAGE, _MOST)
        started = self._timer()
        found = find(retriever, query, most, filters)
        milliseconds = round(1000 * (self._timer() - started))
        if not found.hits:
            html = nothing_html(scope, filters, query, found.elsewhere, linked=self._linked)
            return View("nothing", html, text.said(0))
        shown = Shown(query, found, most, milliseconds, linked=self._linked, quiz=self._quiz)
        return View("found", found_html(scope, filters, shown, PAGE), text.said(found.total))

    def _scope_of(self, retriever: Retriever) -> Scope:
        """What there is to choose; made once for each generation of the index."""
        scope = self._scope
        if scope is None or scope.retriever is not retriever:
            scope = self._scope = Scope(retriever)
        return scope


def chosen(deed: Deed) -> Filters:
    """The filters that the browser sends; anything else in their place counts as none."""

    def values(key: str) -> frozenset[str]:
        sent = deed.values.get(key)
        if not isinstance(sent, list):
            return frozenset()
        return frozenset(each for each in sent if isinstance(each, str))

    return Filters(values("chapter"), values("kind"), values("document"))
