"""index --watch: a build, then one line for each change, until Ctrl-C."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from retrieval_fakes import NOTES, FakeEncoder, write_notes
from typer.testing import CliRunner, Result

from tutor import api, loaders
from tutor.cli.app import app
from tutor.cli.watching import build_line
from tutor.documents.document import Metadata
from tutor.documents.failures import Failure
from tutor.errors import TutorError
from tutor.library import handover, opening, watching
from tutor.library.library import Library
from tutor.retrieval.manifest import DocumentEntry
from tutor.retrieval.report import BuildReport

Events = Callable[..., None]


class WarmEncoder(FakeEncoder):
    def warm_up(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _notes(isolated_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (api, loaders, opening):
        monkeypatch.setattr(module, "load_encoder", lambda *_: WarmEncoder())
    write_notes(isolated_home / "corpus")


def watched(monkeypatch: pytest.MonkeyPatch, happens: Events, *arguments: str) -> Result:
    """Run the command while something happens; it ends as by Ctrl-C."""

    def watch(library: Library, stop: object, *, built: Events, failed: Events) -> None:
        happens(library, built, failed)
        raise KeyboardInterrupt

    monkeypatch.setattr(watching, "watch", watch)
    result = CliRunner().invoke(app, ["index", "--watch", *arguments])
    assert result.exit_code == 130, result.exc_info
    return result


def changes(library: Library, built: Events, failed: Events) -> None:
    note = Path("corpus/learning.md")
    note.write_text(NOTES["learning.md"] + "\nMore.\n", encoding="utf-8")
    built(library.refresh())
    failed(TutorError("The disk is full; free some space."))
    Path("corpus/scan.md").touch()
    built(library.refresh())
    built(library.refresh())  # fails as before, of which nothing new is to be said
    note.unlink()
    built(library.refresh())


def test_each_build_has_its_line_and_errors_do_not_end_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = watched(monkeypatch, changes)
    first, *lines = result.stdout.splitlines()
    assert first.startswith("3 documents, 4 passages in ")
    assert [line[8:].rsplit(",", 1)[0] for line in lines] == [
        " learning.md changed: 2 passages",
        " corpus/scan.md could not be read: the file is empty; write something in it or remove it",
        " learning.md removed",
    ]
    assert "Watching the notes; Ctrl-C stops it.\n" in result.stderr
    assert " Error: The disk is full; free some space.\n" in result.stderr
    assert result.stderr.splitlines()[-1] == (
        "Stopped watching; the index is whole, as of the last build."
    )


def test_json_is_one_report_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[dict[str, Any]] = [
        json.loads(line) for line in watched(monkeypatch, changes, "--json").stdout.splitlines()
    ]
    assert [row.get("changed") for row in rows] == [0, 1, None, 0, 0, 0]
    assert rows[2] == {"error": "The disk is full; free some space."}
    assert (rows[0]["added"], rows[-1]["removed"]) == (3, 1)


def test_a_program_that_watches_already_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "is_watched", lambda _: True)
    result = watched(monkeypatch, lambda *_: None)
    assert "Another program watches this index already" in result.stderr


def test_ctrl_c_during_the_first_build_says_that_nothing_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "build_index", interrupt)
    result = CliRunner().invoke(app, ["index", "--watch"])
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1].startswith("Stopped; the index is as it was before.")


def entry(name: str, passages: int) -> DocumentEntry:
    return DocumentEntry(name, name, "", 1, tuple(map(str, range(passages))), Metadata())


def test_a_line_tells_what_came_what_changed_what_went_and_what_failed() -> None:
    new = (entry("lecture5.md", 23), *(entry(f"{i}.md", 1) for i in range(5)))
    report = BuildReport(9, 99, 5, 1, 1, 3, (), 0.84, new)
    line = build_line(
        report, {"lecture5.md", "old.md"}, {"old.md"}, [Failure("scan.pdf", "it has no text")]
    )
    assert line == (
        "0.md, 1.md, 2.md and 2 more added: 5 passages; lecture5.md changed: 23 passages; "
        "old.md removed; scan.pdf could not be read: it has no text, 0.8 s"
    )
    assert build_line(BuildReport(9, 99, 0, 0, 0, 9, (), 0.1), set(), set(), []) == ""
