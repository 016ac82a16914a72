"""How files would be read, as HTML: shown before they are added, and while they wait.

Everything in it comes from files that nobody vouches for. Each block is one line, as the page's
Markdown component wants it.
"""

from collections.abc import Sequence
from datetime import date

from tutor.documents.document import Document, Section
from tutor.library.note import Pending, Preview
from tutor.retrieval.overlap import Overlap
from tutor.web.addresses import reading_address
from tutor.web.markdown import text_html
from tutor.web.sources_view import passage_html
from tutor.web.text import notes as text

_FULL = 12  # previews of so many files; of an archive's further ones there is only a line
_SECTIONS = 3  # of each, the first ones
_CHARACTERS = 700  # of each section
_OVERLAPS = 3


def previews_html(previews: Sequence[Preview], *, unfolded: bool = True) -> str:
    """All previews, one below the other; what can't be read comes first."""
    refused = [each for each in previews if each.document is None]
    read = [each for each in previews if each.document is not None]
    shown = [*refused, *read]
    blocks = [preview_html(each, unfolded=unfolded and len(read) <= 2) for each in shown[:_FULL]]
    if len(shown) > _FULL:
        names = "".join(f"<li>{text_html(each.name)}</li>" for each in shown[_FULL:])
        more = text.more_previews(len(shown) - _FULL)
        blocks.append(f'<details class="more"><summary>{more}</summary><ul>{names}</ul></details>')
    return "\n\n".join(blocks)


def preview_html(preview: Preview, *, unfolded: bool) -> str:
    """One file as it was read, or the reason why it can't be."""
    document = preview.document
    if document is None:
        return (
            f'<article class="note refused"><h3>{text_html(preview.name)}</h3>'
            f'<p class="reason">{text_html(_sentence(preview.refusal or ""))}</p></article>'
        )
    facts = [preview.name, document.format, text.units(document.format, document.units)]
    facts.append(document.metadata.chapter or "")
    line = " · ".join(text_html(fact) for fact in facts if fact)
    return (
        f'<article class="note"><h3>{text_html(document.title)}</h3><p class="facts">{line}</p>'
        f"{overlaps_html(preview.overlaps)}{gaps_html(document.gaps)}"
        f"{_reading(document, unfolded)}</article>"
    )


def overlaps_html(overlaps: Sequence[Overlap]) -> str:
    """Which notes say much of this one already."""
    return "".join(
        f'<p class="overlap">{text.overlap(each.share, _link(each))}</p>'
        for each in overlaps[:_OVERLAPS]
    )


def gaps_html(gaps: Sequence[str]) -> str:
    """What of a note could not be read, folded when it is long."""
    if not gaps:
        return ""
    rows = "".join(f"<li>{text_html(_sentence(gap))}</li>" for gap in gaps)
    if len(gaps) <= 2:
        return f'<ul class="gaps">{rows}</ul>'
    return (
        f'<details class="gaps"><summary>{text.gaps(len(gaps))}</summary><ul>{rows}</ul></details>'
    )


def waiting_html(pending: Sequence[Pending], today: date, *, deciding: bool) -> str:
    """The waiting list; with previews and buttons only for who decides about it."""
    if not pending:
        return ""
    entries = "\n\n".join(_waiting(each, today, deciding=deciding) for each in pending)
    return f'<h2 id="waiting">{text.WAITING}</h2>\n\n<p>{text.WAITING_MORE}</p>\n\n{entries}'


def _waiting(pending: Pending, today: date, *, deciding: bool) -> str:
    name = text_html(pending.preview.name)
    came = text_html(text.received(text.when(pending.received, today)))
    head = f'<div class="waits"><p><strong>{name}</strong> <span>{came}</span></p>'
    if not deciding:
        return f"{head}</div>"
    value = text_html(pending.id)
    return (
        f'{head}<p class="decide">'
        f'<button type="button" name="note-approve" value="{value}">{text.APPROVE}</button>'
        f'<button type="button" name="note-reject" value="{value}">{text.REJECT}</button></p>'
        f"{preview_html(pending.preview, unfolded=False)}</div>"
    )


def _link(overlap: Overlap) -> str:
    address = text_html(reading_address(overlap.document_id))
    return f'<a href="{address}" target="_blank" rel="noopener">{text_html(overlap.title)}</a>'


def _reading(document: Document, unfolded: bool) -> str:
    shown = document.sections[:_SECTIONS]
    parts = "".join(_section(document, section) for section in shown)
    heading = text.length(len(document.sections), len(shown))
    state = " open" if unfolded else ""
    return f"<details{state}><summary>{heading}</summary>{parts}</details>"


def _section(document: Document, section: Section) -> str:
    words = document.text[section.span.start : section.span.end].strip()
    label = section.locator.label
    if section.locator.kind != "heading":
        label = " · ".join(part for part in (label, " > ".join(section.heading_path)) if part)
    elif words.startswith("#"):
        label = ""  # it is the heading that follows
    body = passage_html(_beginning(words), ()) or f"<p>{text.NO_TEXT}</p>"
    place = f'<p class="place">{text_html(label)}</p>' if label else ""
    return f'{place}<div class="passage">{body}</div>'


def _beginning(words: str) -> str:
    """A text's first lines, closed again where the cut opens a block of code or a formula."""
    if len(words) <= _CHARACTERS:
        return words
    cut = max(words.rfind(end, 0, _CHARACTERS) for end in ("\n", ". ", " "))
    words = words[: cut if cut > 0 else _CHARACTERS].rstrip()
    if words.count("\n```") % 2 != words.startswith("```"):
        return f"{words}\n```\n\n…"
    if words.count("$$") % 2:
        words = words[: words.rfind("$$")].rstrip()
    return f"{words} …"


def _sentence(words: str) -> str:
    """Readers' reasons begin small, since they follow a name."""
    words = words.strip()
    words = words[:1].upper() + words[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."
