"""What this computer's processors can do."""

import platform
import sys
from pathlib import Path


def native_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 matrices in hardware; known on Linux only."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:
        return False
    return bool(flags & {"avx512_bf16", "amx_bf16", "bf16"})


def has_graphics() -> bool:
    """Whether there is a graphics processor that torch would run on; imports no torch."""
    if sys.platform == "darwin":
        return platform.machine() == "arm64"
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count()) > 0
