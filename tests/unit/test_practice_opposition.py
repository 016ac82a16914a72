import pytest

from tutor.practice.opposition import denies
from tutor.practice.spelling import same_word

CBOW = "CBOW predicts the centre word from the context words."


@pytest.mark.parametrize(
    ("claim", "point"),
    [
        ("dropout does not set units to zero", "Dropout sets units to zero."),
        ("it usually needs less data", "It usually needs more data."),
        ("the weights correlate strongly with importance", "The weights correlate weakly."),
        ("max pooling keeps the smallest value", "Max pooling keeps the largest value."),
        ("it predicts the context words from the centre word", CBOW),
        ("from the centre word to the context words", CBOW),
        ("skip-gram is the faster one", "CBOW trains faster than skip-gram."),
        ("higher is safer", "A lower DDI rate is safer."),
    ],
)
def test_an_opposite_is_noticed(claim: str, point: str) -> None:
    assert denies(claim, point, "How does it work?")


@pytest.mark.parametrize(
    ("claim", "point"),
    [
        ("units are switched off", "Dropout sets units to zero."),
        ("it needs more data", "It usually needs more data."),
        ("max pooling takes the biggest value", "Max pooling keeps the largest value."),
        ("it predicts the centre word from its context", CBOW),
        ("context -> centre", CBOW),
        ("cbow is the faster one", "CBOW trains faster than skip-gram."),
    ],
)
def test_the_same_in_other_words_is_no_opposite(claim: str, point: str) -> None:
    assert not denies(claim, point, "How does it work?")


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("treshold", "threshold", True),
        ("neighbor", "neighbour", True),
        ("gradeint", "gradient", True),
        ("encoder", "decoder", False),
        ("mar", "mcar", False),
        ("2015", "2014", False),
        ("loss", "less", False),
    ],
)
def test_a_slip_of_the_keyboard_is_the_same_word(word: str, other: str, same: bool) -> None:
    assert same_word(word, other) is same
