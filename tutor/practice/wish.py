"""Understanding that somebody wants to be asked: "quiz me on chapter 3", "five questions on GRUs".

Grammar only, and a narrow one: what doesn't fit it whole is a question to be answered. A student
who wanted a quiz and got an answer says it again; one who asked and got a quiz is annoyed.
"""

import re

from tutor.practice.question import Difficulty, Kind
from tutor.practice.quiz_wish import QuizWish

_DEFAULT = 5  # questions where no number is said
_SEVERAL = 3  # from which on a number of questions, without a verb, is a wish
_LONGEST = 14  # words of a topic; more are a sentence
_MOST = 300  # characters of a wish

_UNITS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )
)
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_AMOUNTS = {
    "a couple of": 2,
    "a few": 3,
    "a handful of": 5,
    "half a dozen": 6,
    "a dozen": 12,
    "a hundred": 100,
    "one hundred": 100,
    "some": _DEFAULT,
    "several": _DEFAULT,
    "more": _DEFAULT,
}
_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"multiple[ -]choice|mcqs?\b|mc\b", "multiple-choice"),
    (r"true[ -]?(?:/|or|and)?[ -]?false|t/f|yes[ -/]no", "true-false"),
    (r"short[ -]answers?|open(?:[ -]ended)?\b|free[ -]text", "short-answer"),
    (r"cloze|fill(?:[ -]in)?[ -](?:the[ -])?(?:blanks?|gaps?)|gap(?:[ -]fill)?\b", "cloze"),
    (r"flash[ -]?cards?", "flashcard"),
)
_DIFFICULTIES: tuple[tuple[str, Difficulty], ...] = (
    (r"eas(?:y|ier)|simpler?|basic", "easy"),
    (r"medium|moderate|intermediate", "medium"),
    (r"hard(?:er)?|difficult|challenging|tricky|tough", "hard"),
)

_KIND = "|".join(pattern for pattern, _ in _KINDS)
_DIFFICULTY = "|".join(pattern for pattern, _ in _DIFFICULTIES)
_TEN, _UNIT = "|".join(_TENS), "|".join(_UNITS)
_NUMBER = rf"\d+|(?:{_TEN})(?:[ -](?:{_UNIT}))?\b|(?:{_UNIT})\b"
_COUNT = "|".join([*(rf"{amount}\b" for amount in _AMOUNTS), _NUMBER])
_ADJECTIVE = (
    rf"more|other|new|different|further|quick|short|little|random|practi[cs]e|review|"
    rf"exam[ -]style|nice|good|{_DIFFICULTY}|{_KIND}"
)
# "five hard true-false questions", "a quick quiz", "some flashcards"; never "the questions".
_NOUN = (
    rf"(?:(?:another|an?)\s+)?(?:(?P<count>{_COUNT})\s+)?(?P<words>(?:(?:{_ADJECTIVE})\s+)*)"
    rf"(?P<head>questions?|quiz(?:zes)?|test|mcqs?|flash[ -]?cards?|clozes?)"
)
_ABOUT = r"(?:on|about|over|from|for|in|of|covering|concerning|regarding|out\s+of)"
_ME = r"(?:me|us)"
_GREETING = (
    r"(?:(?:ok(?:ay)?|hey|hi|now|so|well|please|then|tutor|al?right|great|thanks)[,.!]?\s+)*"
)
_WANT = r"(?:i\s+(?:want|need|would\s+like|would\s+love)|i['\u2019]d\s+(?:like|love))"
_CAN = rf"(?:(?:(?:can|could|would|will)\s+you|{_WANT}\s+you\s+to)\s+(?:(?:please|now|just)\s+)*)?"
_DO = r"(?:do|have|get|take|try|start|practi[cs]e(?:\s+with)?|be\s+(?:asked|given))"
_FORMS = tuple(
    re.compile(rf"{_GREETING}{form}(?:\s+{about}\s+(?P<topic>.+))?", re.IGNORECASE)
    for form, about in (
        (rf"{_CAN}(?:quiz|test|examine|drill|question)\s+{_ME}(?:\s+with\s+{_NOUN})?", _ABOUT),
        (rf"{_CAN}(?:ask|give|show|pose|set)\s+{_ME}\s+{_NOUN}", _ABOUT),
        (
            rf"{_CAN}(?:make|write|generate|create|prepare|start|begin|take)\s+(?:{_ME}\s+)?{_NOUN}"
            r"(?:\s+for\s+me)?",
            _ABOUT,
        ),
        (rf"(?:{_WANT}(?:\s+to\s+{_DO})?|(?:can|could|may)\s+(?:i|we)\s+{_DO})\s+{_NOUN}", _ABOUT),
        (rf"let(?:['\u2019]?s|\s+(?:me|us))\s+{_DO}\s+{_NOUN}", _ABOUT),
        (
            rf"(?:{_WANT}\s+to\s+be|(?:can|could|may)\s+i\s+be)\s+(?:quizzed|tested|examined)",
            _ABOUT,
        ),
        (rf"(?:{_WANT}\s+to|let(?:['\u2019]?s|\s+(?:me|us)))\s+practi[cs]e", r"(?:on|with)"),
        (rf"(?P<bare>{_NOUN})", r"(?:on|about|from)"),
        (r"practi[cs]e", r"(?:on|for)"),
    )
)
_END = re.compile(
    r"(?:[\s,]+(?:please|now|again|thanks|thank\s+you|today|for\s+me)|[\s.!?\u2026])+$",
    re.IGNORECASE,
)
_EXAM = re.compile(
    r"(?:my|the|our|an?)\s+(?:\w+\s+)?(?:exam|midterm|final|finals|test)s?|(?:my|the)\s+notes|"
    r"(?:the|my|this)\s+(?:whole\s+)?course|everything|anything|all(?:\s+(?:of\s+it|chapters))?",
    re.IGNORECASE,
)
_CHAPTER = (
    r"(?:the\s+)?(?:chapter|ch\.?|lecture|week|unit)\s+(?:no\.?\s+)?"
    rf"(?P<chapter>\d+(?:\.\d+)?|{_NUMBER})"
)
_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _CHAPTER,
        rf"(?P<topic>.+?),?\s+(?:in|from|of|on|for)\s+{_CHAPTER}",
        rf"{_CHAPTER}[,:]?\s+(?:on|about|and)\s+(?P<topic>.+)",
        r"(?:the\s+)?chapter\s+(?:on|about|called|titled)\s+(?P<chapter>.+)",
        r"the\s+(?P<chapter>.+?)\s+chapter",
    )
)
_BACK = re.compile(r"(?:this|that|it|them|these|those)(?:\s+(?:topic|section|answer))?", re.I)
_QUOTES = "\"'\u201c\u201d\u2018\u2019 "


def wish_of(text: str) -> QuizWish | None:
    """What somebody wants to be asked; None where the text is no such wish.

    Raises:
        QuizError: It is one, of a number of questions that no quiz has.
    """
    if len(text) > _MOST:
        return None
    said = _END.sub("", " ".join(text.split()))
    for form in _FORMS:
        match = form.fullmatch(said)
        if match:
            found = match.groupdict()
            about = (found["topic"] or "").strip(_QUOTES)
            if _is_sentence(about) or (found.get("bare") and not _is_clear(found)):
                return None
            return _wish(found, about)
    return None


def refers_back(wish: QuizWish) -> bool:
    """Whether the topic is only "this" or "that": what was spoken of last."""
    return wish.topic is not None and _BACK.fullmatch(wish.topic) is not None


def _wish(found: dict[str, str | None], about: str) -> QuizWish:
    words = " ".join(filter(None, (found.get("words"), found.get("head"))))
    topic, chapter = _place(about)
    return QuizWish(
        n=_number_of(found),
        kind=next((kind for pattern, kind in _KINDS if _has(pattern, words)), None),
        topic=topic,
        chapter=chapter,
        difficulty=next((each for pattern, each in _DIFFICULTIES if _has(pattern, words)), None),
    )


def _number_of(found: dict[str, str | None]) -> int:
    count = (found.get("count") or "").lower()
    if count in _AMOUNTS:
        return _AMOUNTS[count]
    if count:
        return _value(count)
    head = (found.get("head") or "").lower()
    return 1 if head in ("question", "mcq", "cloze", "flashcard", "flash card") else _DEFAULT


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    return sum(_TENS.get(word) or _UNITS[word] for word in re.split(r"[ -]", number.lower()))


def _place(about: str) -> tuple[str | None, str | None]:
    """The topic and the chapter in what follows "about"."""
    if not about or _EXAM.fullmatch(about):
        return None, None
    for place in _PLACES:
        match = place.fullmatch(about)
        if match:
            topic = match.groupdict().get("topic")
            return (topic.strip(_QUOTES) if topic else None), _key(match["chapter"])
    return about, None


def _key(chapter: str) -> str:
    said = chapter.strip(_QUOTES)
    return str(_value(said)) if re.fullmatch(rf"(?:{_NUMBER})", said, re.IGNORECASE) else said


def _is_sentence(about: str) -> bool:
    """Whether this is more than a topic, so that the whole is no wish."""
    return len(about.split()) > _LONGEST or re.search(r"[?:;]|[.!]\s", about) is not None


def _is_clear(found: dict[str, str | None]) -> bool:
    """Whether a phrase without a verb is a wish; "a question about GRUs" announces a question."""
    words = " ".join(filter(None, (found["words"], found["head"])))
    return (
        _has("quiz", words)
        or _has(_KIND, words)
        or (found["count"] is not None and _number_of(found) >= _SEVERAL)
    )


def _has(pattern: str, words: str) -> bool:
    return re.search(rf"\b(?:{pattern})", words, re.IGNORECASE) is not None
