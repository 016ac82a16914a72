"""The Guide part without a browser: what it shows, whom it lets stop, and what it prints."""

from collections.abc import Callable
from typing import Any

from fakes_guide import NO_TOPIC, ScriptedGuides, guide_on
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tutor.web.guide import GuidePart
from tutor.web.guide_routes import guide_routes
from tutor.web.guide_work import GuideWorks
from tutor.web.part import Deed
from tutor.web.text import guide as text

ASKED = {"chapter": "3"}


def deed(name: str = "show", student: str = "one", **values: Any) -> Deed:
    return Deed(name, student, "tab", values)


def part(guides: ScriptedGuides, clock: Callable[[], float] = lambda: 0.0) -> GuidePart:
    return GuidePart(guides, GuideWorks(guides, clock=clock))


def until(part: GuidePart, words: str, asked: Deed) -> str:
    """What is shown once these words are."""
    for _ in range(2000):
        html = part.view(asked).html
        if words in html:
            return html
        part._works._works["chapter", "3"].work.wait(0.01)  # type: ignore[index]
    raise AssertionError(html)


def test_without_a_subject_the_chapters_are_shown() -> None:
    html = part(ScriptedGuides()).view(deed()).html
    assert 'href="#guide?chapter=3"' in html
    assert "3. Autoencoders" in html


def test_a_topic_that_the_notes_lack_is_told_above_the_choice() -> None:
    view = part(ScriptedGuides()).view(deed(address="topic=knitting"))
    assert NO_TOPIC.split(";")[0].replace("'", "&#x27;") in view.html
    assert 'value="knitting"' in view.html


def test_two_students_share_one_work_and_one_of_them_cannot_stop_it() -> None:
    guides = ScriptedGuides(free=False)
    own = part(guides)
    first, second = deed(address="chapter=3"), deed(student="two", address="chapter=3")
    own.view(first)
    own.view(second)
    assert guides.begun == 1
    own.act(deed("stop", **ASKED))
    assert text.STOPPED in own.view(first).html
    assert own.view(second).again
    guides.allow(10)
    until(own, text.AGAIN, second)
    assert not guides.stopped.acquire(blocking=False)


def test_what_fails_says_why_and_can_be_gone_on_with() -> None:
    guides = ScriptedGuides(problem="The model is gone; start it again.")
    own = part(guides)
    html = until(own, "The model is gone", deed(address="chapter=3"))
    assert text.GO_ON in html
    guides.problem = ""
    own.act(deed("go-on", **ASKED))
    until(own, text.AGAIN, deed(address="chapter=3"))


def test_a_guide_is_printed_without_scripts_and_only_when_it_is_whole() -> None:
    guides = ScriptedGuides()
    client = TestClient(Starlette(routes=guide_routes(guides)))
    missing = client.get("/guide-print?chapter=3")
    assert missing.status_code == 404
    assert "open it on the page first" in missing.text
    subject = guides.chapter("3")
    guides.store["chapter", "3"] = guide_on(subject, guides.fingerprint(subject))
    page = client.get("/guide-print?chapter=3")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "<math" in page.text
    assert client.get("/guide-print").status_code == 404
    assert client.get("/guide-print?chapter=99").status_code == 404
