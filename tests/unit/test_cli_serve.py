"""tutor serve opens the page before its model is loaded, and first finds what would stop it."""

import re
import socket
import sys
import threading
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import REPORT, Calls, install
from fakes import FakeGenerator
from typer.testing import CliRunner, Result
from users_fakes import make_hashes_cheap

from tutor.cli.app import app
from tutor.cli.readiness import Readiness, WhenReady
from tutor.conversations.gaps import Gaps
from tutor.documents.limits import Limits
from tutor.errors import TutorError
from tutor.generation.loading import LoadState
from tutor.guide.guides import Guides
from tutor.library import opening
from tutor.practice import filling
from tutor.practice.practice import Practice
from tutor.users import add_user
from tutor.web.door import Door

PATIENCE = 10  # seconds


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Calls:
    (tmp_path / "corpus").mkdir()
    monkeypatch.delenv("TUTOR_AUTH", raising=False)
    return install(monkeypatch, tmp_path)


@dataclass
class Served:
    """The page, which is ended as if by Ctrl-C when what came of the model was said."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    early: bool = False  # ended before the model is loaded
    go_on: threading.Event = field(default_factory=threading.Event)  # the model may be loaded
    said: threading.Event = field(default_factory=threading.Event)

    def serve(
        self,
        tutor: object,
        conversations: object,
        *,
        model: Callable[[], LoadState],
        on_ready: Callable[[str], None],
        **options: Any,
    ) -> None:
        self.pages.append({**options, "model": model})
        on_ready(f"http://{options['host']}:{options['port']}")
        if not self.early:
            self.go_on.set()
            assert self.said.wait(PATIENCE)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    page, served = types.ModuleType("tutor.web.app"), Served()
    page.__dict__["serve"] = served.serve
    monkeypatch.setitem(sys.modules, "tutor.web.app", page)
    loaded = Readiness.loaded

    def told(self: Readiness, state: LoadState) -> None:
        loaded(self, state)
        served.said.set()

    monkeypatch.setattr(Readiness, "loaded", told)
    return served


def load_as(monkeypatch: pytest.MonkeyPatch, load: Callable[..., Any]) -> None:
    monkeypatch.setitem(sys.modules["tutor.loaders"].__dict__, "load_generator", load)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def serve(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["serve", "--no-browser", *arguments])


def test_index_is_built_before_the_page_opens(calls: Calls, served: Served) -> None:
    port = free_port()
    result = serve("--port", port)
    (build,) = calls.built
    assert build["paths"] == [Path("corpus")]
    (page,) = served.pages
    assert page.pop("library") == calls.tutor.live_index  # the fake library is its index
    assert page.pop("limits") == Limits()
    assert isinstance(page.pop("practice"), Practice)
    assert page.pop("model")() == LoadState(ready=True)
    assert isinstance(page.pop("search"), calls.tutor)
    assert isinstance(page.pop("gaps"), Gaps)
    assert isinstance(page.pop("guide"), Guides)
    assert page == {"host": "127.0.0.1", "port": int(port), "open_browser": False, "door": None}
    assert "2 documents, 9 passages" in result.stdout
    assert re.search(rf"Ready at http://127.0.0.1:{port} after \d+ s\. Ctrl-C stops", result.stdout)
    assert calls.watched == [calls.tutor.live_index]
    assert calls.closed == 1


def test_index_that_is_there_is_opened_once_and_brought_up_to_date_before_the_page_opens(
    calls: Calls, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = types.SimpleNamespace(refresh=lambda progress: REPORT)
    monkeypatch.setattr(opening, "current_number", lambda folder: 1)
    monkeypatch.setattr(opening, "load_encoder", lambda *_: pytest.fail("opened a second time"))
    monkeypatch.setattr(opening, "library_of", lambda index, settings: library)
    result = serve("--port", free_port())
    assert served.pages[0]["library"] is library
    assert "2 documents, 9 passages" in result.stdout.split("The page is at")[0]
    assert (len(calls.opened), calls.built) == (1, [])


def test_page_opens_while_the_model_is_loaded(
    calls: Calls, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(settings: object, progress: Callable[[str, int, int], None]) -> FakeGenerator:
        progress("downloading it", 1, 2)
        assert served.go_on.wait(PATIENCE)
        return FakeGenerator()

    load_as(monkeypatch, load)
    port = free_port()
    result = serve("--port", port)
    *_, early, late = result.stdout.splitlines()
    assert early == f"The page is at http://127.0.0.1:{port}; the language model is still loading…"
    assert late.startswith(f"Ready at http://127.0.0.1:{port} after ")
    assert "Downloading it" in result.stderr


def test_model_that_cant_be_had_is_told_and_the_page_goes_on(
    calls: Calls, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(settings: object, progress: object) -> FakeGenerator:
        raise TutorError("There is no model 'x'; choose another.")

    load_as(monkeypatch, load)
    result = serve("--port", free_port())
    assert result.exit_code == 130
    assert "Error: There is no model 'x'; choose another.\n" in result.stderr
    assert "searches, but can't answer" in result.stdout
    assert "Ready at" not in result.stdout
    assert served.pages[0]["model"]().problem == "There is no model 'x'; choose another."


def test_ctrl_c_ends_the_loading_as_well(
    calls: Calls, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fake tutor doesn't close its model: what ends here is the thread that loads it."""
    begun = threading.Event()

    def load(settings: object, progress: Callable[[str, int, int], None]) -> FakeGenerator:
        begun.set()
        while not served.said.is_set():
            progress("downloading it", 1, 2)
        return FakeGenerator()

    load_as(monkeypatch, load)
    close = calls.tutor.close

    def closed(tutor: Any) -> None:
        assert begun.wait(PATIENCE)
        (opened,) = calls.opened
        opened["generator"].close()
        close(tutor)

    monkeypatch.setattr(calls.tutor, "close", closed)
    served.early = True
    result = serve("--port", free_port())
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1] == "Stopped; nothing was lost."
    assert [thread for thread in threading.enumerate() if "loading" in thread.name] == []


@pytest.mark.parametrize(
    ("settings", "filled"),
    [
        ({"FILL_BANK": "true"}, True),
        ({"FILL_BANK": "false"}, False),
        ({"FILL_BANK": "true", "ENGINE": "openai", "BASE_URL": "http://127.0.0.1:9"}, False),
    ],
)
def test_bank_is_filled_as_long_as_the_page_is_open(
    calls: Calls,
    served: Served,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    filled: bool,
) -> None:
    fillers: list[str] = []

    class Filler:
        def __init__(self, practice: WhenReady) -> None:
            assert isinstance(practice, WhenReady)
            fillers.append("begun")

        def close(self) -> None:
            fillers.append("closed")

    monkeypatch.setattr(filling, "Filler", Filler)
    for name, value in settings.items():
        monkeypatch.setenv(f"TUTOR_{name}", value)
    serve("--port", free_port())
    assert len(served.pages) == 1
    assert fillers == (["begun", "closed"] if filled else [])


def test_ctrl_c_ends_it_with_one_line(calls: Calls, served: Served) -> None:
    result = serve("--port", free_port())
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1] == "Stopped; nothing was lost."


def test_taken_port_is_told_before_anything_is_prepared(
    calls: Calls, served: Served, taken_port: int
) -> None:
    result = serve("--port", str(taken_port))
    assert result.exit_code == 1
    assert f"Error: Port {taken_port} is in use by another program" in result.stderr
    assert (calls.built, calls.opened, served.pages) == ([], [], [])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
@pytest.mark.parametrize("by_variable", [False, True])
def test_others_are_let_in_only_where_that_is_wanted(
    calls: Calls,
    served: Served,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    by_variable: bool,
) -> None:
    if by_variable:
        monkeypatch.setenv("TUTOR_HOST", host)
    result = serve("--port", free_port(), *([] if by_variable else ["--host", host]))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: On {host} everybody in your network could read")
    assert "--auth" in result.stderr
    assert "--insecure" in result.stderr
    assert (calls.built, served.pages) == ([], [])


def test_insecure_serves_them_and_says_what_that_means(calls: Calls, served: Served) -> None:
    result = serve("--port", free_port(), "--host", "0.0.0.0", "--insecure")
    assert result.stderr.startswith("Warning: nobody has to sign in on 0.0.0.0")
    assert served.pages[0]["door"] is None


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_with_a_users_file_everybody_signs_in(
    calls: Calls, served: Served, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    make_hashes_cheap(monkeypatch)
    add_user(Path("users.txt"), "ann", "correct horse")
    monkeypatch.setenv("TUTOR_AUTH", "users.txt")
    result = serve("--port", free_port(), "--host", host)
    assert isinstance(served.pages[0]["door"], Door)
    assert ("travel unencrypted" in result.stderr) == (host == "0.0.0.0")
    Path("users.txt").chmod(0o644)
    assert "`chmod 600 users.txt`" in serve("--port", free_port()).stderr


def test_users_file_that_cant_be_used_is_told_before_anything_is_prepared(
    calls: Calls, served: Served
) -> None:
    result = serve("--port", free_port(), "--auth", "none.txt")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: There is no users file none.txt; make it with")
    assert (calls.built, served.pages) == ([], [])
