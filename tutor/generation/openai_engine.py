"""The engine for a server that speaks OpenAI's protocol: vLLM, Ollama, llama.cpp and others."""

import json
import math
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import Any

import httpx

from tutor.errors import TutorError
from tutor.generation.base import Message
from tutor.generation.limits import require_fit
from tutor.generation.messages import as_rows

CONTEXT_LENGTH = 8192  # tokens, where the server does not say
_TOP = 20  # the most first tokens that servers give the log-probabilities of
_UNLIKELY = math.log(1e-4)  # for a choice that the server's answer says nothing about


class ServerError(TutorError):
    """The server can't be reached, refuses, or stopped in the middle."""


class OpenAIGenerator:
    """A language model behind an HTTP server."""

    def __init__(
        self,
        model: str,
        base_url: str,
        api_key: str | None = None,
        *,
        context_length: int | None = None,
        connect_seconds: float = 5,
        read_seconds: float = 120,
    ) -> None:
        """Connect, and find the model.

        Args:
            model: The server's name for it.
            base_url: Up to and with the version, as in `http://127.0.0.1:8000/v1`.
            api_key: Sent as a bearer token.
            context_length: Tokens; what the server says, or 8,192, unless given.
            connect_seconds: How long to wait for a connection.
            read_seconds: How long to wait for the next piece, the first included.

        Raises:
            ServerError: The server is out of reach, wants another key, or lacks the model.
        """
        self._model = model
        self._base_url = base_url.rstrip("/")
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=httpx.Timeout(read_seconds, connect=connect_seconds),
        )
        try:
            row = self._find_model()
        except ServerError:
            self._client.close()
            raise
        said = row.get("max_model_len")  # vLLM's
        self._context_length = context_length or (said if isinstance(said, int) else CONTEXT_LENGTH)

    @property
    def name(self) -> str:
        """The name that is shown beside an answer."""
        return self._model

    @property
    def context_length(self) -> int:
        """The most tokens that prompt and answer may have together."""
        return self._context_length

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """A high estimate: this program does not have the server's tokenizer."""
        return 16 + sum(8 + estimate(message.content) for message in messages)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, stop: Event | None = None
    ) -> Generator[str, None, None]:
        """Yield the answer as it arrives; see `Generator.stream`. Closing ends the request.

        Raises:
            TutorError: The prompt does not fit, or the server failed (ServerError).
        """
        require_fit(self.count_tokens(messages), max_tokens, self.context_length, self.name)
        body = self._body(messages, max_tokens) | {"stream": True}
        with (
            self._failures("in the middle of an answer"),
            self._client.stream("POST", f"{self._base_url}/chat/completions", json=body) as answer,
        ):
            self._check(answer)
            for event in _events(answer.iter_lines()):
                if stop is not None and stop.is_set():
                    return
                if "error" in event:
                    raise self._refused(event["error"])
                for choice in event.get("choices", [])[:1]:
                    if text := choice.get("delta", {}).get("content"):
                        yield text
                    if choice.get("finish_reason"):
                        return
        raise ServerError(
            f"{self._base_url} stopped in the middle of an answer: ask again, "
            "and look at the server's log if it happens again."
        )

    def choose(self, messages: Sequence[Message], choices: Sequence[str]) -> list[float]:
        """Log-probability of each choice's first token; see `Generator.choose`.

        The server tells the most likely first tokens; a choice gets the one that it is equal to
        or begins with, and a choice that none of them fits gets what is left of the probability.
        A server that tells no probabilities is asked for the token alone: the choice that fits
        it gets nearly all.

        Raises:
            TutorError: The prompt does not fit, or the server failed (ServerError).
        """
        require_fit(self.count_tokens(messages), 1, self.context_length, self.name)
        plain = self._body(messages, 1)
        with self._failures("before it chose"):
            answer = self._post(plain | {"logprobs": True, "top_logprobs": _TOP})
            if answer.status_code in (400, 422):  # it knows no such options
                answer = self._post(plain)
            self._check(answer)
            first = (answer.json().get("choices") or [{}])[0]
        content = (first.get("logprobs") or {}).get("content") or [{}]
        top = {row["token"]: float(row["logprob"]) for row in content[0].get("top_logprobs") or []}
        if not top:
            top = {(first.get("message") or {}).get("content") or "": math.log(0.999)}
        return [_fitting(choice, top) for choice in choices]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _body(self, messages: Sequence[Message], max_tokens: int) -> dict[str, Any]:
        return {
            "model": self._model,
            "messages": as_rows(messages),
            "max_tokens": max_tokens,
            "temperature": 0,
        }

    def _post(self, body: dict[str, Any]) -> httpx.Response:
        return self._client.post(f"{self._base_url}/chat/completions", json=body)

    def _find_model(self) -> dict[str, Any]:
        """The server's row about the model; empty where it keeps no list."""
        with self._failures("before it listed its models"):
            answer = self._client.get(f"{self._base_url}/models")
            if answer.status_code in (404, 405, 501):
                return {}
            self._check(answer)
            rows = {str(row.get("id")): dict(row) for row in answer.json().get("data") or []}
        # Ollama lists "name:latest" for what it also serves as "name".
        row = rows.get(self._model) or rows.get(f"{self._model}:latest")
        if rows and row is None:
            known = ", ".join(sorted(rows)[:8])
            raise ServerError(
                f"{self._base_url} has no model {self._model!r}: choose one of {known}."
            )
        return row or {}

    def _check(self, answer: httpx.Response) -> None:
        if answer.is_success:
            return
        answer.read()
        if answer.status_code in (401, 403):
            raise ServerError(
                f"{self._base_url} refuses the API key: set the right one in TUTOR_API_KEY."
            )
        if answer.status_code == 404:
            raise ServerError(
                f"{self._base_url} has no chat model {self._model!r}: check the model's name, and "
                "that the address ends where the server's API begins, often in /v1."
            )
        raise self._refused(answer.text)

    def _refused(self, reason: object) -> ServerError:
        try:
            reason = json.loads(reason) if isinstance(reason, str) else reason
            while isinstance(reason, dict):
                reason = reason.get("error") or reason.get("message") or reason.get("detail")
        except ValueError:
            pass  # not JSON: the words themselves
        words = " ".join(str(reason).split())[:200].rstrip(".")
        return ServerError(f"{self._base_url} refuses to answer ({words}): see the server's log.")

    @contextmanager
    def _failures(self, when: str) -> Iterator[None]:
        try:
            yield
        except httpx.ConnectError as error:
            raise ServerError(
                f"Nothing answers at {self._base_url}: start the server or correct the address "
                "with TUTOR_BASE_URL."
            ) from error
        except httpx.TimeoutException as error:
            raise ServerError(
                f"{self._base_url} took too long {when}: try again, or use a smaller model there."
            ) from error
        except httpx.InvalidURL as error:
            raise ServerError(
                f"{self._base_url} is not an address ({error}): correct it with TUTOR_BASE_URL."
            ) from error
        except httpx.HTTPError as error:
            raise ServerError(f"{self._base_url} broke off {when} ({error}): try again.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ServerError(
                f"{self._base_url} does not speak OpenAI's protocol ({error}): check the address."
            ) from error


def estimate(text: str) -> int:
    """More tokens than the usual tokenizers make of a text, by half or so for prose and code.

    Three letters of a word, a digit, and any other sign or byte count as a token each, where
    English prose has four or five letters a token.
    """
    words, others = re.findall(r"[A-Za-z]+", text), re.sub(r"[A-Za-z ]", "", text)
    return sum(-(-len(word) // 3) for word in words) + len(others.encode(errors="replace"))


def _events(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The JSON values of a stream of server-sent events."""
    for line in lines:
        if line.startswith("data:") and (data := line[5:].strip()) and data != "[DONE]":
            yield json.loads(data)


def _fitting(choice: str, top: dict[str, float]) -> float:
    """The log-probability of the likeliest token that the choice begins with."""
    wanted = choice.strip().lower()
    begins = [
        p for token, p in top.items() if (t := token.strip().lower()) and wanted.startswith(t)
    ]
    if begins:
        return max(begins)
    left = 1 - sum(math.exp(value) for value in top.values())
    return min(*top.values(), math.log(left) if left > 0 else _UNLIKELY, _UNLIKELY)
