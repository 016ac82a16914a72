"""What one block of a GIFT file asks: the question, its answers, and what its comments say."""

import re
from dataclasses import dataclass, replace

from tutor.practice.exchange.errors import ItemFault
from tutor.practice.exchange.gift_formulas import from_moodle
from tutor.practice.exchange.gift_syntax import Block, plain
from tutor.practice.exchange.item import Item, question_of
from tutor.practice.question import BLANK, DIFFICULTIES, KINDS, Question

IN_BRACKETS = "formulas: in brackets"  # a comment of ours
EXPLANATION = "\n\nExplanation:\n\n"  # between the two parts of an essay's feedback

_TITLE = re.compile(r"::(?P<title>.*?)::", re.DOTALL)
_WEIGHT = re.compile(r"%(?P<percent>-?\d{1,2}\.?\d*)%")
_FORMAT = re.compile(r"\s*\[(?P<name>html|markdown|plain|moodle)\]")
_RANGE = re.compile(r"(?P<least>[^.].*?)\.\.(?P<most>.+)", re.DOTALL)
_ID = re.compile(r"\[id:(?P<id>[^\]]+)\]")
_TAG = re.compile(r"\[tag:(?P<tag>(?:\\\]|[^\]])+)\]")
_FIELD = re.compile(
    r"(?P<name>kind|difficulty|topic|chapter|key point):\s*(?P<value>.+)", re.DOTALL
)
_GAP = "\ue000"  # stands for a gap in HTML
_NUMBERED = re.compile(r"(?:q|question|item|no\.?|frage)?[\s.:#_-]*\d+[.:)]?", re.IGNORECASE)
_ESSAY = "{has} an essay without an answer; write the answer as feedback, {{####answer}}"


@dataclass(frozen=True, slots=True)
class _Choice:
    """One of the answers between the braces."""

    is_right: bool
    weight: float  # share of the mark, from -1 to 1
    text: str
    feedback: str


def question_in(block: Block) -> Question:
    """The question of a block.

    Raises:
        ItemFault: It is of a type that can't be asked here, or it is not GIFT.
    """
    if not block.closed:
        raise ItemFault("{has} a brace that is never closed; close it")
    is_ours = any(comment.startswith("kind: ") for comment in block.comments)
    in_brackets = IN_BRACKETS in block.comments or not is_ours
    title, text, answers = _parts(from_moodle(block.text) if in_brackets else block.text)
    if answers is None:
        raise ItemFault("{has} a text without answers; write these in braces or remove {it}")
    mark = _FORMAT.match(text)
    is_html = mark is not None and mark["name"] == "html"
    about = _about(block, title)
    answers, cut, general = answers.rpartition("####")
    if not cut:
        answers, general = general, ""
    general = _text(general, is_html=is_html)
    question = _text(text, is_html=is_html)
    answers = answers.strip()
    if not answers:
        return _essay(question, general, about)
    if answers.startswith("#"):
        answers, is_number = answers[1:].strip(), True
    else:
        is_number = False
    if not is_number and (truth := re.match(r"(T|TRUE|F|FALSE)\s*(?:#|$)", answers)):
        wrong, _, right = answers[truth.end() :].partition("#")
        said = [general, *(_text(each, is_html=is_html) for each in (right, wrong))]
        return _made(question, truth[1].startswith("T"), about, kind="true-false", said=said)
    if not is_number and "~" not in answers and "=" in answers and "->" in answers:
        raise ItemFault(
            "{has} a matching question, which can't be asked here; "
            "write a question for each of its pairs"
        )
    choices = _choices(answers, is_html=is_html, is_number=is_number)
    if "~" in answers and not is_number:
        return _multiple_choice(question, choices, general, about)
    return _short_answer(question, choices, general, about)


def remark_on(block: Block) -> str:
    """What a question that is taken loses, in the words of `question_pairs.gap`."""
    answers = _parts(block.text)[-1] or ""
    if "~" in answers and not answers.startswith("#") and "=" in answers:
        choices = _choices(answers.partition("####")[0], is_html=False, is_number=False)
        if any(not choice.is_right and choice.weight > 0 for choice in choices):
            return "{has} an answer that is half right; here it counts as wrong"
    return ""


def _parts(text: str) -> tuple[str, str, str | None]:
    """Title, text and what stands between the braces; the text has a gap where these were in it."""
    title = ""
    if named := _TITLE.match(text):
        title, text = plain(named["title"]), text[named.end() :].strip()
    before, opened, rest = text.partition("{")
    answers, closed, after = rest.partition("}")
    if not opened or not closed:
        return title, text, None
    if not after.strip() or (before.rstrip().endswith("?") and not after.strip(" .!?\n")):
        return title, before, answers.strip()
    return title, f"{before}{BLANK}{after}", answers.strip()


def _choices(answers: str, *, is_html: bool, is_number: bool) -> list[_Choice]:
    found = []
    marks = re.split("([=~])", answers)
    pairs = list(zip(marks[1::2], marks[2::2], strict=True))
    if marks[0].strip():
        pairs.insert(0, ("=", marks[0]))
    is_choice = "~" in answers and not is_number
    for mark, words in pairs:
        if is_number and mark == "~":
            continue  # feedback for all other numbers
        words, _, feedback = words.strip().partition("#")
        weight = None if mark == "=" and is_choice else _WEIGHT.match(words)
        share = float(weight["percent"]) / 100 if weight else float(mark == "=")
        words = words[weight.end() :] if weight else words
        text = _number(words) if is_number else _text(words, is_html=is_html)
        is_right = share == 1 if is_choice else share > 0
        found.append(_Choice(is_right, share, text, _text(feedback, is_html=is_html)))
    return found


def _multiple_choice(question: str, choices: list[_Choice], general: str, about: Item) -> Question:
    right = [i for i, choice in enumerate(choices) if choice.is_right]
    if len(right) != 1:
        raise ItemFault(
            "{has} multiple choice with several right answers or none; leave exactly one right"
        )
    said = [general, choices[right[0]].feedback]
    said += [f"{c.text}: {c.feedback}" for c in choices if c.feedback and not c.is_right]
    options = tuple(choice.text for choice in choices)
    return _made(question, right[0], about, options, kind="multiple-choice", said=said)


def _short_answer(question: str, choices: list[_Choice], general: str, about: Item) -> Question:
    best = max(
        (choice for choice in choices if choice.is_right), key=lambda c: c.weight, default=None
    )
    if best is None or not best.text:
        raise ItemFault("{has} no right answer; write one after an equals sign")
    others = [c.text for c in choices if c.weight == best.weight and c is not best]
    said = [general, best.feedback, f"Also right: {'; '.join(others)}" if others else ""]
    return _made(question, best.text, about, said=said)


def _essay(question: str, general: str, about: Item) -> Question:
    answer, _, explanation = general.partition(EXPLANATION)
    if not answer:
        raise ItemFault(_ESSAY)
    return _made(question, answer, about, said=[explanation])


def _made(
    question: str,
    answer: str | bool | int,
    about: Item,
    options: tuple[str, ...] = (),
    *,
    said: list[str],
    kind: str = "",
) -> Question:
    if not kind:
        kind = "cloze" if BLANK in question else "short-answer"
        kind = about.kind if about.kind in ("short-answer", "flashcard") else kind
    explanation = "\n\n".join(dict.fromkeys(part for part in said if part))
    item = replace(about, question=question, answer=answer, options=options, kind=kind)
    return question_of(replace(item, explanation=explanation))


def _about(block: Block, title: str) -> Item:
    """What title, category and comments say about a question; the rest is still to come."""
    comments = "\n".join(block.comments)
    said = [(match["name"], match["value"]) for c in block.comments if (match := _FIELD.match(c))]
    fields = {name: value for name, value in said if name != "key point"}
    tags = [match["tag"].replace("\\]", "]") for match in _TAG.finditer(comments)]
    for name, values in (("kind", KINDS), ("difficulty", DIFFICULTIES)):
        known = [tag for tag in tags if tag in values]
        if fields.get(name) not in values:
            fields[name] = known[0] if known else ""
        tags = [tag for tag in tags if tag not in values]
    is_ours = bool(said)
    if "topic" not in fields and not is_ours:
        fields["topic"] = tags[0] if tags else "" if _NUMBERED.fullmatch(title) else title
    fields.setdefault("chapter", "" if is_ours else block.category)
    named = _ID.search(comments)
    return Item(
        question="",
        answer="",
        kind=fields["kind"],
        topic=fields.get("topic", ""),
        chapter=fields["chapter"],
        difficulty=fields["difficulty"],
        key_points=tuple(value for name, value in said if name == "key point"),
        id=named["id"].strip() if named else "",
    )


def _number(words: str) -> str:
    """A number with its tolerance in words."""
    words = plain(words)
    if limits := _RANGE.fullmatch(words):
        return f"{limits['least'].strip()} to {limits['most'].strip()}"
    number, _, margin = (part.strip() for part in words.partition(":"))
    return f"{number} ± {margin}" if margin.strip("0.") else number


def _text(part: str, *, is_html: bool) -> str:
    """A part's Markdown; its own format mark counts for more than the question's."""
    part = part.strip()
    if mark := _FORMAT.match(part):
        is_html = mark["name"] == "html"
        part = part[mark.end() :]
    text = plain(part)
    return _markdown(text) if is_html else text


def _markdown(html: str) -> str:
    from bs4 import BeautifulSoup

    from tutor.documents.readers.web_markdown import markdown_of

    # Markdown would have the line of a gap escaped.
    soup = BeautifulSoup(re.sub("_{3,}", _GAP, html), "html.parser")
    if soup.find(["img", "video", "audio", "object", "iframe"]):
        raise ItemFault("{has} a picture or recording, which can't be read; put it into words")
    for hidden in soup.find_all(["script", "style"]):
        hidden.decompose()
    return markdown_of(soup).strip().replace(_GAP, BLANK)
