"""Chapter 1's figures, worked out from their inputs."""

from __future__ import annotations

from course import assert_states

INTRODUCTION = "01-introduction.md"


def test_electrocardiogram_size() -> None:
    """Chapter 1's volume example multiplies leads, seconds and sampling rate."""
    size = f"{12 * 10 * 500:,}".replace(",", "{,}")
    assert_states(INTRODUCTION, rf"$12 \times 10 \times 500 = {size}$")
