"""What a section is made of where it is cut: pieces that stay whole, and the joints between them.

A joint says what is lost when a chunk ends there, from 0 (between paragraphs) up to 1 (inside a
sentence that is too long for a chunk by itself).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tutor.documents.document import Block, BlockKind, Span
from tutor.documents.sentences import split_sentences

CountTokens = Callable[[str], int]

_CHARACTERS_PER_TOKEN = 8  # more than that is no language: a hash, a data URL, a rule of dashes


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch of text that is not cut."""

    span: Span  # in Document.text
    size: int  # tokens
    joint: float  # what it costs to begin a chunk here, 0 to 1


def size_of(text: str, count_tokens: CountTokens) -> int:
    """Tokens of a text, never fewer than its length makes plausible.

    A tokenizer may call an endless word one unknown token; such a word must not fill a chunk
    with a hundred thousand characters that "fit".
    """
    return max(count_tokens(text), len(text) // _CHARACTERS_PER_TOKEN)


def atoms_of(
    text: str, blocks: Sequence[Block], count_tokens: CountTokens, budget: int
) -> Iterator[Atom]:
    """The atoms of a section's blocks, in order, each of at most `budget` tokens."""
    before: Block | None = None
    row = 0
    for block in blocks:
        row = row + 1 if block.kind is BlockKind.TABLE_ROW else 0
        joint = _joint(text, before, block, row)
        for i, span in enumerate(_whole_pieces(text, block)):
            size = size_of(text[span.start : span.end], count_tokens)
            joint = joint if i == 0 else _WITHIN_PARAGRAPH
            if size <= budget:
                yield Atom(span, size, joint)
                continue
            for j, part in enumerate(_parts(text, span, count_tokens, budget)):
                part_size = size_of(text[part.start : part.end], count_tokens)
                yield Atom(part, part_size, joint if j == 0 else _WITHIN_SENTENCE)
        before = block


_BETWEEN_BLOCKS = 0.0
_WITHIN_RUN = 0.1  # between list items, fenced blocks
_WITHIN_CODE = 0.2
_WITHIN_PARAGRAPH = 0.3
_WITHIN_TABLE = 0.5  # a row far from its header says little
_INTRODUCED = 0.6  # a list after its "…:", a formula after its sentence, rows after their header
_WITHIN_SENTENCE = 1.0

_CONTINUES_FORMULA = re.compile(r"(?:where|with|for|in which|which|and|so)\b|[a-z,]")


def _joint(text: str, before: Block | None, block: Block, row: int) -> float:
    if before is None:
        return _BETWEEN_BLOCKS
    if block.kind is before.kind and block.kind is not BlockKind.PARAGRAPH:
        if block.kind is BlockKind.CODE_LINE:
            opens = text.startswith(("```", "~~~"), block.span.start)
            return _WITHIN_RUN if opens else _WITHIN_CODE
        if block.kind is BlockKind.TABLE_ROW:
            return _INTRODUCED if row == 2 else _WITHIN_TABLE
        return _WITHIN_RUN
    if block.kind is BlockKind.FORMULA:
        return _INTRODUCED
    if before.kind is BlockKind.FORMULA and _CONTINUES_FORMULA.match(text, block.span.start):
        return _WITHIN_PARAGRAPH
    if block.kind is not BlockKind.PARAGRAPH and before.kind is BlockKind.PARAGRAPH:
        ends_in_colon = text[before.span.start : before.span.end].rstrip("*_ ").endswith(":")
        return _INTRODUCED if ends_in_colon else _WITHIN_RUN
    return _BETWEEN_BLOCKS


def _whole_pieces(text: str, block: Block) -> list[Span]:
    """A paragraph's sentences; of every other block the whole."""
    start, end = block.span
    if block.kind is not BlockKind.PARAGRAPH:
        return [block.span]
    sentences = split_sentences(text[start:end])
    if not sentences:
        return [block.span]
    # Marks between sentences belong to the sentence after them, so that no character is lost.
    starts = [0, *(sentence.end for sentence in sentences[:-1])]
    spans = zip(starts, [sentence.end for sentence in sentences], strict=True)
    return [_trimmed(text, Span(a, b).shifted(start)) for a, b in spans]


def _trimmed(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    return Span(span.start + len(piece) - len(piece.lstrip()), span.start + len(piece.rstrip()))


_WORD = re.compile(r"\S+")
_CLAUSE_ENDS = (",", ";", ":", ".", "!", "?", "\u2014", "\\\\", "\uff0c", "\u3001")


def _parts(text: str, span: Span, count_tokens: CountTokens, budget: int) -> Iterator[Span]:
    """Cut what is too long by itself: after the last clause that fits, else between words.

    Words are counted one by one, which is at least what they count together for the tokenizers
    in use; `chunk` checks the outcome and asks again with a smaller budget where it is not.
    """
    words = list(_words(text, span, count_tokens, budget))
    sizes = [size_of(text[word.start : word.end], count_tokens) for word in words]
    begin = 0
    while begin < len(words):
        end, size = begin + 1, sizes[begin]
        while end < len(words) and size + sizes[end] <= budget:
            size += sizes[end]
            end += 1
        if end < len(words):
            ends = range(end, begin + (end - begin) // 2, -1)  # not so early that a stub is left
            end = next((i for i in ends if _ends_clause(text, words[i - 1])), end)
        yield Span(words[begin].start, words[end - 1].end)
        begin = end


def _ends_clause(text: str, word: Span) -> bool:
    return text[word.start : word.end].endswith(_CLAUSE_ENDS)


def _words(text: str, span: Span, count_tokens: CountTokens, budget: int) -> Iterator[Span]:
    """Words of a span; one that is too long by itself is halved until its parts fit."""
    for match in _WORD.finditer(text, span.start, span.end):
        pending = [Span(match.start(), match.end())]
        while pending:
            word = pending.pop()
            length = word.end - word.start
            if length > 1 and size_of(text[word.start : word.end], count_tokens) > budget:
                middle = word.start + length // 2
                pending += (Span(middle, word.end), Span(word.start, middle))
            else:
                yield word
