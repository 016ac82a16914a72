"""What an index says about itself: its layout, encoder, documents, failures and files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from tutor.documents.document import Chunk, Locator, Metadata, Span
from tutor.documents.failures import Failure
from tutor.retrieval.overlap import Overlap

NAMES_KEPT, NAMES_REMOVED = "kept", "removed"  # in an index's settings
UNKNOWN = ""  # an entry's content hash where its file has to be read again
SCHEMA = 4  # counts up whenever an older program could not read what this one writes

_CHUNK, _LOCATOR, _METADATA = (
    tuple(field.name for field in fields(kind)) for kind in (Chunk, Locator, Metadata)
)


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document that is in the index."""

    id: str
    title: str
    content_hash: str
    sections: int
    chunk_ids: tuple[str, ...]
    metadata: Metadata
    format: str = "Markdown"  # see `Document`
    units: int | None = None  # pages, slides, cells, posts or rows
    gaps: tuple[str, ...] = ()  # what in it could not be read
    path: str = ""  # of the file that holds it, from the index's folder if that is possible
    archive: str = ""  # where the file is a member of an archive, the archive's path
    added: str = ""  # when it came in or changed last: ISO 8601, UTC
    overlaps: tuple[Overlap, ...] = ()  # what said much of it before it came, most first


@dataclass(frozen=True, slots=True)
class EncoderEntry:
    """The encoder that the vectors come from."""

    name: str
    fingerprint: str
    dim: int


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a file of the index must be like."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that somebody took out of the index."""

    id: str
    path: str  # of its file, as in `DocumentEntry`
    archive: str = ""  # as there


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation of the index, described."""

    created: str  # ISO 8601, UTC
    encoder: EncoderEntry
    settings: Mapping[str, str | int]  # what the chunks and vectors depend on besides
    documents: tuple[DocumentEntry, ...]
    failures: tuple[Failure, ...]
    files: Mapping[str, FileEntry]  # by path inside the generation
    roots: tuple[str, ...] = ()  # the folders and files that it was built from, as `path` above
    left_out: tuple[LeftOut, ...] = ()  # what was taken out and stays out
    schema: int = SCHEMA

    @property
    def keeps_names(self) -> bool:
        """Whether people's names were left in forum threads."""
        return self.settings.get("names") == NAMES_KEPT

    def to_json(self) -> str:
        """The manifest as an indented JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def schema_of(value: Any) -> int:
    """The schema number of a manifest's JSON, whatever else is in it.

    Raises:
        ValueError: There is none.
    """
    if not isinstance(value, dict) or type(value.get("schema")) is not int:
        raise ValueError("no schema number")
    return int(value["schema"])


def entry_from(value: dict[str, Any]) -> DocumentEntry:
    """The entry that a JSON object describes.

    Raises:
        KeyError, TypeError: The object is not such an entry.
    """
    changed = {
        "chunk_ids": tuple(value["chunk_ids"]),
        "metadata": Metadata(**value["metadata"]),
        "gaps": tuple(value["gaps"]),
        "overlaps": tuple(Overlap(**overlap) for overlap in value["overlaps"]),
    }
    return DocumentEntry(**{**value, **changed})


def manifest_from(value: dict[str, Any]) -> Manifest:
    """The manifest that a JSON object of this schema describes.

    Raises:
        KeyError, TypeError: The object is not such a manifest.
    """
    documents = tuple(entry_from(entry) for entry in value["documents"])
    return Manifest(
        created=value["created"],
        encoder=EncoderEntry(**value["encoder"]),
        settings=dict(value["settings"]),
        documents=documents,
        failures=tuple(Failure(**failure) for failure in value["failures"]),
        files={name: FileEntry(**entry) for name, entry in value["files"].items()},
        roots=tuple(value["roots"]),
        left_out=tuple(LeftOut(**each) for each in value["left_out"]),
        schema=value["schema"],
    )


def chunk_to_json(chunk: Chunk) -> str:
    """A chunk as one line of JSON."""
    value = {name: getattr(chunk, name) for name in _CHUNK}  # `asdict` would copy every part
    value["locator"] = {name: getattr(chunk.locator, name) for name in _LOCATOR}
    value["metadata"] = {name: getattr(chunk.metadata, name) for name in _METADATA}
    return json.dumps(value, ensure_ascii=False)


def chunk_from_json(line: str) -> Chunk:
    """The chunk that `chunk_to_json` wrote.

    Raises:
        ValueError, KeyError, TypeError: The line is something else.
    """
    value = json.loads(line)
    return Chunk(
        id=value["id"],
        document_id=value["document_id"],
        title=value["title"],
        heading_path=tuple(value["heading_path"]),
        locator=Locator(**value["locator"]),
        span=Span(*value["span"]),
        text=value["text"],
        sentences=tuple(Span(*span) for span in value["sentences"]),
        metadata=Metadata(**value["metadata"]),
        standing=value["standing"],
    )
