"""Model files from the Hugging Face hub, with a quick no where it can't be reached.

Known models are fetched here rather than by huggingface_hub, because that no longer goes on with
a file that an earlier run began.
"""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError
from tutor.models.files import DamagedError, has_size, sha256_of, sync
from tutor.models.registry import ModelEntry, ModelFile
from tutor.progress import Progress

if TYPE_CHECKING:
    import httpx

PATIENCE = 5.0  # seconds until the hub counts as out of reach
_QUIET = 30.0  # seconds without a byte until a connection counts as broken


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

    What came of a file before an interruption stays, and the next try asks for the rest of it.

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
    hub, done = hub_library(), 0
    require_hub(endpoint or hub.constants.ENDPOINT, patience)
    import httpx

    step = f"downloading {entry.name}"
    headers = {"Accept-Encoding": "identity"}  # ranges count the bytes as they are sent
    if token := hub.get_token():
        headers["Authorization"] = f"Bearer {token}"
    timeout = httpx.Timeout(_QUIET, connect=patience)
    with httpx.Client(headers=headers, timeout=timeout, follow_redirects=True) as client:
        for file in entry.files:
            if not has_size(staging / "files", file):
                url = hub.hf_hub_url(
                    entry.hub.repository,
                    file.name,
                    revision=entry.hub.revision,
                    endpoint=endpoint,
                )

                def report(of_file: int, before: int = done) -> None:
                    progress(step, before + of_file, entry.bytes)

                try:
                    _fetch(client, url, file, staging / "files", report)
                except httpx.HTTPError as error:
                    raise no_files(error) from error
            done += file.bytes
            progress(step, done, entry.bytes)


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


def silent_bar() -> type[Any]:
    """A tqdm class that draws nothing, for huggingface_hub."""
    from tqdm.auto import tqdm  # type: ignore[import-untyped]

    class Bar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            kwargs.pop("name", None)  # huggingface_hub's own
            super().__init__(*args, **{**kwargs, "disable": True})

    return Bar


def _fetch(
    client: "httpx.Client",
    url: str,
    file: ModelFile,
    folder: Path,
    report: Callable[[int], None],
) -> None:
    path = folder / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    have = partial.stat().st_size if partial.exists() else 0
    if have < file.bytes:
        with client.stream("GET", url, headers={"Range": f"bytes={have}-"}) as answer:
            answer.raise_for_status()
            if answer.status_code != 206:  # a server without ranges begins at the beginning
                have = 0
            with partial.open("ab" if have else "wb") as out:
                for piece in answer.iter_bytes():
                    out.write(piece)
                    have += len(piece)
                    report(min(have, file.bytes))
                    if have > file.bytes:
                        break
                sync(out)
    if have != file.bytes or sha256_of(partial) != file.sha256:
        partial.unlink()
        raise DamagedError(
            f"The hub sent wrong bytes for {file.name}; "
            "they were deleted, pull the model again to fetch them afresh."
        )
    partial.replace(path)
