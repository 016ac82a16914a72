"""The command `tutor`: one module for each group of commands; they parse, call and render."""


def main() -> None:
    """Run the command line, for which Ctrl-C is no error even while it is still being imported."""
    try:
        from tutor.cli.app import main as run
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    run()
