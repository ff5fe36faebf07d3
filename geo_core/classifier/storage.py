"""Heads as one file of tensors and their identity: hashed, loaded, never unpickled."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from geo_core.classifier.heads import Heads, HeadsIdentity
from geo_core.errors import GeoCoreError, WeightsError

FORMAT = "geo_core heads"
FORMAT_VERSION = 1


def save_heads(heads: Heads, path: Path) -> str:
    """Write heads, replacing the file in one step; the same heads give the same bytes.

    Returns
    -------
    SHA-256 of the file, hexadecimal.
    """
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        # One text: how often torch writes an equal string depends on whether it is the same object.
        "identity": json.dumps(asdict(heads.identity), sort_keys=True),
        "state": dict(heads.state_dict()),
    }
    stream = io.BytesIO()  # a stream, because a file's own name would enter its bytes
    torch.save(content, stream)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(stream.getvalue())
    partial.replace(path)
    return hashlib.sha256(stream.getvalue()).hexdigest()


def load_heads(path: Path, *, embedder: str, sha256: str | None = None) -> Heads:
    """Read heads, in evaluation mode, on the CPU.

    Parameters
    ----------
    path
        Written by `save_heads`.
    embedder
        Digest of the embedder whose embeddings they will be given.
    sha256
        What the file's SHA-256 must be; None where nothing recorded it.

    Raises
    ------
    WeightsError
        If the file is missing, damaged, another one, or trained on another embedder's embeddings.
    """
    if not path.is_file():
        raise WeightsError(f"There are no heads {path}; make them with python -m geo_core train.")
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if sha256 is not None and found != sha256:
        raise WeightsError(
            f"{path} is damaged: its SHA-256 is {found[:12]}…, expected is {sha256[:12]}…; "
            "train or fetch it anew."
        )
    heads = _parse(_checked(read_tensors(data, path), path), path)
    heads.identity.check_embedder(embedder)
    return heads.eval()


def read_tensors(data: bytes, path: Path) -> Any:
    """Plain data and tensors from what `torch.save` wrote, never unpickling anything else.

    Parameters
    ----------
    data
        Bytes of the file.
    path
        Named in the message.

    Raises
    ------
    WeightsError
        If the bytes are damaged, or hold any other object.
    """
    try:
        return torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:  # what torch stumbles over in damaged bytes has no common class
        raise WeightsError(
            f"{path} is no readable file of tensors ({error}); make or fetch it anew."
        ) from error


def _checked(content: Any, path: Path) -> Mapping[str, Any]:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise WeightsError(f"{path} holds no heads; name a file made by python -m geo_core train.")
    version = content.get("format_version")
    if version != FORMAT_VERSION:
        raise WeightsError(
            f"{path} has format version {version!r}; this program reads {FORMAT_VERSION}. "
            "Update the program, or train anew."
        )
    return content


def _parse(content: Mapping[str, Any], path: Path) -> Heads:
    try:
        heads = Heads(_identity(content["identity"]))
        heads.load_state_dict(content["state"])
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError, GeoCoreError) as error:
        raise WeightsError(f"{path} lacks or garbles a field ({error}); train or fetch it anew.") from error
    if not all(bool(torch.isfinite(tensor).all()) for tensor in heads.state_dict().values()):
        raise WeightsError(f"{path} holds a number that is not finite; train or fetch it anew.")
    if not bool((heads.temperature > 0).all() and heads.combined_temperature > 0):
        raise WeightsError(f"{path} holds a temperature that is not above 0; train or fetch it anew.")
    return heads


def _identity(text: str) -> HeadsIdentity:
    """Its fields as JSON has them, which knows lists where the identity has tuples."""
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()
    }
    return HeadsIdentity(**fields)
