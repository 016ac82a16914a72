"""Is a question good English that stands by itself, and does it keep its answer to itself?"""

import re

from tutor.answering.terms import content_terms, numbers

_POINTS_OUT = re.compile(
    r"\b(?:passages?|texts?|excerpts?|authors?|notes|sentences?|paragraphs?|statement|"
    r"(?:according to|based on|in|from) the (?:course|chapter|section|lecture|slides?|context|"
    r"information|glossary|description|definition|article|document|book|example|above|given)|"
    r"mentioned|described (?:here|above|in)|given (?:above|below|in the)|provided|shown (?:above|"
    r"below|in)|discussed|aforementioned|the following|the (?:above|below)|as above|"
    r"figure|fig\.? ?\d|table \d|equation \(?\d|eqs?\.? ?\(?\d|chapter \d|section \d|appendix|"
    r"this (?!is\b)\w+|these \w+|those \w+|such an? \w+|the (?:former|latter|same \w+)|"
    r"(?:all|none|both) of (?:the above|these|them))\b|_{3,}|:\w+:`|\[\d+\]",
    re.IGNORECASE,
)
# "In text classification" is about texts, "the text" is the passage.
_IS_ABOUT_TEXT = re.compile(
    r"\b(?:clinical|medical|free|free-text|patient|progress|discharge|radiology|doctors'|plain|raw|"
    r"training|input|output|generated|unlabelled|unlabeled|of|in|per|each|a|every|long|short|"
    r"whole|masked|next|two|context)\s(?:notes|texts?|sentences?|passages?|paragraphs?|tables?)\b|"
    r"\b(?:text|sentence|passage|notes)\s(?:data|classification|generation|processing|embedding|"
    r"prediction|corp\w+|vectors?|length|encoder|sequence|mining)\b",
    re.IGNORECASE,
)
_OPENS_WITH_PRONOUN = re.compile(r"\b(?:it|its|they|their|them|he|she|his|her)\b", re.IGNORECASE)
_NOUN = re.compile(r"[^\W\d_]{3,}")
_OPENER = re.compile(
    r"^(?:what|which|who|whom|whose|when|where|why|how|in which|in what|at which|at what|to which|"
    r"to what|for which|for what|by which|by what|with which|with what|on which|on what|of which|"
    r"from which|from what|into what|into which|under which|under what|during which|after which|"
    r"through which|in|for|if|when|during|after|with|at|under|on|as|besides|to|by|unlike|among|"
    r"because)\b",
    re.IGNORECASE,
)
_LEAST_WORDS, _MOST_WORDS = 4, 40
_WORD = re.compile(r"[^\W_]+")


def is_question(text: str) -> bool:
    """Whether it is one question of a readable length, and no more than that."""
    words = len(_WORD.findall(text))
    return (
        _LEAST_WORDS <= words <= _MOST_WORDS
        and text.endswith("?")
        and text.count("?") == 1
        and _OPENER.match(text) is not None
        and text.count("$") % 2 == 0
        and "\n" not in text
    )


def stands_alone(text: str) -> bool:
    """Whether a question or statement is understood by whoever sees nothing else.

    It points at no passage, figure or thing said before, and has no pronoun before a noun that
    the pronoun could stand for.
    """
    if _POINTS_OUT.search(_IS_ABOUT_TEXT.sub(" ", text)):
        return False
    pronoun = _OPENS_WITH_PRONOUN.search(text)
    if pronoun is None:
        return True
    before = content_terms(text[: pronoun.start()])
    return any(_NOUN.search(term) for term in before)


def gives_away(question: str, answer: str) -> bool:
    """Whether the wording of a question holds what it asks for.

    It does when the most of the answer's content stands in it, in whatever form of the words, or
    the number that is asked for.
    """
    wanted = content_terms(answer)
    asked = content_terms(question)
    if not wanted:
        return bool(numbers(answer)) and numbers(answer) <= numbers(question)
    if len(wanted) <= 2:
        return wanted <= asked
    return len(wanted & asked) > len(wanted) / 2
