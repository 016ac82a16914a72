"""The YAML between `---` lines at the top of a note."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml

from tutor.documents.document import Metadata
from tutor.documents.failures import UnreadableNoteError

KINDS: tuple[str, ...] = get_args(get_type_hints(Metadata)["kind"])
_NOTHING = ("", "~", "null")  # how YAML writes that there is no value


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a note says about itself before its text."""

    title: str | None
    metadata: Metadata


def parse_front_matter(yaml_text: str, path: Path) -> FrontMatter:
    """Read title, course, chapter, kind and licence; other keys belong to other programs.

    Values stay as they are written: `chapter: 1.10` is neither a number nor a date, and no tag
    of YAML's makes anything else of them.

    Raises:
        UnreadableNoteError: It is not YAML, not a mapping, or a value is not what it should be.
    """
    try:
        values = yaml.load(yaml_text, yaml.BaseLoader)  # noqa: S506 - it makes texts only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        reason = f"line {line}: the front matter is not valid YAML ({error.problem}); correct it"
        raise UnreadableNoteError(path, reason) from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = "line 1: the front matter is not valid YAML; correct it or take it out"
        raise UnreadableNoteError(path, reason) from error
    if values is None:
        values = {}
    if not isinstance(values, dict):
        reason = "line 1: the front matter is not made of `key: value` lines; correct it"
        raise UnreadableNoteError(path, reason)

    def text(key: str) -> str | None:
        value = values.get(key)
        if isinstance(value, dict | list):
            reason = f"line {_line_of(key, yaml_text)}: `{key}` must be one value, not several"
            raise UnreadableNoteError(path, reason)
        words = " ".join((value or "").encode("utf-8", "replace").decode().split())
        return None if words in _NOTHING else words

    kind: Any = text("kind") or "notes"
    if kind not in KINDS:
        line = _line_of("kind", yaml_text)
        reason = f"line {line}: `kind: {kind}` is unknown; use one of {', '.join(KINDS)}"
        raise UnreadableNoteError(path, reason)
    licence = text("licence") or text("license")
    return FrontMatter(text("title"), Metadata(text("course"), text("chapter"), kind, licence))


def _line_of(key: str, yaml_text: str) -> int:
    """Line of the file on which a key stands; the text begins on the file's second line."""
    match = re.search(rf"^\s*['\"]?{key}['\"]?\s*:", yaml_text, re.MULTILINE)
    return yaml_text.count("\n", 0, match.start() + 1) + 2 if match else 1
