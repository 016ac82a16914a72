"""Where notes lie, written so that an index and its notes can be moved together."""

import os
from pathlib import Path


def absolute(path: Path) -> Path:
    """The path from the root of the drive; links stay as the user named them."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute() keeps ".."


def place_of(path: Path, index_dir: Path) -> str:
    """A path as the index keeps it: seen from its folder, absolute on another drive."""
    path = absolute(path)
    base = index_dir.resolve()
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:  # Windows: there is no way from one drive to another
        return path.as_posix()


def path_of(place: str, index_dir: Path) -> Path:
    """The path that `place_of` wrote; absolute."""
    return Path(os.path.normpath(index_dir.resolve() / place))


def is_below(path: Path, root: Path) -> bool:
    """Whether a path is a folder or file, or lies in it."""
    return path == root or root in path.parents


def is_covered(path: Path, root: Path) -> bool:
    """Whether going through a root meets a path: it lies in it, not hidden, whatever links say."""
    path, root = path.resolve(), root.resolve()
    below = is_below(path, root)
    return below and not any(part.startswith(".") for part in path.relative_to(root).parts)
