"""Whether a word that is somebody's name means that person where it stands."""

import re

from tutor.documents.name_words import ENGLISH_WORDS, LITTLE_WORDS, NOTES_WORDS

SHORTEST_INSIDE = 4  # letters of a name that is looked for within those of variables and links
_SHORTEST = 3  # letters of one that is taken out where nothing tells what it is

TITLE = re.compile(r"\b(?:prof(?:essor)?|dr|mrs?|ms|ta)\b\.?[ \t]+$", re.IGNORECASE)
# What is said to somebody, or about somebody who has spoken.
_ADDRESSING = re.compile(
    r"(?:@|\b(?:thanks|thank you|thanx|thx|tysm|ty|kudos|props|credits?|shout-?out|congrats|hi"
    r"|hello|hey|howdy|dear|cc|h/t|sorry|cheers|regards)[,:!]?[ \t]+"
    r"(?:(?:so much|very much|a lot|again|also|to|for|goes to)[,:]?[ \t]+){0,2})$",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"[ \t]*(?:[,.!?:;)*\n]|$|(?:and|for|[-\u2013\u2014])\b|[-\u2013\u2014])")
_SPEAKS = re.compile(
    r"\*{0,2}[ \t]+(?:has |have |just |also |already |had )?(?:said|says|asked|asks|thinks|thought"
    r"|wrote|writes|explained|explains|mentioned|mentions|noted|answered|answers|replied|replies"
    r"|posted|suggested|suggests|pointed out|agrees|agreed|told|confirmed|and I|(?:is|was) right"
    r"|(?:is|was) wrong)\b"
    r"|['\u2019]s?[ \t]+(?:answer|comment|explanation|follow-?up|idea|point|post|question|reply"
    r"|suggestion)\b"
)
_CITED = re.compile(r"[ \t]+et\.?[ \t]+al\b|[ \t]*,?[ \t]*\(?(?:19|20)\d\d\b")
# What is called after somebody: the Taylor expansion, Fisher information.
_METHOD = re.compile(
    r"(?:[-\u2013][A-Z]\w+)?[ \t]+(?:algorithm|approximation|basis|bound|coefficient|constant"
    r"|criterion|curve|decomposition|distance|distribution|divergence|equation|estimator|expansion"
    r"|field|filter|form|formula|function|gate|index|inequality|information|initiali[sz]ation"
    r"|interval|kernel|law|loss|machine|matrix|method|model|network|noise|norm|optimi[sz]er|period"
    r"|polynomial|principle|process|product|rule|sampling|scale|score|series|stemm|test|theorem"
    r"|transform|tree|walk)"
)
_ARTICLE = re.compile(r"\b(?:an?|the)[ \t]+$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n])[\s*_\"'(>#-]*$")


def means_somebody(word: re.Match[str], initials: set[str]) -> bool:
    """Whether a word that is a part of somebody's name is that here, alone as it stands.

    Args:
        word: Found in a text without accents.
        initials: Of the other parts of that name, in small letters.

    Most names are, wherever they stand. Those that are words as well need a capital within a
    sentence, and those that notes are full of need somebody who is addressed or speaks.
    """
    text, part = word.string, word[0].lower()
    before, after = (
        text[max(0, word.start() - 60) : word.start()],
        text[word.end() : word.end() + 40],
    )
    capital = word[0][0].isupper() or word[0][0] == word[0][0].upper()
    if before.endswith("@"):
        return True
    if part in LITTLE_WORDS:
        return False
    if _is_addressed(before, after, capital=capital) or _has_initial(before, initials):
        return True
    if len(part) < _SHORTEST or part in NOTES_WORDS or (capital and _CITED.match(after)):
        return False
    if len(part) < SHORTEST_INSIDE and re.search(r"[\d_]", before[-1:] + after[:1]):
        return False
    if part in ENGLISH_WORDS:
        is_method = _ARTICLE.search(before) or _METHOD.match(after)
        shouted = word[0].isupper()
        return capital and not shouted and not is_method and _stands_out(before, after)
    return capital or not _ARTICLE.search(before)


def _is_addressed(before: str, after: str, *, capital: bool) -> bool:
    if _ADDRESSING.search(before) and _ADDRESSED.match(after):
        return True
    if capital and (TITLE.search(before) or _SPEAKS.match(after)):
        return True
    return bool(re.search(r"\b(?:as|like|what)[ \t]+$", before) and _SPEAKS.match(after))


def _has_initial(before: str, initials: set[str]) -> bool:
    initial = re.search(r"(?<!\w)([A-Z])\.[ \t]?$", before)
    return initial is not None and initial[1].lower() in initials


def _stands_out(before: str, after: str) -> bool:
    """Whether a capital can't be that of a sentence's or a title's first letters."""
    if _SENTENCE_START.search(before):
        return False
    previous, following = re.search(r"(\w+)\W*$", before), re.match(r"\W*(\w+)", after)
    near = [following[1]] if following else []
    if previous and not _SENTENCE_START.search(before[: previous.start()]):
        near.append(previous[1])
    return not any(word[0].isupper() and len(word) > 1 for word in near)
