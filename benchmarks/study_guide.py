"""Make study guides of chapters and write every line beside the passage that it cites, to be read.

    python -m benchmarks.study_guide --notes corpus --chapters 2 4 7 9 12 --report guides.jsonl

One JSON line for each line of a guide, and one with the seconds of each guide. `--own` leaves the
language model out: the ideas are then the notes' own sentences.
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

from tutor.api import build_index
from tutor.config import load_settings
from tutor.generation.base import Generator
from tutor.guide.guide import Guide
from tutor.guide.maker import GuideMaker
from tutor.guide.subject import chapter
from tutor.loaders import load_encoder, load_generator
from tutor.practice.bank import Bank
from tutor.practice.snapshot import Snapshot
from tutor.retrieval.retriever import Retriever


def guide_of(
    name: str, snapshot: Snapshot, bank: Bank, generator: Generator | None
) -> tuple[Guide, float]:
    """A chapter's guide, and the seconds that it took."""
    started = time.perf_counter()
    maker = GuideMaker(
        chapter(name, snapshot),
        snapshot.course,
        bank,
        generator,
        known={},
        give_way=lambda: False,
        stop=Event(),
        clock=lambda: datetime.now().astimezone(),
    )
    *_, guide = maker.guides()
    return guide, time.perf_counter() - started


def rows(guide: Guide, seconds: float) -> Iterator[dict[str, Any]]:
    """What is written of a guide: how long it took, then every line with what it cites."""
    counts = Counter(line.kind for line in guide.all_lines)
    yield {
        "guide": guide.title,
        "seconds": round(seconds, 1),
        "lines": counts,
        "sections": len(guide.ideas),
        "written": sum(line.written for line in guide.all_lines),
    }
    for line in guide.all_lines:
        cited = [c.text[span.start : span.end] for c in line.citations for span in c.evidence]
        yield {
            "guide": guide.title,
            "kind": line.kind,
            "written": line.written,
            "section": line.section,
            "text": line.text,
            "cited": " ".join(" ".join(cited).split()),
        }


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--notes", type=Path, required=True)
    parser.add_argument("--chapters", nargs="+", required=True)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--own", action="store_true", help="without the language model")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(index=Path(folder) / "index")
        build_index([options.notes], settings)
        snapshot = Snapshot(Retriever.open(settings.index, load_encoder(settings)))
        generator = None if options.own else load_generator(settings)
        bank = Bank.open(Path(folder) / "questions.sqlite3")
        with options.report.open("a", encoding="utf-8") as report:
            for name in options.chapters:
                guide, seconds = guide_of(name, snapshot, bank, generator)
                for row in rows(guide, seconds):
                    report.write(json.dumps(row, ensure_ascii=False) + "\n")
                print(guide.title, f"{seconds:.1f} s", flush=True)
        bank.close()


if __name__ == "__main__":
    main()
