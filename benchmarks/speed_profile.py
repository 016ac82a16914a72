"""Where the time of a piece of work goes: the mean of several traces, step by step."""

from collections.abc import Sequence
from typing import Any

from tutor.evaluation.markdown import table

Steps = list[dict[str, Any]]  # of one trace, as `Trace.to_list` gives it

_INDENT = "· "  # Markdown takes spaces away


def section(title: str, traces: Sequence[Steps]) -> str:
    """A table of the steps under a heading; "" where nothing was traced.

    A step that only some of the traces have counts as nothing in the others.
    """
    if not traces:
        return ""
    rows = []
    for path, step in _merged(traces).items():
        mean = step["seconds"] / len(traces)
        name = _INDENT * (len(path) - 1) + path[-1]
        tokens = step["tokens"] / len(traces)
        rows.append([name, _shown(mean), f"{tokens:.0f}" if tokens else ""])
    head = ("step", f"mean of {len(traces)}", "tokens")
    return f"### {title}\n\n" + "\n".join(table(head, rows))


def _merged(traces: Sequence[Steps]) -> dict[tuple[str, ...], dict[str, float]]:
    """Seconds and tokens of all traces by the path of the step, in order, the total last."""
    merged: dict[tuple[str, ...], dict[str, float]] = {}
    for trace in traces:
        path: tuple[str, ...] = ()
        for step in trace:
            path = (*path[: step["depth"]], step["step"])
            sums = merged.setdefault(path, {"seconds": 0.0, "tokens": 0.0})
            sums["seconds"] += step["seconds"]
            sums["tokens"] += step.get("prompt_tokens", step.get("tokens", 0))
    total = {("total",): merged.pop(("total",))} if ("total",) in merged else {}
    return merged | total


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
