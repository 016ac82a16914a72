"""The reader: a dialog of the page in which `static/reader.js` shows a note in its place."""

from tutor.web.text import reading as text


def reader_html() -> str:
    """The dialog and its words, for the page's head, from which the script puts it on the page."""
    # As a script of no language, since Gradio takes over nothing else of the head word for word.
    return (
        '<script type="text/html" id="reader-parts">'
        f'<dialog id="reader" aria-label="{text.READER}" data-lost="{text.LOST}">'
        f'<header><h2 tabindex="-1">{text.READER}</h2>'
        f'<a class="reader-tab" target="_blank" rel="noopener">{text.OPEN_TAB}</a>'
        f'<button type="button" name="reader-close">{text.CLOSE}</button></header>'
        f'<p class="reader-state" role="status">{text.LOADING}</p>'
        '<div class="reader-page" tabindex="0" role="document"></div></dialog></script>'
    )
