"""Checks of this computer, the models and the index, each with what to do where it fails."""

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from tutor.config import Settings
from tutor.errors import TutorError
from tutor.ports import require_free

_GB = 1e9
_FREE_DISK = 1.0  # GB, for indexes and conversions once the models are there
_FREE_DISK_FOR_MODEL = 8.0  # GB, while the default model is fetched and converted
_FREE_MEMORY = 3.0  # GB, for the default model in int8 and the encoder


@dataclass(frozen=True, slots=True)
class Check:
    """What was found out about one thing."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None  # what to do; only where it is not ok


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All checks."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether every check was passed."""
        return all(check.ok for check in self.checks)

    def to_dict(self) -> dict[str, Any]:
        """The diagnosis as JSON values, in the commands' published shape."""
        return {"ok": self.ok, "checks": [asdict(check) for check in self.checks]}


def examine(settings: Settings) -> Diagnosis:
    """Run all checks; none of them loads a model or uses the network."""
    checks: tuple[Callable[[Settings], Check], ...] = (
        check_python,
        check_processor,
        check_memory,
        check_disk,
        check_pip,
        check_encoder,
        check_model,
        check_corpus,
        check_index,
        check_port,
    )
    return Diagnosis(tuple(check(settings) for check in checks))


def check_python(settings: Settings) -> Check:  # noqa: ARG001 - every check takes the settings
    """The interpreter."""
    version = platform.python_version()
    return _check(
        "python",
        (3, 10) <= sys.version_info[:2] <= (3, 13),
        f"Python {version}",
        "Install Study Tutor with Python 3.10, 3.11, 3.12 or 3.13.",
    )


def check_processor(settings: Settings) -> Check:
    """Cores, and the instructions that make int8 and bf16 arithmetic fast."""
    flags = _processor_flags()
    fast = {
        "int8": bool(flags & {"avx512_vnni", "avx_vnni", "amx_int8", "i8mm", "asimddp"}),
        "bf16": bool(flags & {"avx512_bf16", "amx_bf16", "bf16"}),
    }
    found = " and ".join(name for name, there in fast.items() if there) or "no int8 or bf16"
    instructions = f"{found} instructions" if flags else "instructions unknown"
    enough = not flags or platform.machine() not in ("x86_64", "AMD64") or "avx2" in flags
    return _check(
        "processor",
        enough,
        f"{platform.machine()}, {settings.thread_count} threads used of {os.cpu_count()}, "
        f"{instructions}",
        "This processor lacks AVX2 and will be very slow; "
        "use a model server with `--model openai:NAME --base-url URL`.",
    )


def check_memory(settings: Settings) -> Check:
    """Memory that is free now."""
    import psutil

    memory = psutil.virtual_memory()
    needed = _FREE_MEMORY if _runs_here(settings) else 1.0
    return _check(
        "memory",
        memory.available / _GB >= needed,
        f"{memory.available / _GB:.1f} of {memory.total / _GB:.1f} GB free",
        f"Close other programs until {needed:.0f} GB are free, or set the model qwen-0.5b.",
    )


def check_disk(settings: Settings) -> Check:
    """Room where the models are kept."""
    needed = _FREE_DISK if check_model(settings).ok else _FREE_DISK_FOR_MODEL
    folder = _existing(settings.cache_dir.absolute())
    free = shutil.disk_usage(folder).free / _GB
    return _check(
        "disk",
        free >= needed,
        f"{free:.1f} GB free for {settings.cache_dir}",
        f"Free {needed:.0f} GB there, or set cache_dir to a folder on a larger disk.",
    )


def check_pip(settings: Settings) -> Check:  # noqa: ARG001
    """What fetches models where the hub can't be reached."""
    there = importlib.util.find_spec("pip") is not None
    return _check(
        "pip",
        there,
        "pip is there" if there else "pip is missing",
        "Run `python -m ensurepip`; without it models come from the Hugging Face hub only.",
    )


def check_encoder(settings: Settings) -> Check:
    """The sentence encoder's weights."""
    return _model_check("encoder", settings.encoder, "embed", settings.cache_dir)


def check_model(settings: Settings) -> Check:
    """The language model's weights, where it runs here."""
    if not _runs_here(settings):
        return Check("model", ok=True, detail=f"{settings.model} runs at {settings.base_url}")
    return _model_check("model", settings.model, "generate", settings.cache_dir)


def check_corpus(settings: Settings) -> Check:
    """The folder of notes."""
    if settings.corpus.is_dir() and any(settings.corpus.iterdir()):
        return Check("corpus", ok=True, detail=f"notes in {settings.corpus}")
    if check_index(settings).ok:
        detail = f"no notes in {settings.corpus}; the index is used as it is"
        return Check("corpus", ok=True, detail=detail)
    return Check(
        "corpus",
        ok=False,
        detail=f"no notes in {settings.corpus}",
        remedy="Put your notes there, or set corpus to the folder that holds them.",
    )


def check_index(settings: Settings) -> Check:
    """The search index: that it opens, belongs to the encoder and how much it holds."""
    from tutor.retrieval.store import open_generation

    try:
        manifest = open_generation(settings.index).manifest
    except TutorError as error:
        return Check(
            "index", ok=False, detail=f"none in use at {settings.index}", remedy=str(error)
        )
    chunks = sum(len(entry.chunk_ids) for entry in manifest.documents)
    detail = f"{len(manifest.documents)} documents, {chunks} passages, built {manifest.created}"
    if manifest.failures:
        detail += f", {len(manifest.failures)} files could not be read"
    return _check(
        "index",
        _encoder_matches(settings, manifest.encoder.fingerprint),
        f"{detail}, with the encoder {manifest.encoder.name}",
        f"Set the encoder to {manifest.encoder.name}, or run `tutor index --rebuild`.",
    )


def check_port(settings: Settings) -> Check:
    """The port of the page."""
    try:
        require_free(settings.host, settings.port)
    except TutorError as error:
        return Check("port", ok=False, detail=f"port {settings.port}", remedy=str(error))
    return Check("port", ok=True, detail=f"{settings.host} port {settings.port} is free")


def _check(name: str, ok: bool, detail: str, remedy: str) -> Check:
    return Check(name, ok=ok, detail=detail, remedy=None if ok else remedy)


def _model_check(
    name: str, model: str, role: Literal["embed", "generate"], cache_dir: Path
) -> Check:
    from tutor.models.resolve import resolve
    from tutor.models.store import status

    pull = f"Run `tutor models pull {model}`."
    for row in status(cache_dir):
        if row.name == model and row.role == role:
            state = "verified" if row.verified else "not verified" if row.present else "not here"
            return _check(name, row.verified, f"{model}, {state}", pull)
    try:
        place = resolve(model, role, cache_dir, offline=True)
    except TutorError as error:
        return Check(name, ok=False, detail=f"{model}, not here", remedy=str(error))
    return Check(name, ok=True, detail=f"{model} in {place.path}")


def _encoder_matches(settings: Settings, fingerprint: str) -> bool:
    """Whether the vectors are this encoder's; an encoder that is not here is no evidence."""
    from tutor.models.resolve import resolve
    from tutor.retrieval import fingerprint as encoders

    try:
        place = resolve(settings.encoder, "embed", settings.cache_dir, offline=True)
        return encoders.fingerprint(place.path) == fingerprint
    except TutorError:
        return True


def _runs_here(settings: Settings) -> bool:
    """Whether the language model runs on this computer, as far as the settings say so."""
    return settings.engine != "openai" and not settings.model.startswith("openai:")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _processor_flags() -> set[str]:
    """The instruction sets that Linux names; empty elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    names = (line.partition(":") for line in lines)
    return next(
        (set(value.split()) for name, _, value in names if name.strip() in ("flags", "Features")),
        set(),
    )
