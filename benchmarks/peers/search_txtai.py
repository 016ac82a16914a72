"""Searches of a txtai hybrid index, which is made first where there is none."""

import json
import time
from pathlib import Path

from lines import Value, answers, serve, task
from txtai import Embeddings

with answers() as out:
    given = task()
    index = Path(given["index"])
    embeddings = Embeddings(path=given["encoder"], hybrid=True, content=True)
    if index.is_dir():
        embeddings.load(str(index))
    else:
        lines = Path(given["texts"]).read_text("utf-8").splitlines()
        embeddings.index([(row, json.loads(line), None) for row, line in enumerate(lines)])
        embeddings.save(str(index))

    def search(request: Value) -> Value:
        """The nearest texts' numbers and text, and the time for them."""
        started = time.perf_counter()
        found = embeddings.search(request["query"], request["k"])
        seconds = time.perf_counter() - started
        return {"ids": [int(hit["id"]) for hit in found], "seconds": seconds}

    search({"query": "a first query", "k": 10})
    serve(search, out)
