"""Writing files so that they are on the disk, whole, before anything refers to them."""

import hashlib
import os
from pathlib import Path


def write_file(path: Path, data: bytes) -> None:
    """Write a new file and wait until the disk has it."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def replace_file(path: Path, data: bytes) -> None:
    """Replace a file in one step: whoever opens it sees the old content or the new one."""
    new = path.with_name(path.name + ".tmp")
    write_file(new, data)
    new.replace(path)
    sync_folder(path.parent)


def sync_tree(folder: Path) -> None:
    """Wait until the disk has every file below a folder, and their names."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb+") as stream:
                os.fsync(stream.fileno())
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has a folder's list of names."""
    if os.name == "nt":  # Windows keeps names in order by itself and opens no folders
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()
