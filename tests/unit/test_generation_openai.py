"""A served model: its answers as they come, and a sentence for everything that goes wrong."""

import itertools
import math
import socket
from collections.abc import Iterator
from threading import Event

import pytest
from chat_server import ChatServer

from tutor.errors import TutorError
from tutor.generation.base import Message
from tutor.generation.openai_engine import OpenAIGenerator, ServerError, estimate

ASK = [Message("system", "Be brief."), Message("user", "What is AUC?")]


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer(lambda body: ["An", " area", " → ", "naïve", "."]) as server:
        yield server


@pytest.fixture
def model(server: ChatServer) -> Iterator[OpenAIGenerator]:
    model = OpenAIGenerator("tiny", server.address)
    yield model
    model.close()


def test_the_answer_comes_in_the_server_s_pieces(
    server: ChatServer, model: OpenAIGenerator
) -> None:
    pieces = list(model.stream(ASK, max_tokens=7))
    assert pieces == ["An", " area", " → ", "naïve", "."]
    (asked,) = server.asked
    assert asked["messages"][1] == {"role": "user", "content": "What is AUC?"}
    assert (asked["model"], asked["max_tokens"], asked["temperature"]) == ("tiny", 7, 0)


def test_half_of_a_surrogate_pair_in_a_question_is_a_question_mark(
    server: ChatServer, model: OpenAIGenerator
) -> None:
    list(model.stream([Message("user", "what \udcff is")], max_tokens=7))
    assert server.asked[0]["messages"] == [{"role": "user", "content": "what ? is"}]


def test_the_context_is_what_the_server_says(server: ChatServer) -> None:
    for models, length in (([{"id": "tiny", "max_model_len": 99}], 99), (None, 8192), ([], 8192)):
        server.models = models
        model = OpenAIGenerator("tiny", server.address)
        assert model.context_length == length
        model.close()


def test_a_prompt_that_does_not_fit_is_not_sent(server: ChatServer, model: OpenAIGenerator) -> None:
    long = [Message("user", "word " * 4096)]
    with pytest.raises(TutorError, match="too long for tiny"):
        list(model.stream(long, max_tokens=1))
    assert not server.asked


def test_setting_stop_ends_the_request(server: ChatServer, model: OpenAIGenerator) -> None:
    stop = Event()
    server.answer = lambda body: (str(n) for n in itertools.count())  # type: ignore[return-value]
    seen = []
    for piece in model.stream(ASK, max_tokens=7, stop=stop):
        seen.append(piece)
        stop.set()
    assert seen == ["0"]
    assert server.broken_pipe.wait(10)


def test_closing_the_answer_ends_the_request(server: ChatServer, model: OpenAIGenerator) -> None:
    server.answer = lambda body: (str(n) for n in itertools.count())  # type: ignore[return-value]
    steps = model.stream(ASK, max_tokens=7)
    assert next(steps) == "0"
    steps.close()
    assert server.broken_pipe.wait(10)


def test_an_answer_that_breaks_off_is_an_error_and_not_an_answer(
    server: ChatServer, model: OpenAIGenerator
) -> None:
    server.cut_after, seen = 2, []
    with pytest.raises(ServerError, match="in the middle of an answer"):
        seen.extend(model.stream(ASK, max_tokens=7))
    server.cut_after = None
    assert list(model.stream(ASK, max_tokens=7))


def test_a_server_that_is_not_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(ServerError, match=f"Nothing answers at {address}: start the server"):
        OpenAIGenerator("tiny", address)


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(ServerError, match=r"http://\[::1/v1 is not an address .*TUTOR_BASE_URL"):
        OpenAIGenerator("tiny", "http://[::1/v1")


def test_a_server_that_says_nothing_is_given_up(server: ChatServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"http://127.0.0.1:{mute.getsockname()[1]}/v1"
        with pytest.raises(ServerError, match="took too long"):
            OpenAIGenerator("tiny", address, read_seconds=0.1)


def test_the_key_is_sent_and_a_wrong_one_is_said(server: ChatServer) -> None:
    server.key = "right"
    OpenAIGenerator("tiny", server.address, "right").close()
    for key in ("wrong", None):
        with pytest.raises(ServerError, match="TUTOR_API_KEY") as caught:
            OpenAIGenerator("tiny", server.address, key)
        assert "wrong" not in str(caught.value)


def test_a_model_that_the_server_lacks_is_said_with_those_it_has(server: ChatServer) -> None:
    with pytest.raises(ServerError, match=r"has no model 'huge': choose one of tiny\."):
        OpenAIGenerator("huge", server.address)


def test_a_tag_may_be_left_out(server: ChatServer) -> None:
    server.models = [{"id": "tiny:latest"}]
    OpenAIGenerator("tiny", server.address).close()


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (500, '{"error": {"message": "out of memory."}}', r"\(out of memory\)"),
        (500, '{"detail": "tired"}', r"\(tired\)"),
        (502, "<html>Bad\nGateway</html>", r"\(<html>Bad Gateway</html>\)"),
        (404, "{}", "check the model's name"),
    ],
)
def test_a_refusal_is_one_sentence_with_the_server_s_reason(
    server: ChatServer, model: OpenAIGenerator, status: int, error: str, said: str
) -> None:
    server.status, server.error = status, error
    with pytest.raises(ServerError, match=said) as caught:
        list(model.stream(ASK, max_tokens=7))
    assert "\n" not in str(caught.value)
    with pytest.raises(ServerError, match=said):
        model.choose(ASK, ["Yes", "No"])


def test_a_server_of_something_else_is_said(server: ChatServer, model: OpenAIGenerator) -> None:
    server.status, server.error = 200, "<html>Hello</html>"
    with pytest.raises(ServerError, match="does not speak OpenAI's protocol"):
        model.choose(ASK, ["Yes", "No"])


def test_choices_get_the_log_probability_of_the_token_they_begin_with(
    server: ChatServer, model: OpenAIGenerator
) -> None:
    server.logprobs = [("Yes", -0.2), (" yes", -4.0), ("N", -2.0), ("The", -5.0)]
    assert model.choose(ASK, ["Yes", "No"]) == [-0.2, -2.0]
    assert server.asked[-1]["max_tokens"] == 1


def test_a_choice_that_is_not_among_the_likeliest_is_less_likely_than_they_are(
    server: ChatServer, model: OpenAIGenerator
) -> None:
    server.logprobs = [("Yes", math.log(0.9)), ("The", math.log(0.0999))]
    yes, no = model.choose(ASK, ["Yes", "No"])
    assert yes == math.log(0.9)
    assert no <= math.log(0.0002)


@pytest.mark.parametrize("knows", [True, False])
def test_without_log_probabilities_the_word_itself_decides(
    server: ChatServer, model: OpenAIGenerator, knows: bool
) -> None:
    server.knows_logprobs = knows
    server.answer = lambda body: [" no"]
    yes, no = model.choose(ASK, ["Yes", "No"])
    assert no > math.log(0.99)
    assert yes < math.log(0.01)


def test_a_word_that_is_none_of_the_choices_prefers_none(
    server: ChatServer, model: OpenAIGenerator
) -> None:
    server.answer = lambda body: ["Perhaps"]
    yes, no = model.choose(ASK, ["Yes", "No"])
    assert yes == no < math.log(0.01)


def test_the_estimate_counts_signs_and_letters_for_more_than_they_are() -> None:
    assert estimate("the cat") == 2
    assert estimate("hyperlipidaemia") == 5
    assert estimate("x^2 + 17") == 6
    assert estimate("é") == 2
    assert estimate("") == 0
