"""What is chosen for the model to read says everything once."""

from pathlib import Path

from answering_fakes import open_notes

from tutor.answering.evidence import EvidenceLimits, weigh_evidence

SHARED = "Dropout sets each unit to zero with probability 0.5."
NOTES = {
    "mine.md": f"# Dropout\n\n{SHARED} It fights overfitting in large networks of many layers.\n",
    "yours.md": f"# Regularisation\n\nWeight decay shrinks every weight a little. {SHARED} Both "
    "may be used together in one network.\n",
}


def test_a_sentence_that_two_notes_share_is_read_once(tmp_path: Path) -> None:
    retriever = open_notes(tmp_path, NOTES)
    question = "With which probability does dropout set a unit to zero?"
    hits = retriever.search(question)
    assert {hit.document for hit in hits} == set(NOTES)
    evidence = weigh_evidence(question, hits, retriever, EvidenceLimits())
    texts = [evidence.text_of(candidate) for candidate in evidence.candidates]
    assert texts.count(SHARED) == 1
    assert len(texts) == 4
    assert texts[0] == SHARED


def test_short_remarks_may_stand_in_two_notes(tmp_path: Path) -> None:
    notes = {
        name: f"# {name}\n\n{text} See below."
        for name, text in zip(
            NOTES, ("Dropout sets units to zero.", "Weight decay shrinks the weights."), strict=True
        )
    }
    retriever = open_notes(tmp_path, notes)
    hits = retriever.search("dropout decay")
    evidence = weigh_evidence("dropout decay", hits, retriever, EvidenceLimits())
    texts = [evidence.text_of(candidate) for candidate in evidence.candidates]
    assert texts.count("See below.") == 2
