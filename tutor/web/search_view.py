"""What the Search part shows: the box, the filters, the passages that were found, or that none was.

What changes while somebody types stands below the box, which is written once and never again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutor.answering.example_questions import in_a_sentence
from tutor.documents.document import Chunk
from tutor.practice.outline import topic_of
from tutor.retrieval.filters import Filters
from tutor.retrieval.finding import Findings
from tutor.retrieval.retriever import SearchHit
from tutor.web.addresses import reading_address
from tutor.web.markdown import text_html
from tutor.web.marked_passage import marked_html
from tutor.web.points import without_reserved
from tutor.web.reading_view import typeset
from tutor.web.search_scope import Scope, by_name
from tutor.web.sources_view import open_html
from tutor.web.text import search as text

_LABELS = {"chapter": text.CHAPTER, "kind": text.KIND, "document": text.DOCUMENT}
_QUESTION = re.compile(
    r".*\?|(?:what|which|who|whose|when|where|why|how|explain|describe|compare|is|are|do|does|can)\b"
    r"(?:\s+\S+){2,}",
    re.I | re.S,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found, and how it is shown."""

    query: str
    found: Findings
    most: int  # how many passages were asked for
    milliseconds: int
    linked: bool
    quiz: bool


def head_html() -> str:
    """What stands above all that and never changes."""
    return (
        f'<h2 tabindex="-1">{text.TITLE}</h2>'
        '<form role="search" class="search-form" autocomplete="off">'
        f'<label class="unseen" for="search-box">{text.BOX}</label>'
        f'<input type="search" id="search-box" name="q" placeholder="{text.BOX_PLACE}" '
        'enterkeyhint="search" autocapitalize="off" spellcheck="false" maxlength="2000"></form>'
    )


def start_html(scope: Scope, filters: Filters) -> str:
    """What there is to search, before anything was searched for."""
    examples = "".join(
        f'<li><button type="button" name="example" value="{_plain(each)}">{_plain(each)}</button>'
        "</li>"
        for each in scope.examples
    )
    shown = f"<h3>{text.EXAMPLES}</h3><ul>{examples}</ul>" if examples else ""
    lead = text.lead(scope.documents, scope.sections)
    return (
        f'{_filters(scope, filters)}<div class="found"><p class="lead">{lead}</p>'
        f'<div class="examples">{shown}</div></div>'
    )


def found_html(scope: Scope, filters: Filters, shown: Shown, step: int) -> str:
    """The passages.

    Args:
        scope: What there is to choose.
        filters: What was chosen.
        shown: What was found.
        step: How many more can be shown at a time.
    """
    found = shown.found
    cards = "".join(f"<li>{_card(hit, scope, shown)}</li>" for hit in found.hits)
    left = min(step, found.total - len(found.hits))
    end = ""
    if len(found.hits) == shown.most and left > 0:
        end = f'<p class="do"><button type="button" name="more">{text.more(left)}</button></p>'
    elif left > 0:
        end = f'<p class="about">{text.repeats(found.total - len(found.hits))}</p>'
    chunks = [hit.chunk for hit in found.hits]
    line = text.found(found.total, shown.milliseconds)
    return (
        f'{_filters(scope, filters, chunks)}<div class="found"><p class="line">{line}</p>'
        f'<ol class="results" aria-label="{text.RESULTS}">{cards}</ol>{end}</div>'
    )


def nothing_html(
    scope: Scope, filters: Filters, query: str, elsewhere: int, *, linked: bool
) -> str:
    """That nothing was found, and the ways on."""
    shown = query if len(query) <= 80 else query[:79] + "…"
    left_out = bool(filters) and elsewhere > 0
    said = text.nothing_here(shown) if left_out else text.nothing(shown)
    ways = []
    if left_out:
        ways.append(f'<button type="button" name="no-filters">{text.elsewhere(elsewhere)}</button>')
    ways.append(
        f'<button type="button" name="ask-about" value="{_plain(_asked(query))}">'
        f"{text.ASK_TUTOR}</button>"
    )
    if linked:
        ways.append(f'<a class="to-part" href="#notes">{text.ADD_NOTES}</a>')
    about = f"{text.searched(scope.documents, scope.sections)} {text.NOTHING_LEAD}"
    return (
        f'{_filters(scope, filters)}<div class="found"><div class="nothing">'
        f'<p class="said">{_plain(said)}</p>{"" if left_out else f"<p>{about}</p>"}'
        f'<div class="do">{"".join(ways)}</div></div></div>'
    )


def _card(hit: SearchHit, scope: Scope, shown: Shown) -> str:
    chunk = hit.chunk
    spans = () if hit.closest is None else (hit.closest,)
    opened = (
        open_html(reading_address(chunk.document_id, chunk.id, spans), chunk.title)
        if shown.linked
        else ""
    )
    topic = _plain(topic_of(chunk))
    question = shown.query if _is_question(shown.query) else _about(topic_of(chunk))
    deeds = (
        f'<button type="button" name="ask-about" value="{_plain(question)}">{text.ASK}'
        f'<span class="unseen">: {topic}</span></button>'
    )
    if shown.quiz:
        deeds += (
            f'<button type="button" name="practise" value="{topic}">{text.QUIZ}'
            f'<span class="unseen">: {topic}</span></button>'
        )
    passage = typeset(marked_html(hit.text, hit.closest, hit.matches))
    return (
        f'<article class="card" id="result-{hit.rank}" tabindex="-1"><header>'
        f'<span class="number">{hit.rank}</span><span class="from">'
        f"<h3>{_plain(chunk.title)}</h3>"
        f'<span class="place">{_place(hit)}</span></span>{opened}</header>'
        f'<div class="passage" dir="auto">{passage}</div>{_also(hit, scope)}'
        f'<div class="deeds">{deeds}</div></article>'
    )


def _place(hit: SearchHit) -> str:
    """Where in its document a passage stands, and what kind of note that is."""
    heading = " > ".join(hit.chunk.heading_path)
    kind = hit.chunk.metadata.kind
    parts = dict.fromkeys(
        part
        for part in ("" if kind == "notes" else text.KINDS[kind], hit.locator, heading)
        if part and part != hit.chunk.title
    )
    return " · ".join(map(_plain, parts))


def _also(hit: SearchHit, scope: Scope) -> str:
    others = (each for each in hit.also_in if each != hit.document)
    titles = [scope.titles[each] for each in others if each in scope.titles]
    return f'<p class="also">{_plain(text.also_in(titles))}</p>' if titles else ""


def _filters(scope: Scope, filters: Filters, found: Sequence[Chunk] = ()) -> str:
    """The choices that there are, and what was chosen of them."""
    chosen = by_name(filters)
    offered = scope.offered(filters, found)
    if not offered:
        return '<div class="filters"></div>'
    boxes = "".join(_choices(name, each, chosen[name]) for name, each in offered.items() if each)
    chips = "".join(
        f'<button type="button" class="chosen" name="drop" value="{name}:{_plain(value)}" '
        f'title="{_plain(text.drop(words))}" aria-label="{_plain(text.drop(words))}">'
        f"{_plain(words)}</button>"
        for name, values in offered.items()
        for value, words in values.items()
        if value in chosen[name]
    )
    if chips:
        clear = f'<button type="button" class="quiet" name="no-filters">{text.NO_FILTERS}</button>'
        chips = f"{chips}{clear}"
    return (
        f'<div class="filters" role="group" aria-label="{text.FILTERS}">'
        f'<div class="boxes">{boxes}</div><div class="chips">{chips}</div></div>'
    )


def _choices(name: str, values: Mapping[str, str], chosen: frozenset[str]) -> str:
    rows = "".join(
        f'<label><input type="checkbox" name="{name}" value="{_plain(value)}"'
        f"{' checked' if value in chosen else ''}><span>{_plain(words)}</span></label>"
        for value, words in values.items()
    )
    return (
        f'<details class="filter" data-filter="{name}"><summary>'
        f"{text.chosen(_LABELS[name], len(chosen))}</summary>"
        f'<div class="choices" role="group" aria-label="{_LABELS[name]}">{rows}</div></details>'
    )


def _about(topic: str) -> str:
    return text.question(in_a_sentence(topic)) if topic.strip() else topic


def _is_question(query: str) -> bool:
    return _QUESTION.fullmatch(query.strip()) is not None


def _asked(query: str) -> str:
    """What the tutor is asked where nothing was found."""
    return query if _is_question(query) else text.question(query)


def _plain(words: str) -> str:
    return text_html(without_reserved(words))
