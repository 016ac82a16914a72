"""What the Search part shows for what the browser sends."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fakes_search import MANY, WordsEncoder, write_course

from tutor.errors import TutorError
from tutor.retrieval.builder import build
from tutor.retrieval.retriever import Retriever
from tutor.web.part import Deed, View
from tutor.web.search import SearchPart
from tutor.web.text import search as text


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("search")
    build([write_course(folder / "notes")], folder / "index", WordsEncoder())
    return SimpleNamespace(retriever=Retriever.open(folder / "index", WordsEncoder()))


@pytest.fixture(scope="module")
def part(notes: Any) -> SearchPart:
    return SearchPart(notes, linked=True, quiz=True, timer=iter(range(1000)).__next__)


def seen(part: SearchPart, **values: object) -> View:
    deed = Deed("find", "somebody", "0" * 32, values)
    part.act(deed)
    assert part.due(deed.student) == 0
    return part.view(deed)


def shown(html: str) -> list[str]:
    """The places of the cards."""
    return re.findall(r'<h3>([^<]*)</h3><span class="place">', html)


def test_before_a_query_it_says_what_there_is_and_gives_examples(part: SearchPart) -> None:
    view = seen(part)
    assert text.lead(8, 52) in view.html
    assert view.html.count('name="example"') == 2
    assert view.say == ""
    assert seen(part, q=" ?! ").key == view.key


def test_what_is_found_has_its_place_its_marks_and_what_can_be_done_with_it(
    part: SearchPart,
) -> None:
    html = seen(part, q="perceptron XOR").html
    assert shown(html) == ["Perceptrons in short"]
    assert "Summaries · Margin of errors" in html
    assert '<mark class="closest"><mark class="word">XOR</mark></mark>' in html
    assert re.search(r'<a class="open" href="notes/1-summary.md\?at=\w+&amp;mark=0-37#\w+"', html)
    assert text.also_in(["Copied"]) in html
    assert f'name="ask-about" value="{text.question("margin of errors")}"' in html
    assert 'name="practise" value="Margin of errors"' in html
    assert text.found(2, 1000) in html
    assert text.repeats(1) in html


def test_a_question_is_asked_as_it_stands(part: SearchPart) -> None:
    for question in ("Which problem does a perceptron not solve, XOR?", "why does XOR err"):
        assert f'name="ask-about" value="{question}"' in seen(part, q=question).html


def test_without_practice_and_notes_nothing_leads_there(notes: Any) -> None:
    html = seen(SearchPart(notes), q="XOR").html
    assert "practise" not in html
    assert "<a " not in html
    assert "#notes" not in seen(SearchPart(notes), q="qwzx").html


def test_many_are_shown_twenty_at_a_time(part: SearchPart) -> None:
    html = seen(part, q="gradient rule").html
    assert len(shown(html)) == 20
    assert text.more(20) in html
    html = seen(part, q="gradient rule", n="40").html
    assert (len(shown(html)), text.more(MANY - 40) in html) == (40, True)
    html = seen(part, q="gradient rule", n=60).html
    assert (len(shown(html)), 'name="more"' in html) == (MANY, False)


def test_filters_narrow_and_are_shown_as_chosen(part: SearchPart) -> None:
    html = seen(part, q="layer maps patients", chapter=["2", "4"], kind=["notes"]).html
    assert sorted(shown(html)) == ["Attention", "Convolutions"]
    assert 'name="drop" value="chapter:2"' in html
    assert text.drop("4. Attention") in html
    assert text.chosen(text.CHAPTER, 2) in html
    assert html.count(" checked") == 3


def test_filters_that_the_notes_do_not_have_are_none(part: SearchPart) -> None:
    wild: list[dict[str, object]] = [
        {"chapter": ["nowhere", 7, None]},
        {"chapter": "2"},
        {"kind": {"a": 1}, "document": ["../x"]},
    ]
    for values in wild:
        html = seen(part, q="layer maps patients", **values).html
        assert len(shown(html)) == 4
        assert "checked" not in html


def test_nothing_found_is_calm_and_leads_on(part: SearchPart) -> None:
    view = seen(part, q="<b>qwzx</b>")
    assert text.nothing("&lt;b&gt;qwzx&lt;/b&gt;") in view.html
    assert text.searched(8, 52) in view.html
    assert text.ASK_TUTOR in view.html
    assert 'href="#notes"' in view.html
    assert text.NOTHING_LEAD in view.html
    assert view.say == text.said(0)


def test_where_only_the_filters_hide_it_they_can_be_dropped(part: SearchPart) -> None:
    html = seen(part, q="XOR problem", chapter=["3"]).html
    assert text.nothing_here("XOR problem") in html
    assert f'name="no-filters">{text.elsewhere(2)}' in html


def test_what_stands_in_notes_and_queries_does_not_run(part: SearchPart) -> None:
    html = seen(part, q="zebra <script>").html
    assert "hacked" not in re.sub(r"&lt;.*?&gt;", "", html)
    for forbidden in ("<script", "<img", "javascript:", "onerror=", "pictures.example"):
        assert forbidden not in re.sub(r"&lt;[^<]*", "", html)


def test_a_wild_number_is_told_and_a_great_one_is_bounded(part: SearchPart) -> None:
    assert len(shown(seen(part, q="gradient rule", n="-5").html)) == 20
    assert len(shown(seen(part, q="gradient rule", n="9" * 30).html)) == MANY
    with pytest.raises(TutorError):
        seen(part, q="gradient rule", n="many")


def test_a_newer_index_is_searched_at_once(tmp_path: Path) -> None:
    notes = SimpleNamespace()
    for title in ("Cells", "Kidneys"):
        (tmp_path / "note.md").write_text(f"# {title}\n\n{title} divide.\n", encoding="utf-8")
        build([tmp_path / "note.md"], tmp_path / "index", WordsEncoder())
        notes.retriever = Retriever.open(tmp_path / "index", WordsEncoder())
        part = SearchPart(notes)
        assert shown(seen(part, q=title).html) == [title]


def test_of_long_lists_of_documents_only_those_found_and_chosen_are_offered(
    tmp_path: Path,
) -> None:
    (notes := tmp_path / "notes").mkdir()
    for i in range(70):
        (notes / f"{i}.md").write_text(f"# Title {i}\n\nUnit{i} rests.\n", encoding="utf-8")
    build([notes], tmp_path / "index", WordsEncoder())
    part = SearchPart(SimpleNamespace(retriever=Retriever.open(tmp_path / "index", WordsEncoder())))
    assert "checkbox" not in seen(part).html
    html = seen(part, q="Unit7", document=["5.md", "7.md"]).html
    assert re.findall('name="document" value="([^"]*)"', html) == ["5.md", "7.md"]
