"""A library of made-up notes, for developing and testing the page without an index."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tutor.documents.chunking import chunk
from tutor.documents.document import Chunk, Document
from tutor.documents.failures import Failure
from tutor.documents.readers import markdown
from tutor.errors import TutorError
from tutor.library.note import Note, Pending, Preview, Upload
from tutor.progress import Progress, silent
from tutor.retrieval.manifest import DocumentEntry
from tutor.retrieval.overlap import Overlap

MLP = """# Multilayer perceptrons

## Activation functions

### ReLU

ReLU is $f(x) = \\max(x, 0)$. It keeps positive values and zeroes the rest, and its derivative is

$$f'(x) = \\begin{cases} 1 & x > 0 \\\\ 0 & x < 0 \\end{cases}$$

```python
out = torch.relu(layer(x))  # shape: (batch, 8)
```

### Sigmoid

| function | range |
|---|---|
| sigmoid | $(0, 1)$ |
| tanh | $(-1, 1)$ |

## Training

Loss is minimised by gradient descent. Read [the course page](https://course.example/l4) for more.
"""


@dataclass(frozen=True)
class FakeAddition:
    added: tuple[DocumentEntry, ...] = ()
    pending: tuple[Pending, ...] = ()
    refused: tuple[Preview, ...] = ()


@dataclass
class FakeLibrary:
    """Keeps notes in memory; `pause` is called before work begins and may wait or raise."""

    reviewing: bool = False
    pause: Callable[[str], None] = lambda work: None
    failed: tuple[Failure, ...] = ()
    kept: dict[str, tuple[Note, tuple[Chunk, ...], bytes]] = field(default_factory=dict)
    waits: dict[str, Upload] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(
        self, document_id: str, source: str, *, data: bytes = b"", contribution: bool = False
    ) -> DocumentEntry:
        """Add a note that is Markdown."""
        document = markdown.parse(source, document_id, Path(document_id))
        chunks = tuple(chunk(document, lambda words: len(words.split()), max_tokens=120))
        entry = DocumentEntry(
            id=document_id,
            title=document.title,
            content_hash="",
            sections=len(document.sections),
            chunk_ids=tuple(each.id for each in chunks),
            metadata=document.metadata,
            format=document.format,
            path=document_id,
            added="2026-03-12T14:05:00Z",
        )
        note = Note(entry, Path(document_id), contribution)
        self.kept[document_id] = (note, chunks, data or source.encode())
        return entry

    def change(self, document_id: str, **values: object) -> None:
        """Give a note's entry other values."""
        note, chunks, data = self.kept[document_id]
        entry = replace(note.entry, **values)  # type: ignore[arg-type]
        self.kept[document_id] = (replace(note, entry=entry), chunks, data)

    def notes(self) -> tuple[Note, ...]:
        return tuple(note for note, _, _ in self.kept.values())

    def failures(self) -> tuple[Failure, ...]:
        return self.failed

    def preview(self, uploads: Sequence[Upload]) -> tuple[Preview, ...]:
        self.pause("preview")
        return tuple(self._preview(upload) for upload in uploads)

    def add(self, uploads: Sequence[Upload], progress: Progress = silent, /) -> FakeAddition:
        progress("Reading", 0, len(uploads))
        self.pause("add")
        if self.reviewing:
            ids = []
            for upload in uploads:
                ids.append(f"w{len(self.waits)}")
                self.waits[ids[-1]] = upload
            return FakeAddition(pending=tuple(p for p in self.pending() if p.id in ids))
        previews = [self._preview(upload) for upload in uploads]
        added = [
            self.put(f"contributed/{u.name}", u.data.decode(), contribution=True)
            for u, p in zip(uploads, previews, strict=True)
            if p.document is not None
        ]
        return FakeAddition(tuple(added), (), tuple(p for p in previews if p.refusal))

    def pending(self) -> tuple[Pending, ...]:
        return tuple(
            Pending(waiting, "2026-03-12T14:05:00+00:00", self._preview(upload))
            for waiting, upload in self.waits.items()
        )

    def approve(self, pending_id: str, progress: Progress = silent, /) -> FakeAddition:
        upload = self._decided(pending_id)
        entry = self.put(f"contributed/{upload.name}", upload.data.decode(), contribution=True)
        return FakeAddition((entry,))

    def reject(self, pending_id: str, /) -> None:
        self._decided(pending_id)

    def remove(self, document_id: str, /) -> object:
        self.pause("remove")
        with self.lock:
            return self.kept.pop(document_id)

    def original(self, document_id: str) -> tuple[str, bytes]:
        note, _, data = self.kept[document_id]
        if not data.strip():
            raise TutorError(f"The file of {document_id} is not where it was.")
        return note.path.name, data

    def reading(self, document_id: str) -> tuple[Chunk, ...]:
        return self.kept[document_id][1]

    def _decided(self, pending_id: str) -> Upload:
        if pending_id not in self.waits:
            raise TutorError("That note does not wait any more.")
        return self.waits.pop(pending_id)

    def _preview(self, upload: Upload) -> Preview:
        if not upload.name.endswith(".md"):
            reason = "that file has no text layer; export it with text or run it through OCR"
            return Preview(upload.name, None, reason)
        document = markdown.parse(upload.data.decode(), upload.name, Path(upload.name))
        return Preview(upload.name, document, None, self._overlaps(document))

    def _overlaps(self, document: Document) -> tuple[Overlap, ...]:
        return tuple(
            Overlap(note.id, note.entry.title, 0.87)
            for note, chunks, _ in self.kept.values()
            if any(each.text in document.text for each in chunks)
        )


def filled(count: int = 0) -> FakeLibrary:
    """A library with a note of every sort, and as many plain ones as are asked for."""
    library = FakeLibrary()
    library.put("notes/mlp.md", MLP)
    library.put("slides/lecture 3.pdf", "# From perceptrons to deep networks\n\nOne.")
    library.change("slides/lecture 3.pdf", format="PDF", units=16)
    library.change(
        "slides/lecture 3.pdf",
        gaps=("page 3 has no text; run it through an OCR tool to have it read",),
    )
    library.put("contributed/kurs über CNN.md", "# Kurs über CNN\n\nPooling.", contribution=True)
    library.change(
        "contributed/kurs über CNN.md",
        overlaps=(Overlap("notes/mlp.md", "Multilayer perceptrons", 0.61),),
    )
    for number in range(count):
        library.put(f"many/{number:04}.md", f"# Note {number:04}\n\nText {number}.")
    return library
