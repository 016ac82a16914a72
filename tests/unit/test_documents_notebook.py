"""Jupyter notebooks: which cells and outputs are kept, and where each of them stands."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.documents.document import Document
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import notebook

FILE = Path("labs/lab 3.ipynb")


def note(content: object, path: Path = FILE) -> NoteFile:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return NoteFile(path.name, path, raw)


def markdown(*source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": list(source)}


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": list(outputs)}


def printed(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text.splitlines(keepends=True)}


def result(text: str, **others: str) -> dict[str, Any]:
    data = {"text/plain": [text], **{kind.replace("_", "/"): "x" for kind in others}}
    return {"output_type": "execute_result", "data": data, "execution_count": 1}


def read(*cells: object, **metadata: object) -> Document:
    return notebook.read(
        note({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)})
    )


def texts(document: Document) -> list[str]:
    return [document.text[s.span.start : s.span.end] for s in document.sections]


def output_of(*outputs: dict[str, Any]) -> str:
    (text,) = texts(read(code("f()", *outputs)))
    return text.removeprefix("```python\nf()\n```").strip()


def test_a_cell_is_a_section_below_the_headings_before_it() -> None:
    document = read(
        markdown("# Attention\n", "\n", "Weights *sum* to one."),
        code("import torch"),
        markdown("## Scores"),
        {"cell_type": "raw", "metadata": {}, "source": "raw text"},
        code("q @ k.T"),
        markdown("### Masks\n\nHidden.\n\n## Values\n\nAdded up."),
        code("   \n"),
        code("a @ v"),
        markdown("# Second part\n\nMore."),
    )
    assert document.title == "Attention"
    assert (document.format, document.units, document.gaps) == ("Jupyter notebook", 9, ())
    assert [(s.locator.label, s.locator.number, s.heading_path) for s in document.sections] == [
        ("cell 1", 1, ()),
        ("cell 2", 2, ()),
        ("cell 5", 5, ("Scores",)),
        ("cell 6", 6, ("Scores", "Masks")),
        ("cell 6", 6, ("Values",)),
        ("cell 8", 8, ("Values",)),
        ("cell 9", 9, ("Second part",)),
    ]
    assert {section.locator.kind for section in document.sections} == {"cell"}
    assert texts(document)[:2] == [
        "# Attention\n\nWeights *sum* to one.",
        "```python\nimport torch\n```",
    ]
    # A heading in a cell of its own is still to be seen.
    assert "## Scores\n\n```python\nq @ k.T\n```" in document.text
    assert "raw text" not in document.text


def test_the_title_is_the_files_name_where_no_heading_gives_it() -> None:
    assert read(markdown("## Only a section\n\ntext")).title == "lab 3"


def test_the_title_said_again_is_not_a_heading_of_its_own() -> None:
    document = read(markdown("# T\n\na"), markdown("## S\n\nb"), markdown("# T\n\nc"))
    assert [section.heading_path for section in document.sections] == [(), ("S",), ()]


@pytest.mark.parametrize(
    ("metadata", "source", "fence"),
    [
        ({}, "x", "```python\nx\n```"),
        ({"kernelspec": {"language": "R"}}, "x", "```r\nx\n```"),
        ({"language_info": {"name": "julia"}}, "x", "```julia\nx\n```"),
        ({"kernelspec": {"language": "no\n# such"}}, "x", "```\nx\n```"),
        ({}, "%%bash\nls", "```bash\n%%bash\nls\n```"),
        ({}, "%matplotlib inline", "```python\n%matplotlib inline\n```"),
        ({}, "s = '''\n```\n'''", "````python\ns = '''\n```\n'''\n````"),
        ({}, "\na\n\n\n  \n\n    b\n\n", "```python\na\n\n    b\n```"),
    ],
)
def test_code_stands_in_a_fence_of_its_language(
    metadata: dict[str, Any], source: str, fence: str
) -> None:
    assert texts(read(code(source), **metadata)) == [fence]


@pytest.mark.parametrize(
    ("outputs", "shown"),
    [
        ([printed("accuracy 0.94\n")], "Output: `accuracy 0.94`"),
        ([printed("a\n"), printed("b\n")], "Output:\n\n```\na\nb\n```"),
        ([printed("a\n"), result("1")], "Output: `a`\n\nOutput: `1`"),
        ([result("'a ` b'")], "Output: ``'a ` b'``"),
        ([printed("\x1b[31mred\x1b[0m\n")], "Output: `red`"),
        ([printed("10\r20\rdone\n")], "Output: `done`"),
        ([printed(" 10%|## | 1/9\r100%|##| 9/9 [00:09<00:00]\nloss 1")], "Output: `loss 1`"),
    ],
)
def test_short_outputs_that_say_something_are_kept(
    outputs: list[dict[str, Any]], shown: str
) -> None:
    assert output_of(*outputs) == shown


@pytest.mark.parametrize(
    "output",
    [
        printed("a warning", "stderr"),
        printed("1\n2\n3\n4\n5\n6\n"),
        printed("x" * 401),
        printed("313/313 [==============================] - 1s 2ms/step\n"),
        printed("Traceback (most recent call last):\n  File\nKeyError: 1"),
        result("[<matplotlib.lines.Line2D at 0x7f1c2e4b5d30>]"),
        result("<__main__.Net object at 0x10>"),
        result("<Figure size 432x288 with 1 Axes>"),
        result("<All keys matched successfully>"),
        result("Text(0.5, 1.0, 'ROC')"),
        result("a picture", image_png=""),
        {"output_type": "error", "ename": "E", "evalue": "bad", "traceback": ["bad"]},
        {"output_type": "pyerr", "traceback": ["bad"]},
        {"output_type": "stream", "text": {"no": "text"}},
        {"output_type": "display_data", "data": ["no text"]},
        {},
    ],
)
def test_outputs_without_a_meaning_are_left_out(output: dict[str, Any]) -> None:
    assert output_of(output) == ""


@pytest.mark.parametrize(
    "source", ["!pip install numpy", "%conda install x", "! sudo apt-get -y i"]
)
def test_what_an_installation_prints_is_left_out(source: str) -> None:
    assert "Output" not in read(code(source, printed("done"))).text


def test_pictures_in_cells_leave_their_captions_only() -> None:
    cell = markdown("![A fitted line](data:image/png;base64,iVBORw0KGgo=) and words")
    cell["attachments"] = {"a b.png": {"image/png": "iVBORw0KGgo="}}
    assert read(cell, markdown("x ![a b.png](attachment:a%20b.png)")).text == (
        "A fitted line and words\n\nx"
    )


def test_format_3_is_read_as_well() -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": ["Old lab"]},
        {"cell_type": "heading", "level": 2, "source": "Part"},
        {
            "cell_type": "code",
            "language": "python",
            "input": ["print(1)\n", "2"],
            "outputs": [
                {"output_type": "stream", "stream": "stdout", "text": "1\n"},
                {"output_type": "pyout", "prompt_number": 1, "text": ["2"]},
                {"output_type": "display_data", "png": "iVBO", "text": "<figure>"},
            ],
        },
    ]
    content = {"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}
    document = notebook.read(note(content))
    assert document.title == "Old lab"
    assert [(s.locator.label, s.heading_path) for s in document.sections] == [("cell 3", ("Part",))]
    assert texts(document) == ["```python\nprint(1)\n2\n```\n\nOutput: `1`\n\nOutput: `2`"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            b"version https://git-lfs",
            "no Jupyter notebook, as it is not valid JSON at line 1; open",
        ),
        (b"", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"PK\0\xff", "it holds binary data, not text"),
        ({"cells": []}, "it is JSON, but no Jupyter notebook; open"),
        ([], "it is JSON, but no Jupyter notebook"),
        ({"nbformat": 2, "worksheets": []}, "a notebook of format 2, not 3 or 4; open"),
        ({"nbformat": 4}, "a notebook without cells"),
        ({"nbformat": 3, "worksheets": [{}]}, "a notebook without cells"),
        ({"nbformat": 4, "cells": []}, "there is no text in its cells; write some"),
        ({"nbformat": 4, "cells": [code(" ")]}, "there is no text in its cells"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(content: object, says: str) -> None:
    with pytest.raises(UnreadableNoteError) as caught:
        notebook.read(note(content))
    assert says in caught.value.reason


def test_line_separators_inside_a_text_are_no_line_ends_of_the_file() -> None:
    raw = json.dumps({"nbformat": 4, "cells": [markdown("a\u2028b")]}, ensure_ascii=False)
    assert notebook.read(note(raw.encode())).text == "a b"


def test_damaged_cells_are_named_and_the_others_read() -> None:
    document = read(markdown("a"), "no cell", {"cell_type": "code", "source": 5}, markdown("b"))
    assert texts(document) == ["a", "b"]
    assert document.gaps == (
        "cells 2, 3 are damaged; open the notebook in Jupyter and save it again",
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
KEYS = ["cell_type", "source", "input", "outputs", "level", "language", "text", "data", "name"]
CELLS = st.dictionaries(
    st.sampled_from(KEYS),
    JSON | st.sampled_from(["code", "markdown", "heading", "# A\n\nb", "\ud800\0"]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(CELLS | JSON, max_size=5), st.sampled_from([3, 4]), JSON)
def test_any_cell_is_read_or_named(cells: list[Any], version: int, metadata: object) -> None:
    content = {"nbformat": version, "metadata": metadata, "cells": cells}
    try:
        document = notebook.read(note({**content, "worksheets": [{"cells": cells}]}))
    except UnreadableNoteError:
        return
    document.text.encode()
    assert "\0" not in document.text
    ends = [end for section in document.sections for end in section.span]
    assert ends == sorted(ends)


def test_a_real_lab_reads_as_a_student_would_want_it(shared: Path) -> None:
    path = shared / "fixtures" / "office" / "olmos-lab-rnn-attention-with-outputs.ipynb"
    document = notebook.read(note(path.read_bytes(), path))
    assert document.title == "Lab: RNNs for Sentiment Analysis (with Attention)"
    assert document.units == 46
    where = {section.locator.number: section for section in document.sections}
    assert where[25].heading_path == ("Length normalization",)
    assert {45, 46}.isdisjoint(where)
    by_cell = dict(zip(where, texts(document), strict=True))
    assert by_cell[37].endswith("Output: `The test accuracy is 0.9396853146853147`")
    assert "\\mathbf{c} = \\sum_{j=1}^{\\ell}\\alpha_j \\mathbf{h}_j" in by_cell[1]
    assert not any(noise in document.text for noise in ("base64", "UserWarning", "0x", "<Figure"))
    assert "Training loss after 0 epochs" not in document.text
