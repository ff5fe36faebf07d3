"""Checkpoint files: hashed and loaded, never unpickled."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from geo_core.errors import WeightsError


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checkpoint_sha256(paths: Sequence[Path]) -> str:
    """SHA-256 of a checkpoint, hexadecimal: of its file, or of its files' in their order."""
    digests = [file_sha256(path) for path in paths]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def load_checkpoint(paths: Sequence[Path]) -> Mapping[str, torch.Tensor]:
    """The tensors of a checkpoint in one file or more, as `load_state_dict` reads each.

    Returns
    -------
    Name → tensor; of several files, the i-th one's names begin with ``i.``.
    """
    states = [load_state_dict(path) for path in paths]
    if len(states) == 1:
        return states[0]
    return numbered(states)


def numbered(states: Sequence[Mapping[str, torch.Tensor]]) -> Mapping[str, torch.Tensor]:
    """Several networks' tensors as one checkpoint: the i-th one's names begin with ``i.``."""
    return {f"{i}.{name}": tensor for i, state in enumerate(states) for name, tensor in state.items()}


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
