"""What a killed training run goes on from: written in one step, read without unpickling."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import torch

from geo_core.classifier.storage import read_tensors
from geo_core.errors import SettingsError, WeightsError


def write_tensors(path: Path, content: Any) -> None:
    """Replace a file of tensors; a kill at any moment leaves the old one or the new one."""
    stream = io.BytesIO()  # a stream, because a file's own name would enter its bytes
    torch.save(content, stream)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(stream.getvalue())
    partial.replace(path)


def write_checkpoint(path: Path, fingerprint: str, state: dict[str, Any]) -> None:
    """Replace the checkpoint.

    Parameters
    ----------
    path
        The file.
    fingerprint
        `Problem.fingerprint` of the run.
    state
        Tensors, numbers, strings, and lists and dicts of them.
    """
    write_tensors(path, {"fingerprint": fingerprint, "state": state})


def read_checkpoint(path: Path | None, fingerprint: str) -> dict[str, Any]:
    """The state that `write_checkpoint` was given.

    Raises
    ------
    SettingsError
        If no file is named.
    WeightsError
        If there is none, it is damaged, or it is another run's.
    """
    if path is None:
        raise SettingsError("resume is set without a checkpoint; name the file to go on from.")
    if not path.is_file():
        raise WeightsError(f"There is no checkpoint {path} to resume; leave out --resume.")
    content = read_tensors(path.read_bytes(), path)
    if not isinstance(content, dict) or set(content) != {"fingerprint", "state"}:
        raise WeightsError(f"{path} is no checkpoint of a training run; leave out --resume.")
    found = content["fingerprint"]
    if found != fingerprint:
        raise WeightsError(
            f"{path} is of a run with other settings or photos ({found}; this one is {fingerprint}). Give "
            "that run's settings, of which only --epochs may change, and only while no trunk is tuned, "
            "or leave out --resume."
        )
    return dict(content["state"])
