"""Grading the missing words of a cloze: the same words, however they are spelled.

Case, articles, hyphens, plurals, the spelling of numbers, small slips, and a name against its
acronym make no difference, as long as the passage gives both names.
"""

import math
import re
import unicodedata

from tutor.practice.aliases import aliases_in
from tutor.practice.key_points import numbers_in
from tutor.practice.spelling import same_word
from tutor.retrieval.lexical import stem_terms

_ARTICLES = frozenset(("a", "an", "the"))
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_MARKS = re.compile(r"[-\u2010-\u2015_/*`$\\{}]")
_PARTLY = 0.5  # least share of the missing words that is worth something
_NUMBER_WORD = re.compile(
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|k|percent)"
)


def grade_cloze(answer: str, response: str, passage: str) -> float:
    """What a response is worth: 1 for the missing words, a share for some of them, else 0.

    Args:
        answer: The missing words.
        response: As the student wrote it.
        passage: May give the answer's other name.
    """
    wanted, said = _words(answer), _words(response)
    if not said:
        return 0.0
    names = [wanted]
    for alias in aliases_in(passage):
        pair = _words(alias.name), _words(alias.other)
        for one, other in (pair, pair[::-1]):
            if _same(one, wanted):
                names.append(other)
    if any(_same(name, said) for name in names):
        return 1.0
    if _is_number(wanted):
        return 0.0
    found = sum(any(_same_word(word, other) for other in said) for word in wanted)
    if len(said) > found or found < _PARTLY * len(wanted):
        return 0.0
    return round(found / len(wanted), 3)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("%", " percent ")
    words = _WORD.findall(_MARKS.sub(" ", folded))
    return [word for word in words if word not in _ARTICLES] or words


def _same(wanted: list[str], said: list[str]) -> bool:
    if _is_number(wanted) or _is_number(said):
        return _same_numbers(wanted, said)
    if "".join(wanted) == "".join(said):  # "data set", "dataset"
        return True
    pairs = zip(wanted, said, strict=False)
    return len(wanted) == len(said) and all(_same_word(*pair) for pair in pairs)


def _same_word(word: str, other: str) -> bool:
    return same_word(word, other) or (bool(stem := stem_terms(word)) and stem == stem_terms(other))


def _is_number(words: list[str]) -> bool:
    return bool(words) and all(word[0].isdigit() or _NUMBER_WORD.fullmatch(word) for word in words)


def _same_numbers(wanted: list[str], said: list[str]) -> bool:
    """Whether two numbers are the same in value; a unit may be left out."""
    one, other = (_values(words) for words in (wanted, said))
    return len(one) == len(other) > 0 and all(
        math.isclose(x, y, rel_tol=1e-9) for x, y in zip(one, other, strict=True)
    )


def _values(words: list[str]) -> tuple[float, ...]:
    if words == ["one"]:
        return (1.0,)
    return numbers_in(" ".join(words))
