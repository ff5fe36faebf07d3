"""What a killed training run goes on from: written in one step, read without unpickling."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import torch

from geo_core.classifier.storage import read_tensors
from geo_core.errors import WeightsError


def write_checkpoint(path: Path, fingerprint: str, state: dict[str, Any]) -> None:
    """Replace the checkpoint; a kill at any moment leaves the old one or the new one.

    Parameters
    ----------
    path
        The file.
    fingerprint
        `Problem.fingerprint` of the run.
    state
        Tensors, numbers, strings, and lists and dicts of them.
    """
    stream = io.BytesIO()
    torch.save({"fingerprint": fingerprint, "state": state}, stream)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(stream.getvalue())
    partial.replace(path)


def read_checkpoint(path: Path, fingerprint: str) -> dict[str, Any]:
    """The state that `write_checkpoint` was given.

    Raises
    ------
    WeightsError
        If there is none, it is damaged, or it is another run's.
    """
    if not path.is_file():
        raise WeightsError(f"There is no checkpoint {path} to resume; leave out --resume.")
    content = read_tensors(path.read_bytes(), path)
    if not isinstance(content, dict) or set(content) != {"fingerprint", "state"}:
        raise WeightsError(f"{path} is no checkpoint of a training run; leave out --resume.")
    found = content["fingerprint"]
    if found != fingerprint:
        raise WeightsError(
            f"{path} is of a run with other settings or photos ({found}; this one is {fingerprint}). Give "
            "that run's settings, of which only --epochs may change, or leave out --resume."
        )
    return dict(content["state"])
