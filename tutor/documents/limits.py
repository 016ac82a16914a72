"""How much is read at most; beyond each of these a note is refused with a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes beyond which files, archives and collections are not read."""

    bytes: int = 100_000_000  # of one file, and of one unpacked member of an archive
    pages: int = 2_000  # of one PDF or presentation
    files: int = 20_000  # of all folders together, members of archives included
    archive_bytes: int = 500_000_000  # of all members of one archive, unpacked
    archive_ratio: float = 200.0  # unpacked to packed, of one member beyond a megabyte


def too_large(size: int, limit: int) -> str:
    """Why a file of this many bytes is not read."""
    return (
        f"it has {size / 1e6:,.1f} MB and the limit is {limit / 1e6:,.1f} MB; "
        "split it or raise the limit (max_note_mb)"
    )
