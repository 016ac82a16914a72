"""Small PDF files written by hand: what stands where is known to the point."""

from collections.abc import Sequence
from dataclasses import dataclass, field

FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Times-Roman"}


@dataclass
class Page:
    """A page that text is put on, by points from its lower left corner."""

    width: float = 612
    height: float = 792
    rotation: int = 0  # degrees clockwise, of the page as a viewer shows it
    parts: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, *, size: float = 10, font: str = "F1", turned=False
    ) -> "Page":
        """Put words at a place; `turned` ones run upwards."""
        escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        matrix = "0 1 -1 0" if turned else "1 0 0 1"
        self.parts.append(f"BT /{font} {size} Tf {matrix} {x} {y} Tm ({escaped}) Tj ET")
        return self

    def lines(
        self, x: float, y: float, lines: Sequence[str], *, size: float = 10, leading: float = 12
    ) -> "Page":
        """Put lines below each other."""
        for i, line in enumerate(lines):
            self.text(x, y - i * leading, line, size=size)
        return self

    def clipped(self, x: float, y: float, words: str, window: str) -> "Page":
        """Put words so that only what lies in a window (x y width height) is shown."""
        self.parts.append(f"q {window} re W n")
        self.text(x, y, words)
        self.parts.append("Q")
        return self


def pdf(
    pages: Sequence[Page], *, title: str = "", labels: str = "", encrypted: bool = False
) -> bytes:
    """The file's bytes.

    Args:
        pages: What is on them.
        title: The one in the metadata.
        labels: A number tree of page labels, such as "0 << /S /r >>".
        encrypted: Whether it needs a password that nobody has.
    """
    objects: list[bytes] = []

    def add(body: str) -> int:
        objects.append(body.encode("latin-1"))
        return len(objects)

    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    fonts = " ".join(f"/{key} {add(font.format(name))} 0 R" for key, name in FONTS.items())
    tree = len(objects) + 2 * len(pages) + 1
    kids: list[int] = []
    for page in pages:
        stream = "\n".join(page.parts)
        content = add(f"<< /Length {len(stream.encode('latin-1'))} >>\nstream\n{stream}\nendstream")
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {page.width} {page.height}] "
                f"/Rotate {page.rotation} /Contents {content} 0 R "
                f"/Resources << /Font << {fonts} >> >> >>"
            )
        )
    references = " ".join(f"{kid} 0 R" for kid in kids)
    add(f"<< /Type /Pages /Kids [{references}] /Count {len(kids)} >>")
    numbers = f"/PageLabels << /Nums [{labels}] >>" if labels else ""
    catalog = add(f"<< /Type /Catalog /Pages {tree} 0 R {numbers} >>")
    information = add(f"<< /Title ({title}) >>")
    trailer = f"/Root {catalog} 0 R /Info {information} 0 R /Size {len(objects) + 2}"
    if encrypted:
        key = "00" * 32
        lock = add(f"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{key}> /U <{key}> >>")
        trailer += f" /Encrypt {lock} 0 R /ID [<{key}> <{key}>]"
    return _file(objects, trailer)


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    data = b"%PDF-1.4\n"
    places: list[int] = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + f"trailer\n<< {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
