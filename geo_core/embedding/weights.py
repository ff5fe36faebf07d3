"""Checkpoint files: hashed and loaded, never unpickled."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping
from pathlib import Path

import torch

from geo_core.errors import WeightsError


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def load_state_dict(path: Path) -> Mapping[str, torch.Tensor]:
    """The tensors of a checkpoint, read with ``weights_only=True``.

    Raises
    ------
    WeightsError
        If the file is missing, damaged, or holds anything but tensors.
    """
    if not path.is_file():
        raise WeightsError(f"There is no weights file {path}; give the path of a checkpoint (.pth).")
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, pickle.UnpicklingError, EOFError, ValueError) as error:
        raise WeightsError(
            f"{path} is no readable checkpoint of tensors ({error}); fetch it anew."
        ) from error
    if isinstance(state, Mapping) and isinstance(state.get("state_dict"), Mapping):
        state = state["state_dict"]
    if not isinstance(state, Mapping) or not all(torch.is_tensor(t) for t in state.values()):
        raise WeightsError(f"{path} holds no state dict; save the network's state_dict() there.")
    return state
