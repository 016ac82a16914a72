"""Text of other people is shown in a terminal and never obeyed."""

import io

from rich.live import Live
from rich.text import Text

from tutor.cli.controls import harmless
from tutor.cli.terminal import Terminal


def test_control_characters_are_replaced_one_for_one() -> None:
    assert harmless("a\x1b[2J\tb\x07\n\x9bc\x7f") == "a�[2J\tb�\n�c�"


def test_escape_sequences_in_notes_do_not_reach_the_terminal() -> None:
    file = io.StringIO()
    terminal = Terminal(file=file, force_terminal=True, width=60, highlight=False)
    terminal.print(Text("\x1b]0;owned\x07", "bold"))
    with Live(Text("\x1b[2J"), console=terminal, auto_refresh=False):
        pass
    output = file.getvalue()
    assert "\x1b]0;" not in output
    assert "\x1b[2J" not in output
    assert "\x1b[1m" in output  # its own styles still do
