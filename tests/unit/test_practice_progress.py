"""Progress shows what is known of the whole course, what is due, and what to read again."""

import json
from datetime import date, timedelta

from progress_fakes import NOW, TODAY, TOPICS, WEST, answers, card, chunk, course, item, progress
from records_fakes import DAY, NOON

HOUR = timedelta(hours=1)


def test_before_the_first_answer_every_chapter_is_there_and_none_is_known() -> None:
    found = progress()
    assert [(each.key, each.answers, each.mean) for each in found.chapters] == [
        ("1", 0, 0.5),
        ("2", 0, 0.5),
    ]
    assert found.chapters[0].name == "1. Chapter about 1"
    assert (found.topics, found.weakest, found.answers_by_day) == ((), (), ())
    assert (found.due_now, {due for _, due in found.due_by_day}) == (0, {0})


def test_answers_count_for_their_chapter_and_their_topic() -> None:
    items = [item("q1", "Vectors"), item("q2", "Neurons"), item("q3", "Neurons")]
    given = answers("q1", 1) + answers("q2", 0, 0) + answers("q3", 1)
    found = progress(given, items)
    assert [each.answers for each in found.chapters] == [1, 3]
    assert [(each.key, each.name, each.answers) for each in found.topics] == [
        ("2/Neurons", "Neurons", 3),
        ("1/Vectors", "Vectors", 1),
    ]
    vectors = found.topics[1]
    assert vectors.low < vectors.mean < vectors.high


def test_a_right_answer_moves_the_chapter_up_and_a_wrong_one_down() -> None:
    items = [item("q1", "Vectors"), item("q2", "Vectors")]
    before, right, wrong = (
        progress(answers("q1", 1) + more, items).chapters[0].mean
        for more in ([], answers("q2", 1), answers("q2", 0))
    )
    assert wrong < before < right


def test_topics_of_the_same_name_in_two_chapters_are_two() -> None:
    items = [item("q1", "Summary", "1"), item("q2", "Summary", "2")]
    found = progress(answers("q1", 1) + answers("q2", 0), items)
    assert [each.key for each in found.topics] == ["2/Summary", "1/Summary"]


def test_what_belongs_to_no_chapter_or_to_one_that_has_gone_is_still_shown() -> None:
    items = [item("q1", "Old", "9"), item("q2", "", "", citations=())]
    found = progress(answers("q1", 1) + answers("q2", 1), items)
    assert [(each.key, each.name) for each in found.chapters[2:]] == [
        ("9", "9"),
        ("", "Other questions"),
    ]
    assert {each.name for each in found.topics} == {"Old", "Other questions"}


def test_reviews_are_counted_by_day_with_what_is_overdue_today() -> None:
    items = [item(f"q{number}", "Vectors") for number in range(6)]
    due = [-9 * DAY, -HOUR, 3 * HOUR, 2 * DAY, 13 * DAY, 14 * DAY]
    cards = [card(f"q{number}", each) for number, each in enumerate(due)]
    found = progress([], items, cards)
    assert found.due_now == 2
    assert len(found.due_by_day) == 14
    assert found.due_by_day[0] == (TODAY, 3)
    assert [number for _, number in found.due_by_day] == [3, 0, 1, *[0] * 10, 1]


def test_what_is_not_in_the_notes_any_more_is_not_due() -> None:
    items = [item("q1", "Vectors"), item("q2", "Loss"), item("q3", "", "1", citations=())]
    cards = [card(each.id, -HOUR) for each in items]
    found = progress(answers("q2", 0), items, cards, chunks=course(without=["Loss"]))
    assert found.due_now == 2
    assert found.plan[0].reviews + found.plan[1].reviews == 2
    assert found.weakest == ()


def test_days_begin_where_the_student_is() -> None:
    late = NOON + 9 * HOUR + timedelta(hours=6)  # nine in the evening there, tomorrow in UTC
    items = [item("q1", "Vectors")]
    given = answers("q1", 1.0, 0.5, on=late)
    here = progress(given, items, [card("q1", NOW + 15 * HOUR)], now=NOW.astimezone(WEST))
    assert here.answers_by_day == ((date(2026, 3, 1), 1, 1.0), (date(2026, 3, 2), 1, 0.5))
    assert here.due_by_day[0] == (TODAY, 1)
    there = progress(given, items, [card("q1", NOW + 15 * HOUR)])
    assert there.answers_by_day[0][0] == date(2026, 3, 2)
    assert there.due_by_day[1] == (TODAY + DAY, 1)


def test_the_three_weakest_sections_lead_to_their_passages() -> None:
    names = [topic for topics in TOPICS.values() for topic in topics]
    items = [item(f"q-{name}", name) for name in names]
    scores = {"Vectors": [0], "Matrices": [0, 0], "Neurons": [1], "Layers": [0.5], "Loss": [0.75]}
    given = [each for name in names for each in answers(f"q-{name}", *scores[name])]
    found = progress(given, items).weakest
    assert [each.topic for each in found] == ["Matrices", "Vectors", "Layers"]
    first = found[0]
    assert (first.document, first.locator, first.chunk_id) == (
        "notes/1.md",
        "Matrices",
        "c-Matrices",
    )
    assert (first.chapter, first.answers) == ("1", 2)
    assert first.mean < found[1].mean < found[2].mean


def test_a_section_whose_text_changed_is_found_again_by_its_place() -> None:
    changed = [chunk("1", "Vectors", text="Another text.", id="new"), *course()[1:]]
    (found,) = progress(answers("q1", 0), [item("q1", "Vectors")], chunks=changed).weakest
    assert found.chunk_id == "new"


def test_the_plan_takes_what_is_weak_first_and_then_what_was_never_asked() -> None:
    items = [item("q1", "Vectors"), item("q2", "Loss")]
    given = answers("q1", 1) + answers("q2", 0)
    cards = [card("q1", 2 * DAY), card("q2", -HOUR)]
    found = progress(given, items, cards, exam_date=TODAY + 4 * DAY)
    # Twice Loss, and once each of Matrices, Neurons and Layers; nothing new on the last day.
    assert [(each.reviews, each.new) for each in found.plan] == [(1, 1), (0, 2), (1, 2), (0, 0)]
    assert [each.topics for each in found.plan] == [
        ("Loss",),
        ("Loss", "Matrices"),
        ("Layers", "Neurons", "Vectors"),
        (),
    ]
    assert found.exam_date == TODAY + 4 * DAY


def test_progress_is_json_as_well() -> None:
    items = [item("q1", "Vectors")]
    found = progress(answers("q1", 0), items, [card("q1", -HOUR)], exam_date=TODAY + 2 * DAY)
    value = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert value["topics"] == [
        {
            "key": "1/Vectors",
            "name": "Vectors",
            "answers": 1,
            "mean": 0.3333,
            "low": 0.0126,
            "high": 0.8419,
        }
    ]
    assert value["due_by_day"][0] == {"day": "2026-04-10", "reviews": 1}
    assert value["answers_by_day"] == [{"day": "2026-03-01", "answers": 1, "mean": 0.0}]
    assert value["weakest"][0]["chunk_id"] == "c-Vectors"
    assert value["plan"][0]["day"] == "2026-04-10"
    assert value["exam_date"] == "2026-04-12"
    assert value["due_now"] == 1
