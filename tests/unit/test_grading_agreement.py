import pytest

from benchmarks.grading_agreement import Pair, accuracy_of, confusion, kappa, kappa_of


def pairs(*counted: tuple[str, str, int]) -> list[Pair]:
    return [Pair(f"{a}{b}{i % 5}", a, b) for a, b, n in counted for i in range(n)]


def test_kappa_is_that_of_a_known_table() -> None:
    # 20 and 15 of 50 agree, chance agrees on half: (0.7 - 0.5) / 0.5.
    table = pairs(
        ("right", "right", 20),
        ("right", "wrong", 5),
        ("wrong", "right", 10),
        ("wrong", "wrong", 15),
    )
    assert kappa(table) == pytest.approx(0.4)
    assert accuracy_of(table).value == pytest.approx(0.7)


def test_chance_has_no_kappa_and_full_agreement_all_of_it() -> None:
    assert kappa(pairs(("right", "right", 5), ("wrong", "right", 5))) == pytest.approx(0.0)
    assert kappa(pairs(("right", "right", 5), ("partly", "partly", 5))) == pytest.approx(1.0)


def test_the_interval_holds_the_value_and_is_the_same_each_time() -> None:
    table = pairs(("right", "right", 9), ("partly", "wrong", 4), ("wrong", "wrong", 8))
    first = kappa_of(table)
    assert first.low < first.value < first.high
    assert kappa_of(table) == first


def test_the_confusion_counts_labels_in_rows() -> None:
    assert confusion(pairs(("partly", "wrong", 3)))[1] == [0, 0, 3]
