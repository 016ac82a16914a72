"""add and notes: what each says of the notes, in text and in JSON, and what it does to them."""

import json
from pathlib import Path
from typing import Any

import pytest
from retrieval_fakes import NOTES, FakeEncoder, write_notes
from typer.testing import CliRunner, Result

from tutor import api
from tutor.cli.app import app
from tutor.library import opening
from tutor.library.contributions import Contributions
from tutor.library.note import Upload

COPY = NOTES["learning.md"].replace("# Learning", "# Lecture 5") + "And a sentence more.\n"


@pytest.fixture(autouse=True)
def _indexed(isolated_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (api, opening):
        monkeypatch.setattr(module, "load_encoder", lambda *_: FakeEncoder())
    write_notes(isolated_home / "corpus")
    assert run("index").exit_code == 0


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def value(*arguments: str) -> Any:
    """The one JSON value that a command prints."""
    result = run(*arguments, "--json")
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def ids() -> list[str]:
    return [note["id"] for note in value("notes", "list")["notes"]]


def waiting(name: str, text: str) -> str:
    return put(Contributions(Path("corpus/contributions")), Upload(name, text.encode()))


def put(contributions: Contributions, upload: Upload) -> str:
    entry = contributions.put_on_list(upload)
    return entry if isinstance(entry, str) else entry.id


def write(name: str, text: str) -> str:
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_added_notes_are_listed_with_what_they_are() -> None:
    result = run("add", write("more/new.md", "# Regression\n\nRidge shrinks weights.\n"))
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith("4 documents, 5 passages in ")
    assert first.endswith("1 added, 0 changed, 0 removed, 3 unchanged.")
    assert second.startswith("  new.md  Regression · Markdown · notes · 1 passage · added 2")
    assert value("add", "more")["unchanged"] == 4


def test_what_is_said_already_and_what_could_not_be_read_is_told() -> None:
    write("more/lecture5.md", COPY)
    write("more/scan.md", "")
    result = run("add", "more")
    assert result.exit_code == 0
    assert "% of lecture5.md is already in Learning (learning.md)\n" in result.stdout
    assert "1 file could not be read:\n  more/scan.md: the file is empty;" in result.stdout
    report = value("add", "more")
    assert [Path(failure["path"]).name for failure in report["failed"]] == ["scan.md"]


def test_the_json_of_added_notes_is_the_builds_report() -> None:
    report = value("add", write("lecture5.md", COPY))
    assert {"documents", "chunks", "added", "failed", "partly", "seconds"} <= set(report)
    (overlap,) = report["overlaps"]
    assert (overlap["document"], overlap["of"]) == ("lecture5.md", "learning.md")
    assert 0.5 < overlap["share"] < 1


def test_parts_that_could_not_be_read_are_told() -> None:
    write("faq.csv", "question,answer\nWhat is ridge?,It shrinks weights.\nWhat is lasso?,\n")
    result = run("add", "faq.csv")
    assert "1 note could be read in part only:\n  faq.csv: " in result.stdout
    (note,) = [note for note in value("notes", "list")["notes"] if note["id"] == "faq.csv"]
    assert len(note["gaps"]) == 1
    assert f"  {note['gaps'][0]}\n" in run("notes", "list").stdout


def test_a_file_of_which_nothing_could_be_read_ends_with_1() -> None:
    result = run("add", write("scan.md", ""))
    assert result.exit_code == 1
    assert "1 file could not be read:\n  " in result.stdout
    assert run("add", "scan.md", write("new.md", "# New\n\nText.\n")).exit_code == 0


def test_adding_what_is_not_there_is_one_sentence() -> None:
    error = "There is nothing at gone.md; check the path to your notes."
    assert run("add", "gone.md").stderr.splitlines()[-1] == f"Error: {error}"
    assert value("add", "gone.md") == {"error": error}
    assert run("add").exit_code == 2


def test_notes_are_listed_with_where_they_lie_and_what_is_not_among_them() -> None:
    write("corpus/lecture.key", "x")
    run("index")
    listed = value("notes", "list")
    (failure,) = listed["failed"]
    assert failure["path"].endswith("lecture.key")
    note = listed["notes"][0]
    assert (note["id"], note["title"], note["format"]) == ("health.md", "Health data", "Markdown")
    assert (note["kind"], note["chunks"], note["contribution"]) == ("notes", 1, False)
    assert Path(note["path"]) == Path("corpus/health.md").absolute()
    result = run("notes", "list")
    assert "3 documents, 4 passages.\n1 file could not be read:\n" in result.stdout
    assert "  corpus/health.md\n" in result.stdout


def test_listing_needs_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the encoder was asked for")

    for module in (api, opening):
        monkeypatch.setattr(module, "load_encoder", refuse)
    assert len(ids()) == 3
    assert run("export", "notes", "out").exit_code == 0


def test_a_removed_note_stays_out_until_it_is_added_again() -> None:
    removed = value("notes", "remove", "health.md")
    assert removed == {"removed": ["health.md"], "documents": 2, "chunks": 3}
    run("index")
    assert ids() == ["learning.md", "sequences.md"]
    assert Path("corpus/health.md").exists()
    run("add", "corpus/health.md")
    assert "health.md" in ids()


def test_a_folder_that_was_added_is_removed_by_its_path() -> None:
    write("more/new.md", "# Regression\n\nRidge shrinks weights.\n")
    run("add", "more")
    result = run("notes", "remove", "more")
    assert result.stdout == "Removed new.md.\n3 documents, 4 passages are left.\n"
    run("index")
    assert ids() == ["health.md", "learning.md", "sequences.md"]


def test_an_unknown_note_is_named_with_the_nearest_and_nothing_is_removed() -> None:
    error = value("notes", "remove", "health.md", "lerning.md")["error"]
    assert error.startswith("There is no note called lerning.md in the index")
    assert error.endswith("the nearest is learning.md.")
    assert len(ids()) == 3


def test_the_last_note_is_not_removed() -> None:
    result = run("notes", "remove", *ids())
    assert result.exit_code == 1
    assert "an index can't be empty" in result.stderr
    assert ids() != []


def test_waiting_notes_are_shown_and_approved() -> None:
    waits = waiting("lecture 5.md", COPY)
    (row,) = value("notes", "waiting")
    assert (row["id"], row["name"], row["title"]) == (waits, "lecture 5.md", "Lecture 5")
    assert row["overlaps"][0]["of"] == "learning.md"
    text = run("notes", "waiting").stdout
    assert text.startswith(f"{waits}  lecture 5.md  came 2")
    assert "is already in Learning (learning.md)" in text

    approved = value("notes", "approve", waits)
    assert approved["documents_added"] == ["contributions/lecture 5.md"]
    assert approved["added"] == 1
    assert run("notes", "waiting").stdout == "No note waits for approval.\n"
    (note,) = [note for note in value("notes", "list")["notes"] if note["contribution"]]
    value("notes", "remove", note["id"])
    assert not Path(note["path"]).exists()


def test_a_rejected_note_is_gone() -> None:
    waits = waiting("lecture 5.md", COPY)
    assert value("notes", "reject", waits) == {"rejected": waits}
    assert value("notes", "waiting") == []
    assert len(ids()) == 3


def test_a_waiting_note_that_is_among_the_notes_already_is_refused() -> None:
    run("notes", "approve", waiting("new.md", COPY))
    error = value("notes", "approve", waiting("new.md", COPY))["error"]
    assert error.startswith("Nothing was added (new.md: ")


@pytest.mark.parametrize("command", ["approve", "reject"])
def test_deciding_on_what_does_not_wait_is_one_sentence(command: str) -> None:
    result = run("notes", command, "abc")
    assert result.exit_code == 1
    assert len([line for line in result.stderr.splitlines() if line.startswith("Error: ")]) == 1
    assert set(value("notes", command, "abc")) == {"error"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("notes", "list"),
        ("notes", "remove", "a.md"),
        ("notes", "waiting"),
        ("notes", "approve", "a"),
        ("notes", "reject", "a"),
        ("export", "notes", "out"),
    ],
)
def test_without_an_index_each_says_how_to_build_one(arguments: tuple[str, ...]) -> None:
    error = value(*arguments, "--index", "missing")["error"]
    assert error == "There is no index in missing: build it with `tutor index --index missing`."


def test_exported_notes_are_counted_with_their_licences() -> None:
    write("corpus/free.md", "---\nlicence: CC BY 4.0\n---\n# Free\n\nText.\n")
    run("index")
    exported = value("export", "notes", "out")
    assert exported["folder"] == str(Path("out").absolute())
    files = {row["document"]: (row["file"], row["licence"]) for row in exported["notes"]}
    assert files["free.md"] == ("free.md", "CC BY 4.0")
    assert files["health.md"] == ("health.md", None)
    result = run("export", "notes", "out")
    assert "4 notes and LICENCES.md are in " in result.stdout
    assert result.stdout.endswith("; 3 of them state no licence.\n")
    write("out/mine.md", "Mine.")
    assert "out holds mine.md" in value("export", "notes", "out")["error"]


def test_names_that_stay_are_warned_of() -> None:
    warning = "Names of people"
    assert warning not in run("index").stderr
    assert f"{warning} stay in the index; don't share it.\n" in run("index", "--keep-names").stderr
    assert warning in run("export", "notes", "out").stderr
    run("index", "--remove-names")
    assert warning not in run("export", "notes", "out").stderr
