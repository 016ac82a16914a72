"""Lists of a class's people that lie beside forum threads: their names are to be taken out.

Such lists are never notes. What they are good for is to know whom a thread might mention.
"""

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

_WHOLE_NAMES = ("name", "full name", "display name", "user name", "student", "student name")
_FIRST_NAMES = ("first name", "firstname", "given name", "preferred name")
_LAST_NAMES = ("last name", "lastname", "surname", "family name")
_PERSON_KEYS = frozenset(
    (
        *("email", "e mail", "email address", "user id", "userid", "uid", "lti ids", "netid"),
        *("net id", "student id", "sis user id", "sis login id"),
    )
)
_EMAIL = re.compile(r"\s*([^@\s]+)@[^@\s]+\.[^@\s]+\s*")
_LOGIN = re.compile(r"(?=.*[\d._-])[a-z0-9][a-z0-9._-]{3,}")  # of an address: says who it is
_ENOUGH = 0.5  # of a list's rows that must be people; exports have some without an address
NOT_NOTES = "it lists people, not notes; it only serves to take their names out of the threads"


def might_list_people(path: PurePath) -> bool:
    """Whether a file of this name is worth a look: JSON and CSV lists are."""
    return path.suffix.lower() in (".json", ".csv")


def people_in(path: PurePath, raw: bytes) -> frozenset[str] | None:
    """The names in a list of people such as a forum's users.json; None if it is no such list.

    Besides whole names these are the parts before the @ of addresses, where those are no words.
    """
    try:
        text = raw.decode("utf-8-sig")
        rows = _json_rows(text) if path.suffix.lower() == ".json" else _csv_rows(text)
    except (ValueError, RecursionError, csv.Error):
        return None  # whatever it is: its reader says what is wrong with it
    if not lists_people(rows):
        return None
    return frozenset(name for row in rows for name in _names_of(_plain_keys(row)))


def lists_people(rows: Sequence[dict[str, Any]]) -> bool:
    """Whether these rows are people rather than something that is to be read."""
    known = sum(_is_person(_plain_keys(row)) for row in rows)
    return known > 0 and known >= _ENOUGH * len(rows)


def _json_rows(text: str) -> list[dict[str, Any]]:
    rows = json.loads(text)
    if isinstance(rows, dict):
        rows = rows.get("users")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return []
    return rows


def _csv_rows(text: str) -> list[dict[str, Any]]:
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def _plain_keys(row: dict[str, Any]) -> dict[str, str]:
    """A row's texts by their keys in small letters, with spaces between the words."""
    return {
        re.sub(r"[\s_-]+", " ", str(key)).strip().lower(): value.strip()
        if isinstance(value, str)
        else ""
        for key, value in row.items()
    }


def _is_person(row: dict[str, str]) -> bool:
    if "history" in row or "children" in row:
        return False  # a post
    has_name = any(key in row for key in (*_WHOLE_NAMES, *_FIRST_NAMES, *_LAST_NAMES))
    has_address = any(_EMAIL.fullmatch(value) for value in row.values())
    return has_name and (has_address or not _PERSON_KEYS.isdisjoint(row))


def _names_of(row: dict[str, str]) -> list[str]:
    names = [row.get(key, "") for key in _WHOLE_NAMES]
    first = next((row[key] for key in _FIRST_NAMES if row.get(key)), "")
    last = next((row[key] for key in _LAST_NAMES if row.get(key)), "")
    names.append(f"{first} {last}".strip())
    logins = (match[1].lower() for value in row.values() if (match := _EMAIL.fullmatch(value)))
    names += [login for login in logins if _LOGIN.fullmatch(login)]
    return [name for name in names if name]
