"""A thread copied from a course forum's page (Piazza): the notes in it, without the page.

What a copied page holds besides notes is buttons, counters, dates and people; all of that goes.
Sentences that the page cut off stay as they are.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from tutor.documents.document import Document, Metadata
from tutor.documents.privacy import PeopleMask
from tutor.documents.readers import thread
from tutor.documents.readers.front_matter import FrontMatter, parse_front_matter
from tutor.documents.readers.page_authors import (
    AGO,
    ENDORSED,
    UPDATED,
    find_author_names,
    find_signature,
    is_author_line,
    is_sign_off,
    signature_lines,
)
from tutor.documents.readers.thread import BY_INSTRUCTOR, LIKED

_RESOLVED = r"[\u2610-\u2612\u25cb\u25cf\u2713\u2714]?[ \t]*Resolved\b[^\n]{0,5}\bUnresolved\b"
# Each is something that only such a page says.
_PAGE_MARKS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"where (?:students|instructors) collectively construct a single answer",
        r"\bupdated [^\n]{0,30}\bago by\b",
        r"followup discussions,? for lingering questions",
        r"(?:reply to this|start a new|compose a new) followup discussion",
        _RESOLVED,
        r"@\d+\\?_f\d+",
        r"\b(?:good (?:question|note|answer|comment)|thanks!|helpful!)(?:\]\(#\))?[ \t|]*\d",
        r"^[^\w\n]{0,20}(?:question|note|poll) @\d+",
    )
]
_ENOUGH_MARKS = 3


def looks_like_forum_paste(text: str) -> bool:
    """Whether a text bears several different marks of a copied forum page."""
    return sum(bool(mark.search(text)) for mark in _PAGE_MARKS) >= _ENOUGH_MARKS


def parse(
    text: str,
    document_id: str,
    path: Path,
    *,
    people: Collection[str] = (),
    keep_names: bool = False,
) -> Document:
    """Read a copied thread into sections for its question, its answers, follow-ups and replies.

    A section's locator says where it stands in the thread: "@473 question", "@473 student
    answer", "@473 follow-up 2 reply 1". E-mail addresses are taken out, and the names of `people`
    and of whoever the page names, unless `keep_names`.

    Raises:
        UnreadableNoteError: It begins with front matter that is broken.
    """
    own = _FRONT_MATTER.match(text)
    front = parse_front_matter(own[1], path) if own else FrontMatter(None, Metadata())
    text = _as_lines(text[own.end() :] if own else text)
    number = re.search(
        r"@(\d+)_f\d+|^[^\w\n]{0,20}(?:question|note|poll) @(\d+)", text, re.MULTILINE
    )
    digits = (number[1] or number[2])[:9] if number else ""
    posts = _posts(text.split("\n"), keep_signatures=keep_names)
    names = find_author_names(text).union(people, *(find_signature(each.text) for each in posts))
    mask = PeopleMask(() if keep_names else names)
    title = mask(front.title or _take_title(posts[0]) or path.stem)
    read = [
        thread.Post(
            label=f"@{digits} {post.label}" if digits else post.label,
            text=mask("\n".join(map(_mended, post.lines))),
            number=int(digits) if digits else None,
            standing=post.standing,
        )
        for post in posts
    ]
    metadata = replace(front.metadata, kind="thread")
    return thread.assembled(read, document_id, title, path, metadata=metadata)


@dataclass
class _Post:
    label: str
    lines: list[str] = field(default_factory=list)
    standing: float = 0.0
    is_signed_above: bool = True  # its author's name is not on a line of its own

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


_LEAD = r"\W{0,40}"  # marks and emphasis before what a line says
_ANSWER = re.compile(
    rf"{_LEAD}(?:[SiI]\W{{1,9}})?the (?P<who>student|instructor)s?['\u2019]?s? answer,? where .*",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    rf"(?:{_RESOLVED}.*?|{_LEAD}(?=.*(?:{AGO}|\U0001f517)))@\d+_f(?P<number>\d{{1,6}})\b.*|{_RESOLVED}.*"
)
_NAMED = re.compile(rf"{AGO}|\U0001f517")
_LIKED = re.compile(
    r"\b(?:good (?:note|answer|comment)|thanks!|helpful!)[ \t|]*[1-9]|"
    r"\bendorsed\b|\bgood (?:note|comment)[ \t]*~",
    re.IGNORECASE,
)
_BUTTONS = re.compile(
    r"\b(?:undo |good (?:question|note|answer|comment)|thanks!|helpful!|edit|delete|comment|share"
    r"|reply(?: to this followup discussion)?|(?:start|compose) a new followup discussion"
    r"|(?:stop )?following|\d+ views?|actions?|private|~ ?an instructor|save to favorites?"
    r"|followup discussions,? for lingering questions and comments"
    r"|(?:click to )?start off the wiki answer"
    r"|(?:an )?instructors?\b[^\n]{0,220}\b(?:thinks?|endorsed?) .*)",
    re.IGNORECASE,
)
_PAGE_LINE = re.compile(rf"{_LEAD}(?:question|note|poll) @\d+.*", re.IGNORECASE)
_GREETING = re.compile(
    r"(?i:hi|hello|hey|howdy|dear|good (?:morning|afternoon|evening))"
    r"(?:[ ,]+(?i:all|again|class|everybody|everyone|folks|friends|guys|professors?|students"
    r"|team|there|y['\u2019]?all|(?-i:[A-Z][\w.'\u2019-]*))){0,3} ?[,!.]?"
)
_FRONT_MATTER = re.compile(r"---+[ \t]*\n(.*?)^---+[ \t]*\n", re.DOTALL | re.MULTILINE)
_NEAR = 10  # lines between a post's tags and the buttons below them
_TAG = re.compile(r"[a-z0-9_-]{1,20}(?: [a-z0-9_-]{1,20}){0,2}")


def _as_lines(text: str) -> str:
    """The page with one thing a line and its dead links as words."""
    text = re.sub(r"\[([^\[\]\n]{0,300})\]\(#[^)\n]{0,300}\)", r" \1 ", text.replace("\\_", "_"))
    return re.sub(rf"[ \t]?({_RESOLVED})", r"\n\1", text.replace("\u00a0", " "))


def _posts(lines: list[str], *, keep_signatures: bool) -> list[_Post]:
    """The thread's posts with their own lines only."""
    posts = [_Post("question")]
    follow_ups = replies = 0
    signature: range = range(0)
    for i, line in enumerate(lines):
        answer, follow_up = _ANSWER.fullmatch(line), _FOLLOW_UP.fullmatch(line)
        if answer:
            who = answer["who"].lower()
            posts.append(_Post(f"{who} answer", standing=_of_answer(who)))
        elif follow_up:
            follow_ups, replies = int(follow_up["number"] or follow_ups + 1), 0
            named = bool(_NAMED.search(line))
            posts.append(_Post(f"follow-up {follow_ups}", is_signed_above=named))
        elif posts[-1].label.startswith("follow-up") and is_author_line(line):
            first_words = not posts[-1].text.strip()
            if first_words and not posts[-1].is_signed_above:
                posts[-1].is_signed_above = True
            else:
                replies += 1
                posts.append(_Post(f"follow-up {follow_ups} reply {replies}"))
        elif not keep_signatures and is_sign_off(line):
            signature = signature_lines(lines, i)
        elif _belongs_to_page(lines, i):
            posts[-1].standing = max(posts[-1].standing, _standing(posts[-1], line))
        elif i not in signature:
            posts[-1].lines.append(line)
    return posts


def _of_answer(who: str) -> float:
    return BY_INSTRUCTOR if who == "instructor" else 0.0


def _standing(post: _Post, line: str) -> float:
    """What a line of the page below a post says for it."""
    if post.label == "question":
        return 0.0  # a good question states nothing
    endorsed = ENDORSED.search(line)
    if endorsed and post.label.endswith("answer"):
        return BY_INSTRUCTOR
    return LIKED if endorsed or _LIKED.search(line) else 0.0


def _belongs_to_page(lines: list[str], at: int) -> bool:
    line = lines[at].strip()
    is_page_line = _PAGE_LINE.fullmatch(line) or UPDATED.fullmatch(line) or is_author_line(line)
    if is_page_line or _is_buttons(line) or _GREETING.fullmatch(line):
        return True
    if not _TAG.fullmatch(line):
        return False
    following = next((each for each in lines[at + 1 : at + _NEAR] if each.strip()), "")
    return _is_buttons(following)


def _is_buttons(line: str) -> bool:
    rest, found = _BUTTONS.subn("", line)
    return found > 0 and not re.search(r"[^\W\d_]", rest)


def _take_title(post: _Post) -> str:
    """Remove the first line of the question from it where it is a title."""
    for i, line in enumerate(post.lines):
        words = line.strip().lstrip("#").strip().strip("*")
        if words:
            if line.lstrip().startswith("#") or (len(words) <= 150 and words[-1] not in ".,;:"):
                del post.lines[: i + 1]
                return words
            break
    return ""


def _mended(line: str) -> str:
    """A line whose bold type lost its beginning, as copies of such pages do, with it again."""
    if line.count("**") % 2 == 0:
        return line
    mended, times = re.subn(r"^(\s*(?:[-*+]|\d+[.)])?\s*)([^*:]{1,80}:)\*\*", r"\1**\2**", line)
    return mended if times else line.replace("**", "")
