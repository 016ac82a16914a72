"""What a search costs in collections larger than a course's.

    python -m benchmarks.search_scale --chunks 10000 [--report FILE.md]
    python -m benchmarks.search_scale --chunks 1000000 [--report FILE.md]

Up to 100,000 chunks, the whole search is measured, from a question's text to its hits; above that
the search of vectors alone, against FAISS's exact search (`IndexFlatIP`) in the same run.

Vectors and texts are made, not encoded. A vector is the sum of one of many topics' centres, of a
spread that it shares with a few others (a section of the topic) and of noise of its own, at unit
length, so that it has neighbours at several distances as passages have; a question is such a vector
with more noise. With twice the noise (`--noise 2`) the tenth neighbour is much less near. A text is
drawn from 20,000 words whose frequencies follow Zipf's law, some of them its topic's.
"""

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.documents.document import Chunk, Locator, Span
from tutor.retrieval.cells import Cells
from tutor.retrieval.dense import DenseIndex
from tutor.retrieval.encoding import ChunkVectors, offsets_of
from tutor.retrieval.lexical import LexicalIndex
from tutor.retrieval.manifest import EncoderEntry, Manifest
from tutor.retrieval.retriever import Retriever
from tutor.retrieval.scoring import Stages
from tutor.retrieval.store import Generation
from tutor.retrieval.term_index import TermIndex

Vectors = npt.NDArray[np.float32]

DIM = 384
K = 10
_WHOLE = 100_000  # chunks up to which the whole search is measured
_SENTENCES = 7  # of a chunk
_WORDS = 10  # of a sentence
_TOPIC = 200  # chunks of a topic
_SECTION = 8  # chunks of a section


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument(
        "--noise", type=float, nargs="+", default=[1.0, 2.0], help="times the usual one"
    )
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    if arguments.chunks <= _WHOLE:
        lines = whole_search(arguments.chunks, arguments.questions)
    else:
        lines = [
            line
            for noise in arguments.noise
            for line in vector_search(arguments.chunks, arguments.questions, noise)
        ]
    text = "\n".join(["| what | measured |", "|---|---|", *lines]) + "\n"
    print(text)
    if arguments.report:
        arguments.report.write_text(text, encoding="utf-8")


def made_vectors(n: int, noise: float, seed: int = 0) -> Vectors:
    """Vectors of n chunks, float32 [n, DIM], unit length; chunks of a section follow each other."""
    generator = np.random.default_rng(seed)
    topics = _directions(generator, 1 + n // _TOPIC)
    sections = _directions(generator, 1 + n // _SECTION)
    vectors = np.empty((n, DIM), dtype=np.float32)
    for start in range(0, n, 50_000):
        rows = np.arange(start, min(n, start + 50_000))
        own = _directions(generator, len(rows))
        made = topics[rows // _TOPIC] + 0.7 * sections[rows // _SECTION] + 0.6 * noise * own
        vectors[rows] = _unit(made)
    return vectors


def made_questions(vectors: Vectors, questions: int, noise: float) -> Vectors:
    """Vectors near those of some chunks, float32 [questions, DIM], unit length."""
    generator = np.random.default_rng(1)
    near = vectors[generator.choice(len(vectors), questions, replace=False)]
    return _unit(near + 0.6 * noise * _directions(generator, questions))


def vector_search(n: int, questions: int, noise: float) -> list[str]:
    """Rows of the report about the search of vectors alone."""
    import faiss

    vectors = made_vectors(n, noise)
    asked = made_questions(vectors, questions, noise)
    exact = faiss.IndexFlatIP(DIM)
    exact.add(vectors)
    before = _resident()
    started = time.perf_counter()
    cells = Cells.build(vectors)
    took = time.perf_counter() - started
    grown = _resident() - before
    flat, ours, ratios, recalls, scores = [], [], [], [], []
    for vector in asked:
        time_flat, (near, wanted) = timed(partial(exact.search, vector[None, :], K))
        time_ours, rows = timed(partial(cells.nearest, vectors, vector, K, None))
        flat.append(time_flat)
        scores.append(near[0])
        ours.append(time_ours)
        ratios.append(time_ours / time_flat)
        recalls.append(len(set(wanted[0].tolist()) & set(rows.tolist())) / K)
    nearest = np.mean(scores, axis=0)
    return [
        f"| **{n:,} vectors, {noise:g} times the usual noise** | {questions} questions |",
        f"| mean cosine of the first and the last of {K} | {nearest[0]:.2f}, {nearest[-1]:.2f} |",
        f"| exact search (`IndexFlatIP`) | {spread(flat, 1000)} ms |",
        f"| search in cells | {spread(ours, 1000)} ms |",
        f"| their ratio | {spread(ratios, 1, 4)} |",
        f"| recall@{K} | mean {statistics.mean(recalls):.4f}, least {min(recalls):.1f} |",
        f"| cells: build time, memory, file | {took:.0f} s, {grown:.2f} GB, "
        f"{len(cells.to_bytes()) / 1e9:.2f} GB |",
        f"| vectors in memory; peak of the process | {vectors.nbytes / 1e9:.2f} GB; "
        f"{_peak():.2f} GB |",
    ]


def whole_search(n: int, questions: int) -> list[str]:
    """Rows of the report about the search from a question's text to its hits."""
    vectors = made_vectors(n, 1.0)
    started = time.perf_counter()
    generation, texts = made_generation(vectors, questions)
    took = time.perf_counter() - started
    encoder = _Questions(texts, made_questions(vectors, questions, 1.0))
    lines = [f"| **{n:,} chunks, {len(generation.vectors.sentences):,} sentences** | |"]
    found = {}
    for name, stages in (("all sentences", Stages(above=n)), ("two stages", Stages())):
        retriever = Retriever(generation, encoder, stages=stages)  # type: ignore[arg-type]
        retriever.search("anything")
        times, hits = zip(
            *(timed(partial(retriever.search, text, K)) for text in texts), strict=True
        )
        found[name] = [[hit.chunk.id for hit in own] for own in hits]
        lines.append(f"| search, {name}, without encoding | {spread(times, 1000)} ms |")
    pairs = list(zip(*found.values(), strict=True))
    first = statistics.mean(a[0] == b[0] for a, b in pairs)
    best = statistics.mean(len({*a} & {*b}) / K for a, b in pairs)
    lines += [
        f"| the two agree on the first, on the best {K} | {first:.3f}, {best:.3f} |",
        f"| building the indexes of vectors, terms and words | {took:.0f} s |",
        f"| peak of the process | {_peak():.2f} GB |",
    ]
    return lines


def made_generation(vectors: Vectors, questions: int) -> tuple[Generation, list[str]]:
    """An index over made chunks with these vectors, and the questions' texts."""
    generator = np.random.default_rng(2)
    n = len(vectors)
    words = np.array([f"word{i}" for i in range(20_000)])
    weights = 1 / np.arange(1, len(words) + 1)
    common = generator.choice(len(words), (n, _SENTENCES * _WORDS), p=weights / weights.sum())
    own = generator.integers(0, 40, common.shape)
    of_topic = (np.arange(n)[:, None] // _TOPIC * 31 + own) % len(words)
    drawn = np.where(generator.random(common.shape) < 0.2, of_topic, common)
    chunks = [_chunk(i, words[row].reshape(_SENTENCES, _WORDS)) for i, row in enumerate(drawn)]
    counts = [_SENTENCES] * n
    spread_out = np.repeat(vectors, _SENTENCES, axis=0)
    for start in range(0, len(spread_out), 50_000):
        part = spread_out[start : start + 50_000]
        part += 0.5 * _directions(generator, len(part))
        part[:] = _unit(part)
    generation = Generation(
        number=1,
        manifest=Manifest("", EncoderEntry("made", "made", DIM), {}, (), (), {}),
        chunks=tuple(chunks),
        dense=DenseIndex.build(vectors, [chunk.id for chunk in chunks]),
        lexical=LexicalIndex.build([f"{chunk.context}\n{chunk.text}" for chunk in chunks]),
        terms=TermIndex.build(chunks),
        vectors=ChunkVectors(vectors, spread_out, offsets_of(counts)),
    )
    near = np.random.default_rng(1).choice(n, questions, replace=False)
    texts = [" ".join(words[generator.choice(drawn[row], 8, replace=False)]) for row in near]
    return generation, [f"{text} question{i}" for i, text in enumerate(texts)]


def _chunk(number: int, words: npt.NDArray[np.str_]) -> Chunk:
    sentences = [" ".join(row) + "." for row in words]
    starts = offsets_of([len(sentence) + 1 for sentence in sentences])
    text = " ".join(sentences)
    return Chunk(
        id=f"c{number}",
        document_id=f"{number // _TOPIC}/{number // _SECTION}.md",
        title=f"Topic {number // _TOPIC}",
        heading_path=(f"Section {number // _SECTION}",),
        locator=Locator("heading", f"Section {number // _SECTION}"),
        span=Span(0, len(text)),
        text=text,
        sentences=tuple(
            Span(int(a), int(a) + len(s)) for a, s in zip(starts, sentences, strict=False)
        ),
    )


class _Questions:
    """An encoder that knows the questions."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._vectors = dict(zip(texts, vectors, strict=True))
        self._other = vectors[0]

    def encode_query(self, text: str) -> Vectors:
        """float32 [DIM], unit length."""
        return self._vectors.get(text, self._other)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that a call took, and what it returned."""
    started = time.perf_counter()
    value = call()
    return time.perf_counter() - started, value


def spread(values: Sequence[float], unit: float, digits: int = 1) -> str:
    """Median, 95th percentile and range."""
    scaled = np.sort(values) * unit
    median, late = np.percentile(scaled, [50, 95])
    return (
        f"p50 {median:.{digits}f}, p95 {late:.{digits}f} "
        f"({scaled[0]:.{digits}f} to {scaled[-1]:.{digits}f})"
    )


def _directions(generator: np.random.Generator, n: int) -> Vectors:
    return _unit(generator.standard_normal((n, DIM), dtype=np.float32))


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _peak() -> float:
    """GB of memory at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _resident() -> float:
    """GB of memory in use now."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e9


if __name__ == "__main__":
    main()
