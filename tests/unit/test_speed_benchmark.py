"""The comparison's table: what was measured is kept, counted and held to its goals."""

from pathlib import Path

import pytest

from benchmarks import speed_answers, speed_indexing, speed_search, speed_starting
from benchmarks.speed_page import BEGIN, END, NoMarksError, page_text, put
from benchmarks.speed_profile import section
from benchmarks.speed_reports import REPORTS, Figure, NoFigureError
from benchmarks.speed_rows import Line, Rows


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    return Rows(tmp_path / "rows")


def answer(seconds: float, first: float, *, right: bool = True) -> dict[str, object]:
    text = "It is zero."
    return {"text": text, "refused": False, "first": first, "seconds": seconds, "right": right}


def test_a_run_goes_on_with_what_was_kept(rows: Rows) -> None:
    rows.add("help", {"seconds": 1.0})
    rows.add("help", {"seconds": 2.0})
    assert [row["seconds"] for row in Rows(rows.folder).kept("help")] == [1.0, 2.0]
    assert rows.kept("ready") == []


def test_what_another_version_measured_does_not_count(rows: Rows) -> None:
    rows.add("help", {"seconds": 1.0})
    file = rows.folder / "help.jsonl"
    file.write_text(file.read_text("utf-8").replace(rows.program, "another"), "utf-8")
    assert rows.kept("help") == []


def test_answers_are_held_to_both_peers_and_the_first_word_to_the_faster(rows: Rows) -> None:
    for right in (True, False):
        rows.add(
            speed_answers.PART,
            {
                "question": f"Is it {right}?",
                speed_answers.OURS: answer(2.0, 1.0),
                speed_answers.TRANSFORMERS: answer(10.0, 6.0, right=right),
                speed_answers.LLAMA: answer(4.0, 2.0),
            },
        )
    transformers, llama, first = speed_answers.lines(rows)
    assert (transformers.ratio[:4], transformers.met) == ("0.20", "yes")
    assert (llama.ratio[:4], llama.met) == ("0.50", "no")
    assert "llama.cpp" in first.peer
    assert (first.ratio[:4], first.met) == ("0.50", "no")
    assert "transformers bf16 0.50" in speed_answers.remarks(rows)[0]


def test_indexing_is_held_to_the_faster_peer(rows: Rows) -> None:
    for ours in (10.0, 12.0, 14.0):
        rows.add(
            speed_indexing.PART,
            {
                "ours": ours,
                "unchanged": 0.5,
                "edited": 0.6,
                "inside": 9.0,
                "inside edited": 0.09,
                speed_indexing.LANGCHAIN: 50.0,
                speed_indexing.TXTAI: 30.0,
            },
        )
    faster, slower, edited, inside, unchanged = speed_indexing.lines(rows)
    assert faster.peer.startswith("txtai")
    assert faster.ratio == "0.400 (0.333 to 0.467)"
    assert slower.peer.startswith("LangChain")
    assert [line.met for line in (faster, slower, edited, inside, unchanged)] == [
        "yes",
        "yes",
        "no",
        "yes",
        "",
    ]


def test_searches_are_held_to_their_slowest_too(rows: Rows) -> None:
    for query, seconds in (("one", 0.01), ("two", 0.02), ("three", 0.09)):
        rows.add(
            speed_search.PART, {"query": query, "ours": seconds, "txtai": 0.1, "passages": 9000}
        )
    (line,) = speed_search.lines(rows)
    assert line.ratio.startswith("0.40")
    assert "9,000 chunks" in line.work
    assert line.met == "no"  # one in twenty takes more than 40 ms


def test_starting_is_the_median_of_the_starts(rows: Rows) -> None:
    for ready in (5.0, 6.0, 30.0):
        rows.add(speed_starting.PART, {"ready": ready, "help": 0.5})
    ready_line, help_line = speed_starting.lines(rows)
    assert ready_line.ours.startswith("6.00 s")
    assert (ready_line.met, help_line.met) == ("yes", "no")


REPORT = """
| what | apart | together |
|---|---|---|
| ratio | | p50 0.38, p95 0.45 (0.30 to 0.50) |
| ratio | | 0.9 |
| ours | 30 s | 2.5 GB | 1.5 GB |

Ratio of the times: 0.31 (0.30 to 0.32) (n = 2); all files are the same.
"""


def test_a_figure_is_quoted_from_the_first_row_that_has_it() -> None:
    line = Figure("eight at once", "ratio", 0.4, beside="one by one").line(REPORT)
    assert (line.ratio, line.met) == ("p50 0.38, p95 0.45 (0.30 to 0.50)", "yes")
    assert Figure("eight", "ratio", 0.4, at_most=False).line(REPORT).met == "no"
    assert Figure("peak", "ours", 2.0, cell=-2).line(REPORT).met == "no"
    assert Figure("time", "Ratio of the times", 0.4).line(REPORT).ratio.startswith("0.31 (0.30")


def test_a_report_without_the_figure_is_an_error() -> None:
    with pytest.raises(NoFigureError, match="'recall'"):
        Figure("found", "recall", 0.98).line(REPORT)


def test_a_report_is_shown_under_the_table_once_it_is_there(rows: Rows) -> None:
    students = next(report for report in REPORTS if report.part == "students")
    assert (students.section(rows), students.lines(rows)) == ("", [])
    rows.add("students", {"report": "# Students\n\n| wall time together | | 0.41 (0.4 to 0.5) |"})
    assert students.lines(rows)[0].met == "no"
    assert students.section(rows).startswith("### Eight students at once\n\n| wall time together")


def test_a_profile_is_the_mean_of_all_traces_with_the_total_last() -> None:
    def step(name: str, seconds: float, depth: int = 0, **amounts: int) -> dict[str, object]:
        return {"step": name, "depth": depth, "seconds": seconds, "times": 1, **amounts}

    text = section(
        "Answer",
        [
            [step("read", 0.5, prompt_tokens=200), step("total", 2.0)],
            [step("ask", 0.2), step("encode", 0.1, 1), step("read", 0.3), step("total", 4.0)],
        ],
    )
    assert text.splitlines()[4:] == [
        "| read | 400.0 ms | 100 |",
        "| ask | 100.0 ms |  |",
        "| · encode | 50.0 ms |  |",
        "| total | 3.00 s |  |",
    ]
    assert section("Answer", []) == ""


def test_an_edit_changes_a_sentence_and_no_code(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Title\n\nWords.\n\n```\n\ncode\n\n```\n\n| a | b |", "utf-8")
    (tmp_path / "small.md").write_text("# A", "utf-8")
    assert speed_indexing.edit(tmp_path, 1) == note
    once = note.read_text("utf-8")
    speed_indexing.edit(tmp_path, 2)
    assert "Words.\nSentence number 1" in once
    assert note.read_text("utf-8") != once


def test_the_table_replaces_what_stood_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n{BEGIN}\nold\n{END}\n\nAfter.\n", "utf-8")
    put(page, page_text([Line("help", "0.1 s", "")], ["A remark."], "txtai 1.0"))
    text = page.read_text("utf-8")
    assert "| help | 0.1 s |" in text
    assert "old" not in text
    assert text.endswith("\n\nAfter.\n")


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n", "utf-8")
    with pytest.raises(NoMarksError, match="has no lines"):
        put(page, "text")
    assert page.read_text("utf-8") == "# Page\n"
