"""The computer and the program that something was measured with."""

import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

_PACKAGES = ("study-tutor", "ctranslate2", "transformers", "sentence-transformers", "torch")


@dataclass(frozen=True, slots=True)
class Machine:
    """What figures of time depend on."""

    processor: str
    cores: int  # physical
    memory: float  # GB
    system: str
    python: str
    packages: tuple[tuple[str, str], ...]  # names and versions

    @property
    def sentence(self) -> str:
        """All of it in words."""
        packages = ", ".join(f"{name} {number}" for name, number in self.packages)
        return (
            f"{self.processor}, {self.cores} cores, {self.memory:.0f} GB of memory, {self.system}, "
            f"Python {self.python}; {packages}."
        )


def this_machine() -> Machine:
    """The computer that this runs on."""
    return Machine(
        processor=_processor(),
        cores=psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
        memory=psutil.virtual_memory().total / 2**30,
        system=platform.system(),
        python=platform.python_version(),
        packages=tuple((name, version(name)) for name in _PACKAGES),
    )


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text("utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
