"""The text of a line: its words with spaces, indices as x_j^(i), fractions as a/b."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from tutor.documents.readers.page_layout.glyphs import Glyph
from tutor.documents.readers.page_layout.lines import Line, Run

_ACCENTS = {
    "\u02c6": "\u0302", "\u02dc": "\u0303", "\u00af": "\u0304", "\u00b4": "\u0301",
    "\u00a8": "\u0308", "\u02d9": "\u0307", "\u02c7": "\u030c", "\u00b8": "\u0327",
    "\u02da": "\u030a", "\u02d8": "\u0306", "\u0338": "\u0338", "`": "\u0300",
}  # fmt: skip
_LIGATURES = dict(
    zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", "ff fi fl ffi ffl st st".split(), strict=True)
)
# Codes that stand for no character: controls, private ones, marks of width zero.
_NOTHING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2060-\u206f\ufeff\ue000-\uf8ff\ufffe\uffff]"
)
_STOP_AFTER_INDEX = re.compile(r"([_^](?:\w+|\([^()]*\))) (?=[,.;:](?:\s|$))")
_OPERATORS = "∑∏∫\u22c3⋂⋀\u22c1"
_ORDINAL = re.compile(r"(?:st|nd|rd|th|TM|SM|®|™)")
_BASE = 0.12  # ems within which a glyph stands on the line
_FRACTION = (1.28, 1.9)  # ems from denominator to numerator in a displayed formula
_ROW = 0.95  # ems between the rows of a matrix at least
_GAP = 0.16  # ems between glyphs that are not neighbours in the file but in a word


def text_of(line: Line) -> str:
    """What a line says, with single spaces."""
    runs = list(line.runs)
    if not line.is_formula:
        runs.sort(key=lambda run: run.left)
    text = _rendered(runs, line.base, line.size)
    text = re.sub(r"\s+", " ", _NOTHING.sub("", text)).strip()
    return _STOP_AFTER_INDEX.sub(r"\1", text)


def word_text(glyphs: Sequence[Glyph]) -> str:
    """Glyphs of one baseline as words."""
    parts: list[str] = []
    accent: Glyph | None = None
    before: Glyph | None = None
    for glyph in glyphs:
        text = _LIGATURES.get(glyph.text, glyph.text)
        if before is not None and _is_apart(before, glyph):
            parts.append(" ")
        if text in _ACCENTS:
            if before is not None and parts and parts[-1][-1:].isalpha() and _over(before, glyph):
                parts[-1] = unicodedata.normalize("NFC", parts[-1] + _ACCENTS[text])
                continue
            if text != "`":
                accent = glyph
                before = glyph
                continue
        if accent is not None:
            mark = _ACCENTS[accent.text]
            joins = _over(accent, glyph) or mark == "\u0338"
            text = unicodedata.normalize("NFC", text + mark) if joins else accent.text + text
            accent = None
        parts.append(text)
        before = glyph
    if accent is not None:
        parts.append(accent.text)
    return "".join(parts)


def _over(a: Glyph, b: Glyph) -> bool:
    middle_a, middle_b = (a.left + a.right) / 2, (b.left + b.right) / 2
    return abs(middle_a - middle_b) < 0.35 * max(a.size, b.size)


def _is_apart(before: Glyph, glyph: Glyph) -> bool:
    em = max(before.size, glyph.size)
    gap = glyph.left - before.right
    if glyph.order - before.order in (1, 2) or (glyph.order > before.order and glyph.spaced):
        return glyph.spaced and gap > -0.3 * em
    return gap > _GAP * em


def _rendered(runs: Sequence[Run], base: float, size: float) -> str:
    out, before = "", None  # the last glyph that was written
    i = 0
    while i < len(runs):
        end, rows = _matrix(runs, i, size)
        if rows:
            out += "; ".join(_own_line(row) for row in rows)
            before, i = rows[-1][-1].glyphs[-1], end
            continue
        if not _level(runs[i], base, size):
            start = i
            i += 1
            while i < len(runs) and not _level(runs[i], base, size):
                if _matrix(runs, i, size)[1]:
                    break
                i += 1
            glyphs = [glyph for run in runs[start:i] for glyph in run.glyphs]
            if before is not None and _is_apart(before, glyphs[0]):
                out += " "
            out += word_text(glyphs)
            before = glyphs[-1]
            continue
        start = i
        while i < len(runs) and _level(runs[i], base, size):
            i += 1
        for cluster in _clusters(runs[start:i], base, before):
            first = cluster[0].glyphs[0]
            # Only a plain word starts anew after a gap; an index may stand a little off.
            out = _with_cluster(out, cluster, base, size, before)
            before = max((run.glyphs[-1] for run in cluster), key=lambda glyph: glyph.right)
            before = before._replace(order=max(first.order, before.order))
    return out


def _matrix(runs: Sequence[Run], start: int, size: float) -> tuple[int, list[list[Run]]]:
    """The rows that begin after a tall opening bracket, and the number of the run after them."""
    bracket = runs[start - 1].glyphs[-1] if start else None
    if bracket is None or not bracket.font.startswith("CMEX") or bracket.text not in tuple("([{"):
        return start, []
    depth, end = 1, start
    while end < len(runs):
        tall = [g.text for g in runs[end].glyphs if g.font.startswith("CMEX")]
        depth += sum(text in tuple("([{") for text in tall)
        depth -= sum(text in tuple(")]}") for text in tall)
        if depth <= 0:
            break
        end += 1
    inner = runs[start:end]
    heights: list[float] = []
    size = max((r.size for r in inner if not r.glyphs[0].font.startswith("CMEX")), default=size)
    for run in sorted(inner, key=lambda run: -run.base):
        is_main = run.size >= 0.87 * size and not run.glyphs[0].font.startswith("CMEX")
        is_main = is_main and not _is_dot(run)
        if is_main and (not heights or heights[-1] - run.base > 0.2 * size):
            heights.append(run.base)
    steps = [upper - lower for upper, lower in pairwise(heights)]
    if not steps or min(steps) < _ROW * size:
        return start, []
    if len(steps) == 1 and bracket.text != "{" and steps[0] > _FRACTION[0] * size:
        return start, []
    rows: list[list[Run]] = [[] for _ in heights]
    for run in inner:
        distances = [abs(height + 0.1 * size - run.base) for height in heights]
        if not _is_dot(run):
            rows[distances.index(min(distances))].append(run)
    return end, rows


def _is_dot(run: Run) -> bool:
    """Whether it is one of the points that stand for further rows or columns."""
    return len(run.glyphs) == 1 and run.glyphs[0].text in (".", "·")


def _level(run: Run, base: float, size: float) -> int:
    rise = run.base - base
    if run.glyphs[0].font.startswith("CMEX") or abs(rise) < _BASE * size:
        return 0
    return 1 if rise > 0 else -1


def _clusters(runs: Sequence[Run], base: float, before: Glyph | None) -> list[list[Run]]:
    """Raised and lowered runs that stand above each other, from left to right."""
    clusters: list[list[Run]] = []
    is_sum = before is not None and before.text in tuple(_OPERATORS)
    edge = before.right + 0.1 * before.size if before and is_sum else 0.0
    for run in runs:
        for cluster in clusters[-2:]:
            if is_sum and cluster[0].left < edge <= run.left:
                continue  # the limits of a sum end before what is summed
            if any(min(run.right, o.right) - max(run.left, o.left) > 0 for o in cluster):
                cluster.append(run)
                break
            side = [other for other in cluster if (other.base > base) == (run.base > base)]
            if side and -1 < run.left - max(other.right for other in side) < 0.45 * run.size:
                cluster.append(run)
                break
        else:
            clusters.append([run])
    return clusters


def _with_cluster(
    out: str, cluster: Sequence[Run], base: float, size: float, before: Glyph | None
) -> str:
    small = max(run.size for run in cluster) < 0.87 * size
    tall = small and before is not None and before.font.startswith("CMEX")
    # The middle of a tall sign tells what is above; its baseline does not.
    middle = (before.bottom + before.top) / 2 - 0.25 * size if before and tall else base
    above = [run for run in cluster if run.base > middle]
    below = [run for run in cluster if run.base <= middle]
    high, low = _own_line(above), _own_line(below)
    last = out.rstrip()[-1:]
    first = cluster[0].glyphs[0]
    gap = min(run.left for run in cluster) - before.right if before else size
    attached = (
        gap < 0.3 * size and (last.isalnum() or last in ")]}|‖'\u2032⟩*\u2026.") and last != ""
    )
    if last in tuple(_OPERATORS):
        return out + (f"_{_grouped(low)}" if low else "") + (f"^{_grouped(high)}" if high else "")
    if high and low:
        distance = _base(above) - _base(below)
        if small and attached:
            return f"{out}_{_grouped(low)}^{_grouped(high)}"
        if small or _FRACTION[0] * size < distance < _FRACTION[1] * size:
            space = (
                " "
                if (before and _is_apart(before, first)) or (last and last in "=+-\u2212")
                else ""
            )
            return f"{out}{space}{_grouped(high)}/{_grouped(low)}"
        parts = " ".join(_rendered([run], run.base, run.size) for run in cluster)
        return f"{out} {parts} "
    script = high or low
    if not small or not last:
        return f"{out} {script} "
    if high and (_ORDINAL.fullmatch(high.strip()) or high.strip() in "\u2019'\u2032"):
        return out + high.strip()
    return f"{out}{'^' if high else '_'}{_grouped(script)}"


def _own_line(runs: Sequence[Run]) -> str:
    if not runs:
        return ""
    size = max(run.size for run in _letters(runs))
    return _rendered(runs, _base(runs), size).strip()


def _base(runs: Sequence[Run]) -> float:
    letters = _letters(runs)
    size = max(run.size for run in letters)
    widths: dict[float, float] = defaultdict(float)
    for run in letters:
        if run.size > 0.87 * size:
            widths[run.base] += run.right - run.left
    return max(widths, key=lambda base: widths[base])


def _letters(runs: Sequence[Run]) -> Sequence[Run]:
    """The runs without tall signs, whose baselines are not those of the text."""
    return [run for run in runs if not run.glyphs[0].font.startswith("CMEX")] or runs


def _grouped(text: str) -> str:
    text = text.strip()
    if not text or re.fullmatch(r"\([^()]*\)|[\w∂∇∆\u2032]+(?:[_^]\w+)?|[\u2212-]\w", text):
        return text
    return f"({text})"
