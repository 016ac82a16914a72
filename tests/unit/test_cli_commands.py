"""index, search and ask: what reaches standard output and which code each ending has."""

import json
from pathlib import Path

import pytest
from cli_fakes import PASSAGE, Calls, answer_to, install, json_lines
from typer.testing import CliRunner, Result

from tutor.cli.app import app


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Calls:
    return install(monkeypatch, tmp_path)


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def questions(*rows: dict[str, object]) -> str:
    path = Path("questions.jsonl")
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_ask_prints_the_answer_as_one_json_value_and_nothing_else(calls: Calls) -> None:
    result = run("ask", "Why?", "--json")
    assert result.exit_code == 0
    assert json_lines(result.stdout) == [json.loads(json.dumps(answer_to("Why?").to_dict()))]
    assert "a library that prints" in result.stderr
    assert calls.closed == 1


def test_ask_tells_its_steps_only_where_that_is_asked_for(calls: Calls) -> None:
    plain = json_lines(run("ask", "Why?", "--json").stdout)[0]
    traced = json_lines(run("ask", "Why?", "--json", "--trace").stdout)[0]
    trace = traced.pop("trace")
    assert traced == plain
    assert [row["step"] for row in trace] == ["import the program", "total"]
    assert set(trace[0]) == {"step", "depth", "seconds", "times"}
    lines = run("ask", "Why?", "--trace").stdout.splitlines()
    assert lines[-1].split()[0] == "total"
    assert len(calls.opened) == 3


def test_of_several_questions_the_first_ones_trace_has_the_start_in_it(calls: Calls) -> None:
    file = questions({"id": 1, "question": "Why?"}, {"id": 2, "question": "How?"})
    rows = json_lines(run("ask", "--file", file, "--json", "--trace").stdout)
    steps = [[row["step"] for row in answer["trace"]] for answer in rows]
    assert steps == [["import the program", "total"], ["total"]]
    assert len(calls.asked) == 2


def test_ask_passes_flags_on_as_settings(calls: Calls) -> None:
    run("ask", "Why?", "--index", "other", "--model", "qwen-0.5b", "--engine", "transformers")
    (opened,) = calls.opened
    assert opened["index"] == Path("other")
    assert (opened["settings"].model, opened["settings"].engine) == ("qwen-0.5b", "transformers")
    assert opened["load_model"] is True


def test_strictness_is_passed_on_and_its_flag_beats_the_variable(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_STRICTNESS", "0.9")
    run("ask", "Why?")
    run("ask", "Why?", "--strictness", "0")
    assert [opened["settings"].strictness for opened in calls.opened] == [0.9, 0.0]


@pytest.mark.parametrize("command", [("ask", "Why?"), ("chat",), ("serve",)])
@pytest.mark.parametrize("value", ["1.5", "-1", "nan"])
def test_strictness_out_of_bounds_is_one_sentence(
    calls: Calls, command: tuple[str, ...], value: str
) -> None:
    result = run(*command, "--strictness", value)
    assert result.exit_code == 1
    (error,) = result.stderr.splitlines()
    assert error.startswith("Error: The setting 'strictness' can't be ")
    assert error.endswith("correct it in --strictness.")
    assert calls.opened == []


def test_ask_in_a_pipe_is_plain_text_with_sources(calls: Calls) -> None:
    result = run("ask", "Why?")
    assert result.exit_code == 0
    assert "It lets layers model [curves](x). [1] Bananas are yellow. (not from your notes)" in (
        result.stdout
    )
    assert "**It lets layers model curves.**" in result.stdout
    assert "[1] Networks · Neurons > Activation" in result.stdout
    assert "slides.pdf" not in result.stdout  # found, and not cited
    assert "\x1b" not in result.stdout


def test_ask_says_calmly_what_the_notes_do_not_hold(calls: Calls) -> None:
    result = run("ask", "banana?")
    assert result.exit_code == 0
    assert "I didn't find this in your notes." in result.stdout
    assert "1 document, 212 sections" in result.stdout
    assert "Neurons" in result.stdout
    assert "It lets" not in result.stdout  # the draft was taken back


def test_ask_file_prints_one_line_a_row_and_opens_once(calls: Calls) -> None:
    path = questions(
        {"id": "a", "question": "Why?"},
        {
            "id": 7,
            "question": "How?",
            "exclude_documents": ["x.md"],
            "history": [{"question": "q", "answer": "a"}],
        },
    )
    result = run("ask", "--file", path, "--json")
    assert result.exit_code == 0
    assert [(row["id"], row["question"]) for row in json_lines(result.stdout)] == [
        ("a", "Why?"),
        (7, "How?"),
    ]
    assert calls.asked[1] == ("How?", (("q", "a"),), frozenset({"x.md"}))
    assert len(calls.opened) == 1


def test_question_that_fails_has_its_line_and_the_run_goes_on(calls: Calls) -> None:
    path = questions({"id": 1, "question": " "}, {"id": 2, "question": "Why?"})
    result = run("ask", "--file", path, "--json")
    first, second = json_lines(result.stdout)
    assert first == {"id": 1, "error": "The question is empty; type one."}
    assert second["status"] == "answered"
    assert result.exit_code == 1


def test_file_without_json_is_text_with_the_questions_above(calls: Calls) -> None:
    path = questions({"id": 1, "question": " "}, {"id": 2, "question": "Why?"})
    result = run("ask", "--file", path)
    assert "# Why?" in result.stdout
    assert "Error in row 1: The question is empty; type one." in result.stderr
    assert result.exit_code == 1


def test_malformed_row_ends_the_run_before_anything_is_opened(calls: Calls) -> None:
    path = questions({"id": 1, "question": "Why?"}, {"id": 2})
    result = run("ask", "--file", path, "--json")
    (error,) = json_lines(result.stdout)
    assert "questions.jsonl, line 2" in error["error"]
    assert result.exit_code == 1
    assert calls.opened == []


@pytest.mark.parametrize("command", ["ask", "search"])
def test_error_is_one_sentence_and_exit_code_1(calls: Calls, command: str) -> None:
    sentence = "There is no index at missing; run `tutor index` first."
    plain = run(command, "Why?", "--index", "missing")
    assert (plain.exit_code, plain.stdout.splitlines()[1:]) == (1, [])
    assert plain.stderr.splitlines()[-1] == f"Error: {sentence}"
    as_json = run(command, "Why?", "--index", "missing", "--json")
    assert (as_json.exit_code, json_lines(as_json.stdout)) == (1, [{"error": sentence}])


@pytest.mark.parametrize("command", ["ask", "search"])
def test_question_and_file_exclude_each_other(calls: Calls, command: str) -> None:
    for arguments in ((), ("Why?", "--file", "x.jsonl")):
        result = run(command, *arguments)
        assert result.exit_code == 2
        assert "--file" in result.stderr
    assert calls.opened == []


def test_unknown_flag_is_wrong_usage(calls: Calls) -> None:
    assert run("ask", "Why?", "--jsno").exit_code == 2


def test_bug_keeps_its_traceback(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls.tutor, "ask", lambda *_, **__: 1 / 0)
    result = CliRunner().invoke(app, ["ask", "Why?", "--json"])
    assert isinstance(result.exception, ZeroDivisionError)
    assert result.stdout == ""


def test_unknown_setting_is_an_error_of_every_command(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_MODLE", "x")
    for arguments in (("ask", "Why?"), ("search", "Why?"), ("index",), ("serve",), ("doctor",)):
        result = run(*arguments)
        assert result.exit_code == 1
        assert "TUTOR_MODLE is not a setting" in result.stderr


def test_search_prints_ranked_passages_as_json(calls: Calls) -> None:
    result = run("search", "activation", "-k", "3", "--json")
    (value,) = json_lines(result.stdout)
    assert set(value) == {"query", "results", "seconds"}
    assert value["results"][0]["text"] == PASSAGE
    assert calls.searched == [("activation", 3, frozenset())]
    assert calls.opened[0]["load_model"] is False


def test_search_marks_the_words_it_was_asked_for(calls: Calls) -> None:
    result = run("search", "activations")
    assert "1. Neurons > Activation" in result.stdout
    assert "**activation**" in result.stdout


def test_search_file_prints_one_line_a_row(calls: Calls) -> None:
    path = questions(
        {"id": "a", "question": "Why?", "exclude_documents": ["x.md"]}, {"id": "b", "question": ""}
    )
    result = run("search", "--file", path, "-k", "10", "--json")
    first, second = json_lines(result.stdout)
    assert (first["id"], first["query"]) == ("a", "Why?")
    assert second == {"id": "b", "error": "The question is empty; type one."}
    assert calls.searched[0] == ("Why?", 10, frozenset({"x.md"}))
    assert result.exit_code == 1


def test_number_of_passages_has_bounds(calls: Calls) -> None:
    result = run("search", "Why?", "-k", "0")
    assert result.exit_code == 1
    assert "in -k." in result.stderr


def test_index_reads_the_corpus_unless_told_otherwise(calls: Calls) -> None:
    result = run("index", "--json")
    (report,) = json_lines(result.stdout)
    assert report["failed"] == [{"path": "scan.pdf", "reason": "it has no text layer"}]
    assert result.exit_code == 0
    run("index", "notes", "more.md", "--encoder", "mpnet", "--index", "other", "--rebuild")
    first, second = calls.built
    assert first["paths"] == [Path("corpus")]
    assert (second["paths"], second["rebuild"]) == ([Path("notes"), Path("more.md")], True)
    assert (second["settings"].encoder, second["settings"].index) == ("mpnet", Path("other"))


def test_index_tells_its_steps_only_where_that_is_asked_for(calls: Calls) -> None:
    plain = json_lines(run("index", "notes", "--json").stdout)[0]
    traced = json_lines(run("index", "notes", "--json", "--trace").stdout)[0]
    assert [row["step"] for row in traced.pop("trace")] == ["import the program", "total"]
    assert traced == plain
    assert run("index", "notes", "--trace").stdout.splitlines()[-1].split()[0] == "total"
    assert len(calls.built) == 3


def test_index_lists_every_file_that_it_could_not_read(calls: Calls) -> None:
    result = run("index")
    assert "2 documents, 9 passages" in result.stdout
    assert "1 file could not be read:\n  scan.pdf: it has no text layer" in result.stdout


def test_index_of_nothing_is_an_error(calls: Calls) -> None:
    result = run("index", "missing", "--json")
    assert result.exit_code == 1
    assert json_lines(result.stdout) == [{"error": "There is nothing at missing; check the path."}]


def test_ctrl_c_says_what_remains_and_exits_130(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls.tutor, "interrupt_on", "How?")
    path = questions({"id": 1, "question": "Why?"}, {"id": 2, "question": "How?"})
    for command in ("ask", "search"):
        batch = run(command, "--file", path, "--json")
        assert batch.exit_code == 130
        assert len(json_lines(batch.stdout)) == 1
        assert "Stopped after 1 of 2 questions" in batch.stderr.splitlines()[-1]
    alone = run("ask", "How?")
    assert alone.exit_code == 130
    assert "It lets layers … stopped" in alone.stdout
    assert alone.stderr.splitlines()[-1] == "Stopped; nothing was lost."
    build = run("index", "interrupted")
    assert build.exit_code == 130
    assert "the index is as it was before" in build.stderr
    assert calls.closed == 3
