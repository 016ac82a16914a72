"""Tells the libraries that report on their users not to: nothing leaves the machine."""

import os

_REFUSALS = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}


def turn_off_telemetry() -> None:
    """Set the variables that Gradio, the Hugging Face hub and others read when they are imported.

    Called at the edges of the program, before any of those libraries. It overrides what the
    environment says: the promise holds for everyone who uses a tutor that somebody else started.
    """
    os.environ.update(_REFUSALS)
