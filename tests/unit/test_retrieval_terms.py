"""The words that carry content, and how many of them another text has."""

from tutor.retrieval.terms import content_terms, coverage


def test_words_that_only_ask_are_no_content() -> None:
    assert content_terms("What does the term explain?") == frozenset()


def test_inflected_words_have_one_term() -> None:
    assert content_terms("trained networks") == content_terms("training a network")


def test_coverage_weighs_terms_by_their_rarity() -> None:
    rarity = {"common": 1.0, "rare": 3.0}.__getitem__
    assert coverage({"common", "rare"}, {"rare"}, rarity) == 0.75
    assert coverage({"common", "rare"}, set(), rarity) == 0.0


def test_nothing_wanted_is_wholly_covered() -> None:
    assert coverage(set(), {"word"}, lambda _: 1.0) == 1.0
