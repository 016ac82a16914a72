"""An answer by llama.cpp: the GGUF file as it was published, greedy, streamed."""

from typing import Any

import xllamacpp
from lines import Stopwatch, Value, answers, serve, task

with answers() as out:
    given = task()
    params = xllamacpp.CommonParams()
    params.model.path = given["model"]
    params.n_ctx = 4096
    params.cpuparams.n_threads = given["threads"]
    params.cpuparams_batch.n_threads = given["threads"]
    params.verbosity = 0
    server = xllamacpp.Server(params)

    def write(request: Value) -> Value:
        """The answer to chat messages."""
        watch = Stopwatch()
        prompt_tokens: list[int] = []

        def hear(chunk: Any) -> None:
            if "error" in chunk:
                raise RuntimeError(str(chunk["error"]))
            for choice in chunk.get("choices", []):
                watch.hear(choice["delta"].get("content") or "")
            if "timings" in chunk:
                timings = chunk["timings"]
                prompt_tokens.append(timings["prompt_n"] + timings.get("cache_n", 0))

        server.handle_chat_completions(
            {
                "messages": request["messages"],
                "max_tokens": request["max_tokens"],
                "temperature": 0,
                "stream": True,
            },
            hear,
        )
        return {**watch.row(), "prompt_tokens": prompt_tokens[-1] if prompt_tokens else None}

    write({"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 2})
    serve(write, out)
