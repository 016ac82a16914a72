"""Which files below some folders became notes, and what became of the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.documents.failures import Failure
from tutor.retrieval.manifest import DocumentEntry
from tutor.retrieval.places import path_of

UNTOLD = "neither read nor listed as failed"


@dataclass(frozen=True)
class FileRead:
    """One file, and what became of it."""

    path: Path
    entries: tuple[DocumentEntry, ...]  # none where it failed; several of an archive
    failures: tuple[Failure, ...]  # of an archive, also beside entries

    @property
    def told(self) -> bool:
        """Whether the file is accounted for."""
        return bool(self.entries or self.failures)

    @property
    def outcome(self) -> str:
        """What became of it, in words."""
        parts = [_read_as(entry) for entry in self.entries]
        parts += [f"**not read**: {failure.reason}" for failure in self.failures]
        return "; ".join(parts) or UNTOLD


def files_read(
    folders: Iterable[Path],
    index_dir: Path,
    documents: Sequence[DocumentEntry],
    failures: Sequence[Failure],
) -> list[FileRead]:
    """Every file below the folders but the hidden ones, by path, with what the index says of it."""
    entries: dict[Path, list[DocumentEntry]] = {}
    for entry in documents:
        file = path_of(entry.archive or entry.path, index_dir).resolve()
        entries.setdefault(file, []).append(entry)
    files = []
    for path in sorted(path for folder in folders for path in _files_below(folder)):
        file = path.resolve()
        failed = tuple(f for f in failures if Path(f.path).resolve().is_relative_to(file))
        files.append(FileRead(path, tuple(entries.get(file, ())), failed))
    return files


def _files_below(folder: Path) -> Iterable[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _read_as(entry: DocumentEntry) -> str:
    units = "" if entry.units is None else f" of {entry.units} {_UNITS.get(entry.format, 'parts')}"
    passages = len(entry.chunk_ids)
    words = f"{entry.format}{units}, {passages} passage{'s' * (passages != 1)}"
    return "; ".join([words, *entry.gaps])


_UNITS = {"PDF": "pages", "PowerPoint": "slides", "Jupyter notebook": "cells"}
_UNITS |= {"forum thread": "posts", "question list": "rows"}
