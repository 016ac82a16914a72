"""A student who answers question after question, until the program is killed.

Each line of standard input is the name of a run: a process is forked for it, so that not every run
has to load the libraries. Printed are the process's id and the id of every answer, as soon as
`record_answer` has returned.
"""

import os
import signal
import sys
from pathlib import Path

from records_fakes import NOON, answer, card, item

from tutor.records.records import Records


def main(path: Path) -> None:
    for line in sys.stdin:
        process = os.fork()
        if not process:
            work(path, line.strip())
        _, status = os.waitpid(process, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            raise SystemExit(f"{line.strip()} ended by itself")
        print("killed", flush=True)


def work(path: Path, run: str) -> None:
    print(os.getpid(), flush=True)
    records = Records.open(path)
    for number in range(1_000_000):
        given = answer(number % 1000, id=f"{run}-{number}", item_id=f"q{number % 7}")
        records.record_answer(given, item(number % 7), card(item_id=given.item_id, due=NOON))
        print(given.id, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
