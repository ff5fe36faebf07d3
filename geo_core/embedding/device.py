"""Where a network runs and in which precision: asked at loading, never at import."""

from __future__ import annotations

import torch

from geo_core.errors import SettingsError
from geo_core.settings import Device, Precision


def choose_device(wanted: Device) -> torch.device:
    """Cuda before mps before cpu, or the one named.

    Raises
    ------
    SettingsError
        If the one named is not there.
    """
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return torch.device(next(name for name, there in present.items() if there))
    if not present[wanted]:
        raise SettingsError(
            f"The device is set to {wanted!r}, which this machine lacks; use 'auto' or 'cpu'."
        )
    return torch.device(wanted)


def choose_dtype(device: torch.device, wanted: Precision) -> torch.dtype:
    """Bfloat16 where the hardware computes in it, or what is asked for."""
    if wanted == "float32":
        return torch.float32
    if wanted == "bfloat16" or _computes_in_bfloat16(device):
        return torch.bfloat16
    return torch.float32


def _computes_in_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        # Without these instructions the CPU emulates bfloat16, slower than float32.
        probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
        return any(bool(getattr(torch.cpu, probe, bool)()) for probe in probes)
    return False
