"""Choosing a set of questions, as HTML."""

from tutor.practice.outline import Outline, topic_of
from tutor.practice.question import DIFFICULTIES, KINDS
from tutor.practice.quiz_wish import QuizWish
from tutor.web.item_view import plain_html
from tutor.web.part import View
from tutor.web.text import practice as text

NUMBERS = (5, 10, 15, 20, 30)


def choosing_view(outline: Outline, wish: QuizWish) -> View:
    """The form that begins a set.

    Args:
        outline: The chapters to choose from.
        wish: What was chosen last.
    """
    chapters = [("", text.EVERYTHING)] + [(each.key, each.name) for each in outline.chapters]
    kinds = [("", text.ANY_KIND)] + [(kind, text.KIND_NAMES[kind]) for kind in KINDS]
    levels = [("", text.ANY_DIFFICULTY)] + [(d, text.DIFFICULTY_NAMES[d]) for d in DIFFICULTIES]
    numbers = [(str(n), str(n)) for n in sorted({*NUMBERS, wish.n})]
    topics = dict.fromkeys(topic_of(c) for chapter in outline.chapters for c in chapter.chunks)
    known = "".join(f'<option value="{plain_html(topic)}">' for topic in topics)
    html = (
        f'<h2 tabindex="-1" data-focus>{text.PRACTICE}</h2><p class="lead">{text.PRACTICE_LEAD}</p>'
        f'<form class="choose" autocomplete="off">'
        f"{select_html('chapter', text.SCOPE, chapters, wish.chapter or '')}"
        f'<label class="field"><span>{text.TOPIC}</span><input type="text" name="topic" '
        f'list="topics" placeholder="{text.TOPIC_PLACE}" value="{plain_html(wish.topic or "")}">'
        f'</label><datalist id="topics">{known}</datalist>'
        f'<div class="row">{select_html("kind", text.KIND, kinds, wish.kind or "")}'
        f"{select_html('difficulty', text.DIFFICULTY, levels, wish.difficulty or '')}"
        f"{select_html('n', text.NUMBER, numbers, str(wish.n))}</div>"
        f'<div class="do"><button type="button" class="primary" name="start" data-keys="Enter">'
        f"{text.START}<kbd>Enter</kbd></button></div></form>"
        f'<p class="beside">{text.EXAM_LEAD} <a class="to-part" href="#exam">{text.TO_EXAM}</a></p>'
    )
    return View("choosing", html)


def select_html(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> str:
    """A field to choose one of several values.

    Args:
        name: Of the form's field.
        label: What is chosen.
        options: Values and their words.
        chosen: The value that holds now.
    """
    rows = "".join(
        f'<option value="{plain_html(value)}"{" selected" if value == chosen else ""}>'
        f"{plain_html(words)}</option>"
        for value, words in options
    )
    return f'<label class="field"><span>{label}</span><select name="{name}">{rows}</select></label>'
