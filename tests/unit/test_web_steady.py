"""What is shown of a growing text never has to be taken back."""

import pytest

from tutor.web.steady import steady


@pytest.mark.parametrize(
    ("growing", "shown"),
    [
        ("Let $x", "Let"),
        ("Let $x$ be", "Let $x$ be"),
        ("So\n\n$$", "So\n\n"),
        ("So\n\n$$x = 1", "So\n\n"),
        ("So\n\n$$x = 1$$", "So\n\n$$x = 1$$"),
        ("Let \\(x", "Let"),
        ("Let \\", "Let"),
        ("It costs $5 and", "It costs $5 and"),
        ("a **bold", "a **bold**"),
        ("a **", "a"),
        ("run `code", "run `code`"),
        ("Intro\n\n| a | b", "Intro\n\n"),
        ("Intro\n\n| a | b |\n|--", "Intro\n\n"),
        ("| a | b |\n|---|---|", "| a | b |\n|---|---|"),
        ("| a | b |\n|---|---|\n| c", "| a | b |\n|---|---|\n| c"),
        ("```python\nx = '$a", "```python\nx = '$a"),
        ("Words `$x` words", "Words `$x` words"),
        ("A fact [1", "A fact"),
    ],
)
def test_what_is_not_closed_yet_is_held_back(growing: str, shown: str) -> None:
    assert steady(growing) == shown


def test_a_dollar_sign_that_stays_open_is_shown_in_the_end() -> None:
    text = "A $variable " + "and many more words " * 40
    assert steady(text) == text
