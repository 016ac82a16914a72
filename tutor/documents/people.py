"""Lists of a class's people that lie beside forum threads: their names are to be taken out.

Such lists are never notes. What they are good for is to know whom a thread might mention.
"""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

_NAME_KEYS = ("name", "full_name", "full name", "student", "first name", "last name")
_PERSON_KEYS = frozenset("email user_id uid lti_ids user id e-mail".split())
NOT_NOTES = "it lists people, not notes; it only serves to take their names out of the threads"


def might_list_people(path: PurePath) -> bool:
    """Whether a file of this name is worth a look: JSON and CSV lists are."""
    return path.suffix.lower() in (".json", ".csv")


def people_in(path: PurePath, raw: bytes) -> frozenset[str] | None:
    """The names in a list of people such as a forum's users.json; None if it is no such list."""
    try:
        text = raw.decode("utf-8-sig")
        rows = _json_rows(text) if path.suffix.lower() == ".json" else _csv_rows(text)
    except (ValueError, RecursionError, csv.Error):
        return None  # whatever it is: its reader says what is wrong with it
    if not rows or not all(_is_person(row) for row in rows):
        return None
    names = (str(row.get(key) or "").strip() for row in rows for key in _NAME_KEYS)
    return frozenset(name for name in names if name)


def _json_rows(text: str) -> list[dict[str, Any]]:
    rows = json.loads(text)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return []
    return [{str(key).lower(): value for key, value in row.items()} for row in rows]


def _csv_rows(text: str) -> list[dict[str, Any]]:
    lines = csv.DictReader(io.StringIO(text, newline=""))
    return [{str(key).lower().strip(): value for key, value in row.items()} for row in lines]


def _is_person(row: dict[str, Any]) -> bool:
    return _has(row, _NAME_KEYS) and _has(row, _PERSON_KEYS)


def _has(row: dict[str, Any], keys: Iterable[str]) -> bool:
    return any(key in row for key in keys)
