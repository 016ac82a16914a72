"""Notes beside the page are served so that nothing in them can act."""

from collections.abc import Iterator

import pytest
from fakes_notes import FakeLibrary, filled
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tutor.web.addresses import original_address, reading_address
from tutor.web.note_routes import file_response, note_routes
from tutor.web.policy import OwnOriginOnly
from tutor.web.text import notes as text
from tutor.web.text import page as page_words

PDF = b"%PDF-1.4\n..."


@pytest.fixture
def library() -> FakeLibrary:
    return filled()


@pytest.fixture
def client(library: FakeLibrary) -> Iterator[TestClient]:
    app = Starlette(routes=list(note_routes(library)), middleware=[Middleware(OwnOriginOnly)])
    with TestClient(app, raise_server_exceptions=True) as client:
        yield client


def test_a_note_in_any_script_is_found(client: TestClient) -> None:
    answer = client.get(reading_address("contributed/kurs über CNN.md"))
    assert answer.status_code == 200
    assert "<h1>Kurs über CNN</h1>" in answer.text


def test_the_reading_has_a_policy_of_its_own(client: TestClient) -> None:
    headers = client.get(reading_address("notes/mlp.md")).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("address", [reading_address, original_address])
@pytest.mark.parametrize("document_id", ["gone.md", "", "../notes/mlp.md", "notes/mlp.md/"])
def test_what_is_not_there_is_one_sentence(
    client: TestClient, document_id: str, address: object
) -> None:
    answer = client.get(address(document_id))  # type: ignore[operator]
    assert answer.status_code == 404
    assert text.UNKNOWN_NOTE in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_file_that_is_gone_is_a_sentence(client: TestClient, library: FakeLibrary) -> None:
    note, chunks, _ = library.kept["notes/mlp.md"]
    library.kept["notes/mlp.md"] = (note, chunks, b" ")
    answer = client.get(original_address("notes/mlp.md"))
    assert answer.status_code == 404
    assert "is not where it was" in answer.text


def test_a_bug_is_logged_and_said_calmly(
    client: TestClient, library: FakeLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    library.kept["notes/mlp.md"] = (*library.kept["notes/mlp.md"][:2], None)  # type: ignore[assignment]
    answer = client.get(original_address("notes/mlp.md"))
    assert answer.status_code == 500
    assert text.UNEXPECTED_NOTES in answer.text
    assert "AttributeError" in caplog.text


@pytest.mark.parametrize(
    ("name", "data", "inline"),
    [
        ("a.pdf", PDF, True),
        ("A.PDF", PDF, True),
        ("a.pdf", b"<html><script>alert(1)</script>", False),
        ("a.html", PDF, False),
        ("a.svg", b"<svg onload='alert(1)'/>", False),
        ("a.md", b"# T", False),
    ],
)
def test_only_a_real_pdf_is_opened_in_the_browser(name: str, data: bytes, inline: bool) -> None:
    headers = file_response(name, data).headers
    expected = (
        ("inline", "application/pdf") if inline else ("attachment", "application/octet-stream")
    )
    assert headers["content-disposition"].partition(";")[0] == expected[0]
    assert headers["content-type"] == expected[1]
    assert "sandbox" in headers["content-security-policy"]


def test_a_files_name_cannot_add_a_header() -> None:
    headers = file_response('курс"\r\nSet-Cookie: a=b\ud800.md', b"x").headers
    assert "set-cookie" not in headers
    assert headers["content-disposition"].isascii()


def test_a_page_of_another_site_cannot_make_the_browser_change_anything(client: TestClient) -> None:
    answer = client.post("/gradio_api/queue/join", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert answer.text == page_words.OTHER_SITE
    link = client.get(reading_address("notes/mlp.md"), headers={"Sec-Fetch-Site": "cross-site"})
    assert link.status_code == 200
