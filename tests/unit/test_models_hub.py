"""The hub: a quick no without it, and checked, resumable files with it."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from model_fakes import FOLDER, WEIGHTS, contents, entry_of

from tutor.models import hub
from tutor.models.files import DamagedError
from tutor.models.hub import HubUnavailableError, download, require_hub

ENTRY = entry_of(FOLDER)


class FakeHub(ThreadingHTTPServer):
    """Serves files as the hub does; can break off after some bytes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = dict(FOLDER)
        self.break_after: int | None = None
        self.has_ranges = True
        self.ranges: list[str] = []
        self.agents: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeHub

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        prefix = f"/org/tiny/resolve/{ENTRY.hub.revision}/"
        name = self.path.removeprefix(prefix)
        self.server.agents.append(self.headers.get("User-Agent", ""))
        if not self.path.startswith(prefix) or name not in self.server.files:
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content, start = self.server.files[name], 0
        if wanted := self.server.has_ranges and self.headers.get("Range"):
            self.server.ranges.append(wanted)
            start = int(wanted.removeprefix("bytes=").split("-")[0])
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(content) - start))
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        if with_body:
            end = self.server.break_after if name == "model.safetensors" else None
        self.wfile.write(content[start:end])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the settings are of whoever runs the tests."""
    hub.hub_library()
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)


@pytest.fixture
def fake_hub() -> Iterator[FakeHub]:
    server = FakeHub()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_files_arrive_checked_at_the_pinned_revision(fake_hub: FakeHub, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    download(ENTRY, tmp_path, lambda *step: told.append(step), endpoint=fake_hub.address)
    assert contents(tmp_path / "files") == FOLDER
    assert told[-1] == ("downloading tiny", ENTRY.bytes, ENTRY.bytes)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_wrong_bytes_are_deleted_and_said(fake_hub: FakeHub, tmp_path: Path) -> None:
    fake_hub.files["model.safetensors"] = WEIGHTS[::-1]
    with pytest.raises(DamagedError, match=r"wrong bytes for model\.safetensors"):
        download(ENTRY, tmp_path, lambda *_: None, endpoint=fake_hub.address)
    fake_hub.files["model.safetensors"] = WEIGHTS
    download(ENTRY, tmp_path, lambda *_: None, endpoint=fake_hub.address)
    assert contents(tmp_path / "files") == FOLDER


def test_a_file_that_broke_off_is_taken_up_where_it_did(fake_hub: FakeHub, tmp_path: Path) -> None:
    fake_hub.break_after = 1000
    with pytest.raises(HubUnavailableError, match="did not give the files"):
        download(ENTRY, tmp_path, lambda *_: None, endpoint=fake_hub.address)
    fake_hub.break_after, fake_hub.ranges = None, []
    download(ENTRY, tmp_path, lambda *_: None, endpoint=fake_hub.address)
    assert contents(tmp_path / "files") == FOLDER
    assert fake_hub.ranges == ["bytes=1000-"]


def test_a_hub_without_ranges_sends_the_file_again(fake_hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "model.safetensors.partial").write_bytes(WEIGHTS[:99])
    fake_hub.has_ranges = False
    download(ENTRY, tmp_path, lambda *_: None, endpoint=fake_hub.address)
    assert contents(tmp_path / "files") == FOLDER


def test_a_file_that_the_hub_lacks_is_not_available(fake_hub: FakeHub, tmp_path: Path) -> None:
    del fake_hub.files["model.safetensors"]
    with pytest.raises(HubUnavailableError, match="did not give the files"):
        download(ENTRY, tmp_path, lambda *_: None, endpoint=fake_hub.address)


def test_nothing_is_asked_while_the_hub_is_set_to_offline(
    fake_hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(HubUnavailableError, match="HF_HUB_OFFLINE is set"):
        download(ENTRY, tmp_path, lambda *_: None, endpoint=fake_hub.address)
    assert not fake_hub.agents


def test_a_host_that_never_answers_costs_no_more_than_the_patience() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent_host:
        address = f"http://127.0.0.1:{silent_host.getsockname()[1]}"
        start = time.monotonic()
        for _ in range(3):  # the answer is remembered
            with pytest.raises(HubUnavailableError, match="check the network connection"):
                require_hub(address, 0.2)
        assert time.monotonic() - start < 2


def test_the_library_is_told_not_to_report_on_its_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_DISABLE_TELEMETRY", raising=False)
    hub.hub_library()
    assert hub.os.environ["HF_HUB_DISABLE_TELEMETRY"] == "1"
