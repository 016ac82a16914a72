"""Questions as an Anki deck, an .apkg file, by way of genanki.

The ids of the deck and of its note types never change and a note's is its question's, so that a
second import brings the notes up to date and keeps what Anki knows of their cards. A note type's
id has to change with its fields: Anki takes another layout under an old id for another type.
"""

import re
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tutor.practice.exchange import card_html
from tutor.practice.exchange.errors import ExchangeError
from tutor.practice.exchange.files import write_whole
from tutor.practice.question import BLANK, LETTERS, Question

DECK = "Study Tutor"
_DECK_ID, _CARD_ID, _CLOZE_ID = 1_794_206_311, 1_794_206_312, 1_794_206_313
_FIELDS = ("Question", "Options", "Answer", "Explanation", "Source")
_BACK = (
    '{{#Answer}}<div class="answer">{{Answer}}</div>{{/Answer}}'
    '{{#Explanation}}<div class="explanation">{{Explanation}}</div>{{/Explanation}}'
    '{{#Source}}<div class="source">{{Source}}</div>{{/Source}}'
)
_CARD = {
    "name": "Card",
    "qfmt": '<div class="question">{{Question}}</div>{{Options}}',
    "afmt": f'{{{{FrontSide}}}}<hr id="answer">{_BACK}',
}
_CLOZE = {
    "name": "Cloze",
    "qfmt": '<div class="question">{{cloze:Question}}</div>',
    "afmt": f'<div class="question">{{{{cloze:Question}}}}</div>{_BACK}',
}
_CSS = """
.card { font: 20px/1.5 system-ui, sans-serif; max-width: 40em; margin: 1em auto; padding: 0 1em;
        color: #1f2328; background: #ffffff; text-align: left; }
.options { list-style: upper-alpha; padding-left: 1.6em; }
.options li { margin: .3em 0; }
.answer, .cloze { font-weight: 600; color: #0b5cad; }
.explanation { margin-top: .8em; }
.source { margin-top: 1em; font-size: .75em; color: #59636e; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; background: #f0f2f5; }
pre { padding: .6em; overflow-x: auto; }
table { border-collapse: collapse; }
td, th { border: 1px solid #c5ccd3; padding: .2em .5em; }
.nightMode.card { color: #e6e8eb; background: #1d2025; }
.nightMode .answer, .nightMode .cloze { color: #7db8f5; }
.nightMode .source { color: #a5adb8; }
.nightMode code, .nightMode pre { background: #2b3038; }
.nightMode td, .nightMode th { border-color: #4b535e; }
"""


def write(
    path: Path,
    questions: Sequence[Question],
    now: datetime,
    *,
    chapter_name: Callable[[str], str] = str,
) -> None:
    """Write a deck, which is there whole or not at all.

    Args:
        path: The .apkg file.
        questions: In the order in which new cards are shown.
        now: When the notes are as they are; an import changes a note to what is newer.
        chapter_name: The name of a chapter, from its key.

    Raises:
        ExchangeError: The file can't be written, or its ending is another.
    """
    require_name(path)
    write_whole(path, _package(questions, now, chapter_name))


def require_name(path: Path) -> None:
    """Stop before anything is done for a file that Anki would not take.

    Raises:
        ExchangeError: Its ending is another.
    """
    if path.suffix.lower() != ".apkg":
        raise ExchangeError(f"{path.name} is no name of an Anki deck; end it with .apkg.")


def _package(
    questions: Sequence[Question], now: datetime, chapter_name: Callable[[str], str]
) -> bytes:
    import genanki

    fields = [{"name": name} for name in _FIELDS]
    card = genanki.Model(_CARD_ID, f"{DECK} card", fields, [_CARD.copy()], css=_CSS)
    cloze = genanki.Model(
        _CLOZE_ID,
        f"{DECK} cloze",
        fields,
        [_CLOZE.copy()],
        css=_CSS,
        model_type=genanki.Model.CLOZE,
    )
    deck = genanki.Deck(_DECK_ID, DECK)
    for due, question in enumerate(questions):
        is_cloze = question.kind == "cloze" and BLANK in question.question
        deck.add_note(
            genanki.Note(
                cloze if is_cloze else card,
                _cloze_fields(question) if is_cloze else _card_fields(question),
                tags=_tags(question, chapter_name),
                guid=genanki.guid_for("study-tutor", question.id),
                due=due,
            )
        )
    return _zipped(genanki.Package(deck), now)


def _zipped(package: Any, now: datetime) -> bytes:
    """The package's file. genanki's own way leaves its database among the temporary files."""
    first_id = int(now.timestamp() * 1000)
    with TemporaryDirectory() as folder:
        database = Path(folder) / "collection.anki2"
        connection = sqlite3.connect(database)
        try:
            ids = iter(range(first_id, first_id + 1_000_000_000))
            package.write_to_db(connection.cursor(), now.timestamp(), ids)
            connection.commit()
        finally:
            connection.close()
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(database, "collection.anki2")
            archive.writestr("media", "{}")
        return out.getvalue()


def _card_fields(question: Question) -> list[str]:
    lead = "True or false? " if question.kind == "true-false" else ""
    answer = card_html.field(question.answer_text)
    options = ""
    if question.options is not None and isinstance(question.answer, int):
        rows = "".join(f"<li>{card_html.field(option)}</li>" for option in question.options)
        options = f'<ol class="options">{rows}</ol>'
        answer = f"{LETTERS[question.answer]}. {answer}"
    if question.key_points:
        points = "".join(f"<li>{card_html.field(point)}</li>" for point in question.key_points)
        answer += f"<ul>{points}</ul>"
    return [card_html.field(lead + question.question), options, answer, *_below(question)]


def _cloze_fields(question: Question) -> list[str]:
    text = card_html.cloze(question.question, BLANK, question.answer_text)
    return [text, "", "", *_below(question)]


def _below(question: Question) -> list[str]:
    places = (
        f"{citation.document}, {citation.locator}" if citation.locator else citation.document
        for citation in question.citations
    )
    source = "<br>".join(map(card_html.plain, places))
    return [card_html.field(question.explanation), source]


def _tags(question: Question, chapter_name: Callable[[str], str]) -> list[str]:
    chapter = chapter_name(question.chapter) if question.chapter else ""
    named = (("chapter", chapter), ("topic", question.topic), ("kind", question.kind))
    return [f"{name}::{tag}" for name, value in named if (tag := _tag(value))]


def _tag(text: str) -> str:
    """A tag has no spaces, and two colons would make a branch of it."""
    return "_".join(re.sub(r"[\s\"'{}<>]+|:+", " ", text).split())
