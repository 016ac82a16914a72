"""Addresses of notes lead to the very document, whatever its id is made of."""

import string
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.web.addresses import document_id_from, original_address, reading_address

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
    assert reading_address("a b.md", "c12") == "notes/a%20b.md#c12"
    assert original_address("a b.pdf", 12) == "note-file/a%20b.pdf#page=12"
    assert original_address("a b.pdf") == "note-file/a%20b.pdf"


def test_half_a_surrogate_pair_is_an_address_too() -> None:
    assert reading_address("a\ud800.md") == "notes/a%3F.md"
