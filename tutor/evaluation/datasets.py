"""Sets of questions whose answers are known, and the passages that hold them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from tutor.documents.passages import PASSAGES_FILE
from tutor.errors import TutorError
from tutor.retrieval.lexical import has_words

QUESTIONS_FILE = "questions.jsonl"

Kind: TypeAlias = Literal["answerable", "near", "far"]


class DatasetError(TutorError):
    """A data set can't be read, or one of its rows can't be used."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage; the index makes a document of it."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question and the passage that answers it."""

    id: str
    question: str
    passage_id: str
    answers: tuple[str, ...] = ()  # gold strings, each of them right; none where the set has none
    also_relevant: tuple[str, ...] = ()  # passages that count as hits too

    @property
    def relevant(self) -> frozenset[str]:
        """Ids of all passages that count as hits."""
        return frozenset((self.passage_id, *self.also_relevant))


@dataclass(frozen=True, slots=True)
class Dataset:
    """Passages, questions, and which passages belong to one article."""

    name: str  # the folder's
    folder: Path
    digest: str  # sha256 of both files, hexadecimal
    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]
    articles: Mapping[str, frozenset[str]]  # of a passage's id, the ids of its whole article

    @property
    def passages_file(self) -> Path:
        """What the index is built from."""
        return self.folder / PASSAGES_FILE

    @property
    def has_gold(self) -> bool:
        """Whether every question names strings that a right answer holds."""
        return all(question.answers for question in self.questions)

    def excluded(self, question: Question, kind: Kind) -> frozenset[str] | None:
        """The passages that are taken out of the search for this question; None without a far one.

        near: its own passage and what else answers it. far: the whole articles of those.
        """
        if kind == "answerable":
            return frozenset()
        if kind == "near":
            return question.relevant
        if question.passage_id not in self.articles:
            return None
        return question.relevant.union(*(self.articles.get(id_, ()) for id_ in question.relevant))

    def sample(self, n: int | None, seed: int = 0) -> tuple[Question, ...]:
        """`n` of the questions, or all of them, in an order that only the seed and the ids decide.

        A smaller sample is the beginning of a larger one.
        """
        drawn = sorted(
            self.questions,
            key=lambda q: hashlib.sha256(f"{seed}:{q.id}".encode()).digest(),
        )
        return tuple(drawn if n is None else drawn[:n])


def read_dataset(folder: Path) -> Dataset:
    """Read `passages.jsonl` and `questions.jsonl` of a folder.

    Raises:
        DatasetError: A file is missing or can't be read, or a row is malformed, has an id that
            another one has, or names a passage that isn't there.
    """
    passages_raw = _bytes(folder, PASSAGES_FILE)
    questions_raw = _bytes(folder, QUESTIONS_FILE)
    articles: dict[str, str] = {}
    passages: dict[str, Passage] = {}
    for place, row in json_rows(folder / PASSAGES_FILE, passages_raw):
        passage = Passage(
            _text(row, "id", place),
            _text(row, "title", place, default=""),
            _text(row, "text", place),
        )
        _require(passage.id not in passages, place, f"the id {passage.id!r} is already taken")
        passages[passage.id] = passage
        if "article" in row:
            articles[passage.id] = _text(row, "article", place)
    questions: dict[str, Question] = {}
    for place, row in json_rows(folder / QUESTIONS_FILE, questions_raw):
        question = _question(row, place)
        for passage_id in sorted(question.relevant):
            _require(passage_id in passages, place, f"there is no passage {passage_id!r}")
        _require(question.id not in questions, place, f"the id {question.id!r} is already taken")
        questions[question.id] = question
    return Dataset(
        name=folder.resolve().name,
        folder=folder,
        digest=hashlib.sha256(passages_raw + b"\0" + questions_raw).hexdigest(),
        passages=tuple(passages.values()),
        questions=tuple(questions.values()),
        articles=_articles(tuple(passages.values()), articles),
    )


def json_rows(
    path: Path, raw: bytes, *, rows: str = "rows", fault: str = "is not JSON"
) -> list[tuple[str, dict[str, Any]]]:
    """Each row of a JSONL file with the place where it stands.

    Args:
        path: Names the file in errors.
        raw: What is in it.
        rows: What its rows are called in errors.
        fault: What is said of a line that is not JSON.

    Raises:
        DatasetError: It holds nothing, or a line is not a JSON object.
    """
    found = []
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DatasetError(f"{place} {fault} ({error}); correct the line.") from error
        _require(isinstance(row, dict), place, "it is not a JSON object")
        found.append((place, row))
    _require(bool(found), str(path), f"it holds no {rows}")
    return found


def _articles(
    passages: Sequence[Passage], named: Mapping[str, str]
) -> Mapping[str, frozenset[str]]:
    """The passages of each passage's article, where it has one.

    A row may name its article. Otherwise ids that differ in their last part only, `set-12-0` and
    `set-12-1`, are one article if they also have one title: where ids are merely numbered, as in
    `set-1` and `set-2`, the titles differ.
    """
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(named.get(passage.id) or passage.id.rpartition("-")[0], []).append(
            passage
        )
    found: dict[str, frozenset[str]] = {}
    for name, group in groups.items():
        given = any(passage.id in named for passage in group)
        if given or (name and len(group) > 1 and len({p.title for p in group}) == 1):
            ids = frozenset(passage.id for passage in group)
            found.update(dict.fromkeys(ids, ids))
    return found


def _question(row: dict[str, Any], place: str) -> Question:
    question = Question(
        id=_text(row, "id", place),
        question=_text(row, "question", place),
        passage_id=_text(row, "passage_id", place),
        answers=_texts(row, "answers", place),
        also_relevant=_texts(row, "also_relevant", place),
    )
    _require(has_words(question.question), place, "its `question` has no word")
    return question


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise DatasetError(
            f"The data set {folder} has no {name} that can be read ({error.strerror}); name a "
            f"folder with {PASSAGES_FILE} and {QUESTIONS_FILE}."
        ) from error


def _text(row: dict[str, Any], name: str, place: str, default: str | None = None) -> str:
    value = row.get(name, default)
    _require(
        isinstance(value, str) and bool(value.strip() or default is not None),
        place,
        f"its `{name}` must be a text",
    )
    return str(value)


def _texts(row: dict[str, Any], name: str, place: str) -> tuple[str, ...]:
    value = row.get(name) or []
    _require(
        isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value),
        place,
        f"its `{name}` must be a list of texts",
    )
    return tuple(value)


def _require(right: bool, place: str, fault: str) -> None:
    if not right:
        raise DatasetError(f"{place} can't be used: {fault}; correct it, nothing was asked.")
