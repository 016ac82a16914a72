"""Nobody who wrote in a forum is named in an index, in a log or by the command that builds it."""

import json
import logging
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from retrieval_fakes import FakeEncoder
from typer.testing import CliRunner

from tutor import api
from tutor.cli.app import app
from tutor.retrieval.builder import build

ROLES = {"example", "student", "professor", "ta"}  # placeholders for names in made-up exports
NAME_KEYS = {"name", "email", "first_name", "last_name"}
ID_KEYS = {"uid", "user_id", "u"}
ID_LISTS = {"tag_good_arr", "tag_endorse_arr", "upvote_ids"}

FARBRIDGE = {
    "role": "ta",
    "name": "Quillon Farbridge",
    "id": "uqf7k2m9x1b3",
    "email": "qfarbridge@college.example",
    "photo_url": "https://photos.example/uqf7k2m9x1b3.jpg",
    "admin": True,
}
USERS = [
    {
        "name": "Marisol \u00d3skarsd\u00f3ttir",
        "user_id": "umo3p8t5v2c6",
        "email": "mosk77@u.example",
    },
    {"name": "Vexley, Torvin", "user_id": "utv9d4w1z7h0", "email": "torvin.vexley@u.example"},
    {"name": "Quillon Farbridge", "user_id": "uqf7k2m9x1b3", "email": "qfarbridge@college.example"},
]
POST = {
    "nr": 12,
    "type": "question",
    "status": "active",
    "history": [
        {
            "uid": "utv9d4w1z7h0",
            "subject": "Farbridge&#39;s slide on momentum",
            "content": "<p>As <b>Quillon</b> showed, momentum averages gradients. "
            "See https://home.example/~torvinvexley or mosk77.</p>"
            '<p><img src="/redirect/s3?prefix=attach%2Fn%2Futv9d4w1z7h0%2Fa.png"></p>'
            "<pre># VEXLEY wrote this\nv = 0.9 * v</pre><p>Thanks!<br>Torvin V.</p>",
        }
    ],
    "change_log": [{"uid": "utv9d4w1z7h0", "type": "create"}],
    "children": [
        {
            "type": "i_answer",
            "history": [{"uid": "uqf7k2m9x1b3", "content": "<p>thanks torvin! It does.</p>"}],
            "tag_endorse": [FARBRIDGE],
            "tag_endorse_arr": ["uqf7k2m9x1b3"],
            "children": [],
        },
        {
            "type": "followup",
            "uid": "umo3p8t5v2c6",
            "subject": "<p>@Marisol Oskarsdottir asked qfarbridge@college.example about decay.</p>",
            "children": [{"type": "feedback", "subject": "Thank you, \u00d3skarsd\u00f3ttir!"}],
        },
    ],
}
SECRET = {**POST, "nr": 13, "status": "private", "history": [{"content": "hushword Quillon"}]}
PASTE = """\
question @31 stop following 41 views

Why does Adam divide by a root?

Hi Torvin,

Lumina's notes say it normalises. Ask l.grantwick@u.example, or LUMINA GRANTWICK.

Best regards,

Lumina

Edit good question | 3

Updated 3 days ago by Lumina Grantwick

**i** the instructors' answer, where instructors collectively construct a single answer

As L. Grantwick said, it scales each step. Vexley agrees.

thanks! | 4

Updated 2 days ago by Osric Penhallow-Dunmore

followup discussions for lingering questions and comments

Resolved Unresolved @31_f1 \U0001f517**osric penhallow-dunmore** 2 days ago

Does lumina mean the second moment? Dunmore's slides do.
"""


@pytest.fixture
def threads(tmp_path: Path) -> Path:
    """Every form in which threads come, with a file that can't be read."""
    folder = tmp_path / "threads"
    folder.mkdir()
    (folder / "post.json").write_text(json.dumps(POST), encoding="utf-8")
    (folder / "users.json").write_text(json.dumps(USERS), encoding="utf-8")
    (folder / "pasted.txt").write_text(PASTE, encoding="utf-8")
    (folder / "broken.json").write_text('[{"name": "Quillon Farbridge"', encoding="utf-8")
    (folder / "number.json").write_text('[{"nr": Torvin}]', encoding="utf-8")
    with zipfile.ZipFile(folder / "class.zip", "w") as archive:
        archive.writestr("class_content.json", json.dumps([POST, SECRET]))
        archive.writestr("users.json", json.dumps(USERS))
        rows = [{"id": "1", "thread_id": "1", "content": "by Torvin", "editors": ["umo3p8t5v2c6"]}]
        archive.writestr("class_content_flat.json", json.dumps(rows))
    return folder


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            yield from objects(each)


def private_in_json(value: Any) -> set[str]:
    """Every name, address and user's id that stands anywhere in an export."""
    found: set[str] = set()
    for each in objects(value):
        found |= {str(each[key]) for key in (NAME_KEYS | ID_KEYS) & each.keys() if each[key]}
        found |= {each_id for key in ID_LISTS & each.keys() for each_id in each[key]}
        if "name" in each and each.get("id"):
            found.add(each["id"])
    return found


def private_in_paste(text: str) -> set[str]:
    named = re.findall(r"ago by ([^\n\u2713]+)|\U0001f517\**([^*\n]+)|(\S+@\S+\.\w+)", text)
    return {name.strip() for groups in named for name in groups if name.strip()}


def with_parts(names: set[str]) -> set[str]:
    """Names with each of their parts, in small letters."""
    parts = {part for name in names for part in re.split(r"[\s,-]+", name) if "@" not in name}
    return {each.lower() for each in names | parts if len(each) > 3} - ROLES


def assert_nobody_in(text: bytes, names: set[str], where: str) -> None:
    lower = text.decode("latin-1").lower()
    for name in sorted(names):
        for written in {name, name.encode().decode("latin-1").lower(), _escaped(name)}:
            assert written not in lower, f"{name!r} is in {where}"


def _escaped(name: str) -> str:
    return json.dumps(name)[1:-1].lower()


def assert_index_names_nobody(folder: Path, names: set[str]) -> None:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert files
    for path in files:
        assert_nobody_in(path.read_bytes(), names, path.name)
        assert_nobody_in(str(path.relative_to(folder)).encode(), names, "a file's name")


def known_people() -> set[str]:
    names = private_in_json([POST, SECRET, USERS]) | private_in_paste(PASTE)
    return with_parts(names) | {"hushword", "oskarsdottir", "mosk77", "torvinvexley"}


def test_an_index_of_threads_names_nobody(
    threads: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    people = known_people()
    assert {"quillon", "farbridge", "lumina", "penhallow", "umo3p8t5v2c6"} <= people
    report = build([threads], tmp_path / "index", FakeEncoder())
    assert report.documents == 3
    assert_index_names_nobody(tmp_path / "index", people)
    assert_nobody_in(caplog.text.encode(), people, "the log")
    assert_nobody_in(json.dumps(report.to_dict()).encode(), people, "the report")
    assert "13" in json.dumps(report.to_dict())  # the private post is counted by its number


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_command_that_builds_it_names_nobody(
    form: list[str],
    threads: Path,
    isolated_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(api, "load_encoder", lambda *_: FakeEncoder())
    folder = isolated_home / "index"
    result = CliRunner().invoke(app, ["index", str(threads), "--index", str(folder), *form])
    assert result.exit_code == 0, result.output
    people = known_people()
    assert_nobody_in(result.stdout.encode(), people, "standard output")
    assert_nobody_in(result.stderr.encode(), people, "standard error")
    assert_nobody_in(caplog.text.encode(), people, "the log")
    assert_index_names_nobody(folder, people)


def test_names_are_in_an_index_that_is_to_keep_them(threads: Path, tmp_path: Path) -> None:
    build([threads], tmp_path / "index", FakeEncoder(), keep_names=True)
    files = [path for path in (tmp_path / "index").rglob("*") if path.is_file()]
    text = b"".join(path.read_bytes() for path in files).decode("latin-1")
    assert "As **Quillon** showed" in text
    assert "Lumina's notes" in text
    for private in ("utv9d4w1z7h0", "@college.example", "@u.example", "hushword"):
        assert private not in text


def test_an_index_of_the_published_examples_names_nobody(
    shared: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    exports = (shared / "fixtures" / "piazza").glob("*.json")
    people = {
        name for path in exports for name in private_in_json(json.loads(path.read_text("utf-8")))
    }
    pasted = (shared / "seed").glob("*.txt")
    people |= {name for path in pasted for name in private_in_paste(path.read_text("utf-8"))}
    people = with_parts(people)
    assert any(name.startswith("uuuu") for name in people)
    assert any("@" in name for name in people)
    report = build([shared / "fixtures", shared / "seed"], tmp_path / "index", FakeEncoder())
    assert report.documents >= 3
    assert_index_names_nobody(tmp_path / "index", people)
    assert_nobody_in(caplog.text.encode(), people, "the log")
    assert_nobody_in(json.dumps(report.to_dict()).encode(), people, "the report")
