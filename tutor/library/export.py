"""Writing a course's notes back as Markdown files, from what the index holds of them."""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from tutor.library.errors import LibraryError
from tutor.library.safe_names import safe_name
from tutor.library.written_note import note_body
from tutor.retrieval.files import sha256, sync_folder, sync_tree
from tutor.retrieval.manifest import DocumentEntry
from tutor.retrieval.store import open_generation

LICENCES = "LICENCES.md"
_MARKER = ".study-tutor-export"  # lists the files of an export, so that it is known again
_ENDING = ".md"


@dataclass(frozen=True, slots=True)
class ExportedNote:
    """A document and the file that holds it now."""

    document_id: str
    file: str  # below the folder, with forward slashes
    licence: str | None


@dataclass(frozen=True, slots=True)
class Export:
    """What was written."""

    folder: Path
    notes: tuple[ExportedNote, ...]
    keeps_names: bool  # people's names are in it


def export_notes(index_dir: Path, folder: Path) -> Export:
    """Write every document of an index as a Markdown file, and a list of their licences.

    The files are written to a folder beside the wanted one, which then takes its place: however
    it ends, there is a whole export or the one before.

    Args:
        index_dir: Folder of the index.
        folder: Is made; where it exists it must be empty or hold an export as it was written.

    Raises:
        LibraryError: The folder holds other files or can't be written.
        TutorError: There is no index, or it can't be read.
    """
    generation = open_generation(index_dir)
    folder = folder.resolve()
    _require_ours(folder)
    documents = generation.manifest.documents
    files = _file_names(documents)
    chunks = {chunk.id: chunk for chunk in generation.chunks}
    texts = {
        files[entry.id]: _front_matter(entry)
        + note_body(entry.title, [chunks[chunk_id] for chunk_id in entry.chunk_ids])
        for entry in documents
    }
    texts[LICENCES] = _licences(documents, files)
    try:
        _put(folder, {name: text.encode("utf-8", "replace") for name, text in texts.items()})
    except OSError as error:
        raise LibraryError(
            f"The notes can't be written to {folder} ({error.strerror}): free some space, change "
            "the permissions or name another folder."
        ) from error
    notes = tuple(
        ExportedNote(entry.id, files[entry.id], entry.metadata.licence) for entry in documents
    )
    return Export(folder, notes, generation.manifest.keeps_names)


def _require_ours(folder: Path) -> None:
    """Stop where something would be lost that is not of an export."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise LibraryError(f"{folder} is a file: name a folder for the notes.")
    hashes = _marked(folder)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if name != _MARKER and (path.is_symlink() or hashes.get(name) != sha256(path.read_bytes())):
            raise LibraryError(
                f"{folder} holds {name}, which is not of an export or was changed since: name an "
                "empty or a new folder."
            )


def _marked(folder: Path) -> dict[str, str]:
    """SHA-256 of the files of an export; none where there is no export."""
    try:
        hashes = json.loads((folder / _MARKER).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return hashes if isinstance(hashes, dict) else {}


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is not there before all of them are."""
    new, before = (folder.with_name(f"{_MARKER}-{end}-{folder.name}") for end in ("new", "old"))
    _remove(new)
    hashes = {name: sha256(data) for name, data in files.items()}
    for name, data in {**files, _MARKER: json.dumps(hashes, indent=1).encode()}.items():
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    sync_tree(new)
    _remove(before)
    if folder.exists():
        folder.rename(before)
    new.rename(folder)
    sync_folder(folder.parent)
    _remove(before)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _file_names(documents: Iterable[DocumentEntry]) -> dict[str, str]:
    """A harmless path for each document, all of them different on every system."""
    taken = {LICENCES.casefold()}
    names = {}
    for entry in documents:
        *folders, last = [safe_name(part) for part in entry.id.split("/") if part] or ["note"]
        # No folder has a file's ending, so that a path is never a file and a folder.
        folders = [f"{part} notes" if part.lower().endswith(_ENDING) else part for part in folders]
        stem = last[: -len(_ENDING)] if last.lower().endswith(_ENDING) else last
        path, number = "/".join([*folders, stem + _ENDING]), 2
        while path.casefold() in taken:
            path, number = "/".join([*folders, f"{stem} ({number}){_ENDING}"]), number + 1
        taken.add(path.casefold())
        names[entry.id] = path
    return names


def _front_matter(entry: DocumentEntry) -> str:
    metadata = entry.metadata
    values = {
        "title": entry.title,
        "course": metadata.course,
        "chapter": metadata.chapter,
        "kind": metadata.kind,
        "licence": metadata.licence,
    }
    given = {name: value for name, value in values.items() if value is not None}
    lines = yaml.safe_dump(given, allow_unicode=True, sort_keys=False, width=1_000_000)
    return f"---\n{lines}---\n"


def _licences(documents: Iterable[DocumentEntry], files: Mapping[str, str]) -> str:
    rows = [
        f"| {_cell(files[entry.id])} | {_cell(entry.title)} | "
        f"{_cell(entry.metadata.licence or 'not stated')} | {_cell(entry.format)} |"
        for entry in documents
    ]
    head = [
        "# Licences of the notes",
        "",
        "What each file says of its licence. Ask its author before you share one that says none.",
        "",
        "| File | Title | Licence | Made from |",
        "|---|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())
