"""The Anki deck: what its cards show, and that Anki takes it and updates it."""

import html
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from exchange_fakes import ALL, KINDS, example, questions
from hypothesis import given, settings

from tutor.practice.exchange import anki, card_html
from tutor.practice.exchange.errors import ExchangeError
from tutor.practice.question import BLANK, Question

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)
FIELDS = ("Question", "Options", "Answer", "Explanation", "Source")


def notes(path: Path) -> list[dict[str, Any]]:
    """The notes of a deck, by what the file says."""
    with zipfile.ZipFile(path) as archive:
        archive.extract("collection.anki2", path.parent)
    connection = sqlite3.connect(path.parent / "collection.anki2")
    try:
        rows = connection.execute("SELECT guid, mid, tags, flds FROM notes ORDER BY id").fetchall()
    finally:
        connection.close()
    return [
        {
            "guid": guid,
            "mid": mid,
            "tags": tags.split(),
            **dict(zip(FIELDS, flds.split("\x1f"), strict=True)),
        }
        for guid, mid, tags, flds in rows
    ]


def written(folder: Path, *given: Question, now: datetime = NOW) -> list[dict[str, Any]]:
    path = folder / "deck.apkg"
    anki.write(path, given, now, chapter_name=lambda key: f"{key}. Neural networks")
    return notes(path)


def test_a_card_has_options_answer_explanation_and_source(tmp_path: Path) -> None:
    (note,) = written(tmp_path, example())
    assert note["Question"] == "Which is <em>cheap</em>?"
    assert note["Options"] == '<ol class="options"><li>tanh</li><li>ReLU</li><li>softmax</li></ol>'
    assert note["Answer"] == "B. ReLU"
    assert note["Explanation"] == "It only compares."
    assert note["Source"] == "04-networks.md, Neurons &gt; Activation"
    assert note["tags"] == [
        "chapter::4._Neural_networks",
        "topic::Activation_functions",
        "kind::multiple-choice",
    ]


def test_a_cloze_is_ankis_own(tmp_path: Path) -> None:
    question = example(
        "cloze", question=f"The norm is {BLANK} of $a^{{b^{{2}}}}$.", answer="{{x}}::y"
    )
    (note,) = written(tmp_path, question)
    text = note["Question"]
    assert text.count("{{c1::") == text.count("}}") == 1
    opened, _, rest = text.partition("{{c1::")
    inside, _, after = rest.partition("}}")
    assert html.unescape(inside) == "{{x}}::y"
    assert "::" not in inside
    assert html.unescape(opened + after) == "The norm is  of \\(a^{b^{2}}\\)."


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("$x_1 < 2$ and `a < b`", "\\(x_1 &lt; 2\\) and <code>a &lt; b</code>"),
        ("It costs $5 and $6.", "It costs $5 and $6."),
        ("$$\na\n$$", "\\[ a \\]"),
        ("\\(a[1]\\)", "\\(a[1]\\)"),
        ("```py\nif a < b:\n    c\n```", "<pre><code>if a &lt; b:\n    c\n</code></pre>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("![a net](http://x.y/z.png) and [a link](http://x.y)", "a net and a link"),
        ("[sound:x.mp3]", "&#91;sound:x.mp3]"),
        ("[latex]\\input{/etc/passwd}[/latex]", "&#91;latex]\\input{/etc/passwd}&#91;/latex]"),
        ("`[$]x[/$]`", "<code>&#91;$]x&#91;/$]</code>"),
        ("[la[te](u)x]x[/la[te](u)x]", "&#91;latex]x&#91;/latex]"),
    ],
)
def test_markdown_becomes_a_field(markdown: str, shown: str) -> None:
    assert card_html.field(markdown) == shown


def test_note_ids_are_those_of_the_questions(tmp_path: Path) -> None:
    before = written(tmp_path, *ALL)
    corrected = [example(q.kind, id=q.id, explanation="It is better said so.") for q in ALL]
    after = written(tmp_path, *corrected, now=NOW + timedelta(days=1))
    assert [note["guid"] for note in before] == [note["guid"] for note in after]
    assert len({note["guid"] for note in before}) == len(ALL)
    assert [note["mid"] for note in before] == [note["mid"] for note in after]


def test_a_deck_that_can_not_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "deck.apkg").mkdir()
    with pytest.raises(ExchangeError, match="can't be written"):
        anki.write(tmp_path / "deck.apkg", ALL, NOW)
    assert [each.name for each in tmp_path.iterdir()] == ["deck.apkg"]
    with pytest.raises(ExchangeError, match=r"end it with \.apkg"):
        anki.write(tmp_path / "deck.zip", ALL, NOW)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Any]:
    """An empty collection of the Anki program."""
    pytest.importorskip("anki", reason="needs the package `anki`")
    from anki.collection import Collection

    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def imported(collection: Any, path: Path) -> dict[str, int]:
    """Import a deck as Anki does by default; how many notes were new, updated and so on."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
    from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition as Update

    options = ImportAnkiPackageOptions(
        update_notes=Update.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER,
        update_notetypes=Update.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER,
    )
    request = ImportAnkiPackageRequest(package_path=str(path), options=options)
    log = collection.import_anki_package(request).log
    return {
        name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")
    }


def deck(folder: Path, given: Sequence[Question], now: datetime = NOW) -> Path:
    (path := folder / "decks" / f"{now:%Y%m%d}.apkg").parent.mkdir(exist_ok=True)
    anki.write(path, given, now)
    return path


def test_ankis_own_importer_takes_the_deck(collection: Any, tmp_path: Path) -> None:
    assert imported(collection, deck(tmp_path, ALL))["new"] == len(ALL)
    assert (collection.note_count(), collection.card_count()) == (len(KINDS), len(KINDS))
    assert "Study Tutor" in [each.name for each in collection.decks.all_names_and_ids()]
    (cloze,) = collection.find_cards("tag:kind::cloze")
    card = collection.get_card(cloze)
    assert "[...]" in card.question()
    assert ">ReLU<" not in card.question()
    assert ">ReLU<" in card.answer()
    assert "04-networks.md, Neurons &gt; Activation" in card.answer()
    (choice,) = collection.find_cards("tag:kind::multiple-choice")
    assert "<li>ReLU</li>" in collection.get_card(choice).question()
    assert "B. ReLU" in collection.get_card(choice).answer()


def test_a_second_import_updates_and_doubles_nothing(collection: Any, tmp_path: Path) -> None:
    imported(collection, deck(tmp_path, ALL))
    first = ALL[0]
    corrected = [example(answer=0, id=first.id), *ALL[1:]]
    log = imported(collection, deck(tmp_path, corrected, NOW + timedelta(days=1)))
    assert (log["new"], log["conflicting"]) == (0, 0)
    assert (collection.note_count(), collection.card_count()) == (len(KINDS), len(KINDS))
    (choice,) = collection.find_cards("tag:kind::multiple-choice")
    assert "A. tanh" in collection.get_card(choice).answer()


@settings(deadline=None, max_examples=100)
@given(questions())
def test_any_cloze_has_one_gap_and_hides_its_words(question: Question) -> None:
    text = card_html.cloze(f"{question.question} {BLANK}", BLANK, question.answer_text)
    gaps = f"{question.question} {BLANK}".count(BLANK)
    assert text.count("{{c1::") == text.count("{{") == text.count("}}")
    assert 1 <= text.count("{{c1::") <= gaps
