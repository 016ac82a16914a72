"""What a search can be narrowed to: the chapters, kinds and documents that the notes have."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tutor.answering.example_questions import names_a_subject
from tutor.documents.document import Chunk
from tutor.practice.outline import Outline
from tutor.retrieval.filters import Filters
from tutor.retrieval.retriever import Retriever
from tutor.web.text import search as text

_EXAMPLES = 3
_MOST = 60  # values of a filter that are offered all
_LONGEST = 4  # words of an example


class Scope:
    """The choices that one generation of the index offers, by name of the filter."""

    def __init__(self, retriever: Retriever) -> None:
        """Look through the passages of an open index."""
        self.retriever = retriever
        self.documents, self.sections = retriever.size()
        kinds = {chunk.metadata.kind for chunk in retriever.chunks}
        outline = Outline(retriever.chunks)
        self.titles: Mapping[str, str] = {each.id: each.title for each in retriever.documents}
        # Each value with its name, in the order in which they are offered.
        self.choices: Mapping[str, Mapping[str, str]] = {
            "chapter": {chapter.key: chapter.name for chapter in outline.chapters},
            "kind": {kind: name for kind, name in text.KINDS.items() if kind in kinds},
            "document": self._named(),
        }
        self.examples = _examples(retriever.chunks)

    def known(self, filters: Filters) -> Filters:
        """The filters without what the notes don't have."""
        return Filters(
            filters.chapters & self.choices["chapter"].keys(),
            filters.kinds & self.choices["kind"].keys(),
            filters.documents & self.choices["document"].keys(),
        )

    def offered(self, filters: Filters, found: Sequence[Chunk]) -> Mapping[str, Mapping[str, str]]:
        """What can be chosen now, by filter; of long lists what was chosen and what was found."""
        here = {
            "chapter": filters.chapters | {chunk.chapter for chunk in found},
            "kind": filters.kinds | {chunk.metadata.kind for chunk in found},
            "document": filters.documents | {chunk.document_id for chunk in found},
        }
        return {
            name: values
            if len(values) <= _MOST
            else {value: words for value, words in values.items() if value in here[name]}
            for name, values in self.choices.items()
            if len(values) > 1
        }

    def _named(self) -> Mapping[str, str]:
        """Documents by id; those whose title another one has too are named by their ids."""
        known = Counter(self.titles.values())
        return {
            each: title if known[title] == 1 else f"{title} ({each})"
            for each, title in self.titles.items()
        }


def by_name(filters: Filters) -> Mapping[str, frozenset[str]]:
    """The chosen values by the name of their filter."""
    return {
        "chapter": filters.chapters,
        "kind": filters.kinds,
        "document": filters.documents,
    }


def _examples(chunks: Sequence[Chunk]) -> tuple[str, ...]:
    """Headings that name a subject, each of another document, from all over the notes."""
    headings: dict[str, str] = {}
    for chunk in chunks:
        heading = chunk.heading_path[-1] if chunk.heading_path else ""
        if chunk.metadata.kind == "notes" and names_a_subject(heading, words=_LONGEST):
            headings.setdefault(chunk.document_id, heading)
    found = list(dict.fromkeys(headings.values()))
    step = max(1, len(found) // _EXAMPLES)
    return tuple(found[::step][:_EXAMPLES])
