"""tutor serve makes everything ready in order, and finds a taken port before it begins."""

import socket
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import Calls, install
from typer.testing import CliRunner, Result

from tutor.cli.app import app
from tutor.documents.limits import Limits
from tutor.practice import filling
from tutor.practice.practice import Practice


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Calls:
    (tmp_path / "corpus").mkdir()
    return install(monkeypatch, tmp_path)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every call of the page, which is ended at once as if by Ctrl-C."""
    pages: list[dict[str, Any]] = []

    def serve(
        tutor: object, conversations: object, *, on_ready: Callable[[str], None], **options: Any
    ) -> None:
        pages.append(options)
        on_ready(f"http://{options['host']}:{options['port']}")

    page = types.ModuleType("tutor.web.app")
    page.__dict__["serve"] = serve
    monkeypatch.setitem(sys.modules, "tutor.web.app", page)
    return pages


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
    return CliRunner().invoke(app, ["serve", *arguments])


def test_index_is_built_before_the_page_opens(calls: Calls, served: list[dict[str, Any]]) -> None:
    port = free_port()
    result = serve("--port", port, "--no-browser")
    (build,) = calls.built
    assert build["paths"] == [Path("corpus")]
    (page,) = served
    assert page.pop("library") == calls.tutor.live_index  # the fake library is its index
    assert page.pop("limits") == Limits()
    assert isinstance(page.pop("practice"), Practice)
    assert page == {"host": "127.0.0.1", "port": int(port), "open_browser": False}
    assert "2 documents, 9 passages" in result.stdout
    assert f"Ready at http://127.0.0.1:{port} after 0 s." in result.stdout
    assert calls.watched == [calls.tutor.live_index]
    assert calls.closed == 1


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
    served: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    filled: bool,
) -> None:
    fillers: list[str] = []

    class Filler:
        def __init__(self, practice: Practice) -> None:
            assert isinstance(practice, Practice)
            fillers.append("begun")

        def close(self) -> None:
            fillers.append("closed")

    monkeypatch.setattr(filling, "Filler", Filler)
    for name, value in settings.items():
        monkeypatch.setenv(f"TUTOR_{name}", value)
    serve("--port", free_port(), "--no-browser")
    assert len(served) == 1
    assert fillers == (["begun", "closed"] if filled else [])


def test_ctrl_c_ends_it_with_one_line(calls: Calls, served: list[dict[str, Any]]) -> None:
    result = serve("--port", free_port())
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1] == "Stopped; nothing was lost."


def test_taken_port_is_told_before_anything_is_prepared(
    calls: Calls, served: list[dict[str, Any]], taken_port: int
) -> None:
    result = serve("--port", str(taken_port))
    assert result.exit_code == 1
    assert f"Error: Port {taken_port} is in use by another program" in result.stderr
    assert (calls.built, calls.opened, served) == ([], [], [])
