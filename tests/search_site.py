"""The page with its Search part over a small index, for tests in a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from browser import free_port
from fakes_notes import FakeLibrary
from fakes_search import WordsEncoder
from fakes_web import ScriptedTutor, kept, loops_closed

from tutor.retrieval.builder import build
from tutor.retrieval.retriever import Retriever
from tutor.web.app import build_app, launch

CHAPTERS = ("Perceptrons", "Convolutions", "Recurrence", "Attention")
MANY = 45  # passages about gradients
HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'> zebra "
    "[zebra](javascript:window.hacked=3) ![zebra](http://pictures.example/zebra.png)"
)


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


def write_course(folder: Path) -> Path:
    """Four chapters, a summary, a thread with a passage of a chapter, and many short sections."""
    folder.mkdir()
    for number, title in enumerate(CHAPTERS, 1):
        front = f"---\nchapter: {number}\ntitle: {title}\n---\n\n# {title}\n\n"
        body = (
            f"## What {title.lower()} do\n\nThe {title.lower()} layer maps patients to codes "
            f"in step {number}. Its weights $w_{{{number}}}$ are learned from labelled visits.\n"
        )
        (folder / f"{number}.md").write_text(front + body, encoding="utf-8")
    front = "---\nchapter: 1\nkind: summary\ntitle: Perceptrons in short\n---\n\n"
    words = "# Perceptrons in short\n\n## Margin of errors\n\nA perceptron errs on the XOR problem."
    (folder / "1-summary.md").write_text(front + words + "\n", encoding="utf-8")
    copy = "# Copied\n\n## From the summary\n\nA perceptron errs on the XOR problem.\n"
    (folder / "copy.md").write_text(copy, encoding="utf-8")
    (folder / "hostile.md").write_text(f"# Hostile\n\n{HOSTILE}\n", encoding="utf-8")
    sections = "".join(
        f"## Rule {i}\n\nGradient rule number{i} word{i} tone{i} scales the step by {i}.\n\n"
        for i in range(MANY)
    )
    (folder / "rules.md").write_text(f"# Rules\n\n{sections}", encoding="utf-8")
    return folder


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
