"""Tables, charts and diagrams on slides."""

from itertools import islice
from typing import Any

from lxml import etree

from tutor.documents.readers.markup import MarkdownText, escaped, one_line
from tutor.documents.readers.slide_text import lines_of

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MOST_POINTS = 60  # of a chart; more are a curve, whose numbers nobody reads


def write_table(text: MarkdownText, table: Any) -> None:
    """Append a table; cells that others were merged with stay empty."""
    text.table([[_cell(cell) for cell in row.cells] for row in table.rows])


def _cell(cell: Any) -> str:
    parts: list[str] = []
    for line in lines_of(cell):
        parts += [f"${formula}$" for formula in line.formulas] or [line.markdown or line.plain]
    return " ".join(parts).replace("\\\n", " ")


def write_chart(text: MarkdownText, shape: Any) -> None:
    """Append a chart's title, and its numbers as a table where there are few."""
    try:
        chart = shape.chart
        title = one_line(chart.chart_title.text_frame.text) if chart.has_title else ""
        plots = list(chart.plots)
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError):
        return  # a kind of chart that python-pptx does not know
    if title:
        text.paragraph(f"Chart: {escaped(title)}")
    for plot in plots:
        series = list(plot.series)
        categories = [str(name) for name in islice(plot.categories, _MOST_POINTS + 1)]
        if not categories or len(categories) > _MOST_POINTS or not series:
            names = [escaped(one.name) for one in series if one.name]
            if names:
                text.paragraph(f"Chart of {', '.join(names)}")
            continue
        rows = [["", *(escaped(one.name or "") for one in series)]]
        values = [list(one.values) for one in series]
        for i, name in enumerate(categories):
            numbers = [_number(line[i]) if i < len(line) else "" for line in values]
            rows.append([escaped(name), *numbers])
        text.table(rows)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def is_diagram(shape: Any) -> bool:
    """Whether it is SmartArt."""
    return next(shape._element.iter(f"{{{_DIAGRAM}}}relIds"), None) is not None


def write_diagram(text: MarkdownText, shape: Any, slide: Any) -> None:
    """Append the texts of a SmartArt diagram as list items, in the order of its outline."""
    reference = next(shape._element.iter(f"{{{_DIAGRAM}}}relIds"))
    try:
        blob = slide.part.related_part(reference.get(f"{_RELATION}dm")).blob
        tree = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
    except (KeyError, etree.XMLSyntaxError):
        return  # a diagram without its text
    for point in tree.iter(f"{{{_DIAGRAM}}}pt"):
        for paragraph in point.iter(f"{_A}p"):
            words = one_line("".join(part.text or "" for part in paragraph.iter(f"{_A}t")))
            if words and point.get("type", "node") in ("node", "asst"):
                text.item(0, "-", escaped(words))
