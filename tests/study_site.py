"""The whole page as `tutor serve` has it, with the small real models over a copy of the course."""

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from browser import free_port
from fakes_web import loops_closed

from tutor.api import Tutor
from tutor.cli.gaps import gaps_over
from tutor.cli.guiding import guides_over
from tutor.cli.practising import now, practice_over
from tutor.cli.readiness import loading_model
from tutor.cli.session import open_tutor
from tutor.config import Settings
from tutor.conversations.conversations import Conversations
from tutor.documents.document import Chunk, Span
from tutor.library.library import Library
from tutor.library.opening import library_of
from tutor.practice.outline import topic_of
from tutor.practice.practice import Practice
from tutor.practice.question import BLANK, Citation, Question
from tutor.web.app import build_app, launch

PATIENCE = 30_000  # milliseconds, for a real model on a busy computer
_PER_CHAPTER = 9
_PLAIN = re.compile(r"[A-Z][\w ,'-]{30,160}\.")  # a sentence without formulas and other marks
_LONG_WORD = re.compile(r"\b[a-z]{8,}\b")


@dataclass
class StudySite:
    """A served page and what is behind it."""

    url: str
    tutor: Tutor
    library: Library
    practice: Practice
    conversations: Conversations
    questions: dict[str, Question]  # those in the bank at the beginning, by what they ask
    foreign: list[str] = field(default_factory=list)  # what a browser asked other hosts for
    failures: list[str] = field(default_factory=list)  # what a script of the page didn't expect

    def window(self, browser: Any, address: str = "", **options: Any) -> Any:
        """A window of a browser that knows nothing of the page yet."""
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.route("**/*", self._own_origin_only)
        page = context.new_page()
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        page.goto(self.url + address)
        return page

    def _own_origin_only(self, route: Any) -> None:
        if route.request.url.startswith((self.url, "data:", "blob:")):
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()


@contextmanager
def study_site(index: Path, cache_dir: Path, folder: Path) -> Iterator[StudySite]:
    """The page, served until the end of the block; what it keeps lies in the folder."""
    shutil.copytree(index, folder / "index")
    settings = Settings(
        index=folder / "index",
        corpus=folder / "corpus",
        records=folder / "records.sqlite3",
        cache_dir=cache_dir,
        model="smollm2-135m",
    )
    model = loading_model(settings)
    with ExitStack() as stack:
        stack.enter_context(loops_closed())
        tutor = stack.enter_context(open_tutor(settings, generator=model))
        model.start()
        library = library_of(tutor.live_index, settings)
        practice = stack.enter_context(practice_over(tutor, settings))
        made = questions(tutor.chunks)
        practice.bank.add(made)
        conversations = Conversations(practice.records, clock=now)
        app = build_app(
            tutor,
            conversations,
            library,
            practice,
            search=tutor,
            guide=stack.enter_context(guides_over(tutor, practice, settings, model)),
            gaps=gaps_over(tutor, practice.records, settings),
            limits=settings.limits,
        )
        stack.callback(app.close, verbose=False)
        url = launch(
            app,
            library,
            practice,
            port=free_port(),
            limits=settings.limits,
            model=lambda: model.state,
        )
        by_words = {each.question: each for each in made}
        yield StudySite(url, tutor, library, practice, conversations, by_words)


def questions(chunks: tuple[Chunk, ...]) -> list[Question]:
    """Nine questions of each chapter at most, of three kinds in turn, as the notes' sentences."""
    made: list[Question] = []
    number: dict[str, int] = {}
    for chunk in chunks:
        so_far = number.get(chunk.chapter, 0)
        sentence = next(filter(_PLAIN.fullmatch, _sentences(chunk)), "")
        if sentence and so_far < _PER_CHAPTER and chunk.metadata.kind == "notes":
            made.append(_question(chunk, sentence, so_far))
            number[chunk.chapter] = so_far + 1
    return made


def _sentences(chunk: Chunk) -> list[str]:
    return [chunk.text[span.start : span.end] for span in chunk.sentences]


def _question(chunk: Chunk, sentence: str, number: int) -> Question:
    start = chunk.text.index(sentence)
    given: dict[str, Any] = {
        "explanation": sentence,
        "citations": (Citation.of(chunk, (Span(start, start + len(sentence)),)),),
        "topic": topic_of(chunk),
        "chapter": chunk.chapter,
    }
    long = _LONG_WORD.search(sentence)
    if number % 3 == 0 or long is None:
        return Question("true-false", sentence, True, **given)
    cut = f"{sentence[: long.start()]}{BLANK}{sentence[long.end() :]}"
    if number % 3 == 1:
        return Question("cloze", cut, long[0], **given)
    options = ("None of these", "Nothing at all", long[0], "The weather")
    asked = f"Which word is missing here: {cut.replace(BLANK, '…')}"
    return Question("multiple-choice", asked, 2, options=options, **given)
