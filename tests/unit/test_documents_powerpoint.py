"""PowerPoint: one section a slide, in the order in which a student reads it."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pptx
import pytest
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tutor.documents.document import BlockKind, Document, Locator
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import powerpoint

FILE = Path("notes/week 5.pptx")
TITLE_SLIDE, TITLE_AND_BODY, TITLE_ONLY, BLANK = 0, 1, 5, 6
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def saved(deck: Any) -> bytes:
    data = io.BytesIO()
    deck.save(data)
    return data.getvalue()


def read(deck: Any, **options: Any) -> Document:
    data = deck if isinstance(deck, bytes) else saved(deck)
    return powerpoint.read(NoteFile("week 5.pptx", FILE, data, **options))


def add(deck: Any, layout: int, title: str = "", *lines: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    if lines:
        slide.placeholders[1].text = "\n".join(lines)
    return slide


def box(slide: Any, text: str, left: float = 1, top: float = 3) -> Any:
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(1))
    shape.text_frame.text = text
    return shape


def picture() -> io.BytesIO:
    def part(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = part(b"IDAT", zlib.compress(b"\0\0"))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + header + body + part(b"IEND", b""))


def test_a_slide_is_a_section_with_its_title_as_heading() -> None:
    deck = pptx.Presentation()
    add(deck, TITLE_SLIDE, "Recurrent networks", "Week 5")
    add(deck, TITLE_AND_BODY, "The LSTM cell", "It has three gates")
    document = read(deck)
    assert (document.title, document.units, document.gaps) == ("Recurrent networks", 2, ())
    assert document.format == "PowerPoint"
    assert [section.locator for section in document.sections] == [
        Locator("slide", "slide 1", 1),
        Locator("slide", "slide 2", 2),
    ]
    assert [section.heading_path for section in document.sections] == [(), ("The LSTM cell",)]


def test_bullets_keep_their_depth_and_notes_are_introduced() -> None:
    deck = pptx.Presentation()
    slide = add(deck, TITLE_AND_BODY, "Gates", "kinds", "forget", "input")
    for paragraph in slide.placeholders[1].text_frame.paragraphs[1:]:
        paragraph.level = 1
    slide.notes_slide.notes_text_frame.text = "Say why gradients vanish.\nAsk about GRU."
    document = read(deck)
    assert "- kinds\n  - forget\n  - input\n" in document.text
    assert "Speaker notes: Say why gradients vanish.\n\nAsk about GRU." in document.text
    kinds = [block.kind for block in document.sections[0].blocks]
    assert kinds == [BlockKind.LIST_ITEM] * 3 + [BlockKind.PARAGRAPH] * 2


def test_shapes_are_read_from_top_to_bottom_and_left_to_right() -> None:
    deck = pptx.Presentation()
    slide = add(deck, TITLE_ONLY, "Order")
    words = " is a text box with a whole sentence in it, not a label."
    box(slide, "Fourth" + words, left=1, top=5)
    box(slide, "Second" + words, left=5, top=2.05)
    box(slide, "First" + words, left=1, top=2.1)
    group = slide.shapes.add_group_shape()
    inner = group.shapes.add_textbox(Inches(1), Inches(3.5), Inches(3), Inches(1))
    inner.text_frame.text = "Third" + words
    text = read(deck).text
    places = [text.index(word) for word in ("# Order", "First", "Second", "Third", "Fourth")]
    assert places == sorted(places)


def test_tables_charts_code_and_labels() -> None:
    deck = pptx.Presentation()
    slide = add(deck, TITLE_ONLY, "Results")
    size = (Inches(1), Inches(2), Inches(4), Inches(1))
    table = slide.shapes.add_table(2, 2, *size).table
    for i, words in enumerate(("Model", "AUC", "LSTM|GRU", "0.87")):
        table.cell(i // 2, i % 2).text = words
    data = CategoryChartData()
    data.categories = ["epoch 1", "epoch 2"]
    data.add_series("loss", (1.5, 0.25))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, Inches(1), Inches(4), *size[2:], data)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Training loss"
    code = box(slide, "def f(x):\n    return x * 2", top=6)
    for paragraph in code.text_frame.paragraphs:
        paragraph.runs[0].font.name = "Consolas"
    for left, label in enumerate(("encoder", "latent code", "decoder")):
        box(slide, label, left=3 * left, top=7)
    text = read(deck).text
    assert "| Model | AUC |\n|---|---|\n| LSTM\\|GRU | 0.87 |" in text
    assert "Chart: Training loss\n\n|  | loss |\n|---|---|\n| epoch 1 | 1.5 |\n" in text
    assert "```\ndef f(x):\n    return x * 2\n```" in text
    assert "encoder \u00b7 latent code \u00b7 decoder" in text


def test_formulas_are_tex_also_where_older_programs_get_a_picture() -> None:
    deck = pptx.Presentation()
    slide = add(deck, TITLE_ONLY, "Sigmoid")
    shape = box(slide, "")
    formula = (
        f'<a14:m xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" '
        f'xmlns:m="{MATH}"><m:oMathPara><m:oMath><m:r><m:t>\u03c3=</m:t></m:r><m:f><m:num><m:r>'
        "<m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>1+</m:t></m:r><m:sSup><m:e><m:r><m:t>e</m:t>"
        "</m:r></m:e><m:sup><m:r><m:t>\u2212x</m:t></m:r></m:sup></m:sSup></m:den></m:f>"
        "</m:oMath></m:oMathPara></a14:m>"
    )
    shape.text_frame.paragraphs[0]._p.append(etree.fromstring(formula))
    element = shape._element
    alternatives = etree.SubElement(element.getparent(), f"{{{COMPATIBILITY}}}AlternateContent")
    etree.SubElement(alternatives, f"{{{COMPATIBILITY}}}Choice").append(element)
    document = read(deck)
    assert r"$$\sigma=\frac{1}{1+e^{-x}}$$" in document.text
    assert document.sections[0].blocks[0].kind is BlockKind.FORMULA


def test_only_telling_descriptions_of_pictures_are_kept() -> None:
    deck = pptx.Presentation()
    for words in ("Picture 3", "figure_2.png", "Attention weights over an ECG"):
        slide = add(deck, TITLE_ONLY, "Figures")
        shape = slide.shapes.add_picture(picture(), 0, 0)
        shape._element.nvPicPr.cNvPr.set("descr", words)
    document = read(deck)
    assert "Picture: Attention weights over an ECG" in document.text
    assert "Picture 3" not in document.text
    assert "figure" not in document.text
    assert len(document.sections) == 3, "a figure's title can be found"


def test_slides_of_pictures_only_are_gaps() -> None:
    deck = pptx.Presentation()
    add(deck, TITLE_AND_BODY, "Words", "here")
    for _ in range(3):
        add(deck, BLANK).shapes.add_picture(picture(), 0, 0)
    add(deck, TITLE_AND_BODY, "More words", "there")
    add(deck, BLANK).shapes.add_picture(picture(), 0, 0)
    document = read(deck)
    (gap,) = document.gaps
    assert gap.startswith("slides 2 to 4 and 6 hold only pictures; ")
    assert [section.locator.number for section in document.sections] == [1, 5]


def test_numbers_dates_and_repeated_footers_are_left_out() -> None:
    deck = pptx.Presentation()
    for i in range(6):
        box(add(deck, TITLE_AND_BODY, f"Part {i}", "text"), "Prof. X, CS 598", top=7)
    slide = deck.slides[0]
    shape = box(slide, "")
    field = '<a:fld xmlns:a="{}" id="{{A}}" type="slidenum"><a:t>41</a:t></a:fld>'.format(
        "http://schemas.openxmlformats.org/drawingml/2006/main"
    )
    shape.text_frame.paragraphs[0]._p.append(etree.fromstring(field))
    text = read(deck).text
    assert "CS 598" not in text
    assert "41" not in text


def test_text_never_becomes_markup_by_accident() -> None:
    deck = pptx.Presentation()
    add(
        deck, TITLE_AND_BODY, "T", "# of *layers* costs $5 and $6", "use <script>x</script> & $x_i$"
    )
    text = read(deck).text
    assert "# of \\*layers\\* costs \\$5 and \\$6" in text
    assert "use `<script>`x`</script>` & $x_i$" in text


def test_too_many_slides_and_no_text_at_all_are_refused() -> None:
    deck = pptx.Presentation()
    for _ in range(3):
        add(deck, BLANK).shapes.add_picture(picture(), 0, 0)
    with pytest.raises(UnreadableNoteError, match="3 slides and the limit is 2; split it"):
        read(deck, max_pages=2)
    with pytest.raises(UnreadableNoteError, match=r"none of its slides has text; .*OCR"):
        read(deck)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password or of PowerPoint's old"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected with a password; save a copy without one",
        ),
        (b"not a zip archive", "not a PowerPoint file, or it is damaged"),
        (b"", "not a PowerPoint file, or it is damaged"),
    ],
)
def test_what_is_no_presentation_is_refused_with_a_reason(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableNoteError, match=says):
        read(data)


def test_archive_bombs_are_refused_before_they_are_parsed() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", " " * 5_000_000)
    with pytest.raises(UnreadableNoteError, match=r"packed .* to 1, as archive bombs are"):
        read(data.getvalue())


def test_damaged_presentations_are_refused_and_never_crash() -> None:
    deck = pptx.Presentation()
    add(deck, TITLE_AND_BODY, "Words", "here")
    data = saved(deck)
    source = zipfile.ZipFile(io.BytesIO(data))
    for name in (
        "ppt/presentation.xml",
        "ppt/slides/slide1.xml",
        "ppt/_rels/presentation.xml.rels",
    ):
        for content in (None, b"", b"<broken", b"<a/>"):
            target = io.BytesIO()
            with zipfile.ZipFile(target, "w") as archive:
                for other in source.namelist():
                    body = content if other == name else source.read(other)
                    if body is not None:
                        archive.writestr(other, body)
            with pytest.raises(UnreadableNoteError):
                read(target.getvalue())


def test_real_slides_that_are_mostly_drawings(shared: Path) -> None:
    path = shared / "fixtures" / "office" / "rasbt-decisiontree-error-vs-entropy.pptx"
    if not path.is_file():
        pytest.skip(f"needs {path.name} in the folder `shared`")
    document = powerpoint.read(NoteFile(path.name, path, path.read_bytes()))
    assert document.units == 3
    assert [s.heading_path for s in document.sections] == [
        (),
        ("Classification Error",),
        ("Entropy",),
    ]
    assert "= 0.918 - 70/120 * 0.971 - 50/120 * 0.795" in document.text
    assert "28 \u00b7 42 \u00b7 12 \u00b7 38" in document.text
