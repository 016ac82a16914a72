"""`tutor gaps`: what the notes could not answer, for whoever writes the next ones."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tutor.cli import options
from tutor.cli.outcome import outcome

if TYPE_CHECKING:
    from rich.text import Text

    from tutor.api import Tutor
    from tutor.config import Settings
    from tutor.conversations.gaps import Gap, Gaps, GapTopic
    from tutor.records.records import Records

_NONE = "The notes answered everything that was asked so far."
_ELSEWHERE = "Elsewhere"


def gaps(
    index: options.Index = None,
    encoder: options.Encoder = None,
    as_json: options.Json = False,
) -> None:
    """Show what your notes could not answer and which answers were marked down, without names."""
    with outcome(as_json=as_json) as emit:
        from tutor.cli.session import open_tutor
        from tutor.config import load_settings

        settings = load_settings(index=index, encoder=encoder)
        with open_tutor(settings, load_model=False) as tutor, _records(settings) as records:
            topics = gaps_over(tutor, records, settings).topics()
        if as_json:
            emit({"topics": [topic.to_dict() for topic in topics]})
        else:
            from tutor.cli.render import stdout_console

            stdout_console().print(_view(topics))


def gaps_over(tutor: "Tutor", records: "Records", settings: "Settings") -> "Gaps":
    """The gaps in an open tutor's notes."""
    from tutor.cli.practising import now
    from tutor.conversations.gaps import Gaps
    from tutor.conversations.people import people_beside

    return Gaps(
        records,
        lambda: tutor.retriever,
        clock=now,
        names=lambda: people_beside(tutor.live_index, settings.limits),
    )


@contextlib.contextmanager
def _records(settings: "Settings") -> "Iterator[Records]":
    from tutor.records.records import Records

    with contextlib.closing(Records.open(settings.records)) as records:
        yield records


def _view(topics: "Sequence[GapTopic]") -> "Text":
    from rich.text import Text

    from tutor.cli.render import TITLE

    if not topics:
        return Text(_NONE)
    text = Text()
    for topic in topics:
        text.append("\n\n" if text else "")
        text.append(topic.topic or _ELSEWHERE, TITLE)
        text.append(f" ({topic.count})")
        for gap in topic.gaps:
            text.append_text(_row(gap))
    return text


def _row(gap: "Gap") -> "Text":
    from rich.text import Text

    from tutor.cli.answer_text import QUIET

    times = f"{gap.count} times, last on {gap.last}" if gap.count > 1 else f"on {gap.last}"
    kind = "not in the notes" if gap.kind == "not_in_notes" else "answer marked down"
    row = Text(f"\n- {gap.question}")
    row.append(f"\n  {kind}, {times}", QUIET)
    places = "; ".join(dict.fromkeys(each.heading for each in gap.nearest))
    if places:
        near = "nearest" if gap.kind == "not_in_notes" else "from"
        row.append(f"\n  {near}: {places}", QUIET)
    if gap.reasons:
        row.append(f"\n  said of it: {'; '.join(gap.reasons)}", QUIET)
    return row
