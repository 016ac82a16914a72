"""When a search has found something: the questions, words and nonsense of docs/search.md.

    python -m benchmarks.search_found --notes corpus --shared ../shared

Each set of notes is indexed anew and searched for its own questions, its headings, single words
that occur in it, nonsense, subjects that none of them has, and the questions of another set.
"""

import argparse
import json
import random
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.questions import load_rows
from tutor import Tutor
from tutor.api import build_index
from tutor.config import Settings
from tutor.retrieval.finding import find
from tutor.retrieval.retriever import Retriever

_N = 150  # headings, words
_FAR = (
    "sourdough bread recipe;how do I change a bicycle tyre;Premier League results;"
    "cheap flights to Lisbon;Byzantine emperors;guitar chords for beginners;"
    "mortgage interest deduction;how to train a puppy;Roman aqueducts;knitting patterns;"
    "volcano eruption in Iceland;What is the capital of Mongolia?;Shakespeare sonnets;"
    "tomato plants yellow leaves;best hiking boots;constitutional monarchy;"
    "photosynthesis in algae;chess openings;French verbs in the past tense;"
    "Who won the world cup in 1998?;wine from Burgundy;plate tectonics;car insurance;"
    "jazz saxophone players;the French Revolution;how to fold a paper plane;coral reefs;"
    "medieval castles;opera by Mozart;tax return deadline"
).split(";")


@dataclass(frozen=True)
class Query:
    """A query, and the document that answers it where that is known."""

    words: str
    document: str = ""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--notes", type=Path, required=True, help="the course")
    parser.add_argument("--shared", type=Path, required=True, help="the folder with the sets")
    arguments = parser.parse_args()
    sets = arguments.shared / "eval"
    own = {
        "course": [
            Query(row["question"]) for row in load_rows("course_questions") if row["answerable"]
        ],
        "dlqa": _questions(sets / "dlqa"),
        "xquad": _questions(sets / "xquad"),
        "textbook": [],
    }
    paths = {
        "course": arguments.notes,
        "dlqa": sets / "dlqa" / "passages.jsonl",
        "xquad": sets / "xquad" / "passages.jsonl",
        "textbook": arguments.shared / "textbook",
    }
    print("| notes | queries | n | something found | passage among it | passages found, median |")
    print("|---|---|---|---|---|---|")
    for name, path in paths.items():
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(index=Path(folder) / "index")
            build_index([path], settings)
            tutor = Tutor.open(settings.index, settings=settings, load_model=False)
            others = own["dlqa" if name == "xquad" else "xquad"]
            for what, queries in _queries(tutor.retriever, own[name], others):
                print(f"| {name} | {what} | {_row(tutor.retriever, queries)} |", flush=True)


def _queries(
    retriever: Retriever, own: Sequence[Query], others: Sequence[Query]
) -> Iterator[tuple[str, Sequence[Query]]]:
    draw = random.Random(1)  # the same each time
    headings = sorted({chunk.heading_path[-1] for chunk in retriever.chunks if chunk.heading_path})
    words = sorted(
        {w for c in retriever.chunks for w in c.text.split() if w.isalpha() and len(w) > 4}
    )
    if own:
        yield "its own questions", own
    if len(headings) > 5:
        yield "its headings", [Query(h) for h in draw.sample(headings, min(_N, len(headings)))]
    yield "single words of it", [Query(word) for word in draw.sample(words, min(_N, len(words)))]
    yield "nonsense", [Query(_nonsense(draw, i)) for i in range(100)]
    yield "far subjects", [Query(words) for words in _FAR]
    yield "another set's questions", others[::3] if len(others) > 300 else others


def _row(retriever: Retriever, queries: Sequence[Query]) -> str:
    """How many queries there are, and how many found something."""
    found = [find(retriever, query.words, 1000) for query in queries]
    share = sum(each.total > 0 for each in found) / len(found)
    here = {document.id for document in retriever.documents}
    known = [(q.document, f) for q, f in zip(queries, found, strict=True) if q.document in here]
    right = sum(any(hit.document == d or d in hit.also_in for hit in f.hits) for d, f in known)
    among = f"{right / len(known):.3f}" if known else ""
    median = statistics.median(each.total for each in found)
    return f"{len(found)} | {share:.3f} | {among} | {median:.0f} of {len(retriever.chunks)}"


def _nonsense(draw: random.Random, number: int) -> str:
    """A word that is none, or three."""
    letters = "bcdfghjklmnpqrstvwxzaeiou"
    count = 3 if number % 3 == 0 else 1
    return " ".join("".join(draw.choices(letters, k=draw.randint(4, 11))) for _ in range(count))


def _questions(folder: Path) -> list[Query]:
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines if line)
    return [Query(row["question"], row["passage_id"]) for row in rows]


if __name__ == "__main__":
    main()
