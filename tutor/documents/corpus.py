"""What is to be read: the notes in folders, single files and passages files.

Nothing is parsed here. A scan takes milliseconds, so a build can tell what changed before it
reads anything.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.documents.document import Document
from tutor.documents.failures import Failure, NoNotesError, UnreadableNoteError
from tutor.documents.passages import PASSAGES_FILE, PASSAGES_SUFFIX, Passage, passages_in
from tutor.documents.readers import forum_paste, markdown, plain_text
from tutor.documents.text_file import read_text

_READERS: dict[str, Callable[[str, str, Path], Document]] = {
    ".md": markdown.parse,
    ".markdown": markdown.parse,
    ".txt": plain_text.parse,
}


@dataclass(frozen=True, slots=True)
class CorpusItem:
    """One note that is there to be read: a file, or a row of a passages file."""

    document_id: str
    path: Path
    content_hash: str  # sha256, hexadecimal: of the file's bytes, or of the row as canonical JSON
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found, in the order of the given paths and sorted by name in each folder."""

    items: tuple[CorpusItem, ...]
    failures: tuple[Failure, ...]


def scan(paths: Sequence[Path], *, max_bytes: int) -> Scan:
    """List the notes in folders, files and passages files.

    A document's id is its path below its folder with forward slashes, a single file's name, or a
    passage's own id. Where ids of two places are the same, both get their folder's name before
    them. Hidden files are left out; what can't be read is a failure with its reason.

    Raises:
        NoNotesError: A path does not exist, or there is no readable note in a folder.
    """
    found: list[_Found] = []
    failures: list[Failure] = []
    seen: set[Path] = set()
    for root in paths:
        if not root.exists():
            raise NoNotesError(f"There is nothing at {root}; check the path to your notes.")
        before, failed_before, again = len(found), len(failures), False
        for path, document_id in _files_below(root, failures):
            if path.resolve() in seen:
                again = True  # the same file below two of the given paths
                continue
            seen.add(path.resolve())
            _take(path, document_id, root, max_bytes, found, failures)
        if root.is_dir() and len(found) == before and not again:
            raise NoNotesError(_nothing_in(root, failures[failed_before:]))
    if not found:
        raise NoNotesError(_nothing_in(paths[0], failures) if paths else "No notes were given.")
    return _without_clashes(found, failures)


def read(item: CorpusItem) -> Document:
    """Read a note.

    Raises:
        UnreadableNoteError: It can't be opened or decoded, its front matter is broken, or there
            is no text in it.
    """
    if item.passage is not None:
        document = item.passage.document(item.document_id, item.path)
    else:
        text = read_text(item.path)
        parse = _READERS[item.path.suffix.lower()]
        if forum_paste.looks_like_forum_paste(text):
            parse = forum_paste.parse
        document = parse(text, item.document_id, item.path)
    blocks = (block.span for section in document.sections for block in section.blocks)
    if not any(c.isalnum() for span in blocks for c in document.text[span.start : span.end]):
        raise UnreadableNoteError(item.path, "there is no text in it; write some or remove it")
    return document


@dataclass(frozen=True, slots=True)
class _Found:
    item: CorpusItem
    folder: str  # that goes before the id where two are the same
    place: str  # in a failure's reason: "" or "line 3: "


def _files_below(root: Path, failures: list[Failure]) -> Iterator[tuple[Path, str]]:
    """Files to look at with the ids they would have, sorted by name."""
    if not root.is_dir():
        yield root, unicodedata.normalize("NFC", root.name)
        return
    inside = root.resolve()
    pending = [root]
    while pending:
        path = pending.pop()
        if path.is_symlink() and path != root:
            # A link within the folder leads to a note that is read where it stands.
            if not path.exists():
                failures.append(Failure(str(path), "the link leads to nothing; remove it"))
            elif not path.resolve().is_relative_to(inside):
                reason = "the link leads out of the notes' folder; put a copy there instead"
                failures.append(Failure(str(path), reason))
        elif path.is_dir():
            try:
                inside_it = sorted(path.iterdir(), reverse=True)
            except OSError as error:
                failures.append(Failure(str(path), _unopened(error)))
                continue
            pending += [each for each in inside_it if not each.name.startswith(".")]
        else:
            yield path, unicodedata.normalize("NFC", path.relative_to(root).as_posix())


def _take(
    path: Path,
    document_id: str,
    root: Path,
    max_bytes: int,
    found: list[_Found],
    failures: list[Failure],
) -> None:
    is_passages = path.name == PASSAGES_FILE or (
        path == root and path.suffix.lower() == PASSAGES_SUFFIX
    )
    try:
        reason = _objection(path, is_passages, max_bytes)
        raw = b"" if reason else path.read_bytes()
    except OSError as error:
        reason = _unopened(error)
    if reason is None and not raw.strip():
        reason = "the file is empty; write something in it or remove it"
    if reason is not None:
        failures.append(Failure(_printable(str(path)), reason))
        return
    folder = (root if path != root else root.resolve().parent).resolve().name
    if not is_passages:
        item = CorpusItem(document_id, path, hashlib.sha256(raw).hexdigest())
        found.append(_Found(item, folder, ""))
        return
    for line, passage in passages_in(raw):
        place = f"line {line}: "
        if isinstance(passage, str):
            failures.append(Failure(str(path), place + passage))
        else:
            item = CorpusItem(passage.id, path, passage.content_hash, passage)
            found.append(_Found(item, folder, place))


def _objection(path: Path, is_passages: bool, max_bytes: int) -> str | None:
    """Why a file is not read, as far as that can be told without opening it."""
    if _printable(str(path)) != str(path):
        return "its name is not valid text; rename it"
    if not path.is_file():
        return "it is not a regular file; remove it"
    suffix = path.suffix.lower()
    if suffix not in _READERS and not is_passages:
        kind = f"a {suffix} file" if suffix else "a file without an ending"
        return f"{kind} is not a kind of note that can be read yet (Markdown and plain text are)"
    size = path.stat().st_size
    if size > max_bytes:
        return (
            f"it has {size / 1e6:.1f} MB and the limit is {max_bytes / 1e6:.1f} MB; "
            "split it or raise the limit"
        )
    return None


def _without_clashes(found: Sequence[_Found], failures: list[Failure]) -> Scan:
    times = Counter(each.item.document_id for each in found)
    items: list[CorpusItem] = []
    taken: set[str] = set()
    for each in found:
        item = each.item
        if times[item.document_id] > 1:
            item = replace(item, document_id=f"{each.folder}/{item.document_id}")
        if item.document_id in taken:
            reason = f"another note is already called {each.item.document_id}; rename one of them"
            failures.append(Failure(str(item.path), each.place + reason))
        else:
            taken.add(item.document_id)
            items.append(item)
    return Scan(tuple(items), tuple(failures))


def _nothing_in(root: Path, failures: Sequence[Failure]) -> str:
    why = f" ({failures[0].path}: {failures[0].reason})" if failures else ""
    return (
        f"There is no note to read in {root}{why}; "
        "put Markdown (.md) or plain text (.txt) files there."
    )


def _unopened(error: OSError) -> str:
    return f"it can't be opened ({error.strerror}); check that you may read it"


def _printable(name: str) -> str:
    return name.encode(errors="replace").decode()
