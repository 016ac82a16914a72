"""Word: headings, lists, tables, formulas and footnotes, and nothing that was deleted."""

import io
import zipfile
from pathlib import Path

import pytest

from tutor.documents.document import BlockKind, Document
from tutor.documents.failures import UnreadableNoteError
from tutor.documents.note_file import NoteFile
from tutor.documents.readers import word

FILE = Path("notes/week 6.docx")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Chapter part"/>
  <w:basedOn w:val="berschrift1"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/>
</w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="7"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""


def docx(body: str, *, title: str = "", parts: dict[str, str] | None = None) -> bytes:
    """A Word file's bytes; `parts` are further parts of word/ by the kind of their relation."""
    parts = {"styles": STYLES, "numbering": NUMBERING, **(parts or {})}
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{KIND}/{kind}" Target="{kind}.xml"/>'
        for i, kind in enumerate(parts)
    )
    files = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="a" Type="{KIND}/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="b" Type="x/core-properties" Target="docProps/core.xml"/>'
        "</Relationships>",
        "docProps/core.xml": '<p xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title></p>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{relations}'
        "</Relationships>",
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        **{f"word/{kind}.xml": f"<w:x {NAMESPACES}>{xml}</w:x>" for kind, xml in parts.items()},
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def p(text: str, style: str = "", *, number: tuple[int, int] | None = None) -> str:
    kept = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        kept += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    run = text if text.startswith("<") else r(text)
    return f"<w:p><w:pPr>{kept}</w:pPr>{run}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(data: bytes) -> Document:
    return word.read(NoteFile("week 6.docx", FILE, data))


def body(*blocks: str) -> str:
    return read(docx("".join(blocks))).text


def test_headings_by_style_in_any_language_and_by_outline_level() -> None:
    document = read(
        docx(
            p("RNN notes", "Titel") + p("Intro.") + p("Cells", "berschrift1") + p("a")
            + p("LSTM", "H2") + p("b") + p("Gates", "Mine") + p("c")
            + '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>' + r("Use") + "</w:p>" + p("d")
        )
    )  # fmt: skip
    assert (document.title, document.format, document.units) == ("RNN notes", "Word", None)
    assert [section.heading_path for section in document.sections] == [
        (),
        ("Cells",),
        ("Cells", "LSTM"),
        ("Cells", "LSTM", "Gates"),
        ("Use",),
    ]
    assert document.sections[2].locator.label == "Cells > LSTM"


def test_the_title_is_the_files_own_then_a_title_then_a_heading_then_its_name() -> None:
    titled = p("A title", "Titel") + p("A heading", "berschrift1") + p("x")
    assert read(docx(titled, title="Its own")).title == "Its own"
    assert "A title" in read(docx(titled, title="Its own")).text
    assert read(docx(titled, title="Document1")).title == "A title"
    headed = read(docx(p("A heading", "berschrift1") + p("x")))
    assert headed.title == "A heading"
    assert headed.sections[0].heading_path == ()
    assert read(docx(p("x"), title="Microsoft Word - x.doc")).title == "week 6"


def test_bold_lines_are_headings_where_there_are_no_others() -> None:
    bold = p(r("A bold line", "<w:b/>"))
    assert read(docx(bold + p("x"))).sections[0].heading_path == ("A bold line",)
    styled = read(docx(p("T", "berschrift1") + bold + p("x")))
    assert [section.heading_path for section in styled.sections] == [()]


def test_lists_keep_depth_numbers_and_letters() -> None:
    text = body(
        p("one", number=(5, 0)), p("inner", number=(5, 1)),
        p("first", number=(6, 0)), p("aa", number=(6, 1)), p("bb", number=(6, 1)),
        p("second", number=(6, 0)), p("cc", number=(6, 1)),
        p("anew", number=(7, 0)), p("\u2022 typed"), p("no item", number=(0, 0)),
    )  # fmt: skip
    assert text == (
        "- one\n  - inner\n1. first\n   - a) aa\n   - b) bb\n2. second\n   - a) cc\n"
        "1. anew\n- typed\n\nno item"
    )


def test_tables_repeat_merged_cells_and_keep_columns() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    rows = [
        cell("Model") + cell("AUC", '<w:gridSpan w:val="2"/>'),
        cell("LSTM", '<w:vMerge w:val="restart"/>') + cell("0.8") + cell("a|b"),
        cell("", "<w:vMerge/>") + cell("0.9") + cell("c"),
    ]
    table = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    document = read(docx(table))
    assert document.text == (
        "| Model | AUC |  |\n|---|---|---|\n| LSTM | 0.8 | a\\|b |\n| LSTM | 0.9 | c |"
    )
    assert {block.kind for block in document.sections[0].blocks} == {BlockKind.TABLE_ROW}
    framed = f"<w:tbl><w:tr><w:tc>{p('In a')}{p('frame')}</w:tc></w:tr></w:tbl>"
    assert body(framed) == "In a\n\nframe"


def test_formulas_are_tex() -> None:
    inline = "<m:oMath><m:sSub><m:e><m:r><m:t>h</m:t></m:r></m:e><m:sub><m:r><m:t>t</m:t></m:r>"
    inline += "</m:sub></m:sSub></m:oMath>"
    fraction = (
        "<m:oMathPara><m:oMath><m:nary><m:naryPr><m:chr m:val='\u2211'/></m:naryPr><m:sub><m:r>"
        "<m:t>i=1</m:t></m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:acc><m:accPr>"
        "<m:chr m:val='\u0302'/></m:accPr><m:e><m:r><m:t>y</m:t></m:r></m:e></m:acc></m:e>"
        "</m:nary><m:r><m:t>\u2264\U0001d431\u2208\u211d</m:t></m:r></m:oMath></m:oMathPara>"
    )
    document = read(docx(p(r("Let ") + inline + r(" be.")) + p(fraction)))
    assert document.text == (
        "Let $h_t$ be.\n\n$$\\sum_{i=1}^n \\hat{y}\\leq\\mathbf{x}\\in\\mathbb{R}$$"
    )
    assert document.sections[0].blocks[1].kind is BlockKind.FORMULA


def test_what_is_no_text_of_the_document_is_dropped() -> None:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    contents = field.format("begin") + '<w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
    contents += field.format("separate") + r("Entry one 1")
    text = body(
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{p('Contents')}</w:sdtContent></w:sdt>",
        p("Listed 3", "TOC1"),
        p(contents), p(r("Entry two 4") + field.format("end")),
        p(r("Kept ") + "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
          + "<w:ins>" + r("inserted") + "</w:ins>" + r(" hidden", "<w:vanish/>")
          + "<w:moveFrom>" + r(" moved") + "</w:moveFrom>" + '<w:commentReference w:id="1"/>'),
    )  # fmt: skip
    assert text == "Kept inserted"


def test_footnotes_text_boxes_and_descriptions_follow_their_paragraph() -> None:
    notes = f'<w:footnote w:id="2">{p("See the paper.")}</w:footnote>'
    box = f"<w:txbxContent>{p('Boxed.')}</w:txbxContent>"
    anchored = (
        '<w:r><w:drawing><wp:docPr id="1" name="x" descr="An unrolled recurrent network"/>'
        "</w:drawing></w:r><w:r><mc:AlternateContent><mc:Choice>" + box + "</mc:Choice>"
        "<mc:Fallback>" + box + "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    document = read(docx(p(r("Text.") + reference + anchored), parts={"footnotes": notes}))
    assert document.text == (
        "Text.\n\nPicture: An unrolled recurrent network\n\nFootnote: See the paper.\n\nBoxed."
    )


def test_code_is_told_by_its_font() -> None:
    font = '<w:rFonts w:ascii="Courier New"/>'
    lines = p(r("def f(x):", font)) + p("") + p(r("    return x * 2", font))
    assert body(lines, p("Text.")) == "```\ndef f(x):\n\n    return x * 2\n```\n\nText."


def test_characters_outside_the_usual() -> None:
    text = body(
        p(r("H") + r("2", '<w:vertAlign w:val="subscript"/>') + r("O costs $5, *x* ")
          + '<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>'),
        p("# no heading"), p("&lt;script&gt;x&lt;/script&gt; and &lt;unk&gt; and $x_1$"),
    )  # fmt: skip
    assert text == (
        "H\u2082O costs \\$5, \\*x\\* \u03b1\n\n# no heading\n\n"
        "`<script>`x`</script>` and `<unk>` and $x_1$"
    )


def test_old_formulas_are_gaps() -> None:
    old = '<w:r><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r>'
    (gap,) = read(docx(p(r("See ") + old))).gaps
    assert gap.startswith("1 formula is of Word's old equation editor; convert")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password or of Word's old binary"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "protected with a password; save a copy without one",
        ),
        (b"PK but no archive", "not a Word file, or it is damaged"),
        (docx("<w:p/>"), "it has no text"),
        (docx("<w:broken>"), "it is damaged or no Word file"),
        (docx("<w:sdt>" * 300 + "</w:sdt>" * 300), "it is damaged or no Word file"),
        (docx(p("x" + " " * 3_000_000)), "as archive bombs are"),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_reason(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableNoteError, match=says):
        read(data)


def test_entities_are_never_expanded() -> None:
    data = io.BytesIO(docx(p("kept")))
    with zipfile.ZipFile(data) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    bomb = '<!DOCTYPE d [<!ENTITY a "boom"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    main = parts["word/document.xml"].replace("kept", "kept &amp; &a;&b;")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in {**parts, "word/document.xml": bomb + main}.items():
            archive.writestr(name, text)
    assert read(out.getvalue()).text == "kept &"


def test_a_real_document_keeps_its_equations(shared: Path) -> None:
    path = shared / "fixtures" / "office" / "markitdown-equations.docx"
    if not path.is_file():
        pytest.skip(f"needs {path.name} in the folder `shared`")
    document = word.read(NoteFile(path.name, path, path.read_bytes()))
    assert document.text.startswith("For $m=1$,\n\n$$\\sin\\theta=\\frac{m\\lambda}{a}=")
    assert "The angle is $\\theta=\\sin^{-1} (2.2\\times10^{-4})=" in document.text
    kinds = [block.kind.value for block in document.sections[0].blocks]
    assert kinds == ["paragraph", "formula", "paragraph", "paragraph", "formula"]
