"""An item as somebody wrote it down becomes a question, or it is said what is wrong with it.

What is not said is derived: the kind from the form of the answer, and which option is meant from
its letter, its number or its words.
"""

import re
from dataclasses import dataclass

from tutor.answering.untrusted.characters import visible
from tutor.documents.text_file import normalised
from tutor.practice.exchange.errors import ItemFault
from tutor.practice.exchange.imported import MAX_TEXT
from tutor.practice.question import (
    BLANK,
    DIFFICULTIES,
    KINDS,
    LETTERS,
    Difficulty,
    Kind,
    Question,
)

_TRUE = ("true", "t", "yes", "right", "correct")
_FALSE = ("false", "f", "no", "wrong", "incorrect")

_KIND_NAMES: dict[str, Kind] = {kind: kind for kind in KINDS} | {
    "mc": "multiple-choice",
    "mcq": "multiple-choice",
    "multichoice": "multiple-choice",
    "single-choice": "multiple-choice",
    "choice": "multiple-choice",
    "tf": "true-false",
    "true-or-false": "true-false",
    "truefalse": "true-false",
    "short": "short-answer",
    "shortanswer": "short-answer",
    "open": "short-answer",
    "essay": "short-answer",
    "numerical": "short-answer",
    "fill-in-the-blank": "cloze",
    "fill-in": "cloze",
    "gap": "cloze",
    "missing-word": "cloze",
    "card": "flashcard",
    "flash-card": "flashcard",
}
_OWN_ID = re.compile(r"q[0-9a-f]{12}")
_GAP = re.compile("_{3,}")
_LETTER = re.compile(r"(?P<lead>(?:option |\()?)(?P<letter>[A-H])(?P<mark>[).:]?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """What somebody wrote down, each part empty where there is none."""

    question: str
    answer: str | bool | int  # a number is the index of an option, from 0
    options: tuple[str, ...] = ()
    kind: str = ""
    topic: str = ""
    chapter: str = ""
    explanation: str = ""
    difficulty: str = ""
    key_points: tuple[str, ...] = ()
    id: str = ""


def question_of(item: Item) -> Question:
    """The question that an item is, without a citation.

    An id of ours is kept, so that what was written out, corrected and read again takes the place
    of what it was; ids of other programs are not unique and are not kept.

    Raises:
        ItemFault: It can't be asked as it is.
    """
    options = tuple(_clean(option) for option in item.options)
    answer = _clean(item.answer) if isinstance(item.answer, str) else item.answer
    text = _clean(item.question)
    if not text:
        raise ItemFault("{has} no question; write one or remove {it}")
    if answer == "":
        raise ItemFault("{has} no answer; write one or remove {it}")
    texts = (text, str(answer), item.explanation, *options, *item.key_points)
    if max(map(len, texts)) > MAX_TEXT:
        raise ItemFault(f"{{has}} a text of more than {MAX_TEXT:,} characters; shorten {{it}}")
    kind = _kind(item.kind, text, answer, options)
    if kind == "cloze":
        text = _GAP.sub(BLANK, text)
        if BLANK not in text:
            raise ItemFault(f"{{has}} no gap; write {BLANK} where the answer belongs")
    return Question(
        kind=kind,
        question=text,
        answer=_answer(kind, answer, options),
        explanation=_clean(item.explanation),
        citations=(),
        topic=_line(item.topic),
        difficulty=_difficulty(item.difficulty),
        options=_distinct(options) if kind == "multiple-choice" else None,
        chapter=_line(item.chapter),
        key_points=tuple(filter(None, map(_clean, item.key_points))),
        origin="imported",
        id=item.id if _OWN_ID.fullmatch(item.id) else "",
    )


def option_meant(answer: str, options: tuple[str, ...]) -> int:
    """The index of the option that is meant by its letter, its number from 1, or its words.

    Raises:
        ItemFault: None is meant, or it is not clear which.
    """
    letter = _LETTER.fullmatch(answer)
    index = LETTERS.index(letter["letter"].upper()) if letter else len(options)
    if answer in options:
        meant = {options.index(answer)}
    elif letter and index < len(options) and letter["lead"] + letter["mark"]:
        return index
    else:
        meant = {i for i, option in enumerate(options) if _same(option, answer)}
    if index < len(options):
        meant.add(index)
    if answer.isascii() and answer.isdigit() and 0 < int(answer) <= len(options):
        meant.add(int(answer) - 1)
    if len(meant) == 1:
        return meant.pop()
    if meant:
        raise ItemFault(
            "{has} an answer that is the letter or number of one option and the text of another; "
            "write the letter with a bracket, as in A)"
        )
    raise ItemFault("{has} an answer that is none of the options; write the right one's letter")


def _kind(said: str, text: str, answer: str | bool | int, options: tuple[str, ...]) -> Kind:
    name = "-".join(re.findall(r"[a-z]+", said.lower()))
    if name and name not in _KIND_NAMES:
        raise ItemFault(f"{{is}} of an unknown kind; the kinds are {', '.join(KINDS)}")
    if name:
        return _KIND_NAMES[name]
    if options:
        words = {option.lower() for option in options}
        return "true-false" if words == {"true", "false"} else "multiple-choice"
    if str(answer).lower() in ("true", "false"):
        return "true-false"
    return "cloze" if _GAP.search(text) else "short-answer"


def _answer(kind: Kind, answer: str | bool | int, options: tuple[str, ...]) -> int | bool | str:
    if kind == "multiple-choice":
        if len(options) < 2:
            raise ItemFault("{is} multiple choice with fewer than two options; write the others")
        if isinstance(answer, bool):
            answer = str(answer)
        if isinstance(answer, int):
            if not 0 <= answer < len(options):
                raise ItemFault("{has} the number of an option that is not there; correct {it}")
            return answer
        return option_meant(answer, options)
    if kind == "true-false":
        if options and not isinstance(answer, bool):
            index = answer if isinstance(answer, int) else option_meant(answer, options)
            answer = options[index] if index in range(len(options)) else ""
        word = str(answer).lower().rstrip(".")
        if word not in _TRUE + _FALSE:
            raise ItemFault("{is} true or false with another answer; write true or false")
        return word in _TRUE
    if options:
        raise ItemFault(f"{{has}} options although {{it}} {{is}} of the kind {kind}; remove them")
    return str(answer)


def _distinct(options: tuple[str, ...]) -> tuple[str, ...]:
    if "" in options:
        raise ItemFault("{has} an empty option; write it or move those below it up")
    if len(set(options)) < len(options):
        raise ItemFault("{has} the same option twice; change one of them")
    if len(options) > len(LETTERS):
        raise ItemFault(f"{{has}} more than {len(LETTERS)} options; remove some")
    return options


def _difficulty(said: str) -> Difficulty:
    word = said.strip().lower()
    for difficulty in DIFFICULTIES:
        if word == difficulty:
            return difficulty
    if word:
        raise ItemFault(
            f"{{has}} a difficulty that is none of {', '.join(DIFFICULTIES)}; write one of these"
        )
    return "medium"


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).lower() == " ".join(other.split()).lower()


def _clean(text: str) -> str:
    # Again in one form: what stood between a letter and its accent may be gone.
    return normalised(visible(text)).strip()


def _line(text: str) -> str:
    return " ".join(_clean(text).split())
