"""What the tests of the bundled course notes share: reading a file, and its numbers.

A chapter's tests compute numbers from each example's inputs, write them the way the notes write
them, and look them up in the notes, so a wrong figure in the notes fails a test.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml

TESTS = Path(__file__).resolve().parents[1]
COURSE = TESTS.parent / "corpus" / "deep-learning-for-healthcare"
GLOSSARY = "glossary.md"
THREAD = "midterm-questions-thread.json"

SUMMARIES = sorted(path.name for path in COURSE.glob("*-summary.md"))
NOTES = sorted({path.name for path in COURSE.glob("*.md")} - {*SUMMARIES, GLOSSARY})
GLOSSARIES = [GLOSSARY] if (COURSE / GLOSSARY).is_file() else []
EVERY = NOTES + SUMMARIES + GLOSSARIES

FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
CODE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)

# How formulas write what NumPy can work out, in the order in which they are replaced.
LATEX = [
    (r"\\left|\\right|\\,|\{,\}", ""),
    (r"\\(?:times|cdot)\b", "*"),
    (r"\\ln ?([\d.]+|(?=\())", r"log(\1)"),
    (r"log\(\)\(", "log("),
    (r"\\exp(?=\()", "exp"),
    (r"\be\^\{([^{}]+)\}", r"exp(\1)"),
    (r"\^\{([^{}]+)\}", r"**(\1)"),
    (r"\^(\d)", r"**\1"),
    (r"\\sqrt\{([^{}]+)\}", r"sqrt(\1)"),
    (r"\\frac\{([^{}]+)\}\{([^{}]+)\}", r"((\1)/(\2))"),
    (r"\\sigma(?=\()", "sigmoid"),
    (r"\\tanh(?=\()", "tanh"),
    (r"\((-?[\d.]+(?:, -?[\d.]+)+)\)", r"array([\1])"),
    (r"(?<=[\d)])\s*(?=\(|array|exp|log|sigmoid|sqrt|tanh)", "*"),
]


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


FUNCTIONS = {"array": np.array, "exp": np.exp, "log": np.log, "sigmoid": sigmoid}
FUNCTIONS |= {"sqrt": np.sqrt, "tanh": np.tanh}


def split(name: str) -> tuple[dict[str, Any], str]:
    """Return a file's front matter and its body."""
    text = (COURSE / name).read_text(encoding="utf-8")
    start, front, body = text.split("---\n", 2)
    assert start == "", f"{name} does not start with front matter"
    return yaml.safe_load(front), body


def tuple_of(values: Any) -> str:
    """Write numbers as the notes do: four decimals, in brackets."""
    return "(" + ", ".join(f"{value:.4f}" for value in values) + ")"


def assert_states(name: str, *statements: str) -> None:
    """Fail with every statement that the notes lack, not with the first one only."""
    text = (COURSE / name).read_text(encoding="utf-8")
    missing = [statement for statement in statements if statement not in text]
    assert not missing, f"{name} lacks {missing}"


def numeric(side: str) -> Any:
    """Work out one side of an equation, or return None if it has symbols in it."""
    for latex, code in LATEX:
        side = re.sub(latex, code, side)
    symbols = set(re.findall(r"[a-zA-Z_\\^{}]+", side)) - set(FUNCTIONS)
    if symbols or "[0, " in side or "[1, " in side or not side.strip():
        return None
    return eval(side, dict(FUNCTIONS))


def check_equations(name: str) -> int:
    """Assert that equations between numbers hold to the digits of their right side; count them."""
    checked = 0
    for formula in FORMULA.findall(split(name)[1]):
        sides = formula.strip("$").split(" = ")
        for left, right in pairwise(sides):
            values = numeric(left), numeric(right)
            if any(value is None for value in values):
                continue
            decimals = max((len(d) for d in re.findall(r"\.(\d+)", right)), default=0)
            tolerance = 0.5 * 10**-decimals + 2e-5  # the left side's numbers are rounded too
            assert np.allclose(*values, rtol=0, atol=tolerance), f"{name}: {formula}"
            checked += 1
    return checked
