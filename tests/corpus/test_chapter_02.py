"""Chapter 2's examples, worked out from their inputs."""

from __future__ import annotations

import re

import numpy as np
from course import COURSE, assert_states, split

HEALTH_DATA = "02-health-data.md"


def test_lactate_series_fills_masks_and_gaps() -> None:
    """Chapter 2's table follows its own definitions of carrying forward, mask and time gap."""
    observed = {0: 2.0, 3: 4.0, 5: 3.0}
    mask = [int(hour in observed) for hour in range(6)]
    filled: list[float] = []
    gaps: list[int] = []
    for hour in range(6):
        filled.append(observed[hour] if mask[hour] else filled[-1])
        gaps.append(0 if hour == 0 else 1 + (0 if mask[hour - 1] else gaps[-1]))
    assert_states(
        HEALTH_DATA,
        "lactate is measured as 2.0 at hour 0, 4.0 at hour 3 and 3.0 at hour 5",
        "| Carried forward | " + " | ".join(f"{value:.1f}" for value in filled) + " |",
        "| Mask | " + " | ".join(map(str, mask)) + " |",
        "| Time gap | " + " | ".join(map(str, gaps)) + " |",
        f"The mean of the three observed lactate values is {np.mean(list(observed.values())):.1f}",
    )


def test_multi_hot_visits() -> None:
    """Chapter 2's visit vectors, union and similarity follow from its vocabulary."""
    text = (COURSE / HEALTH_DATA).read_text(encoding="utf-8")
    (listed,) = re.findall(r"Take the vocabulary, in order: (.+)\.$", text, flags=re.MULTILINE)
    vocabulary = [entry.split()[0] for entry in listed.split("), ")]
    first = np.array([int(code in {"E11.9", "I10", "Z79.4"}) for code in vocabulary])
    second = np.array([int(code in {"I10", "I50.9", "N18.9"}) for code in vocabulary])
    union, shared = first | second, int(first @ second)
    assert len(vocabulary) == 6
    assert_states(
        HEALTH_DATA,
        f"- Visit A with E11.9, I10 and Z79.4 becomes ${first.tolist()}$.",
        f"- Visit B with I10, I50.9 and N18.9 becomes ${second.tolist()}$.",
        f"becomes ${union.tolist()}$, with {union.sum()} distinct codes",
        f"The dot product of visits A and B is {shared}",
        f"${shared}/{union.sum()} = {shared / union.sum():.1f}$",
    )
    assert_states("02-health-data-summary.md", f"${first.tolist()}$")


def test_safe_harbor_lists_every_identifier() -> None:
    """Chapter 2 promises 18 identifiers, and its numbered list has that many."""
    _, body = split(HEALTH_DATA)
    assert re.findall(r"^(\d+)\. ", body, flags=re.MULTILINE) == [str(i) for i in range(1, 19)]
