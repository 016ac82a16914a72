"""The course's forum thread has the forum's shape, names nobody, and calculates rightly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import numpy as np
import pytest
from course import COURSE, THREAD

POST: dict[str, Any] = json.loads((COURSE / THREAD).read_text(encoding="utf-8"))
ANSWERS = {node["type"]: node for node in POST["children"] if node["type"].endswith("_answer")}
FOLLOWUPS = [node for node in POST["children"] if node["type"] == "followup"]

POST_KEYS = set(
    "id nr type status folders tags history history_size children change_log created tag_good "
    "tag_good_arr unique_views bookmarked num_favorites request_instructor no_answer "
    "no_answer_followup t request_instructor_me my_favorite is_bookmarked is_tag_good bucket_name "
    "bucket_order config data default_anonymity q_edits i_edits s_edits".split()
)
ANSWER_KEYS = set(
    "id type created folders data children history history_size tag_endorse tag_endorse_arr "
    "is_tag_endorse bucket_name bucket_order config".split()
)
REPLY_KEYS = set(
    "id type subject created updated anon folders data children tag_good tag_good_arr bucket_name "
    "bucket_order d-bucket config".split()
)


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Walk a post, its answers, its follow-ups and their replies."""
    yield node
    for child in node["children"]:
        yield from nodes(child)


def text_of(markup: str) -> str:
    """Return the words of a piece of HTML."""
    return unescape(re.sub(r"<[^>]+>", " ", markup))


def assert_says(markup: str, *statements: str) -> None:
    """Fail with every statement that the post's words lack."""
    text = " ".join(text_of(markup).split())
    missing = [statement for statement in statements if statement not in text]
    assert not missing, f"the thread lacks {missing}"


def assert_one_author(entry: dict[str, Any]) -> None:
    """An entry gives an alias where its author is anonymous, and otherwise an identifier."""
    assert ("uid" in entry, "uid_a" in entry) == (entry["anon"] == "no", entry["anon"] != "no")


def test_question_has_the_keys_of_a_forum_post() -> None:
    """A reader made for the forum's own export meets in this file what it meets there."""
    assert set(POST) == POST_KEYS
    assert (POST["type"], POST["status"], POST["default_anonymity"]) == ("question", "active", "no")
    assert set(POST["tags"]) == {*POST["folders"], "student"}
    assert [node["type"] for node in POST["children"]] == [
        "s_answer",
        "i_answer",
        "followup",
        "followup",
    ]
    for entry in POST["change_log"]:
        assert set(entry) - {"uid", "uid_a", "data", "to"} == {"anon", "type", "when"}
        assert_one_author(entry)


def test_answers_have_revisions_and_the_endorsement() -> None:
    """The student's answer is endorsed by the instructor, and neither answer has a title."""
    for node in ANSWERS.values():
        assert set(node) == ANSWER_KEYS
        assert all(revision["subject"] == "" for revision in node["history"])
        assert node["tag_endorse_arr"] == [person["id"] for person in node["tag_endorse"]]
    (endorser,) = ANSWERS["s_answer"]["tag_endorse"]
    assert set(endorser) == set(
        "role name endorser admin photo id photo_url published us facebook_id".split()
    )
    assert endorser["role"] == "professor"
    assert endorser["id"] == ANSWERS["i_answer"]["history"][0]["uid"]


@pytest.mark.parametrize("node", [POST, *ANSWERS.values()], ids=lambda node: node["type"])
def test_newest_revision_comes_first(node: dict[str, Any]) -> None:
    """What counts is `history[0]`, so it must be what was written last."""
    times = [revision["created"] for revision in node["history"]]
    assert times == sorted(times, reverse=True)
    assert times[-1] == node["created"]
    assert node["history_size"] == len(times)
    for revision in node["history"]:
        assert set(revision) - {"uid", "uid_a"} == {"anon", "subject", "content", "created"}
        assert_one_author(revision)


def test_every_follow_up_is_replied_to() -> None:
    """Follow-ups and replies carry their text in `subject` and have no history."""
    assert len(FOLLOWUPS) == 2
    for followup in FOLLOWUPS:
        (reply,) = followup["children"]
        assert set(followup) - {"uid", "uid_a"} == REPLY_KEYS | {"no_upvotes", "no_answer"}
        assert set(reply) - {"uid", "uid_a"} == REPLY_KEYS
        assert reply["type"] == "feedback"
        assert followup["created"] < reply["created"]
        assert_one_author(followup)
        assert_one_author(reply)


def test_times_and_identifiers_agree() -> None:
    """Each identifier is used once, and the log lists what happened in order."""
    identifiers = [node["id"] for node in nodes(POST)]
    times = [entry["when"] for entry in POST["change_log"]]
    assert len(set(identifiers)) == len(identifiers) == 7
    assert times == sorted(times)
    written = {r["created"] for node in nodes(POST) for r in node.get("history", [node])}
    assert written == set(times)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", time) for time in times)


def test_names_stand_nowhere_but_in_the_endorsement() -> None:
    """The one name, which is invented, is in the place where the reader leaves it out."""
    (endorser,) = ANSWERS["s_answer"]["tag_endorse"]
    whole = (COURSE / THREAD).read_text(encoding="utf-8")
    assert whole.count('"name"') == 1
    assert all(whole.count(part) == 1 for part in endorser["name"].split())
    assert not re.search(r"\w@\w|https?://", whole)


def test_precision_depends_on_the_prevalence() -> None:
    """The student's table of counts: the same ROC point at two prevalences."""
    lines = []
    for share in (0.01, 0.10):
        ill = 10_000 * share
        true, false = round(0.80 * ill), round(0.05 * (10_000 - ill))
        lines.append(
            f"{true} true positives and {false} false positives, so precision is "
            f"{true}/{true + false} = {true / (true + false):.3f}."
        )
    newest = ANSWERS["s_answer"]["history"][0]["content"]
    assert_says(
        newest,
        "Take 10,000 patients and a threshold with recall 0.80 and false positive rate 0.05:",
        f"At a prevalence of 1 percent the threshold gives {lines[0]}",
        f"At a prevalence of 10 percent the same threshold gives {lines[1]}",
    )


def ranking_scores(labels: list[int]) -> tuple[float, int, int]:
    """Return average precision, correctly ranked pairs and all pairs, best-ranked first."""
    ill = [rank for rank, label in enumerate(labels) if label]
    well = [rank for rank, label in enumerate(labels) if not label]
    precisions = [(i + 1) / (rank + 1) for i, rank in enumerate(ill)]
    right = sum(high < low for high in ill for low in well)
    return float(np.mean(precisions)), right, len(ill) * len(well)


def test_easy_negatives_raise_only_the_roc_auc() -> None:
    """The instructor's ranking, before and after 90 healthy patients join at its end."""
    first = [int(rank in {2, 5}) for rank in range(1, 11)]
    (before, right, pairs), (after, more_right, more_pairs) = map(
        ranking_scores, (first, first + [0] * 90)
    )
    assert before == after
    assert_says(
        ANSWERS["i_answer"]["history"][0]["content"],
        "Rank 10 patients by predicted risk, with the two ill patients at ranks 2 and 5.",
        f"are 1/2 and 2/5, so average precision is {before:.3f}.",
        f"Of the {pairs} pairs of an ill and a healthy patient, {right} are ranked correctly, "
        f"so the ROC AUC is {right}/{pairs} = {right / pairs:.3f}.",
        "Now add 90 healthy patients who all rank below the first 10.",
        f"Average precision stays at {after:.3f}",
        f"The ROC AUC rises to {more_right}/{more_pairs} = {more_right / more_pairs:.3f}",
    )


def test_replies_calculate_rightly() -> None:
    """How far above chance the model is, and what a resampled test set would feign."""
    above_chance, resampled = (followup["children"][0]["subject"] for followup in FOLLOWUPS)
    assert_says(POST["history"][0]["content"], "its average precision is only 0.15")
    assert_says(POST["history"][0]["content"], "About 1 percent of the test patients have sepsis.")
    assert_says(above_chance, f"an average precision of 0.15 is {0.15 / 0.01:.0f} times the chance")
    true, false = 0.5 * 0.80, 0.5 * 0.05
    assert_says(resampled, f"0.80/{0.80 + 0.05:.2f} = {true / (true + false):.3f}")


def test_a_random_ranking_scores_about_the_prevalence() -> None:
    """What the reply calls the chance level is what shuffling gives."""
    rng = np.random.default_rng(0)
    labels = np.zeros(10_000, dtype=int)
    labels[:100] = 1
    scores = [ranking_scores(rng.permutation(labels).tolist())[0] for _ in range(20)]
    assert np.mean(scores) == pytest.approx(0.01, abs=0.003)
