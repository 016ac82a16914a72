"""Model files from the Hugging Face hub, with a quick no where it can't be reached."""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

from tutor.errors import TutorError
from tutor.models.files import DamagedError, has_size, sha256_of
from tutor.models.registry import ModelEntry
from tutor.progress import Progress

PATIENCE = 5.0  # seconds until the hub counts as out of reach


class HubUnavailableError(TutorError):
    """The hub can't be used here and now; another source may do."""


def download(
    entry: ModelEntry,
    staging: Path,
    progress: Progress,
    *,
    endpoint: str | None = None,
    patience: float = PATIENCE,
) -> None:
    """Fill `staging/files` with the model's files at the pinned revision, each one checked.

    What came before an interruption stays in `staging/hub`, where huggingface_hub finds it again.

    Args:
        entry: The model.
        staging: A folder on the disk on which the model will be kept.
        progress: Told of bytes.
        endpoint: Address of the hub; the one huggingface_hub is set up for unless given.
        patience: Seconds to wait for the hub's first sign of life.

    Raises:
        HubUnavailableError: Offline, out of reach, or the connection broke.
        DamagedError: Other bytes than the publisher's came; they were deleted.
    """
    hub = hub_library()
    require_hub(endpoint or hub.constants.ENDPOINT, patience)
    done = 0
    for file in entry.files:
        target = staging / "files" / file.name
        if not has_size(staging / "files", file):
            report = _Bytes(progress, f"downloading {entry.name}", done, entry.bytes)
            try:
                path = hub.hf_hub_download(
                    entry.hub.repository,
                    file.name,
                    revision=entry.hub.revision,
                    local_dir=staging / "hub",
                    endpoint=endpoint,
                    etag_timeout=patience,
                    tqdm_class=quiet_bar(report),
                )
            except Exception as error:
                if not is_network_error(error):
                    raise
                raise no_files(error) from error
            downloaded = Path(path)
            if downloaded.stat().st_size != file.bytes or sha256_of(downloaded) != file.sha256:
                downloaded.unlink()
                raise DamagedError(
                    f"The hub sent wrong bytes for {file.name} of {entry.name}; "
                    "they were deleted, pull the model again to fetch them afresh."
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            downloaded.replace(target)
        done += file.bytes
        progress(f"downloading {entry.name}", done, entry.bytes)


def hub_library() -> ModuleType:
    """huggingface_hub, told before its first import to report nothing about its user."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    import huggingface_hub
    import huggingface_hub.constants

    return huggingface_hub


def require_hub(endpoint: str, patience: float = PATIENCE) -> None:
    """Raise HubUnavailableError within `patience` seconds where the hub can't be reached.

    The answer is remembered for the life of the process. HF_HUB_OFFLINE counts as a no.
    """
    if hub_library().constants.HF_HUB_OFFLINE:
        raise HubUnavailableError("The Hugging Face hub is not asked while HF_HUB_OFFLINE is set.")
    if not _answers(endpoint, patience):
        raise HubUnavailableError(
            f"The Hugging Face hub ({endpoint}) can't be reached: check the network connection."
        )


@lru_cache(maxsize=8)
def _answers(endpoint: str, patience: float) -> bool:
    answered: list[int] = []

    def ask() -> None:
        import httpx

        try:
            answered.append(httpx.head(endpoint, timeout=patience).status_code)
        except httpx.HTTPError:
            return

    # In a thread because looking up a host's name obeys no timeout.
    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(patience)
    # A proxy that refuses answers 403 or 407 in the hub's place.
    return bool(answered) and answered[0] not in (403, 407) and answered[0] < 500


def is_network_error(error: Exception) -> bool:
    """Whether the hub or the way to it failed, and not this machine's disk or this program."""
    from httpx import HTTPError

    return isinstance(error, HTTPError) or type(error).__module__ == "huggingface_hub.errors"


def no_files(error: Exception) -> HubUnavailableError:
    """A network error as one sentence."""
    first_line = str(error).strip().split("\n")[0].rstrip(".")
    return HubUnavailableError(f"The Hugging Face hub did not give the files ({first_line}).")


def quiet_bar(report: Callable[[int], None]) -> type[Any]:
    """A tqdm class that draws nothing and reports how many units were added."""
    from tqdm.auto import tqdm  # type: ignore[import-untyped]

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)  # huggingface_hub's own
            super().__init__(*args, **{**kwargs, "disable": True})
            report(int(kwargs.get("initial") or 0))

        def update(self, n: float | None = 1) -> bool | None:
            report(int(n or 0))
            return None

    return Bar


class _Bytes:
    """Adds up what a file's bar reports, on top of the files before it."""

    def __init__(self, progress: Progress, step: str, before: int, total: int) -> None:
        self.progress, self.step, self.done, self.total = progress, step, before, total

    def __call__(self, added: int) -> None:
        self.done = min(self.done + added, self.total)
        self.progress(self.step, self.done, self.total)
