"""axe-core on a page of Playwright's: what keeps people from using it."""

from typing import Any, Final

# Without them somebody can't go on.
GRAVE: Final = ("serious", "critical")


def violations(page: Any) -> list[str]:
    """What axe-core finds serious or critical, a line for each element."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:160]} "
        f"{' '.join(node['failureSummary'].split())[:240]}"
        for violation in found
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]
