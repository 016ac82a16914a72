"""A study guide of a real chapter, with the small real models."""

from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from threading import Event

import pytest

from tutor.generation.base import Generator
from tutor.guide.maker import GuideMaker
from tutor.guide.subject import chapter, topic
from tutor.practice.bank import Bank
from tutor.practice.snapshot import Snapshot
from tutor.practice.subject import TopicMissingError
from tutor.retrieval.embedding import Encoder
from tutor.retrieval.retriever import Retriever

pytestmark = [pytest.mark.model, pytest.mark.slow]
NOON = datetime(2026, 3, 9, 12, 0, tzinfo=timezone.utc)


def test_a_chapter_gives_one_page_whose_lines_stand_in_the_notes(
    course_index: Path, encoder_path: Path, smollm2: Generator, tmp_path: Path
) -> None:
    encoder = Encoder.load(encoder_path, "minilm")
    snapshot = Snapshot(Retriever.open(course_index, encoder))
    subject = chapter("deep neural networks", snapshot)
    with closing(Bank.open(tmp_path / "questions.sqlite3")) as bank:
        maker = GuideMaker(
            subject,
            snapshot.course,
            bank,
            smollm2,
            known={},
            give_way=lambda: False,
            stop=Event(),
            clock=lambda: NOON,
        )
        *_, guide = maker.guides()
    lines = list(guide.all_lines)
    assert guide.complete
    assert 25 <= len(lines) <= 60
    assert all(guide.of_kind(kind) for kind in ("idea", "definition", "formula", "mistake"))
    for line in lines:
        assert line.citations
        assert all(citation.evidence for citation in line.citations)
        for citation in line.citations:
            assert citation.text == snapshot.retriever.chunk(citation.chunk_id).text
    assert topic("dropout", snapshot).chunks
    with pytest.raises(TopicMissingError):
        topic("medieval castles", snapshot)
