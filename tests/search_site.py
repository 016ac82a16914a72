"""The page with its Search part over a small index, for tests in a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from browser import free_port
from fakes_notes import FakeLibrary
from fakes_search import WordsEncoder, write_course
from fakes_web import ScriptedTutor, kept, loops_closed

from tutor.retrieval.builder import build
from tutor.retrieval.retriever import Retriever
from tutor.web.app import build_app, launch


@dataclass
class SearchSite:
    """A served page, and the searches that reached its notes."""

    retriever: Retriever
    url: str = ""
    tutor: ScriptedTutor = field(default_factory=ScriptedTutor)
    searched: list[str] = field(default_factory=list)
    held: dict[str, threading.Event] = field(default_factory=dict)

    def hold(self, query: str) -> threading.Event:
        """Let a search wait until the returned event is set."""
        self.held[query] = threading.Event()
        return self.held[query]


class WatchedRetriever(Retriever):
    """Tells the site what is searched for, and waits where it says so."""

    site: SearchSite

    def closeness(self, query: str) -> Any:
        self.site.searched.append(query)
        if query in self.site.held:
            self.site.held[query].wait(10)
        return super().closeness(query)


@contextmanager
def search_site(folder: Path) -> Iterator[SearchSite]:
    """The page, served until the end of the block."""
    build([write_course(folder / "notes")], folder / "index", WordsEncoder())
    retriever = WatchedRetriever.open(folder / "index", WordsEncoder())
    site = retriever.site = SearchSite(retriever)
    library = FakeLibrary()
    for path in sorted((folder / "notes").iterdir()):
        library.put(path.name, path.read_text(encoding="utf-8"))
    with loops_closed(), kept() as conversations:
        app = build_app(site.tutor, conversations, library, search=site)
        site.url = launch(app, library, port=free_port())
        yield site
        app.close(verbose=False)
