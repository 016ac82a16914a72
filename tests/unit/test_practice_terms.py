"""The terms of a course, and which of them could be taken for each other."""

from pathlib import Path

import pytest
from course_terms_fakes import SPARSE, open_course, passage_about

from tutor.documents.document import Span
from tutor.practice.making.asking import place_of, plain_question
from tutor.practice.making.keys import keys_of
from tutor.practice.making.phrases import capitalised, phrases_of, uncapitalised
from tutor.practice.making.terms import definition_in, kind_of, terms_of


def test_terms_come_from_glossaries_headings_and_phrases_that_come_back() -> None:
    sentences = [
        ("1", "**Missing at random (MAR)**: Missing at random (MAR) means that a gap is known."),
        ("1", "The hidden state of an LSTM is read by the hidden state of the next step."),
        ("2", "Nobody reads the hidden state of a network, and the state of a step is short."),
        ("2", "LSTM cells learn, and a state is kept while dropout is used."),
    ]
    terms = {term.text: term for term in terms_of(sentences, ["Dropout", "Worked example"])}
    assert {"missing at random", "MAR", "hidden state", "LSTM", "dropout"} <= terms.keys()
    assert "example" not in " ".join(terms)
    assert terms["hidden state"].chapters == {"1", "2"}
    assert terms["MAR"].definition == sentences[0][1]
    assert (terms["LSTM"].kind, terms["hidden state"].kind) == ("acronym", "term")
    assert (terms["dropout"].is_named, terms["hidden state"].is_named) == (True, False)


def test_a_phrase_names_something_where_a_noun_can_stand() -> None:
    found = phrases_of(
        ["The loss goes to zero.", "The loss of the network is low.", "A network has a loss."] * 2
    )
    assert {"loss", "network"} <= found.keys()
    assert not any("goes" in phrase for phrase in found)


def test_capitals_are_kept_where_they_belong_to_a_name() -> None:
    assert [uncapitalised(t) for t in ("Hidden state", "LSTM cell", "Deep Patient")] == [
        "hidden state",
        "LSTM cell",
        "Deep Patient",
    ]
    assert [capitalised(t) for t in ("hidden state", "k-means", "medGAN")] == [
        "Hidden state",
        "k-means",
        "medGAN",
    ]
    assert [kind_of(t) for t in ("ROC AUC", "Deep Patient", "deep learning")] == [
        "acronym",
        "name",
        "term",
    ]


def test_a_definition_is_known_by_its_form() -> None:
    found = definition_in("An epoch is one pass over all the examples.")
    assert found is not None
    assert (found.term, found.what) == ("epoch", "one pass over all the examples.")
    assert definition_in("Training is slow.") is None


@pytest.mark.parametrize(
    ("statement", "term", "question"),
    [
        (
            "An Inception module is a block that runs filters of several sizes side by side.",
            "Inception module",
            "Which block runs filters of several sizes side by side?",
        ),
        (
            "DICOM (Digital Imaging) is the standard for storing and sending medical images.",
            "DICOM",
            "What is the standard for storing and sending medical images?",
        ),
        (
            "Dropout sets hidden units to zero during training, and its rate is often a half.",
            "Dropout",
            "What sets hidden units to zero during training?",
        ),
        (
            "Missing at random means that a gap depends only on observed data of patients.",
            "Missing at random",
            "Which term means that a gap depends only on observed data of patients?",
        ),
        ("The mask hides later tokens from the decoder of a network.", "decoder", ""),
        ("Training needs data.", "Training", ""),
        ("ReLU activations, careful starts and shortcuts keep gradients alive.", "ReLU", ""),
        (
            "Max pooling keeps the largest value of each window, average pooling keeps the mean.",
            "Max pooling",
            "What keeps the largest value of each window?",
        ),
        (
            "Coded data have fixed fields, such as codes, laboratory results and vital signs.",
            "Coded data",
            "What has fixed fields, such as codes, laboratory results and vital signs?",
        ),
    ],
)
def test_a_sentence_asks_for_its_subject(statement: str, term: str, question: str) -> None:
    start = statement.index(term)
    assert plain_question(statement, Span(start, start + len(term)), "term") == question


def test_a_term_may_be_introduced_as_a_name() -> None:
    statement = "Applying the chain rule over time is called backpropagation through time."
    start = statement.index("backpropagation")
    assert place_of(statement, Span(start, len(statement) - 1)) == "called"


def test_neighbours_are_of_like_form_and_share_no_meaning(tmp_path: Path) -> None:
    course = open_course(tmp_path)
    term = course.find("sparse autoencoders")
    assert term is not None
    near = course.neighbours(term, exclude=("the denoising autoencoder",))
    assert {n.text for n in near} == {
        "contractive autoencoder",
        "linear autoencoder",
        "variational autoencoder",
    }
    assert [n.closeness for n in near] == sorted((n.closeness for n in near), reverse=True)


def test_a_kind_of_something_is_no_rival_of_it(tmp_path: Path) -> None:
    notes = """# Networks

## GNN

A GNN (graph neural network) updates each node from its neighbours.

## GAT

A GAT (graph attention network) weights the neighbours of a node by attention.

## Recurrent network

A recurrent network reads a sequence one step after another.
"""
    course = open_course(tmp_path, notes)
    terms = {name: course.find(name) for name in ("GNN", "GAT", "recurrent network")}
    gnn, gat, recurrent = terms["GNN"], terms["GAT"], terms["recurrent network"]
    assert gnn is not None
    assert gat is not None
    assert recurrent is not None
    assert course.related(gnn, gat)
    assert not course.related(gat, recurrent)


def test_a_key_is_what_its_sentence_is_about(tmp_path: Path) -> None:
    course = open_course(tmp_path)
    passage = passage_about(course, "few code units")
    key = keys_of(passage, course, "multiple-choice", [])[0]
    assert (key.answer, key.place, key.plain) == ("sparse autoencoder", "subject", SPARSE)
    assert len(key.rivals) >= 3
