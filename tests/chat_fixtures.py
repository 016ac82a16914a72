"""One tab of the page for all tests of a file, with scripted turns."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from browser import chromium
from chat_site import PATIENCE, SCRIPTS, ChatSite, expect, finish, opened, served_chat


@pytest.fixture(scope="module")
def served_chat_site() -> Iterator[ChatSite]:
    # More than the two seconds between two looks at a turn that waits.
    with served_chat(SCRIPTS, patience=PATIENCE / 2) as site:
        yield site


@pytest.fixture(scope="module")
def chat_context(served_chat_site: ChatSite) -> Iterator[Any]:
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.grant_permissions(["clipboard-read", "clipboard-write"])

        def own_origin_only(route: Any) -> None:
            url = route.request.url
            if url.startswith(served_chat_site.url):
                route.continue_()
            else:
                served_chat_site.foreign.append(url)
                route.abort()

        context.route(re.compile("^(?!data:|blob:)"), own_origin_only)
        yield context


@pytest.fixture
def chat_site(served_chat_site: ChatSite) -> Iterator[ChatSite]:
    """The site as nobody has used it; whatever a test did, nothing came from elsewhere."""
    site = served_chat_site
    site.gate.open()
    site.tutor.asked.clear()
    site.tutor.closed.clear()
    site.tutor.stopped.clear()
    site.foreign.clear()
    yield site
    site.gate.release()
    assert site.foreign == []


@pytest.fixture(scope="module")
def chat_tab(chat_context: Any, served_chat_site: ChatSite) -> Any:
    """One tab for all tests: Gradio takes two seconds to start."""
    return opened(chat_context, served_chat_site)


@pytest.fixture
def chat(chat_tab: Any, chat_site: ChatSite) -> Any:
    """The tab with a new conversation, wide, its question box empty and focused."""
    chat_tab.set_viewport_size({"width": 1440, "height": 900})
    if chat_tab.locator("#live .question").count():
        finish(chat_tab)
        chat_tab.evaluate("document.activeElement.blur()")
        chat_tab.keyboard.press("n")
    expect(chat_tab.locator(".question")).to_have_count(0)
    expect(chat_tab.locator("#welcome")).to_be_visible()
    chat_tab.locator("#question textarea").fill("")
    chat_tab.locator("#question textarea").focus()
    chat_tab.mouse.move(5, 5)
    return chat_tab
