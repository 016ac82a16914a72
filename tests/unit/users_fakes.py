"""Hashes that cost nothing, for tests that are about something else."""

from functools import partial

import argon2
import pytest


def make_hashes_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a password be hashed in a millisecond."""
    cheap = partial(argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(argon2, "PasswordHasher", cheap)
