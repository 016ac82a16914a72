"""The end of a text that is still being written, made fit to be shown.

Half a formula or half a table would be shown as it is typed and then jump into shape, so what is
not closed yet is held back, and emphasis is closed early.
"""

import re

_LONGEST_FORMULA = 400  # characters; a dollar sign that is left open for longer is money
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")
_FORMULA = re.compile(
    r"\$\$.*?\$\$|\$(?=[^\s$])[^$\n]*?(?<=\S)\$(?!\d)|\\\[.*?\\\]|\\\(.*?\\\)", re.DOTALL
)
_OPEN_FORMULA = re.compile(r"\$\$|\$(?=[^\s\d]|$)|\\\[|\\\(|\\$")
_OPEN_MARK = re.compile(r"\s*\[[\d,; -]*$")  # a citation of the model's own: it is taken out
_DELIMITER_ROW = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")


def steady(text: str) -> str:
    """The part of a growing Markdown text that can be shown without jumping later."""
    if len(_FENCE.findall(text)) % 2:
        return text  # inside a code block everything is literal
    text = _OPEN_MARK.sub("", text)
    text = _without_open_formula(text)
    text = _without_table_head(text)
    return _with_emphasis_closed(text)


def _without_open_formula(text: str) -> str:
    blank = _CODE.sub(lambda code: " " * len(code[0]), text)
    blank = _FORMULA.sub(lambda formula: " " * len(formula[0]), blank)
    found = _OPEN_FORMULA.search(blank, max(0, len(blank) - _LONGEST_FORMULA))
    return text[: found.start()].rstrip(" ") if found else text


def _without_table_head(text: str) -> str:
    start = text.rfind("\n\n") + 2 if "\n\n" in text else 0
    lines = text[start:].split("\n")
    begin = next((i for i, line in enumerate(lines) if line.lstrip().startswith("|")), None)
    if begin is None:
        return text
    rows = lines[begin:]
    complete = len(rows) > 2 or (len(rows) == 2 and _same_columns(rows[0], rows[1]))
    return text if complete else text[:start] + "\n".join(lines[:begin])


def _same_columns(head: str, delimiters: str) -> bool:
    matches = _DELIMITER_ROW.fullmatch(delimiters)
    return bool(matches) and head.strip("| ").count("|") == delimiters.strip("| ").count("|")


def _with_emphasis_closed(text: str) -> str:
    line = text[text.rfind("\n") + 1 :]
    if line.count("`") % 2:
        return text if line.endswith("`") else text + "`"
    plain = _CODE.sub("", _FORMULA.sub("", line))
    if plain.count("**") % 2:
        return text[:-2].rstrip() if text.endswith("**") else text.rstrip(" *") + "**"
    return text
