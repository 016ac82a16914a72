"""With a users file nothing is given to anybody who hasn't signed in, and then only as them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from users_fakes import make_hashes_cheap

from tutor.users import add_user
from tutor.web.door import Door
from tutor.web.policy import OwnOriginOnly
from tutor.web.signing_in import COOKIE, SignInRequired, sign_in_routes
from tutor.web.state_route import state_route
from tutor.web.text import signing_in as text
from tutor.web.visitor import may_keep, student_of

PASSWORD = "correct horse"
ANN = {"name": "ann", "password": PASSWORD}
BROWSER = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}


async def page(request: Request) -> HTMLResponse:
    return HTMLResponse(f"<p>secret of {student_of('', request)}, keeps: {may_keep(request)}</p>")


async def anything(request: Request) -> JSONResponse:
    return JSONResponse({"secret": student_of("", request)})


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("secret")


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    make_hashes_cheap(monkeypatch)
    add_user(tmp_path / "users.txt", "ann", PASSWORD)
    add_user(tmp_path / "users.txt", "bo", PASSWORD, keeper=True)
    door = Door(tmp_path / "users.txt")
    app = Starlette(
        routes=[
            *sign_in_routes(door, "Biology · Study Tutor"),
            state_route(),
            Route("/", page),
            WebSocketRoute("/socket", socket),
            Route("/{path:path}", anything, methods=["GET", "POST", "PUT"]),
        ],
        middleware=[Middleware(OwnOriginOnly), Middleware(SignInRequired, door=door)],
    )
    with TestClient(app, follow_redirects=False, client=("192.0.2.7", 5)) as client:
        yield client


def signed_in(client: TestClient, address: str = "/sign-in", **fields: str) -> Any:
    return client.post(address, data={**ANN, **fields})


EVERYTHING = [
    "/notes/a.md",
    "/notes-file/a.md",
    "/state",
    "/config",
    "/gradio_api/info",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data?session_hash=x",
    "/gradio_api/upload",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/startup-events/../info",
    "/login",
    "//sign-in",
    "/sign-in/",
    "/SIGN-IN",
    "/x/sign-in",
    "/sign-in%2f..%2fconfig",
]


@pytest.mark.parametrize("path", EVERYTHING)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_is_given_without_signing_in(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, f"http://testserver{path}")
    assert response.status_code == 401
    assert response.json() == {"error": text.NEEDED}
    assert "frame-src 'none'" in response.headers["Content-Security-Policy"]


def test_web_sockets_are_closed(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/socket"):
        pass
    signed_in(client)
    with client.websocket_connect("/socket") as open_one:
        assert open_one.receive_text() == "secret"


def test_a_page_that_somebody_opens_leads_to_the_form_and_back(client: TestClient) -> None:
    asked = client.get("/notes/my notes é.md?at=x", headers=BROWSER)
    assert asked.status_code == 303
    form = client.get(asked.headers["Location"], headers=BROWSER)
    assert form.status_code == 200
    assert "Biology" in form.text
    assert "<script" not in form.text
    assert "default-src 'none'" in form.headers["Content-Security-Policy"]
    back = signed_in(client, asked.headers["Location"])
    assert back.headers["Location"] == "/notes/my%20notes%20%C3%A9.md?at=x"
    assert client.get("/", headers=BROWSER).text == "<p>secret of user-ann, keeps: False</p>"
    assert client.get("/sign-in", headers=BROWSER).headers["Location"] == "/"


def test_root_leads_to_the_form_without_more_ado(client: TestClient) -> None:
    assert client.get("/", headers=BROWSER).headers["Location"] == "/sign-in"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/x\r\ny", "javascript:0", ""],
)
def test_nobody_is_sent_elsewhere(client: TestClient, wanted: str) -> None:
    response = client.post("/sign-in", params={"next": wanted}, data=ANN)
    assert (response.status_code, response.headers["Location"]) == (303, "/")


def test_keeper_is_one_and_signing_out_ends_it(client: TestClient) -> None:
    signed_in(client, name="Bo")
    assert "user-bo, keeps: True" in client.get("/").text
    token = client.cookies[COOKIE]
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert COOKIE not in client.cookies
    assert client.get("/", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401
    assert client.post("/sign-out").status_code == 303  # also where nobody is signed in


def test_cookie_is_kept_from_scripts_and_other_sites(client: TestClient) -> None:
    plain = signed_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=strict" in plain
    assert "Secure" not in plain
    behind = client.post("/sign-in", data=ANN, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in behind.headers["Set-Cookie"]
    assert "Secure" in client.post("https://testserver/sign-in", data=ANN).headers["Set-Cookie"]


def test_pages_are_not_stored_by_the_browser(client: TestClient) -> None:
    signed_in(client)
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in client.get("/asset.js").headers


def test_what_was_wrong_is_said_on_the_form(client: TestClient) -> None:
    name = '"><script>alert(1)</script>'
    wrong = signed_in(client, name=name, password="wrong")
    assert (wrong.status_code, text.WRONG in wrong.text) == (401, True)
    assert "<script" not in wrong.text
    for _ in range(5):
        signed_in(client, password="wrong")
    waits = signed_in(client)
    assert waits.status_code == 429
    assert 0 < int(waits.headers["Retry-After"]) <= 60
    assert COOKIE not in client.cookies


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"name=ann", b"a=b&" * 50, b"x" * 100_000])
def test_what_is_no_form_lets_nobody_in(client: TestClient, body: bytes) -> None:
    assert client.post("/sign-in", content=body).status_code in {401, 413}
    assert COOKIE not in client.cookies


def test_another_sites_page_signs_nobody_in(client: TestClient) -> None:
    sent = client.post("/sign-in", data=ANN, headers={"Sec-Fetch-Site": "cross-site"})
    assert (sent.status_code, COOKIE in client.cookies) == (403, False)


def test_nobody_names_themselves_by_a_header(client: TestClient) -> None:
    headers = {"study_tutor.user": "bo", "X-User": "bo", "Cookie": f"{COOKIE}=bo"}
    assert client.get("/config", headers=headers).status_code == 401


def test_heartbeat_says_who_is_signed_in(client: TestClient) -> None:
    signed_in(client)
    assert client.get("/state").json()["user"] == "ann"
