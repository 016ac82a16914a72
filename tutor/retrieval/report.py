"""What a build of the index did."""

from dataclasses import dataclass
from typing import Any

from tutor.documents.failures import Failure
from tutor.retrieval.manifest import UNKNOWN, DocumentEntry, Manifest, entry_from
from tutor.retrieval.reading import Notes


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build found, in documents unless it says otherwise."""

    documents: int
    chunks: int  # chunks
    added: int
    changed: int
    removed: int
    unchanged: int
    failed: tuple[Failure, ...]
    seconds: float
    new: tuple[DocumentEntry, ...] = ()  # what was added or changed
    partly: tuple[Failure, ...] = ()  # what of the notes in the index could not be read
    written: bool = True  # whether anything was different from before

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values, in the commands' published shape."""
        return {
            **{name: getattr(self, name) for name in _COUNTS},
            "failed": [{"path": each.path, "reason": each.reason} for each in self.failed],
            "partly": [{"path": each.path, "reason": each.reason} for each in self.partly],
            "overlaps": [
                {"document": entry.id, "of": overlap.document_id, "share": overlap.share}
                for entry in self.new
                for overlap in entry.overlaps
            ],
            "seconds": self.seconds,
        }


def report_from(value: dict[str, Any]) -> BuildReport:
    """The report that `dataclasses.asdict` made a JSON object of.

    Raises:
        KeyError, TypeError: The object is not such a report.
    """
    failures = {
        name: tuple(Failure(**failure) for failure in value[name]) for name in ("failed", "partly")
    }
    new = tuple(entry_from(entry) for entry in value["new"])
    return BuildReport(**{**value, **failures, "new": new})


_COUNTS = ("documents", "chunks", "added", "changed", "removed", "unchanged")


def report(notes: Notes, before: Manifest | None, seconds: float, *, written: bool) -> BuildReport:
    """What became of the notes since the index that `before` describes."""
    old = {d.id: d.content_hash for d in before.documents} if before else {}
    new = {d.id: d.content_hash for d in notes.documents}
    both = old.keys() & new.keys()
    unchanged = sum(new[i] in (old[i], UNKNOWN) for i in both)
    return BuildReport(
        documents=len(new),
        chunks=len(notes.chunks),
        added=len(new.keys() - old.keys()),
        changed=len(both) - unchanged,
        removed=len(old.keys() - new.keys()),
        unchanged=unchanged,
        failed=tuple(notes.failures),
        seconds=seconds,
        new=tuple(d for d in notes.documents if d.content_hash not in (old.get(d.id), UNKNOWN)),
        partly=tuple(Failure(d.id, gap) for d in notes.documents for gap in d.gaps),
        written=written,
    )
