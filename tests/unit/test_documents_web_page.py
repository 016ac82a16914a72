"""Web pages: their text, tables, code and formulas, without what sites put around them."""

from pathlib import Path

import pytest

from tutor.documents.document import BlockKind, Document
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import web_page

FILE = Path("notes/attention.html")


def read(page: str | bytes) -> Document:
    data = page if isinstance(page, bytes) else page.encode()
    return web_page.read(NoteFile("attention.html", FILE, data))


def body(html: str) -> str:
    return read(f"<!doctype html><meta charset=utf-8><title>T</title><body>{html}").text


def test_headings_make_sections_and_the_site_is_not_in_the_title() -> None:
    document = read(
        "<title>Attention | Deep Learning</title><h1>Attention</h1><p>Intro.</p>"
        "<h2>Scores</h2><p>Dots.</p><h3>Scaled</h3><p>By a root.</p>"
    )
    assert (document.title, document.format) == ("Attention", "HTML")
    assert [s.heading_path for s in document.sections] == [(), ("Scores",), ("Scores", "Scaled")]
    assert document.sections[2].locator.label == "Scores > Scaled"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>Week 3 - Course</title><h1>Week 3</h1><p>x", "Week 3"),
        ("<title>Week 3: encoder-decoder</title><p>x", "Week 3: encoder-decoder"),
        ("<h1>Only a <em>heading</em></h1><p>x", "Only a heading"),
        ("<title>A - Book</title><h2>A</h2><p>x", "A"),
        ("<title>lab1</title><h1>RNN lab</h1><p>x", "RNN lab"),
        ("<title>Week 4</title><h1></h1><p>x", "Week 4"),
        ("<title>Attention in depth</title><h1>A</h1><p>x", "Attention in depth"),
        ("<p>x", "attention"),
    ],
)
def test_titles(page: str, title: str) -> None:
    assert read(page).title == title


def test_what_a_site_puts_around_the_text_is_dropped() -> None:
    text = body(
        "<script>alert(1)</script><style>p{}</style><div class='cookie-banner'>We use cookies"
        "<button>OK</button></div><header><a href=/>University</a></header><nav>Week 1</nav>"
        "<div id=sidebar>Links</div><main><h1>T<a class=headerlink href=#t>\u00b6</a></h1>"
        "<p>Kept.</p><aside>Advert</aside><form>Search <input></form><p hidden>unseen</p>"
        "<p style='display: none'>invisible</p><p><a href=n>Next page</a></p>"
        "<footer>Kept footnote</footer></main><footer>(c) University</footer>"
    )
    assert text == "# T\n\nKept.\n\nKept footnote"


def test_a_page_without_a_main_element_is_read_whole_and_keeps_its_only_heading() -> None:
    text = body(
        "<header id=title-block-header><h1>Notes on RNNs</h1></header>"
        "<div class='content with-sidebar'><p>First, <a href=x>a link</a> inside.</p></div>"
    )
    assert text == "# Notes on RNNs\n\nFirst, a link inside."


def test_lists_definitions_and_emphasis() -> None:
    text = body(
        "<ul><li>one <b>bold</b><ol start=3><li>c<li>d</ol><li><p>two</p></ul>"
        "<dl><dt>Key<dd>what is matched<dt>Value<dd>what is summed</dl>"
    )
    assert text == (
        "- one **bold**\n  3. c\n  4. d\n- two\n- Key: what is matched\n- Value: what is summed"
    )


def test_tables_repeat_cells_that_span_rows() -> None:
    document = read(
        "<table><caption>Sizes</caption><tr><th>Model<th>d<tr><td rowspan=2>base | x<td>512"
        "<tr><td><p>64</p></table>"
    )
    assert document.text == (
        "Sizes\n\n| Model | d |\n|---|---|\n| base \\| x | 512 |\n| base \\| x | 64 |"
    )
    kinds = [block.kind for block in document.sections[0].blocks]
    assert kinds == [BlockKind.PARAGRAPH] + [BlockKind.TABLE_ROW] * 3


def test_tables_that_only_place_things_are_no_tables() -> None:
    assert body("<table><tr><td><h2>A</h2><p>text</p><td><p>more</p></table>") == (
        "## A\n\ntext\n\nmore"
    )


def test_code_keeps_its_lines_and_language() -> None:
    text = body(
        '<pre><code class="language-python">def f(x):\n    return x &lt; 3\n</code></pre>'
        '<div class="highlight-bash notranslate"><pre><span>pip</span> list</pre></div>'
        "<p>Call <code>a_b()</code>.</p>"
    )
    assert "```python\ndef f(x):\n    return x < 3\n```" in text
    assert "```bash\npip list\n```" in text
    assert "Call `a_b()`." in text


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (
            "<span class=katex><span class=katex-mathml><math><semantics><mi>e</mi><annotation "
            'encoding="application/x-tex">e_{ij}</annotation></semantics></math></span>'
            "<span class=katex-html aria-hidden=true>eij</span></span>",
            "a $e_{ij}$ b",
        ),
        (
            "<span class=MathJax_Preview>q</span><span class=MathJax><span>zz</span></span>"
            '<script type="math/tex">\\frac{a}{b}</script>',
            "a $\\frac{a}{b}$ b",
        ),
        ('<script type="math/tex; mode=display">x^2</script>', "a\n\n$$x^2$$\n\nb"),
        ('<math alttext="{\\displaystyle x+y}"><mi>x</mi></math>', "a $x+y$ b"),
        (
            "<math><mfrac><mn>1</mn><msqrt><msub><mi>d</mi><mi>k</mi></msub></msqrt></mfrac>"
            "<mo>\u2264</mo><mover><mi>y</mi><mo>^</mo></mover></math>",
            "a $\\frac{1}{\\sqrt{d_k}}\\leq\\hat{y}$ b",
        ),
        (
            '<span class=mwe-math-mathml-inline style="display: none"><math '
            'alttext="{\\displaystyle c_{t}}"><mi>c</mi></math></span>'
            '<img class=mwe-math-fallback-image-inline alt="{\\displaystyle c_{t}}">',
            "a $c_{t}$ b",
        ),
        (r"\(a_1 + b_2\)", "a $a_1 + b_2$ b"),
        (
            r"\begin{align} a &amp;= b \\ c \end{align}",
            r"a $$\begin{align} a &= b \\ c \end{align}$$ b",
        ),
        ("$x_i * y_i$", "a $x_i * y_i$ b"),
        ("$5 and $6", "a \\$5 and \\$6 b"),
        ("x<sub>1</sub><sup>2</sup>, 2<sup>n+1</sup>", "a x\u2081\u00b2, 2^{n+1} b"),
    ],
)
def test_formulas_are_what_their_author_wrote(html: str, says: str) -> None:
    assert body(f"<p>a {html} b</p>") == says


def test_nothing_executable_survives() -> None:
    text = body(
        '<p onclick="evil()">See <a href="javascript:evil()">this paper</a> '
        '<img src=x onerror="evil()" alt="An ECG of a patient"> &lt;script&gt;evil()&lt;/script&gt;'
        "</p><iframe src=x>evil</iframe><svg><script>evil()</script></svg>"
    )
    assert text == "See this paper An ECG of a patient `<script>`evil()`</script>`"


def test_pictures_names_are_not_text() -> None:
    assert body('<p>Text. <img alt="fig_1.png"><img alt="Picture 3"><img></p>') == "Text."


def test_text_never_becomes_markup_by_accident() -> None:
    text = body("<p># no heading</p><p>1. no list</p><p>*a* and a_b_c, [x](y)</p><p>- x</p>")
    assert text == "# no heading\n\n1. no list\n\n\\*a\\* and a_b_c, [x](y)\n\n- x"
    assert {b.kind for b in read(f"<p>{'</p><p>'.join(['# x', '1. y'])}").sections[0].blocks} == {
        BlockKind.PARAGRAPH
    }


@pytest.mark.parametrize(
    "page",
    [
        "\ufeff<p>na\u00efve \u03b1".encode(),
        '<meta charset="utf-8"><p>na\u00efve \u03b1'.encode(),
        "<p>na\u00efve \u03b1".encode(),
        "<p>na\u00efve \u03b1".encode("utf-16"),
        '<meta charset="iso-8859-7"><p>naive \u03b1'.encode("iso-8859-7"),
    ],
)
def test_encodings(page: bytes) -> None:
    assert read(page).text in ("na\u00efve \u03b1", "naive \u03b1")


def test_western_pages_that_declare_nothing_or_something_wrong_are_read() -> None:
    assert read("<p>\u201cna\u00efve\u201d".encode("windows-1252")).text == "\u201cna\u00efve\u201d"
    wrong = b'<meta charset="utf-8"><p>na\xefve'
    assert read(wrong).text == "na\u00efve"


@pytest.mark.parametrize("page", [b"", b"<html><body><div id=app></div><script>run()</script>"])
def test_pages_without_text_are_refused(page: bytes) -> None:
    with pytest.raises(UnreadableNoteError, match="it has no text of its own"):
        read(page)


def test_binary_data_and_endless_nesting_are_refused() -> None:
    with pytest.raises(UnreadableNoteError, match="binary data"):
        read(b"\0\1\2<p>text</p>")
    with pytest.raises(UnreadableNoteError, match="nested too deeply"):
        read("<div>" * 3000 + "x")
