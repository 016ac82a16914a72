"""Searches of ten thousand passages, from a query's text to the results, ours and txtai's."""

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter, sleep

import numpy as np

from benchmarks.speed_rows import Line, Rows
from benchmarks.speed_setup import ROOT, Setup, peer, run_tutor
from benchmarks.textbook_questions import chosen
from tutor import Tutor
from tutor.documents.sentences import split_sentences
from tutor.evaluation.datasets import read_dataset
from tutor.evaluation.suite import ratio

PART = "search"
PASSAGES = 10_000
QUERIES = 200
RESULTS = 10
SETS = ("xquad", "dlqa")
_REST = 0.1  # seconds in which the threads of the other side, done with its search, go to sleep
_GOAL = 0.8
_P95_GOAL = 40.0  # milliseconds
_WORDS = (60, 110)  # the lengths of the passages that are cut, so that each is one chunk


def measure(setup: Setup, rows: Rows, count: int = QUERIES) -> None:
    """Search for each query with both, one after the other, the first of them in turn."""
    done = {row["query"] for row in rows.kept(PART)}
    wanted = [query for query in queries(setup, count) if query not in done]
    if not wanted:
        return
    folder = setup.work / "search"
    _make_index(setup, folder)
    tutor = Tutor.open(folder / "ours", settings=setup.settings, load_model=False)
    texts = folder / "texts.jsonl"
    texts.write_text("".join(json.dumps(chunk.text) + "\n" for chunk in tutor.chunks), "utf-8")
    given = {"encoder": setup.encoder, "index": folder / "txtai", "texts": texts}
    with peer(setup, "search_txtai", **given) as txtai:
        tutor.search("a first query", RESULTS)
        for number, query in enumerate(wanted, start=len(done)):
            theirs = txtai.ask({"query": query, "k": RESULTS}) if number % 2 else None
            sleep(_REST)
            started = perf_counter()
            tutor.search(query, RESULTS)
            seconds = perf_counter() - started
            sleep(_REST)
            theirs = theirs or txtai.ask({"query": query, "k": RESULTS})
            rows.add(
                PART,
                {
                    "query": query,
                    "ours": seconds,
                    "txtai": theirs["seconds"],
                    "passages": len(tutor.chunks),
                },
            )
    tutor.close()


def queries(setup: Setup, count: int) -> list[str]:
    """Questions of the sets and about the textbook, as many of each as there are, in turn."""
    asked = [question.question for question in chosen(50)]
    for name in SETS:
        questions = read_dataset(setup.data / name).sample((QUERIES - len(asked)) // 2 + 50)
        asked += [question.question for question in questions]
    step = max(1, len(asked) // count)
    return list(dict.fromkeys(asked[::step]))[:count]


def passages(setup: Setup) -> list[tuple[int, str]]:
    """Ten thousand passages of the sets, the textbook and the course, each with its text's number.

    There are not as many of their own, so windows are laid over each text that begin at every
    sentence, in two lengths: passages overlap, and no two are the same.
    """
    numbers = {
        window: number
        for words in _WORDS
        for number, text in enumerate(_texts(setup))
        for window in _windows(text, words)
    }
    if len(numbers) < PASSAGES:
        raise ValueError(f"there are {len(numbers)} passages only")
    windows = list(numbers)
    rows = np.linspace(0, len(windows) - 1, PASSAGES).astype(int)
    return [(numbers[windows[row]], windows[row]) for row in rows]


def _texts(setup: Setup) -> Iterator[str]:
    for name in SETS:
        for passage in read_dataset(setup.data / name).passages:
            yield _plain(passage.text)
    for folder in (setup.notes, ROOT / "corpus"):
        for path in sorted(folder.rglob("*.md")):
            yield _plain(path.read_text("utf-8"))


def _plain(text: str) -> str:
    """Text without the marks of Markdown, of which a window may hold one of two."""
    return re.sub(r"[`#|$\\]+|^[>*-]+ ", " ", text, flags=re.MULTILINE)


def _windows(text: str, words: int) -> Iterator[str]:
    """Passages of up to so many words that begin at each sentence of a text."""
    sentences = [" ".join(text[s.start : s.end].split()) for s in split_sentences(text)]
    lengths = [len(sentence.split()) for sentence in sentences]
    for begin, first in enumerate(lengths):
        if first > words:
            continue
        end, total = begin, 0
        while end < len(lengths) and total + lengths[end] <= words:
            total += lengths[end]
            end += 1
        if total > words // 2:
            yield " ".join(sentences[begin:end])


def _make_index(setup: Setup, folder: Path) -> None:
    """Ours, made once: encoding ten thousand passages takes minutes."""
    finished = folder / "finished"
    if finished.is_file():
        run_tutor("index", "--index", str(folder / "ours"))  # what an older version made
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    notes = folder / "notes"
    notes.mkdir()
    for number, text in passages(setup):  # a section for each passage, so that it is one chunk
        with (notes / f"text-{number:03d}.md").open("a", encoding="utf-8") as file:
            print(f"## Passage\n\n{text}\n", file=file)
    run_tutor("index", str(notes), "--index", str(folder / "ours"))
    finished.touch()


def lines(rows: Rows) -> list[Line]:
    """The lines of the table."""
    kept = rows.kept(PART)
    if not kept:
        return []
    ours = [row["ours"] * 1000 for row in kept]
    theirs = [row["txtai"] * 1000 for row in kept]
    compared = ratio("search", list(zip(ours, theirs, strict=True)), _GOAL, at_most=True)
    p95 = _percentile(ours, 95)
    work = f"search {kept[0]['passages']:,} chunks, {len(kept)} queries, text to results"
    shown = f"{compared.value:.2f} ({compared.low:.2f} to {compared.high:.2f})"
    line = Line(work, _shown(ours), f"txtai hybrid: {_shown(theirs)}", shown)
    reached = bool(compared.reached) and p95 <= _P95_GOAL
    return [line.within(f"≤ {_GOAL}, and p95 ≤ {_P95_GOAL:.0f} ms", reached)]


def _shown(values: Sequence[float]) -> str:
    return f"p50 {_percentile(values, 50):.1f} ms, p95 {_percentile(values, 95):.1f} ms"


def _percentile(values: Sequence[float], percent: float) -> float:
    return float(np.percentile(values, percent))
