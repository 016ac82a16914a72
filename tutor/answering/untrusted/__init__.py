"""The notes are other people's text: what in them is material, what is meant for the machine."""
