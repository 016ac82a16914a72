"""Addresses of notes lead to the very document, whatever its id is made of."""

import string
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.documents.document import Span
from tutor.web.addresses import document_id_from, original_address, reading_address, spans_from

PAGE = "http://127.0.0.1:7860/"


def led_to(address: str) -> str:
    """The document id that the server sees when a browser follows a link from the page."""
    path = urlsplit(urljoin(PAGE, address)).path
    return document_id_from(unquote(path).removeprefix("/notes/"))


@pytest.mark.parametrize(
    "document_id",
    [
        "week 1/lecture 5.pdf",
        "курс/лекция №5.md",
        "講義/第三章.pptx",
        "a?b#c%20d.md",
        "notes.zip/../x.md",
        "./a/~/~~/..",
        "a//b",
        "javascript:alert(1)",
        "http://other.example/x",
        "passages.jsonl#3",
    ],
)
def test_a_link_leads_to_its_document(document_id: str) -> None:
    assert led_to(reading_address(document_id)) == document_id


@given(st.text(alphabet=st.sampled_from("./~ %#?\\é講" + string.ascii_letters), min_size=1))
def test_any_id_leads_to_its_document(document_id: str) -> None:
    assert led_to(reading_address(document_id)) == document_id


def test_no_id_leads_out_of_the_notes() -> None:
    assert urlsplit(urljoin(PAGE, reading_address("../../secret"))).path.startswith("/notes/")


def test_addresses_name_the_chunk_and_the_page() -> None:
    assert reading_address("a b.md", "c12") == "notes/a%20b.md?at=c12#c12"
    assert original_address("a b.pdf", 12) == "note-file/a%20b.pdf#page=12"
    assert original_address("a b.pdf") == "note-file/a%20b.pdf"


def test_an_address_carries_what_is_to_be_marked() -> None:
    spans = (Span(10, 52), Span(60, 80))
    address = reading_address("a.md", "c/1#", spans)
    assert address == "notes/a.md?at=c%2F1%23&mark=10-52,60-80#c%2F1%23"
    assert spans_from("10-52,60-80") == spans


@pytest.mark.parametrize(
    "marks",
    ["", "1", "-3-9", "9-3", "1-2,", "a-b", "1-99999999", "1-2;3-4", "²-³", ",".join(["1-2"] * 51)],
)
def test_wild_numbers_mark_nothing(marks: str) -> None:
    assert spans_from(marks) == ()


def test_half_a_surrogate_pair_is_an_address_too() -> None:
    assert reading_address("a\ud800.md") == "notes/a%3F.md"
