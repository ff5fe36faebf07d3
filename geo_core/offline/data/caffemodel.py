"""The convolutions of a Caffe model of VGG-16 as a torch checkpoint.

Field numbers are those of Caffe's caffe.proto: NetParameter, LayerParameter, V1LayerParameter (files
before 2015), BlobProto, BlobShape. The fully connected layers are left out: the paper's network ends
with the global maximum (section 3, Figure 3), and the authors' classes cannot be placed without their
partition, which is not published.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from geo_core.errors import WeightsError
from geo_core.offline.data.protobuf_fields import fields, varints

Floats = npt.NDArray[np.float32]

_LAYERS = {100: (1, 7), 2: (4, 6)}
"""Field of NetParameter → fields of its layers' name and blobs: LayerParameter, V1LayerParameter."""

_OLD_DIMENSIONS, _DATA, _SHAPE, _DOUBLE_DATA = (1, 2, 3, 4), 5, 7, 8
"""Fields of BlobProto."""

_STAGES = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""Channels and convolutions of VGG-16's stages (Simonyan and Zisserman 2014, table 1, D)."""


@dataclass(frozen=True)
class Convolution:
    """One 3 × 3 convolution of VGG-16.

    Attributes
    ----------
    layer
        Its name in Caffe, such as ``conv5_3``.
    position
        Its place in torchvision's ``features``.
    shape
        Of its weights: outputs, inputs, 3, 3.
    """

    layer: str
    position: int
    shape: tuple[int, int, int, int]


def vgg16_convolutions() -> Iterator[Convolution]:
    """The thirteen, from the picture upwards."""
    position, inputs = 0, 3
    for stage, (outputs, count) in enumerate(_STAGES, start=1):
        for number in range(1, count + 1):
            yield Convolution(f"conv{stage}_{number}", position, (outputs, inputs, 3, 3))
            position, inputs = position + 2, outputs  # a convolution and its ReLU
        position += 1  # the pooling after a stage


def import_caffemodel(source: Path, target: Path) -> int:
    """Write the convolutions of a ``.caffemodel`` as a checkpoint of torchvision's VGG-16.

    The channels stay in Caffe's order, BGR: the embedder ``im2gps-vgg16`` feeds them so.

    Parameters
    ----------
    source
        Caffe's file.
    target
        The checkpoint, replaced only when complete.

    Returns
    -------
    How many numbers were taken over.

    Raises
    ------
    WeightsError
        If the file is no model of Caffe, or not of VGG-16.
    """
    convolutions = list(vgg16_convolutions())
    try:
        content = np.memmap(source, np.uint8, "r").data
        found = _blobs_of(content, {c.layer for c in convolutions})
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"{source} is no Caffe model ({error}); give a whole, binary .caffemodel."
        ) from error
    state = {}
    for convolution in convolutions:
        weight, bias = _parameters(convolution, found, source)
        state[f"features.{convolution.position}.weight"] = torch.from_numpy(weight)
        state[f"features.{convolution.position}.bias"] = torch.from_numpy(bias)
    # Through memory: torch writes a file's own name into it, and equal weights shall be equal bytes.
    checkpoint = io.BytesIO()
    torch.save(state, checkpoint)
    partial = target.with_name(target.name + ".partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial.write_bytes(checkpoint.getbuffer())
    partial.replace(target)
    return sum(tensor.numel() for tensor in state.values())


def _parameters(
    convolution: Convolution, found: Mapping[str, list[Floats]], source: Path
) -> tuple[Floats, Floats]:
    name, shape = convolution.layer, convolution.shape
    blobs = found.get(name)
    if blobs is None:
        has = ", ".join(found) or "none of its convolutions"
        raise WeightsError(f"{source} has no layer {name} with weights; of VGG-16 it has {has}.")
    # Old files write a bias as (1, 1, 1, outputs).
    if len(blobs) != 2 or blobs[0].shape != shape or blobs[1].size != shape[0]:
        shapes = " and ".join(str(blob.shape) for blob in blobs)
        raise WeightsError(f"Layer {name} of {source} holds {shapes}; VGG-16 has {shape} and ({shape[0]},).")
    if not all(np.isfinite(blob).all() for blob in blobs):
        raise WeightsError(f"Layer {name} of {source} holds numbers that are not finite; fetch it anew.")
    return blobs[0], blobs[1].reshape(-1)


def _blobs_of(net: memoryview, wanted: set[str]) -> dict[str, list[Floats]]:
    """The blobs of the layers of these names; of namesakes, those of the first that has any."""
    found: dict[str, list[Floats]] = {}
    for number, layer in fields(net):
        if number not in _LAYERS or isinstance(layer, int):
            continue
        name_field, blob_field = _LAYERS[number]
        parts = [(n, value) for n, value in fields(layer) if not isinstance(value, int)]
        name = next((bytes(value).decode("utf-8", "replace") for n, value in parts if n == name_field), "")
        blobs = [value for n, value in parts if n == blob_field]
        if blobs and name in wanted and name not in found:
            found[name] = [_array(blob) for blob in blobs]
    return found


def _array(blob: memoryview) -> Floats:
    """A BlobProto as float32; numbers may be packed in one field, in several, or come one by one."""
    old, shape = dict.fromkeys(_OLD_DIMENSIONS, 0), None
    data: dict[int, list[memoryview]] = {_DATA: [], _DOUBLE_DATA: []}
    for number, value in fields(blob):
        if isinstance(value, int):
            old[number] = value
        elif number in data:
            data[number].append(value)
        elif number == _SHAPE:
            shape = tuple(_dimensions(value))
    singles = np.frombuffer(b"".join(data[_DATA]), "<f4")
    doubles = np.frombuffer(b"".join(data[_DOUBLE_DATA]), "<f8")
    numbers = np.array(doubles if doubles.size else singles, np.float32)
    shape = shape if shape is not None else tuple(old[n] for n in _OLD_DIMENSIONS)
    if math.prod(shape) != numbers.size:
        raise ValueError(f"a blob of shape {shape} with {numbers.size} numbers")
    return numbers.reshape(shape)


def _dimensions(shape: memoryview) -> Iterator[int]:
    for number, value in fields(shape):
        if number == 1:
            yield from (value,) if isinstance(value, int) else varints(value)
