"""Are two sentences about the same thing, under the same conditions, as far as their words tell?

Sentences in which two notes disagree have their subject, their conditions and most of their words
in common. Where each of the two has a word of its own in the same place ("for adults", "for
children"), they are taken to speak of different things.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tutor.answering.contradictions.polarity import is_negator
from tutor.answering.contradictions.statement import Token, stem_of, stems

# What follows one of these says more about what was said, or something else.
_CUTS = frozenset(
    "that which who whom whose because since so and while whereas but although though , ; : "
    "( ) \u2014 \u2013".split()
)
_PREPOSITIONS = frozenset(
    "in on at for with without by from of to during after before under over between per when if "
    "unless until while within among through than as".split()
)
_SAME_SLOT = {"without": "with", "on": "in", "at": "in", "during": "in", "when": "in", "if": "in"}
# Words that could be exchanged for each other without another subject or condition.
_SOFT = frozenset(
    stem_of(word)
    for word in (
        "contain contains comprise consist include hold holds store compute computed "
        "calculate calculated measure measured take taken make made represent represented "
        "able recommend recommended suggest suggested advise advised describe give given set "
        "sets also really actually often use used using call called say says total altogether "
        "exactly just usually typically typical default standard course normally commonly "
        "generally currently about approximately number count reach achieve achieved report "
        "reported obtain obtained need require required apply applied perform show shown "
        "found score method technique function algorithm last lasts run runs lie lies range "
        "fall counts worth held equal equals amount average respective only fewer"
    ).split()
)
_LINKS = frozenset("for from at to over about around only nearly some".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence with the place at which it parts from another one."""

    tokens: Sequence[Token]
    at: int  # token where they part
    end: int  # token behind the number and what it counts, or behind the word

    @property
    def core(self) -> frozenset[str]:
        """Stems up to the end of the clause that holds the place."""
        return stems(self.tokens[: self._stop()]) - _SOFT

    @property
    def opener(self) -> Sequence[Token]:
        """The condition or place that the sentence opens with; all before `at` without a comma."""
        if self.tokens[0].text not in _PREPOSITIONS:
            return ()
        return self.tokens[: self._comma() or self.at]

    @property
    def subject(self) -> Sequence[Token]:
        """What stands before the place, without an opener that ends in a comma."""
        if self.tokens[0].text not in _PREPOSITIONS:
            return self.tokens[: self.at]
        return self.tokens[self._comma() : self.at]

    @property
    def verb(self) -> str:
        """The word right before a number ("lasts 12 weeks", "runs for 12"): hardly a subject."""
        i = self.at - 1
        while i > 0 and self.tokens[i].text in _LINKS:
            i -= 1
        return self.tokens[i].stem if i > 0 else ""

    def slots(self) -> dict[str, list[Token]]:
        """What stands behind each preposition after the place, up to the end of the clause."""
        found: dict[str, list[Token]] = {}
        slot = ""
        for token in self.tokens[self.end : self._stop()]:
            if token.text in _PREPOSITIONS:
                slot = _SAME_SLOT.get(token.text, token.text)
            else:
                found.setdefault(slot, []).append(token)
        return found

    def _comma(self) -> int:
        return next((i for i, t in enumerate(self.tokens[: self.at]) if t.text == ","), 0)

    def _stop(self) -> int:
        for i in range(self.end, len(self.tokens)):
            # "It is false that" goes on.
            if self.tokens[i].text in _CUTS and not is_negator(self.tokens[i - 1]):
                return i
        return len(self.tokens)


def apart(a: Clause, b: Clause, asked: Sequence[Token], least_shared: float) -> bool:
    """Whether two sentences have different subjects or conditions.

    Args:
        a: One sentence.
        b: The other.
        asked: The question.
        least_shared: Share of the words of the shorter clause that the two must have in common.
    """
    return (
        not _alike(a, b, least_shared)
        or _subjects_differ(a, b, asked)
        or _conditions_differ(a, b, asked)
        or _conditions_differ(b, a, asked)
        or bool((_lacking(a) ^ _lacking(b)) & stems(a.tokens) & stems(b.tokens))
    )


def _alike(a: Clause, b: Clause, share: float) -> bool:
    """Whether two sentences, up to the end of the clause that they part in, share enough words."""
    known_a, known_b = stems(a.tokens), stems(b.tokens)
    # The words in which they part need not be shared: "bounded", "unbounded".
    core_a = a.core - ({a.tokens[a.at].stem} - known_b)
    core_b = b.core - ({b.tokens[b.at].stem} - known_a)
    least = share * min(len(core_a), len(core_b))
    return len(core_a & known_b) >= least and len(core_b & known_a) >= least


def _subjects_differ(a: Clause, b: Clause, asked: Sequence[Token]) -> bool:
    own_a = _own(a.subject, b) - {a.verb}
    own_b = _own(b.subject, a) - {b.verb}
    if own_a and own_b:
        return True
    return _narrowed(a, b, asked) or _narrowed(b, a, asked)


def _narrowed(one: Clause, other: Clause, asked: Sequence[Token]) -> bool:
    """Whether what was asked about is narrowed here ("multilayer perceptron"), and not there."""
    known = stems(other.tokens) | stems(asked) | _SOFT
    wanted = stems(asked) - _SOFT
    return any(
        second.stem in wanted
        and not second.text.endswith("ed")
        and first.stem
        and first.stem not in known
        for first, second in pairwise(one.tokens[: one.at])
    )


def _conditions_differ(one: Clause, other: Clause, asked: Sequence[Token]) -> bool:
    """Whether both say when or where it holds, and not the same."""
    slots, others = one.slots(), other.slots()
    if any(_own(slots[s], other) and _own(others[s], one) for s in slots.keys() & others.keys()):
        return True
    if not _own(one.opener, other) - stems(asked) - {one.verb}:
        return False
    behind = any(_own(found, one) for slot, found in others.items() if slot)
    return behind or bool(_own(other.opener, one) - stems(asked) - {other.verb})


def _own(tokens: Sequence[Token], other: Clause) -> set[str]:
    """What these tokens say that the other sentence doesn't, in words that could be a subject."""
    known = {_name(token) for token in other.tokens}
    return {name for token in tokens if (name := _name(token))} - known - _SOFT


def _name(token: Token) -> str:
    return f"#{token.values[0]:g}" if token.kind == "number" else token.stem


def _lacking(clause: Clause) -> frozenset[str]:
    """The stems right behind "without"."""
    return frozenset(
        second.stem
        for first, second in pairwise(clause.tokens)
        if first.text == "without" and second.stem
    )
