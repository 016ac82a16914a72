"""Charts without a library: their shapes, their words, and the same numbers as a table."""

import re
from xml.etree import ElementTree

from tutor.web.charts import Column, Interval, columns, interval_bars, table


def shapes(html: str, name: str) -> list[dict[str, str]]:
    (svg, *_) = re.findall(r"<svg.*?</svg>", html)
    return [dict(each.attrib) for each in ElementTree.fromstring(svg).iter(name)]


def test_a_bar_is_as_long_as_its_share_with_a_line_over_what_it_may_be() -> None:
    html = interval_bars([Interval("A & B", "40%, 3 answers", 0.4, 0.1, 0.8)])
    track, fill = shapes(html, "rect")
    assert (track["width"], fill["width"]) == ("100", "40.0")
    line = shapes(html, "line")[0]
    assert (line["x1"], line["x2"]) == ("10.0", "80.0")
    assert "<title>A &amp; B: 40%, 3 answers</title>" in html


def test_what_nobody_answered_has_no_bar() -> None:
    html = interval_bars([Interval("A", "none", 0.5, 0.0, 1.0, known=False)])
    assert len(shapes(html, "rect")) == 1
    assert shapes(html, "line") == []


def test_columns_are_as_high_as_their_numbers_and_hold_their_share() -> None:
    html = columns([Column("1", 4, 0.5), Column("2", 0), Column("3", 2)], "Answers: 6")
    soft, part, half = shapes(html, "rect")
    assert (soft["class"], soft["height"]) == ("soft", "100.0")
    assert (part["class"], part["height"]) == ("fill", "50.0")
    assert (half["x"], half["height"]) == ("21.5", "50.0")
    assert "<title>Answers: 6</title>" in html


def test_no_days_and_only_empty_days_are_charts_too() -> None:
    for days in ([], [Column("1", 0)]):
        assert shapes(columns(days, "None"), "rect") == []


def test_a_table_names_its_rows_and_columns_and_escapes_them() -> None:
    html = table(("Day", "Number"), [("<Mon>", "3")], "As a table")
    assert '<th scope="col">Day</th>' in html
    assert '<th scope="row">&lt;Mon&gt;</th><td>3</td>' in html
    assert html.startswith("<details>")
