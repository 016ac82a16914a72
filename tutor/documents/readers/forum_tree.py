"""One thread of a forum's JSON: a post with its answers, follow-ups and replies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tutor.documents.privacy import PeopleMask
from tutor.documents.readers.forum_html import html_to_markdown
from tutor.documents.readers.html import without_html
from tutor.documents.readers.page_authors import find_signature
from tutor.documents.readers.thread import BY_INSTRUCTOR, LIKED, Post
from tutor.documents.text_file import normalised

_KINDS = {"question": "question", "note": "note", "poll": "poll"}
_ANSWERS = {"i_answer": "instructor answer", "s_answer": "student answer"}
_WELCOMES = re.compile(
    r"welcome to piazza|tips (?:&|and) tricks for a successful class|introduce piazza to your "
    r"students|get familiar with piazza|search for teammates",
    re.IGNORECASE,
)
_LAST_WELCOME = 5
_CHOICES = frozenset("options poll_options choices answers".split())
_CHOICE_TEXTS = ("text", "option", "content", "label", "title", "answer", "choice")


@dataclass
class LeftOut:
    """Posts that are not read, by the reason, without a word of what they say."""

    numbers: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, root: dict[str, Any]) -> None:
        """Count a post."""
        number = number_of(root)
        self.numbers.setdefault(reason, []).append("" if number is None else f"@{number}")

    def sentences(self) -> list[str]:
        """What to tell about them."""
        told = []
        for reason, numbers in self.numbers.items():
            known = ", ".join(number for number in numbers if number)
            posts = "post was" if len(numbers) == 1 else "posts were"
            which = f" ({known})" if known else ""
            told.append(f"{len(numbers)} {reason} {posts} left out{which}")
        return told


def reason_to_leave_out(root: dict[str, Any]) -> str | None:
    """What kind of post this is, if it is not for everybody."""
    status = root.get("status", "active")
    tags = root.get("tags")
    if status == "private" or (isinstance(tags, list) and "private" in tags):
        return "private"
    if status != "active":
        return "deleted"
    number = number_of(root)
    is_early = number is not None and number <= _LAST_WELCOME
    if is_early and root.get("type") == "note" and _WELCOMES.match(subject_of(root)):
        return "welcome"
    return None


def number_of(root: dict[str, Any]) -> int | None:
    """The number by which a post is cited, as in @101."""
    number = root.get("nr")
    if isinstance(number, str) and re.fullmatch(r"\d{1,9}", number):
        return int(number)
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def subject_of(root: dict[str, Any]) -> str:
    """A post's subject on one line, without tags."""
    newest = _newest(root)
    subject = _text(newest.get("subject")) or _text(root.get("subject"))
    return " ".join(without_html(subject).split())


def posts_of(
    root: dict[str, Any], mask: PeopleMask, *, below_subject: bool, keep_names: bool
) -> Iterator[Post]:
    """A thread's posts in their order, nobody named in them.

    Args:
        root: The post that began it.
        mask: Takes the people out.
        below_subject: Whether the subject is their heading, because it is not the document's.
        keep_names: Leave the names with which posts are signed.
    """
    number = number_of(root)
    prefix = "" if number is None else f"@{number} "
    kind = _KINDS.get(str(root.get("type")), "note")
    body = _body(root) or _kept_line(subject_of(root))
    if choices := _choices(root):
        body = "\n\n".join([body, "\n".join(f"- {choice}" for choice in choices)])
    standing = LIKED if kind != "question" and _liked(root, "tag_good") else 0.0
    nodes = [(kind, body, standing)]
    nodes += [(label, _body(node), _standing(node)) for label, node in _nodes(root)]
    signatures = {name for _, text, _ in nodes for name in find_signature(text)}
    signed = PeopleMask(() if keep_names else signatures)
    subject = signed(mask(subject_of(root)))
    path = (subject,) if below_subject and subject else ()
    for label, text, weight in nodes:
        yield Post(f"{prefix}{label}", signed(mask(text)), number, path, weight)


def _nodes(root: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything below a post with what it is called, as the forum numbers it."""
    follow_ups = 0
    for child in _dicts(root.get("children")):
        kind = _ANSWERS.get(str(child.get("type")))
        if kind is None:
            follow_ups += 1
            kind = f"follow-up {follow_ups}"
        if _is_visible(child):
            yield kind, child
            replies = [reply for reply in _below(child) if _is_visible(reply)]
            yield from ((f"{kind} reply {i}", reply) for i, reply in enumerate(replies, start=1))


def _below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    pending = _dicts(node.get("children"))[::-1]
    while pending:
        each = pending.pop()
        yield each
        pending += _dicts(each.get("children"))[::-1]


def _is_visible(node: dict[str, Any]) -> bool:
    return bool(node.get("status", "active") == "active")


def _standing(node: dict[str, Any]) -> float:
    kind = node.get("type")
    if kind == "i_answer":
        return BY_INSTRUCTOR
    endorsers = _dicts(node.get("tag_endorse"))
    if kind == "s_answer" and any(_is_instructor(each) for each in endorsers):
        return BY_INSTRUCTOR
    return LIKED if _liked(node, "tag_endorse") or _liked(node, "tag_good") else 0.0


def _is_instructor(endorser: dict[str, Any]) -> bool:
    role = endorser.get("role")
    return bool(endorser.get("admin")) or role in ("ta", "professor", "instructor")


def _liked(node: dict[str, Any], key: str) -> bool:
    return bool(_list(node.get(key)) or _list(node.get(f"{key}_arr")))


def _body(node: dict[str, Any]) -> str:
    """The newest text; follow-ups and replies keep theirs where others have their subject."""
    newest = _newest(node)
    places = [newest.get("content"), node.get("content")]
    if str(node.get("type")) not in _KINDS:
        places.append(node.get("subject"))
    return next((text for place in places if (text := html_to_markdown(_text(place)).strip())), "")


def _choices(root: dict[str, Any]) -> list[str]:
    """What a poll lets one choose from, wherever an export keeps that."""
    if root.get("type") != "poll":
        return []
    places = [root, *(root.get(key) for key in ("data", "config", "poll")), _newest(root)]
    for place in places:
        found = place if isinstance(place, dict) else {}
        for key in sorted(_CHOICES & found.keys()):
            chosen = [choice for each in _list(found[key]) if (choice := _choice(each))]
            if chosen:
                return chosen
    return []


def _choice(value: Any) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in _CHOICE_TEXTS if key in value), "")
    return _kept_line(" ".join(without_html(_text(value)).split()))


def _kept_line(text: str) -> str:
    return html_to_markdown(text.replace("&", "&amp;").replace("<", "&lt;"))


def _newest(node: dict[str, Any]) -> dict[str, Any]:
    """The newest revision, which stands first."""
    revisions = _dicts(node.get("history"))
    return revisions[0] if revisions else {}


def _text(value: Any) -> str:
    """A value's characters, if it has any; JSON may hold some that no file can."""
    if not isinstance(value, str):
        return ""
    return normalised(value.replace("\0", " ").encode("utf-8", "replace").decode())


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]
