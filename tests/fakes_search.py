"""Notes to search in, and an encoder without weights: texts are as near as they share words."""

from pathlib import Path

from retrieval_fakes import FakeEncoder

CHAPTERS = ("Perceptrons", "Convolutions", "Recurrence", "Attention")
MANY = 45  # passages about gradients
HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'> zebra "
    "[zebra](javascript:window.hacked=3) ![zebra](http://pictures.example/zebra.png)"
)


class WordsEncoder(FakeEncoder):
    """With so many dimensions that two words have little to do with each other."""

    def __init__(self) -> None:
        super().__init__("words", dim=512)


def write_course(folder: Path) -> Path:
    """Four chapters, a summary, a thread with a passage of a chapter, and many short sections."""
    folder.mkdir()
    for number, title in enumerate(CHAPTERS, 1):
        front = f"---\nchapter: {number}\ntitle: {title}\n---\n\n# {title}\n\n"
        body = (
            f"## What {title.lower()} do\n\nThe {title.lower()} layer maps patients to codes "
            f"in step {number}. Its weights $w_{{{number}}}$ are learned from labelled visits.\n"
        )
        (folder / f"{number}.md").write_text(front + body, encoding="utf-8")
    front = "---\nchapter: 1\nkind: summary\ntitle: Perceptrons in short\n---\n\n"
    words = "# Perceptrons in short\n\n## Margin of errors\n\nA perceptron errs on the XOR problem."
    (folder / "1-summary.md").write_text(front + words + "\n", encoding="utf-8")
    copy = "# Copied\n\n## From the summary\n\nA perceptron errs on the XOR problem.\n"
    (folder / "copy.md").write_text(copy, encoding="utf-8")
    (folder / "hostile.md").write_text(f"# Hostile\n\n{HOSTILE}\n", encoding="utf-8")
    sections = "".join(
        f"## Rule {i}\n\nGradient rule number{i} word{i} tone{i} scales the step by {i}.\n\n"
        for i in range(MANY)
    )
    (folder / "rules.md").write_text(f"# Rules\n\n{sections}", encoding="utf-8")
    return folder
