"""Terms, numbers and coverage: what a sentence must share with a passage to be supported by it."""

from tutor.answering.terms import content_terms, formulas, numbers, proper_terms, squeeze


def test_a_number_has_one_spelling() -> None:
    assert numbers("128,175 images") == numbers("128175 images") == numbers("128 175 images")
    assert numbers("eighteen identifiers") == {"18"}
    assert numbers("a rate of 0.001, then 2") == {"0.001", "2"}


def test_names_and_acronyms_are_told_from_the_word_that_opens_a_sentence() -> None:
    names = proper_terms('Dropout was patented by Geoffrey Hinton, and "LOINC" by nobody.')
    assert names == content_terms("Geoffrey Hinton LOINC")


def test_a_formula_has_one_spelling_however_it_is_spaced() -> None:
    assert formulas(r"uses $2 / n_{i}$ and $$\sqrt{ x }$$.") == {"2/n_i", r"\sqrtx"}
    assert squeeze(r"\left( a \, b \right)") == "ab"
    assert squeeze(r"\frac{\text{TP}}{TP + FN}") == squeeze("TP/(TP + FN)")
