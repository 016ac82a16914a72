"""The flags that several commands share; each one overrides the setting of the same name."""

from pathlib import Path
from typing import Annotated

import typer

Index = Annotated[
    Path | None,
    typer.Option(
        "--index", metavar="DIR", help="Folder of the search index.", show_default="index"
    ),
]
Corpus = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", help="Folder of the notes.", show_default="corpus"),
]
Encoder = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        metavar="NAME",
        help="Sentence encoder: a name from `tutor models list`, a Hugging Face id or a folder.",
        show_default="minilm",
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="Language model: a name from `tutor models list`, a Hugging Face id or a folder.",
        show_default="qwen-1.5b",
    ),
]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="What runs it: auto, int8, ctranslate2, transformers or openai.",
        show_default="auto",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url", metavar="URL", help="OpenAI-compatible server, with --engine openai."
    ),
]
Strictness = Annotated[
    float | None,
    typer.Option(
        "--strictness",
        metavar="P",
        help="Least probability that the notes hold the answer with which one is given, 0 to 1: "
        "higher for fewer wrong answers, lower for fewer refusals.",
        show_default="0.25",
    ),
]
QuestionsFile = Annotated[
    Path | None,
    typer.Option(
        "--file",
        metavar="QUESTIONS.jsonl",
        help="Rows of {id, question, exclude_documents?, history?}; one answer for each, in order.",
    ),
]
Json = Annotated[
    bool,
    typer.Option(
        "--json", help="Print JSON and nothing else on stdout (one line a row of --file)."
    ),
]

Tracing = Annotated[
    bool, typer.Option("--trace", help="Tell how long each step took, under the result.")
]


def require_one_of(text: str | None, file: Path | None, *, name: str) -> None:
    """Stop with the usage's exit code unless exactly one of the two was given."""
    if (text is None) == (file is None):
        raise typer.BadParameter(f"give either {name} or --file, and not both")
