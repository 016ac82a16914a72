"""What stands around the parts of the page."""

import json
import re
from html import unescape
from pathlib import Path

from tutor.web import frame
from tutor.web.text import keys as text
from tutor.web.text import page as page_words

WEB = Path(frame.__file__).parent


def test_only_parts_that_are_there_are_led_to_in_the_order_of_the_design() -> None:
    everything = frame.header("", {"notes", "review", "guide", "search", "practice", "progress"})
    names = re.findall(r'<a href="#(\w+)">', everything)
    assert names == ["chat", "search", "guide", "practice", "review", "progress", "notes"]
    assert re.findall(r'<a href="#(\w+)">', frame.header("", {"notes"})) == ["chat", "notes"]


def test_a_single_part_needs_no_way_to_it() -> None:
    assert "<nav" not in frame.header("Biology", ())


def test_every_button_of_the_header_has_a_name() -> None:
    for button in re.findall(r"<button[^>]*>", frame.header("Biology", {"notes"})):
        assert re.search(r'aria-label="[^"]+"', button), button


def test_a_course_cannot_write_into_the_header() -> None:
    written = frame.header("<img src=x onerror=alert(1)>", ())
    assert "<img" not in written
    assert "&lt;img" in written


def test_a_course_named_like_the_program_is_named_once() -> None:
    assert 'class="course"' not in frame.header(page_words.NAME, ())


def test_no_word_can_end_the_element_that_holds_the_words() -> None:
    title = 'A </script><script>alert("1")</script> course & <!-- more'
    element = frame.words_script(title)
    assert element.count("</script>") == 1
    held = json.loads(re.fullmatch(r"<script[^>]*>(.*)</script>", element, re.DOTALL)[1])  # type: ignore[index]
    assert held["page"]["title"] == title
    assert held["page"]["parts"]["practice"] == "Practice"


def test_every_key_of_the_parts_is_listed() -> None:
    views = "".join(path.read_text(encoding="utf-8") for path in WEB.glob("*.py"))
    used = {key for keys in re.findall(r'data-keys="([\w ]+)"', views) for key in keys.split()}
    listed = set(re.findall(r"<kbd>([^<]+)</kbd>", unescape(frame.keys_dialog())))
    named = {"Escape": "Esc", "ArrowLeft": "←", "ArrowRight": "→"}
    assert {named.get(key, key) for key in used} <= listed
    assert {"?", "/", "s", "p", "n", "Esc", "1", "4"} <= listed


def test_the_dialog_is_named_by_its_heading_and_closes_by_a_button() -> None:
    dialog = frame.keys_dialog()
    assert 'aria-labelledby="keys-title"' in dialog
    assert f'<h2 id="keys-title">{text.TITLE}</h2>' in dialog
    assert 'name="close-keys"' in dialog


def test_every_part_has_a_name_for_the_browser_tab() -> None:
    assert next(iter(page_words.PARTS)) == "chat"
    assert all(page_words.PARTS.values())
