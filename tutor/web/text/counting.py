"""Numbers with their nouns."""


def count(number: int, noun: str) -> str:
    """So many of something: "1 source", "2,000 sources"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
