"""Notes beside the page are served so that nothing in them can act."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from fakes_notes import FakeLibrary, filled
from fakes_reading import LECTURE, MARKED, chunk_with, lecture, put_pdf
from pdf_fakes import Page, pdf
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tutor.documents.document import Span
from tutor.web.addresses import original_address, page_address, reading_address
from tutor.web.markdown import text_html
from tutor.web.note_routes import file_response, note_routes
from tutor.web.policy import OwnOriginOnly
from tutor.web.text import notes as text
from tutor.web.text import page as page_words
from tutor.web.text import reading as reading_words

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


@pytest.fixture
def paged(library: FakeLibrary) -> FakeLibrary:
    put_pdf(library, LECTURE, lecture())
    return library


def asked(library: FakeLibrary) -> str:
    chunk = chunk_with(library, MARKED)
    start = chunk.text.index(MARKED)
    return reading_address(LECTURE, chunk.id, [Span(start, start + len(MARKED))])


def test_a_page_is_shown_as_it_looks_with_the_sentence_outlined(
    client: TestClient, paged: FakeLibrary
) -> None:
    html = client.get(asked(paged)).text
    pictures = re.findall(r'<img src="(.*?)" alt="(.*?)"', html)
    assert [words for _, words in pictures] == [f"Page {n} of Gated cells" for n in (1, 2, 3)]
    assert html.count("<rect ") == 2
    assert f"<mark>{MARKED}</mark>" in html
    assert reading_words.NOT_OUTLINED not in html
    image = client.get(urljoin(asked(paged), pictures[1][0]))
    assert image.headers["content-type"] == "image/webp"
    assert image.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    assert image.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "query", ["?at=gone&mark=0-4", "?at=", "?mark=x", "?mark=0-9", "?at=%00&mark=-1-99999999999"]
)
def test_wild_addresses_show_the_note_without_marks(
    client: TestClient, paged: FakeLibrary, query: str
) -> None:
    answer = client.get(reading_address(LECTURE) + query)
    assert answer.status_code == 200
    assert "<mark>" not in answer.text
    assert "<rect" not in answer.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.4 damaged since", "be opened: it is damaged or not a PDF"),
        (pdf([Page()], encrypted=True), "be opened: it is encrypted"),
        (b" ", "is not where it was"),
        (lecture(1), ""),
        (pdf([Page().text(72, 700, "Another file.")] * 3), reading_words.NOT_OUTLINED),
    ],
)
def test_a_file_that_changed_leaves_the_text_and_a_sentence(
    client: TestClient, paged: FakeLibrary, data: bytes, sentence: str
) -> None:
    address = asked(paged)
    paged.kept[LECTURE] = (*paged.kept[LECTURE][:2], data)
    answer = client.get(address)
    assert answer.status_code == 200
    shown, _, before = answer.text.partition("<mark>")[0].rpartition(
        '<section class="passage asked"'
    )
    assert before
    if sentence:
        assert text_html(sentence) in shown.rpartition("<p class=remark>")[2]
    assert f"<mark>{MARKED}</mark>" in answer.text
    image = client.get(page_address(LECTURE, 2))
    assert image.status_code in (200, 404)


@pytest.mark.parametrize(
    "address",
    [
        page_address(LECTURE, 4),
        page_address(LECTURE, 0),
        page_address(LECTURE, 99999),
        page_address(LECTURE, 123456789),
        page_address("notes/mlp.md", 1),
        page_address("gone.pdf", 1),
        page_address("../../etc/passwd.pdf", 1),
        "note-page/week%201/..%2F..%2Fsecret.pdf/1",
        "note-page/1",
        "note-page/",
        f"note-page/{LECTURE.replace(' ', '%20')}/-1",
        f"note-page/{LECTURE.replace(' ', '%20')}/1e1",
        f"note-page/{LECTURE.replace(' ', '%20')}/%D9%A1",
    ],
)
def test_a_page_that_is_not_there_is_one_sentence(
    client: TestClient, paged: FakeLibrary, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.text.count("<p class=said>") == 1


def test_a_file_with_a_hostile_name_and_text_is_shown_as_words(
    client: TestClient, library: FakeLibrary
) -> None:
    name = '"><img src=x onerror=alert(1)>.pdf'
    evil = "<script>alert(1)</script> javascript:alert(2)"
    put_pdf(library, name, pdf([Page().text(72, 700, evil)], title="<svg onload=alert 3>"))
    answer = client.get(reading_address(name))
    body = answer.text.partition("</script>")[2]
    assert "<script" not in body
    assert "<svg" not in body
    assert re.findall(r"<img [^>]*>", body) == re.findall(
        r'<img src="[./]*note-page/[^<>]*">', body
    )
    assert client.get(page_address(name, 1)).status_code == 200


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
