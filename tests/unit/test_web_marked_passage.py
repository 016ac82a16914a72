"""Words and the nearest sentence are marked in a passage, and nothing else of it changes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tutor.documents.document import Span
from tutor.retrieval.lexical import highlight
from tutor.web.marked_passage import marked_html

PIECES = st.lists(
    st.sampled_from(
        "word other **bold** `code` $x^2$ [link](http://a.example/word) | - # 1. ``` \n\n \n ~~~ "
        "![word](x) <b>word</b> http://word.example/ https://word.example \\( $$ > 2 &amp;".split(
            " "
        )
    ),
    max_size=20,
).map(" ".join)


def words(passage: str, *wanted: str) -> tuple[Span, ...]:
    return highlight(" ".join(wanted), passage)


def test_words_are_marked_inside_and_outside_the_nearest_sentence() -> None:
    passage = "A unit is dead. A **dead unit** learns nothing."
    html = marked_html(passage, Span(16, 47), words(passage, "dead", "unit"))
    assert html.startswith(
        '<p>A <mark class="word">unit</mark> is <mark class="word">dead</mark>. '
        '<mark class="closest">A </mark><strong><mark class="closest"><mark class="word">dead'
    )
    assert html.count('class="word"') == 4


def test_addresses_numbers_of_lists_and_formulas_stay_what_they_are() -> None:
    passage = "1. see [dropout](http://a.example/dropout)\n2. $dropout$ and `dropout`"
    html = marked_html(passage, None, words(passage, "dropout", "1", "2"))
    assert 'href="http://a.example/dropout"' in html
    assert html.count("<li>") == 2
    assert html.count('class="word"') == 1  # the link's words


def test_a_sentence_in_a_block_of_code_is_marked_line_by_line() -> None:
    passage = "```python\nout = relu(x)\nreturn out\n```"
    html = marked_html(passage, Span(10, 23), words(passage, "relu"))
    assert '<mark class="closest">out = </mark>' in html
    assert "return out" in html


def test_a_sentence_that_ends_in_an_address_is_marked_up_to_it() -> None:
    passage = 'A unit [dies](http://a.example/unit "a unit") often.'
    for end in range(passage.index("]") + 1, passage.index(" often")):
        html = marked_html(passage, Span(0, end), ())
        assert 'href="http://a.example/unit" title="http://a.example/unit"' in html
        assert '<mark class="closest">dies</mark></a> often.' in html


@given(PIECES, st.data())
def test_marks_change_nothing_but_marks(passage: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(passage)))
    end = data.draw(st.integers(start, len(passage)))
    html = marked_html(passage, Span(start, end) if start < end else None, words(passage, "word"))
    assert html.count("<mark") == html.count("</mark>")
    assert not re.search("[\U0001da87\U0001da88]", html)
    assert "example/%" not in html
    assert "<b>" not in html
