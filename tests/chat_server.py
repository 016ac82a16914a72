"""A server that speaks OpenAI's chat protocol, as well or badly as a test wants."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from tutor.generation.base import Generator, Message


class ChatServer(ThreadingHTTPServer):
    """Answers with the pieces it was given, or with what a real generator says."""

    def __init__(self, answer: Callable[[dict[str, Any]], list[str]] | Generator) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.key: str | None = None
        self.models: list[dict[str, Any]] | None = [{"id": "tiny", "max_model_len": 4096}]
        self.status: int | None = None  # instead of an answer
        self.error = '{"error": {"message": "out of memory."}}'
        self.cut_after: int | None = None  # pieces, then the connection breaks
        self.logprobs: list[tuple[str, float]] | None = None
        self.knows_logprobs = True
        self.asked: list[dict[str, Any]] = []
        self.broken_pipe = Event()
        self._thread = Thread(target=self.serve_forever, args=(0.01,))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def __enter__(self) -> "ChatServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def pieces(self, body: dict[str, Any]) -> Any:
        if callable(self.answer):
            return self.answer(body)
        messages = [Message(**row) for row in body["messages"]]
        return self.answer.stream(messages, max_tokens=body["max_tokens"])


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_GET(self) -> None:
        if self._refused():
            return
        if self.path != "/v1/models" or self.server.models is None:
            self._json(404, {})
        else:
            self._json(200, {"object": "list", "data": self.server.models})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        if self._refused():
            return
        if self.server.status is not None:
            self._send(self.server.status, self.server.error.encode())
        elif body.get("stream"):
            self._stream(body)
        elif "logprobs" in body and not self.server.knows_logprobs:
            self._json(400, {"error": {"message": "unknown field logprobs"}})
        else:
            self._choice(body)

    def _refused(self) -> bool:
        wanted = self.server.key and f"Bearer {self.server.key}"
        if wanted and self.headers.get("Authorization") != wanted:
            self._json(401, {"error": {"message": "no"}})
            return True
        return False

    def _stream(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b": a comment\n\n")
        try:
            for number, piece in enumerate(self.server.pieces(body)):
                if number == self.server.cut_after:
                    return
                self._event({"choices": [{"delta": {"content": piece}}]})
            self._event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            self.server.broken_pipe.set()

    def _choice(self, body: dict[str, Any]) -> None:
        choice: dict[str, Any] = {"message": {"content": "".join(self.server.pieces(body))}}
        if self.server.logprobs and "logprobs" in body:
            rows = [{"token": token, "logprob": value} for token, value in self.server.logprobs]
            choice["logprobs"] = {"content": [{**rows[0], "top_logprobs": rows}]}
        self._json(200, {"choices": [choice]})

    def _event(self, value: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
        self.wfile.flush()

    def _json(self, status: int, value: dict[str, Any]) -> None:
        self._send(status, json.dumps(value).encode())

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass
