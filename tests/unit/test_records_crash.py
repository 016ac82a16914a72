"""However the program dies, no answer is lost that was said to be recorded."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tutor.records.records import Records
from tutor.records.values import LOCAL_STUDENT

KILLS = 50
MOMENTS = 500_000  # rounds of an empty loop, in which several answers are recorded
WORKER = Path(__file__).with_name("student_at_work.py")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork and SIGKILL")
def test_a_killed_program_loses_no_answer_and_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite3"
    chance = random.Random(5)
    told: set[str] = set()
    with subprocess.Popen(
        [sys.executable, WORKER, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        for run in range(KILLS):
            print(f"run{run}", file=worker.stdin, flush=True)
            process = int(worker.stdout.readline())
            told.update(answers_until_killed(worker, process, chance))
            assert whole(path), f"damaged by kill {run}"
        worker.stdin.close()
    assert worker.returncode == 0
    records = Records.open(path)
    kept = {answer.id: answer for answer in records.answers(LOCAL_STUDENT)}
    items = records.items({answer.item_id for answer in kept.values()})
    cards = {card.item_id for card in records.cards(LOCAL_STUDENT)}
    records.close()
    assert len(told) > 2 * KILLS
    assert told <= set(kept)
    assert len(set(kept) - told) <= KILLS  # at most the one that it was about to tell
    assert {answer.item_id for answer in kept.values()} == set(items) == cards


def answers_until_killed(
    worker: "subprocess.Popen[str]", process: int, chance: random.Random
) -> Iterator[str]:
    """Kill the process after some answers, at any point of one of those that follow."""
    assert worker.stdout is not None
    for _ in range(chance.randrange(10)):
        yield worker.stdout.readline().strip()
    for _ in range(chance.randrange(MOMENTS)):
        pass
    os.kill(process, signal.SIGKILL)
    for line in worker.stdout:
        if line == "killed\n":
            return
        yield line.strip()


def whole(path: Path) -> bool:
    if not path.exists():
        return True  # killed before it made one
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
