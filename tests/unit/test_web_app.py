"""The page is served where it was asked for, or says in one sentence why it is not."""

import socket
import threading
from collections.abc import Iterator

import pytest
from fakes_web import ScriptedTutor, kept, loops_closed

from tutor.conversations.conversations import Conversations
from tutor.errors import TutorError
from tutor.web.app import build_app, serve
from tutor.web.endpoint import finished


@pytest.fixture(autouse=True)
def no_loop_left_open() -> Iterator[None]:
    with loops_closed():
        yield


@pytest.fixture
def conversations() -> Iterator[Conversations]:
    with kept() as conversations:
        yield conversations


def test_a_port_in_use_is_one_sentence_with_another_port(conversations: Conversations) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(TutorError, match=r"in use .*--port \d+\.$"):
            serve(ScriptedTutor(), conversations, port=taken.getsockname()[1])


def test_titles_are_escaped(conversations: Conversations) -> None:
    config = build_app(ScriptedTutor(title="A <script> course"), conversations).get_config_file()
    header = next(
        c["props"]["value"] for c in config["components"] if c["props"].get("elem_id") == "header"
    )
    assert "A &lt;script&gt; course" in header


def test_programs_get_one_named_endpoint_and_nothing_of_the_page(
    conversations: Conversations,
) -> None:
    config = build_app(ScriptedTutor(), conversations).get_config_file()
    public = [d["api_name"] for d in config["dependencies"] if d["api_visibility"] == "public"]
    assert public == ["ask"]


def test_programs_get_the_finished_answer() -> None:
    tutor = ScriptedTutor()
    answer = finished(tutor, "Why?", [("Before?", "Yes.")])
    assert answer.status == "answered"
    assert tutor.asked == [("Why?", (("Before?", "Yes."),))]


def test_ctrl_c_ends_the_serving(conversations: Conversations) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ready: list[str] = []

    def interrupt(url: str) -> None:
        ready.append(url)
        raise KeyboardInterrupt

    serve(ScriptedTutor(), conversations, port=port, on_ready=interrupt)
    assert ready == [f"http://127.0.0.1:{port}/"]
    assert not [t for t in threading.enumerate() if t.name.startswith("uvicorn")]
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))  # the port is free again
