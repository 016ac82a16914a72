"""Words that turn a sentence into its opposite when one of them is changed, in the same form."""

import re
from collections.abc import Iterator

from tutor.documents.document import Span

# Each may take the other's place.
_PAIRS = """
increase/decrease increases/decreases increased/decreased increasing/decreasing
raises/lowers raised/lowered raising/lowering grows/shrinks grow/shrink improves/worsens
maximises/minimises maximise/minimise maximising/minimising maximised/minimised
maximizes/minimizes maximize/minimize maximizing/minimizing maximized/minimized
strengthens/weakens overestimates/underestimates overestimate/underestimate
encourages/discourages encourage/discourage
larger/smaller largest/smallest higher/lower highest/lowest longer/shorter longest/shortest
faster/slower stronger/weaker better/worse easier/harder deeper/shallower wider/narrower
earlier/later large/small high/low strong/weak before/after always/never
labelled/unlabelled labeled/unlabeled
"""
# Only the first by the second: the way back reads badly, or what it says may well be true.
_ONE_WAY = """
reduces/increases reduce/increase reduced/increased reducing/increasing shrinks/enlarges
prevents/causes prevent/cause avoids/causes avoid/cause without/with cannot/can unable/able
impossible/possible unnecessary/necessary insufficient/sufficient ignores/considers
ignore/consider independent/dependent rare/common
"""
_TRAIT = r"\w+(?:ive|le|nt|te|al|ed|ic|ly|ous)\b"  # how adjectives and adverbs end
_PHRASES = (
    (r"at least", "at most"),
    (r"at most", "at least"),
    (rf"(?<!no )(?<!or )(?<!any )(?<!once )more(?= (?:than|{_TRAIT}))", "less"),
    (rf"(?<!or )less(?= (?:than|{_TRAIT}))", "more"),
    (r"fewer", "more"),
    (r"(is|are|was|were|can|must|should|will) not(?! (?:only|always|necessarily|yet))", r"\1"),
    (r"(needs?|requires?|uses?|has|have|contains|gives|keeps) no(?= \w+)", r"\1"),
    (r"no longer", "still"),
)
# What must not follow: with it the change would not be the opposite, or no English.
_BARRED = {
    "lower": r" (?:bound|the|an?|its)\b",
    "before": r"(?! \w)| (?:all)\b",
    "after": r"(?! \w)| all\b",
    "independent": r"(?! of\b)",
    "large": r" language\b",
    "rare": r" in\b",
    "without": r" (?:any|loss)\b",
    "better": r" (?:than (?:random|chance)|to)\b",
}


def opposites_in(statement: str) -> Iterator[tuple[Span, str]]:
    """Where a statement can be turned round, with the words to put there, in its order."""
    found = []
    for match in _WORD.finditer(statement):
        barred = _BARRED.get(match[0].lower())
        if not (barred and re.match(barred, statement[match.end() :])):
            found.append((Span(*match.span()), _like(match[0], _OPPOSITES[match[0].lower()])))
    for pattern, put in _COMPILED:
        found += [
            (Span(*match.span()), _like(match[0], match.expand(put)))
            for match in pattern.finditer(statement)
        ]
    yield from sorted(found)


def _like(model: str, word: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for pair in _ONE_WAY.split():
        word, opposite = pair.split("/")
        table[word] = opposite
    for pair in _PAIRS.split():
        word, opposite = pair.split("/")
        table |= {word: opposite, opposite: word}
    return table


_OPPOSITES = _table()
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(_OPPOSITES)})(?![\w-])", re.IGNORECASE)
_COMPILED = [
    (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), put)
    for pattern, put in _PHRASES
]
