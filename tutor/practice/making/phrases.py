"""The phrases of a text that name things: found by their place in a sentence, without a model.

A name of a thing stands where one can stand: a run of words that carry content, opened by an
article, a preposition or the sentence's beginning, and closed by a mark, a preposition or an
auxiliary verb. A run's last word must also be seen alone behind an article somewhere, as nouns are
and verbs aren't.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tutor.documents.document import Span

_FORMULA = re.compile(r"\$[^$]*\$|`[^`]*`|:\w+:`[^`]*`")
_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[^\w\s]")
_ARTICLES = frozenset("a an the each every one another its their no this that these those".split())
_PREPOSITIONS = frozenset(
    "of in for by with from between into as on over under to through at within without across per "
    "than like via against towards after before during among both either using".split()
)
_CLOSERS = _PREPOSITIONS | frozenset(
    "is are was were can may must has have had does do will would should and or that which who "
    "when where if while because so but means equals needs".split()
)
_STOP = (
    _ARTICLES
    | _CLOSERS
    | frozenset(
        "it they he she we you i not be been being only also very more most less least many much "
        "few some any all other others such same own how what why whose them his her our your "
        "there here then thus therefore however often usually sometimes always never just even "
        "still yet already too several different certain various given used using called known "
        "made based due well first second third last next previous new two three four five six "
        "seven eight nine ten half about above below around up down out off again once whether "
        "until since although though unless let say see way ways thing things lot kind kinds "
        "example examples case cases fact part parts number amount use uses e.g i.e etc et al "
        "vs itself themselves something anything everything someone is-a".split()
    )
)
_ADVERB = re.compile(r"\w+ly$|\w+(?:est|able|ible|ous|ful|less|ive)$")
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words in a sentence that may name something."""

    text: str
    span: Span  # in the sentence
    opened: str  # by "article", "preposition", "start" or "other"
    closed: bool  # by what can follow a name


def runs_of(sentence: str) -> Iterator[Run]:
    """The runs of content words of a sentence, in order; formulas and code are marks."""
    plain = _FORMULA.sub(lambda match: "$" * len(match[0]), sentence)
    start: int | None = None
    before, end = "", 0
    last = ""
    for match in _TOKEN.finditer(plain + " ."):
        word = match[0]
        lower = word.lower()
        if lower in _STOP or not word[0].isalpha():
            if word in '*_"':
                continue
            if start is not None:
                text = sentence[start:end]
                closed = lower in _CLOSERS or not word[0].isalnum()
                yield Run(text, Span(start, end), _opener(before), closed)
                start = None
            last = lower
        else:
            if start is None:
                start, before = match.start(), last
            end = match.end()


def phrases_of(sentences: Iterable[str]) -> Counter[str]:
    """How often each phrase names something, in the spelling of the middle of a sentence."""
    runs = [run for sentence in sentences for run in runs_of(sentence)]
    heads = Counter(
        run.text.lower()
        for run in runs
        if run.closed and run.opened in ("article", "preposition") and " " not in run.text
    )
    found: Counter[str] = Counter()
    for run in runs:
        words = run.text.split()
        if not (run.closed and run.opened != "other" and len(words) <= _MOST_WORDS):
            continue
        head = words[-1].lower()
        is_acronym = sum(c.isupper() for c in words[-1]) >= 2
        is_noun = not _ADVERB.match(head) and not head.endswith(("ed", "ly"))
        # "puts research data": a verb stands before what it is about.
        is_verb = len(words) > 1 and words[0].endswith("s") and not words[0].endswith(("ss", "us"))
        if is_noun and not is_verb and (is_acronym or heads[head] >= 2):
            found[run.text if run.opened != "start" else uncapitalised(run.text)] += 1
    return found


def uncapitalised(text: str) -> str:
    """A phrase as in the middle of a sentence; names and acronyms keep their capitals."""
    first, _, rest = text.partition(" ")
    if first[1:] != first[1:].lower() or any(c.isdigit() for c in first) or len(first) == 1:
        return text
    capitals = rest and all(word[:1].isupper() for word in rest.split())
    return text if capitals else first[:1].lower() + text[1:]


def capitalised(text: str) -> str:
    """A phrase as it stands by itself; what begins like a name or a symbol stays as it is."""
    first = text.split(" ")[0]
    plain = first.islower() and first.replace("-", "").isalpha()
    return text[:1].upper() + text[1:] if plain and len(first.split("-")[0]) > 1 else text


def _opener(before: str) -> str:
    if not before:
        return "start"
    if before in _ARTICLES:
        return "article"
    if before in _PREPOSITIONS or before in ("and", "or", ",", "(", "is", "are", "called"):
        return "preposition"
    return "other"
