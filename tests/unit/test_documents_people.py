"""Lists of a class's people are known as such, and whom they name; lists of notes are not taken."""

import json
from pathlib import PurePath
from typing import Any

import pytest

from tutor.documents.people import people_in


def named(value: Any, name: str = "users.json") -> frozenset[str] | None:
    raw = value.encode() if isinstance(value, str) else json.dumps(value).encode()
    return people_in(PurePath(name), raw)


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([{"name": "Ada Lovelace", "user_id": "u1"}], {"Ada Lovelace"}),
        ([{"name": "Ada", "email": "ada.l@uni.edu"}], {"Ada", "ada.l"}),
        ([{"name": "Ada", "email": "ada@uni.edu"}], {"Ada"}),
        ([{"First Name": "Ada", "last_name": "King", "NetID": "x"}], {"Ada King"}),
        ({"users": [{"name": "Ada", "uid": "u1", "days": 3}]}, {"Ada"}),
        ([{"name": "Ada", "email": None}, {"name": "Bo"}], {"Ada", "Bo"}),
    ],
)
def test_names_are_taken_from_json(rows: Any, names: set[str]) -> None:
    assert named(rows) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("name,email\nAda Lovelace,ALovelace1@uni.edu\n", {"Ada Lovelace", "alovelace1"}),
        ("\ufeffName;E-Mail\r\nAda;a@b.org\r\n", {"Ada"}),
        ("user_id\tfirst_name\tlast_name\n1\tAda\tKing\n", {"Ada King"}),
        ('Student,SIS Login ID\n"King, Ada",aking\n', {"King, Ada"}),
    ],
)
def test_names_are_taken_from_tables(text: str, names: set[str]) -> None:
    assert named(text, "account_mapping.csv") == names


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ([{"id": 1, "name": "Dropout", "text": "It switches units off."}], "cards.json"),
        ([{"name": "Ada", "uid": "u1", "history": []}], "posts.json"),
        ([{"question": "What is Adam?", "answer": "a@b.org knows."}], "cards.json"),
        ("id,name,description\n1,Dropout,x\n", "terms.csv"),
        ("question,answer\na,b\n", "cards.csv"),
        ({"name": "DL", "email": "a@b.org"}, "config.json"),
        ([], "empty.json"),
        ("", "empty.csv"),
        ("{", "broken.json"),
        ("[" * 100_000, "deep.json"),
    ],
)
def test_what_is_no_list_of_people_is_left_to_its_reader(value: Any, name: str) -> None:
    assert named(value, name) is None
