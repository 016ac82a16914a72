"""Questions for the tests of what is exchanged with other programs."""

from hypothesis import strategies as st

from tutor.documents.document import Span
from tutor.documents.text_file import normalised
from tutor.practice.exchange.item import Item, question_of
from tutor.practice.question import BLANK, DIFFICULTIES, Citation, Question

CITATION = Citation(
    "c1", "04-networks.md", "Neurons > Activation", "ReLU is cheap.", evidence=(Span(0, 14),)
)


def example(kind: str = "multiple-choice", **change: object) -> Question:
    """A question of a kind, with a citation."""
    made: dict[str, tuple[str, object, tuple[str, ...] | None]] = {
        "multiple-choice": ("Which is *cheap*?", 1, ("tanh", "ReLU", "softmax")),
        "true-false": ("ReLU is $\\max(0, x)$.", True, None),
        "short-answer": ("Why is ReLU cheap?", "It only compares a number with zero.", None),
        "cloze": (f"The {BLANK} function is cheap.", "ReLU", None),
        "flashcard": ("ReLU", "The function $\\max(0, x)$, which is cheap to compute.", None),
    }
    text, answer, options = made[kind]
    fields: dict[str, object] = {
        "kind": kind,
        "question": text,
        "answer": answer,
        "options": options,
        "explanation": "It only compares.",
        "citations": (CITATION,),
        "topic": "Activation functions",
        "chapter": "4",
    }
    return Question(**{**fields, **change})  # type: ignore[arg-type]


KINDS = ("multiple-choice", "true-false", "short-answer", "cloze", "flashcard")
ALL = tuple(example(kind) for kind in KINDS)

# What a text file can hold: one form of each character and no control characters.
_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl"))
_SYNTAX = st.sampled_from(
    [
        *"~=#{}:\\\n|'\"%*$[] ;,-+@",
        "->",
        "::",
        "//",
        "\n\n",
        "####",
        "%50%",
        "$x$",
        "\\\\(",
        "\\\\)",
    ]
)
_PIECES = st.lists(st.one_of(_SYNTAX, st.text(_CHARACTERS, max_size=8)), min_size=1, max_size=8)
TEXTS = _PIECES.map(lambda pieces: normalised("".join(pieces)).strip()).filter(bool)
_LINES = TEXTS.map(lambda text: " ".join(text.split()))
_MAYBE = st.one_of(st.just(""), TEXTS)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any question that somebody could have brought in, whatever characters it has."""
    kind = draw(st.sampled_from(KINDS))
    text, options = draw(TEXTS), ()
    answer: str | bool | int = draw(TEXTS)
    if kind == "multiple-choice":
        options = tuple(draw(st.lists(TEXTS, min_size=2, max_size=8, unique=True)))
        answer = draw(st.integers(0, len(options) - 1))
    elif kind == "true-false":
        answer = draw(st.booleans())
    elif kind == "cloze":
        text = f"{draw(_MAYBE)} {BLANK}{draw(_MAYBE)}".strip()
    item = Item(
        question=text,
        answer=answer,
        options=options,
        kind=kind,
        topic=draw(st.one_of(st.just(""), _LINES)),
        chapter=draw(st.one_of(st.just(""), _LINES)),
        explanation=draw(_MAYBE),
        difficulty=draw(st.sampled_from(DIFFICULTIES)),
        key_points=tuple(draw(st.lists(TEXTS, max_size=2))),
    )
    return question_of(item)
