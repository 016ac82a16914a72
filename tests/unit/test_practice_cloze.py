import pytest

from tutor.practice.cloze_answers import grade_cloze

PASSAGE = "A gated recurrent unit (GRU) has two gates. L2 regularisation (ridge) shrinks weights."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("validation loss", "The Validation-Loss"),
        ("validation loss", "validaton loss"),
        ("embeddings", "embedding"),
        ("gated recurrent unit", "GRU"),
        ("GRU", "gated recurrent units"),
        ("dataset shift", "data set shift"),
        ("15 percent", "15%"),
        ("fifteen", "15"),
        ("700,000", "700 thousand"),
        ("0.50", "0.5"),
        ("forget gate", "the **forget gate**"),
    ],
)
def test_the_missing_words_count_however_they_are_spelled(answer: str, said: str) -> None:
    assert grade_cloze(answer, said, PASSAGE) == 1.0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("encoder", "decoder"),
        ("16", "17"),
        ("15 percent", "50%"),
        ("MAR", "MNAR"),
        ("validation loss", "training loss"),
        ("input gate", "input gate output gate forget gate"),
        ("perceptron", ""),
        ("perceptron", "?!"),
        ("gated recurrent unit", "long short-term memory"),
    ],
)
def test_other_words_don_t_count(answer: str, said: str) -> None:
    assert grade_cloze(answer, said, PASSAGE) == 0.0


def test_an_acronym_counts_only_where_the_passage_gives_it() -> None:
    assert grade_cloze("gated recurrent unit", "GRU", "A gated recurrent unit has gates.") == 0.0


def test_half_of_the_missing_words_are_worth_half() -> None:
    assert grade_cloze("validation loss", "loss", PASSAGE) == 0.5
