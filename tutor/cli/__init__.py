"""The command `tutor`: one module for each group of commands; they parse, call and render."""

from tutor.cli.app import main as main
