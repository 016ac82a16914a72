"""An answer's words in a terminal: checked sentences, and the notes' own words as block quotes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutor.answering.events import Sentence

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.text import Text

CITATION, QUIET = "cyan", "dim"
_QUOTE = "> "  # how a quotation's lead ends
_BAR = "\u258c "


def answer_text(
    sentences: Sequence[Sentence], pending: "str | Text" = "", *, styled: bool
) -> "RenderableType":
    """An answer's checked sentences, then the text that is not checked yet.

    Args:
        sentences: In their order.
        pending: What comes behind them.
        styled: Whether the reader sees styles; without, a quotation keeps its Markdown.
    """
    from rich.console import Group
    from rich.text import Text

    if not styled:
        return _joined([*_texts(sentences), Text.assemble(pending)])
    parts: list[RenderableType] = []
    current = Text()
    quoted = False
    for sentence, text in zip(sentences, _texts(sentences), strict=True):
        quotes = sentence.lead.endswith(_QUOTE)
        if quotes or (quoted and "\n" in sentence.lead):
            parts += [_part(current, quoted=quoted), Text()] if current else []
            current = text[len(sentence.lead) :]
            quoted = quotes
        else:
            current.append_text(text)
    current.append_text(Text.assemble(pending))
    return Group(*parts, _part(current, quoted=quoted))


class BlockQuote:
    """A text with a bar before each of its lines, however they are wrapped."""

    def __init__(self, text: "Text") -> None:
        self._text = text

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "RenderResult":
        """The lines, narrower by the bar."""
        from rich.segment import Segment

        inner = options.update(width=max(1, options.max_width - len(_BAR)))
        bar = Segment(_BAR, console.get_style(QUIET))
        for line in console.render_lines(self._text, inner, pad=False):
            yield bar
            yield from line
            yield Segment.line()


def _part(text: "Text", *, quoted: bool) -> "RenderableType":
    return BlockQuote(text) if quoted else text


def _texts(sentences: Sequence[Sentence]) -> "list[Text]":
    """Each sentence behind its lead, with its citations."""
    from rich.text import Text

    texts = []
    for sentence in sentences:
        text = Text(sentence.lead)
        if sentence.supported:
            text.append(sentence.text)
            text.append(sentence.cited_text[len(sentence.text) :], CITATION)
        else:
            text.append(sentence.cited_text, QUIET)  # which says that there is no support
        texts.append(text)
    return texts


def _joined(texts: "Sequence[Text]") -> "Text":
    from rich.text import Text

    return Text().join(texts)
