"""Charts as inline SVG, made here: no library, nothing fetched, colours from the page's styles.

An SVG holds the shapes only and stretches to the width that there is; its words stand beside it as
HTML, so that they keep their size on a narrow screen. A table has the same numbers for whoever
would rather read them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.web.markdown import text_html

_HEIGHT = 100  # of a column chart's own coordinates, which are stretched


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with what it may really be; all from 0 to 1."""

    name: str
    note: str  # behind the bar
    mean: float
    low: float
    high: float
    known: bool = True  # False where there is nothing to show yet
    link: str = ""  # the address of a way on from it; empty for none
    link_words: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A day's number."""

    label: str
    value: int
    share: float | None = None  # of the column that is filled in strongly, 0 to 1


def interval_bars(rows: Sequence[Interval]) -> str:
    """One bar a row, with a line from the least to the greatest that it may be.

    Args:
        rows: From top to bottom.
    """
    return f'<ul class="bars">{"".join(_bar(row) for row in rows)}</ul>'


def columns(days: Sequence[Column], description: str) -> str:
    """A column for each day, with its number above and its label below.

    Args:
        days: From left to right.
        description: What the chart shows, in a sentence.
    """
    most = max([1, *(day.value for day in days)])
    width = max(1, len(days)) * 10
    shapes = "".join(_column(number, day, most) for number, day in enumerate(days))
    values = "".join(f"<span>{day.value or ''}</span>" for day in days)
    labels = "".join(f"<span>{text_html(day.label)}</span>" for day in days)
    grid = f'style="grid-template-columns:repeat({max(1, len(days))},1fr)"'
    return (
        f'<div class="chart"><div class="over" {grid} aria-hidden="true">{values}</div>'
        f'<svg role="img" viewBox="0 0 {width} {_HEIGHT}" preserveAspectRatio="none">'
        f"<title>{text_html(description)}</title>{shapes}"
        f'<line class="ground" x1="0" y1="{_HEIGHT}" x2="{width}" y2="{_HEIGHT}"></line></svg>'
        f'<div class="under" {grid} aria-hidden="true">{labels}</div></div>'
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]], summary: str) -> str:
    """A table that is folded away until somebody asks for it.

    Args:
        head: The columns' names.
        rows: Texts; the first of each row is its heading.
        summary: What unfolds it.
    """
    columns_html = "".join(f'<th scope="col">{text_html(name)}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row">{text_html(row[0])}</th>'
        f"{''.join(f'<td>{text_html(cell)}</td>' for cell in row[1:])}</tr>"
        for row in rows
    )
    return (
        f"<details><summary>{text_html(summary)}</summary>"
        f"<table><thead><tr>{columns_html}</tr></thead><tbody>{body}</tbody></table></details>"
    )


def _bar(row: Interval) -> str:
    mean, low, high = (100 * min(max(v, 0.0), 1.0) for v in (row.mean, row.low, row.high))
    shapes = ""
    if row.known:
        shapes = (
            f'<rect class="fill" x="0" y="0" width="{mean:.1f}" height="12"></rect>'
            f'<line class="may" x1="{low:.1f}" y1="6" x2="{high:.1f}" y2="6"></line>'
            f'<line class="may" x1="{low:.1f}" y1="2.5" x2="{low:.1f}" y2="9.5"></line>'
            f'<line class="may" x1="{high:.1f}" y1="2.5" x2="{high:.1f}" y2="9.5"></line>'
        )
    spoken = text_html(f"{row.name}: {row.note}")
    link = (
        f' <a href="{text_html(row.link)}" aria-label="{text_html(row.link_words)}: '
        f'{text_html(row.name)}">{text_html(row.link_words)}</a>'
        if row.link
        else ""
    )
    return (
        f'<li><span class="name">{text_html(row.name)}{link}</span>'
        f'<svg role="img" viewBox="0 0 100 12" preserveAspectRatio="none"><title>{spoken}</title>'
        f'<rect class="track" x="0" y="0" width="100" height="12"></rect>{shapes}</svg>'
        f'<span class="note">{text_html(row.note)}</span></li>'
    )


def _column(number: int, day: Column, most: int) -> str:
    if not day.value:
        return ""
    height = _HEIGHT * day.value / most
    rect = (
        f'<rect class="{"soft" if day.share is not None else "fill"}" x="{number * 10 + 1.5}" '
        f'y="{_HEIGHT - height:.1f}" width="7" height="{height:.1f}"></rect>'
    )
    if day.share is not None:
        part = height * min(max(day.share, 0.0), 1.0)
        rect += (
            f'<rect class="fill" x="{number * 10 + 1.5}" y="{_HEIGHT - part:.1f}" width="7" '
            f'height="{part:.1f}"></rect>'
        )
    return rect
