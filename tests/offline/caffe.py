"""Caffe models written by Google's protobuf from the few messages of caffe.proto that hold weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_TYPES = descriptor_pb2.FieldDescriptorProto
_SCHEMA: dict[str, list[tuple[str, int, int | str, bool]]] = {
    "BlobShape": [("dim", 1, _TYPES.TYPE_INT64, True)],
    "BlobProto": [
        ("num", 1, _TYPES.TYPE_INT32, False),
        ("channels", 2, _TYPES.TYPE_INT32, False),
        ("height", 3, _TYPES.TYPE_INT32, False),
        ("width", 4, _TYPES.TYPE_INT32, False),
        ("data", 5, _TYPES.TYPE_FLOAT, True),
        ("shape", 7, "BlobShape", False),
        ("double_data", 8, _TYPES.TYPE_DOUBLE, True),
    ],
    "LayerParameter": [
        ("name", 1, _TYPES.TYPE_STRING, False),
        ("type", 2, _TYPES.TYPE_STRING, False),
        ("bottom", 3, _TYPES.TYPE_STRING, True),
        ("blobs", 7, "BlobProto", True),
        ("phase", 10, _TYPES.TYPE_INT32, False),
    ],
    "V1LayerParameter": [
        ("bottom", 2, _TYPES.TYPE_STRING, True),
        ("name", 4, _TYPES.TYPE_STRING, False),
        ("type", 5, _TYPES.TYPE_INT32, False),
        ("blobs", 6, "BlobProto", True),
        ("blobs_lr", 7, _TYPES.TYPE_FLOAT, True),
    ],
    "NetParameter": [
        ("name", 1, _TYPES.TYPE_STRING, False),
        ("layers", 2, "V1LayerParameter", True),
        ("layer", 100, "LayerParameter", True),
    ],
}


def _messages(packed: bool):
    file = descriptor_pb2.FileDescriptorProto(name="caffe.proto", package="caffe", syntax="proto2")
    for name, fields in _SCHEMA.items():
        message = file.message_type.add(name=name)
        for field, number, kind, repeated in fields:
            added = message.field.add(
                name=field, number=number, label=_TYPES.LABEL_REPEATED if repeated else _TYPES.LABEL_OPTIONAL
            )
            if isinstance(kind, str):
                added.type, added.type_name = _TYPES.TYPE_MESSAGE, f".caffe.{kind}"
                continue
            added.type = kind
            if repeated and kind != _TYPES.TYPE_STRING:
                added.options.packed = packed
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("caffe.NetParameter"))


def caffemodel(
    layers: Mapping[str, Sequence[np.ndarray]],
    *,
    old: bool = False,
    double: bool = False,
    packed: bool = True,
) -> bytes:
    """The bytes of a model: name → blobs.

    ``old`` writes V1 layers and four dimensions instead of a shape, ``double`` the numbers as doubles.
    """
    net = _messages(packed)(name="VGG")
    added = net.layers if old else net.layer
    added.add(name="data", bottom=["nothing"])
    for name, blobs in layers.items():
        layer = added.add(name=name, bottom=["below"])
        for blob in blobs:
            written = layer.blobs.add()
            (written.double_data if double else written.data).extend(np.ravel(blob).tolist())
            if old:
                dimensions = (1,) * (4 - blob.ndim) + blob.shape
                written.num, written.channels, written.height, written.width = dimensions
            else:
                written.shape.dim.extend(blob.shape)
    return net.SerializeToString()
