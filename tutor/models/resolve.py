"""What a person may write for a model: a known name, a folder, or a repository of the hub."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tutor.errors import TutorError
from tutor.models.fetch import pull, require
from tutor.models.files import disk_errors
from tutor.models.hub import hub_library, is_network_error, no_files, require_hub, silent_bar
from tutor.models.registry import find, load_registry
from tutor.progress import Progress, silent

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")
# Weights as safetensors, tokenizer and settings: nothing that runs code when it is opened.
_WANTED = ["*.safetensors", "*.safetensors.index.json", "*.json", "*.txt", "*.model", "*.jinja"]
_UNWANTED = ["onnx/*", "openvino/*", "original/*"]


@dataclass(frozen=True, slots=True)
class ModelLocation:
    """A model that is on this machine."""

    kind: Literal["registry", "folder", "hub"]
    name: str  # as it is shown: registry name, folder name, or `org/name`
    path: Path  # the folder of its files


def resolve(
    model: str,
    role: Literal["embed", "generate"],
    cache_dir: Path,
    progress: Progress = silent,
    *,
    offline: bool = False,
) -> ModelLocation:
    """Find a model, and fetch it where it is not on this machine.

    A known name goes before a folder of that name (write `./name` for the folder), and a folder
    before a repository of the hub.

    Args:
        model: Registry name, path of a folder, or `org/name` on the hub.
        role: What it is for; a known model of the other role is refused.
        cache_dir: The program's cache folder.
        progress: Told of bytes that are fetched.
        offline: Fetch nothing.

    Raises:
        TutorError: It is none of the three, of the wrong role, or could not be fetched.
    """
    if model in {entry.name for entry in load_registry()}:
        entry = find(model)
        if entry.role != role:
            wanted = "an encoder" if role == "embed" else "a language model"
            raise TutorError(f"{model} is not {wanted}: choose another with `tutor models list`.")
        fetched = require(entry, cache_dir) if offline else pull(entry, cache_dir, progress)
        return ModelLocation("registry", model, fetched)
    folder = Path(model).expanduser()
    if model.strip() and folder.is_dir():
        return ModelLocation("folder", folder.resolve().name, folder.resolve())
    if _HUB_ID.fullmatch(model) and not model.startswith("."):
        path = _snapshot(model, cache_dir, progress, offline=offline)
        return ModelLocation("hub", model, path)
    known = ", ".join(entry.name for entry in load_registry() if entry.role == role)
    raise TutorError(
        f"{model!r} is neither a known model ({known}) nor a folder on this machine "
        "nor a Hugging Face id like org/name: check the spelling."
    )


def _snapshot(model: str, cache_dir: Path, progress: Progress, *, offline: bool) -> Path:
    """The folder of a hub repository's files, downloaded at the first call.

    A note of the finished folder is kept, because huggingface_hub's cache does not tell a whole
    snapshot from an interrupted one.
    """
    folder = cache_dir / "hub"
    note = folder / f"{model.replace('/', '--')}.path"
    if note.is_file() and (path := Path(note.read_text("utf-8"))).is_dir():
        return path
    if offline:
        raise TutorError(
            f"{model} is not on this machine and the program is set to stay offline: "
            "run it once with a network connection."
        )
    hub, step = hub_library(), f"downloading {model}"
    require_hub(hub.constants.ENDPOINT)
    progress(step, 0, 1)
    with disk_errors(f"pull {model}", 0, folder):
        try:
            path = hub.snapshot_download(
                model,
                cache_dir=folder,
                allow_patterns=_WANTED,
                ignore_patterns=_UNWANTED,
                tqdm_class=silent_bar(),
            )
        except Exception as error:
            if not is_network_error(error):
                raise
            raise no_files(error) from error
        note.write_text(path, "utf-8")
    progress(step, 1, 1)
    return Path(path)
