"""Small models, wheels and a pip that need no network."""

import zipfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from tutor.models.registry import HubSource, ModelEntry, ModelFile, WheelPart, WheelSource
from tutor.models.wheels import PipError

WEIGHTS = bytes(range(256)) * 8
FOLDER = {"config.json": b"{}", "1_Pooling/config.json": b"[]", "model.safetensors": WEIGHTS}


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def entry_of(files: dict[str, bytes], *wheels: WheelSource, name: str = "tiny") -> ModelEntry:
    rows = tuple(ModelFile(file, len(data), digest(data)) for file, data in files.items())
    hub = HubSource("org/tiny", "a" * 40)
    return ModelEntry(name, "embed", "MIT", "A tiny model", hub, rows, wheels)


@dataclass
class FakePip:
    """Wheels by requirement; writes them as pip would and can be made to fail."""

    wheels: dict[str, dict[str, bytes]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    fail_on: dict[str, BaseException] = field(default_factory=dict)

    def __call__(self, requirement: str, folder: Path) -> None:
        self.calls.append(requirement)
        if requirement in self.fail_on:
            raise self.fail_on[requirement]
        if requirement not in self.wheels:
            raise PipError(f"no {requirement}: try again.")
        path = folder / f"{requirement.replace('==', '-')}-py3-none-any.whl"
        write_wheel(path, self.wheels[requirement])

    def in_parts(self, content: bytes, count: int) -> tuple[WheelPart, ...]:
        """Cut the content up, one wheel a piece, and say how to put it together."""
        size = -(-len(content) // count)
        parts = []
        for number in range(count):
            piece = content[number * size : (number + 1) * size]
            requirement, member = f"tiny-part{number}==1", f"tiny_part{number}/data.bin"
            self.wheels[requirement] = {member: piece, f"tiny_part{number}/__init__.py": b"1/0"}
            parts.append(WheelPart(requirement, member, len(piece), digest(piece)))
        return tuple(parts)


def write_wheel(path: Path, members: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)  # with a fixed date: the same bytes
    return path.read_bytes()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the note that they were checked."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "checked.json"
    }


def one_file_in_parts(pip: FakePip, count: int = 3, name: str = "tiny") -> ModelEntry:
    source = WheelSource(pip.in_parts(WEIGHTS, count), None)
    return entry_of({"model.gguf": WEIGHTS}, source, name=name)


def folder_in_one_wheel(pip: FakePip, scratch: Path, files: dict[str, bytes]) -> WheelSource:
    members = {f"carrier/model/{name}": content for name, content in files.items()}
    pip.wheels["carrier==1"] = members
    whole = write_wheel(scratch / "scratch.whl", members)
    return WheelSource(
        (WheelPart("carrier==1", None, len(whole), digest(whole)),), "carrier/model/"
    )
