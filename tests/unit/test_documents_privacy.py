"""Nobody's name stays in a thread, and no word of the notes goes with it."""

import pytest

from tutor.documents.privacy import remove_names
from tutor.documents.readers.page_authors import find_author_names


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("Updated 2 days ago by Ada Lovelace \u2713", {"Ada Lovelace"}),
        ("Updated an hour ago by Ada Lovelace and Alan Turing", {"Ada Lovelace", "Alan Turing"}),
        (
            "Updated 1 week ago by Jos\u00e9 da Silva, Li Wei and 2 others",
            {"Jos\u00e9 da Silva", "Li Wei"},
        ),
        ("Updated 3 days ago by \u738b\u5c0f\u660e", {"\u738b\u5c0f\u660e"}),
        ("\u2610 Resolved @3_f1 \U0001f517**Ada King-Noel** \u2713 2 days ago", {"Ada King-Noel"}),
        ("Grace M. Hopper 5 months ago", {"Grace M. Hopper"}),
        ("Best regards,\n\nYour humble servant, Ada", {"Ada"}),
        ("Thanks!\n- Ada Lovelace\n", {"Ada Lovelace"}),
        ("~ An instructor (Alan Turing) thinks this is a good question", {"Alan Turing"}),
    ],
)
def test_authors_are_found_where_the_page_names_them(page: str, names: set[str]) -> None:
    assert find_author_names(page) == names


@pytest.mark.parametrize(
    "page",
    [
        "Anonymous Beaker 2 days ago",
        "Updated 2 days ago by Anonymous",
        "Thanks!\n\nGood Luck\n",
        "Cheers,\nThe Teaching Team",
        "Adam was updated by gradient steps.",
        "Thanks, everyone.\n\nDropout\n",
        "The Transformer (Vaswani) thinks in parallel.",
    ],
)
def test_what_is_nobody_is_not_a_name(page: str) -> None:
    assert find_author_names(page) == set()


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Ada Lovelace wrote it.", "A student wrote it."),
        ("As Ada said, and ada's right.", "As a student said, and a student's right."),
        ("Thanks to LOVELACE! @Ada knew.", "Thanks to a student! A student knew."),
        ("Ada\u00a0Lovelace", "A student"),
        ("Adaptive learning in Canada.", "Adaptive learning in Canada."),
        ("Mail ada.l+x@uni.ac.uk or ask.", "Mail an e-mail address or ask."),
    ],
)
def test_names_are_masked_whole_and_in_part(text: str, without: str) -> None:
    assert remove_names(text, {"Ada Lovelace"}) == without


def test_names_that_are_words_of_the_notes_go_only_as_whole_names() -> None:
    text = "Deep Patel says deep learning will use Adam. Will Li agrees."
    assert remove_names(text, {"Deep Patel", "Will Li", "Jan Adam"}) == (
        "A student says deep learning will use Adam. A student agrees."
    )


def test_names_that_are_words_go_where_they_have_a_capital() -> None:
    assert remove_names("Grace asked. A grace period.", {"Grace Hopper"}) == (
        "A student asked. A grace period."
    )


def test_without_names_only_addresses_go() -> None:
    assert remove_names("Ask a@b.org, please.", ()) == "Ask an e-mail address, please."
