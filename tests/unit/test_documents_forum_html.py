"""The HTML of a post becomes Markdown that says the same, and nothing else of the page."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.documents.readers import markdown
from tutor.documents.readers.forum_html import html_to_markdown


def shown(content: str) -> str:
    """What is left of a post when the document is put together."""
    return markdown.parse(html_to_markdown(content), "p", Path("p"), title="T").text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<p>one</p>\n<p>two<br />three</p>", "one\n\ntwo\nthree"),
        ("<p>a <b>bold </b>word, <em>x</em></p>", "a **bold** word, *x*"),
        ("<b><b>x</b></b><strong>  </strong>", "**x**"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ('<ol start="3"><li><p>a</p></li><li>b</li></ol>', "3. a\n4. b"),
        ("<pre>x = 1\n  y &lt; 2</pre>", "```\nx = 1\n  y < 2\n```"),
        ('<pre><code class="language-python">f()<br>g()</code></pre>', "```python\nf()\ng()\n```"),
        ("<p>call <code>a*b_c &lt; d</code></p>", "call `a*b_c < d`"),
        (
            '<p>see <a href="https://x.org/u">the notes</a>, <img src="u.png" alt="u"> now</p>',
            "see the notes, now",
        ),
        ("<table><tr><td>a|b</td><td><p>c</p></td></tr><tr><td>1</td></tr></table>",
         "| a\\|b | c |\n|---|---|\n| 1 |  |"),
        ("<p>x &lt; y &amp;lt; &#39;z&#39; &lt;b&gt; <unk></p>", "x < y &lt; 'z' <b> <unk>"),
        ("<p>$$x_1 &lt; y$$ and $$ a $$</p>", "$$x_1 < y$$ and $$a$$"),
        ("<p>before<script>PA.load('u')</script><style>p{}</style> after</p>", "before after"),
        ("<md>**b** &#64; `x &lt; y`</md>", "**b** @ `x < y`"),
        ("line one\n- item\n- item", "line one\n\n- item\n- item"),
        ("plain &lt;tag&gt; `a<b` text", "plain <tag> `a<b` text"),
        ("<p># of layers</p><p>[1]: a</p>", "# of layers\n\n[1]: a"),
        ("<p>x<sup>2</sup>, 1<sup>st</sup>, x<sub>10</sub></p>", "x^2, 1st, x_{10}"),
        ("<p>open <b>tags<p>are <i>closed", "open tags\n\nare closed"),
    ],
)  # fmt: skip
def test_a_post_says_the_same_as_markdown(content: str, text: str) -> None:
    assert shown(content) == text


@given(
    st.lists(
        st.sampled_from(
            "<p> </p> <ul> <ol> <li> </li> </ul> <table> <tr> <td> </td> </table> <pre> </pre> <b> "
            "</b> <code> </code> <br> <script> </script> <md> </md> <h2> a $$ ` < & # -".split(" ")
        ),
        max_size=30,
    )
)
def test_any_order_of_tags_is_read(pieces: list[str]) -> None:
    shown(" ".join(pieces))


def test_lists_within_lists_without_end_are_read() -> None:
    assert "deep" in shown("<ul><li>" * 3000 + "deep")
