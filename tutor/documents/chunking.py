"""Cuts documents into chunks that fit the sentence encoder, at the places that hurt least."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tutor.documents.atoms import Atom, CountTokens, atoms_of
from tutor.documents.document import BlockKind, Chunk, Document, Section, Span
from tutor.documents.sentences import split_sentences

SPECIAL_TOKENS = 2  # that the encoder puts around its input


def chunk(
    document: Document,
    count_tokens: CountTokens,
    *,
    max_tokens: int = 256,
    target_tokens: int | None = None,
) -> list[Chunk]:
    """Cut a document; a chunk never reaches over two sections.

    Args:
        document: What was read.
        count_tokens: The encoder's tokens of a text, without its special tokens.
        max_tokens: What the encoder reads at most, context and special tokens included.
        target_tokens: A size that longer sections are cut to; without it as much as fits.

    A section that fits is one chunk. Of a longer one the parts are about equal, and they begin
    where the sum of squared deviations from that size and of the joints' costs is least (dynamic
    programming over the atoms, as Knuth and Plass break paragraphs into lines).
    """
    chunks: list[Chunk] = []
    for section in document.sections:
        frame = Chunk(
            id="",
            document_id=document.id,
            title=document.title,
            heading_path=section.heading_path,
            locator=section.locator,
            span=section.span,
            text="",
            sentences=(),
            metadata=document.metadata,
            standing=section.standing,
        )
        chunks += _chunks_of(document.text, section, frame, count_tokens, max_tokens, target_tokens)
    return _with_ids(chunks)


def encoder_input(chunk: Chunk, count_tokens: CountTokens, *, max_tokens: int = 256) -> str:
    """What the encoder reads for a chunk: its context, a line end and its text.

    A context that would take more than a third of `max_tokens` is shortened from the outside.
    """
    return f"{_short_context(chunk, count_tokens, max_tokens)}\n{chunk.text}"


def _short_context(chunk: Chunk, count_tokens: CountTokens, max_tokens: int) -> str:
    context, limit = chunk.context, max_tokens // 3
    while count_tokens(context) > limit:
        _, outer, inner = context.partition(" > ")
        if not outer:
            return _first_words(context, count_tokens, limit)
        context = inner
    return context


def _first_words(text: str, count_tokens: CountTokens, limit: int) -> str:
    low, high = 0, min(len(text), limit * 16)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        if count_tokens(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip()


def _chunks_of(
    text: str,
    section: Section,
    frame: Chunk,
    count_tokens: CountTokens,
    max_tokens: int,
    target_tokens: int | None,
) -> list[Chunk]:
    context = encoder_input(frame, count_tokens, max_tokens=max_tokens)
    budget = max_tokens - SPECIAL_TOKENS - count_tokens(context)
    while True:
        atoms = list(atoms_of(text, section.blocks, count_tokens, budget))
        chunks = [
            _chunk_at(text, section, frame, span)
            for span in _packed(atoms, budget, min(target_tokens or budget, budget))
        ]
        over = max(
            count_tokens(encoder_input(each, count_tokens, max_tokens=max_tokens))
            for each in chunks
        ) - (max_tokens - SPECIAL_TOKENS)
        if over <= 0 or budget == 1:
            return chunks
        # Counted together the parts are more than one by one: try again with what is left.
        budget = max(1, budget - over)


def _packed(atoms: Sequence[Atom], budget: int, target: int) -> list[Span]:
    """Spans of runs of atoms, each at most `budget` tokens, that cost least together."""
    total = sum(atom.size for atom in atoms)
    parts = -(-total // target)
    if parts <= 1:
        return [Span(atoms[0].span.start, atoms[-1].span.end)]
    ideal = total / parts
    costs = [0.0] + [float("inf")] * len(atoms)  # of the best cut of the first n atoms
    begins = [0] * (len(atoms) + 1)
    for end in range(1, len(atoms) + 1):
        size = 0
        for begin in range(end - 1, -1, -1):
            size += atoms[begin].size
            if size > budget and begin < end - 1:
                break
            deviation = (size - ideal) / ideal
            cost = costs[begin] + deviation * deviation + (atoms[begin].joint if begin else 0.0)
            if cost < costs[end]:
                costs[end], begins[end] = cost, begin
    spans: list[Span] = []
    end = len(atoms)
    while end:
        spans.append(Span(atoms[begins[end]].span.start, atoms[end - 1].span.end))
        end = begins[end]
    return spans[::-1]


def _chunk_at(text: str, section: Section, frame: Chunk, span: Span) -> Chunk:
    return replace(
        frame,
        span=span,
        text=text[span.start : span.end],
        sentences=tuple(unit.shifted(-span.start) for unit in _units(text, section, span)),
    )


def _units(text: str, section: Section, within: Span) -> list[Span]:
    """What evidence is chosen from: sentences, list items, rows, code, formulas with their lead.

    Offsets are into the document's text. A formula belongs to the sentence that introduces it.
    """
    units: list[Span] = []
    before: BlockKind | None = None
    code_open = False
    for block in section.blocks:
        start, end = max(block.span.start, within.start), min(block.span.end, within.end)
        if start >= end:
            continue
        joins = bool(units) and (
            (block.kind is BlockKind.CODE_LINE and code_open)
            or (
                block.kind is BlockKind.FORMULA
                and before in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
            )
        )
        code_open = block.kind is BlockKind.CODE_LINE and not _closes_fence(text[start:end])
        before = block.kind
        if joins:
            units[-1] = Span(units[-1].start, end)
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            units += [unit.shifted(start) for unit in split_sentences(text[start:end])]
        else:
            units.append(Span(start, end))
    return units


def _closes_fence(line: str) -> bool:
    return "\n" in line and line.rstrip().endswith(("```", "~~~"))


def _with_ids(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Give each chunk an id that does not change when other parts of its document do."""
    seen: Counter[tuple[str, ...]] = Counter()
    identified: list[Chunk] = []
    for each in chunks:
        key = (each.document_id, *each.heading_path, each.text)
        content = "\x1f".join((*key, str(seen[key])))
        seen[key] += 1
        digest = hashlib.sha256(content.encode()).hexdigest()
        identified.append(replace(each, id=f"c{digest[:12]}"))
    return identified
