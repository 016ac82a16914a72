"""Whom a forum's posts name, and by which ids they know people."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

_NAME_KEYS = frozenset("name user_name username full_name first_name last_name author".split())
_ID_KEYS = frozenset("uid user_id u id_user author_id facebook_id".split())
_ID_LISTS = frozenset("tag_good_arr tag_endorse_arr upvote_ids editors".split())
_ALIAS = re.compile(r"a_\d+")  # of somebody anonymous in one thread: tells nobody
_ID = re.compile(r"(?=.*\d)[\w-]{4,}|[\w-]{8,}")


def names_in(posts: Sequence[dict[str, Any]]) -> frozenset[str]:
    """Names of endorsers, and whatever other names the posts' data give."""
    found = [
        value
        for each in _objects(posts)
        for key, value in each.items()
        if key.lower() in _NAME_KEYS and isinstance(value, str)
    ]
    return frozenset(name.strip() for name in found if name.strip())


def ids_in(posts: Sequence[dict[str, Any]]) -> frozenset[str]:
    """Ids of users, which texts hold where files were uploaded."""
    found: list[Any] = []
    for each in _objects(posts):
        found += [value for key, value in each.items() if key in _ID_KEYS]
        for key in _ID_LISTS & each.keys():
            found += each[key] if isinstance(each[key], list) else ()
        if "name" in each:
            found.append(each.get("id"))
    ids = (each for each in found if isinstance(each, str))
    return frozenset(each for each in ids if _ID.fullmatch(each) and not _ALIAS.fullmatch(each))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            yield each
            pending += each.values()
        elif isinstance(each, list):
            pending += each
