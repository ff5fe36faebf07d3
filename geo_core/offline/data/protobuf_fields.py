"""The fields of a protobuf message, straight from its bytes: nothing is copied, nothing is trusted.

The wire format: https://protobuf.dev/programming-guides/encoding/. A schema's compiler would bring
the thousand lines of caffe.proto for the few fields that hold weights.
"""

from __future__ import annotations

from collections.abc import Iterator

VARINT, SIXTY_FOUR_BITS, LENGTH_DELIMITED, THIRTY_TWO_BITS = 0, 1, 2, 5

_SIZES = {SIXTY_FOUR_BITS: 8, THIRTY_TWO_BITS: 4}

MAX_VARINT_BYTES = 10
"""64 bits, seven a byte."""


def fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Number and value of each field, in the order of the file.

    Parameters
    ----------
    message
        The message's bytes, one dimension of uint8.

    Yields
    ------
    An int for a variable-length number, else the bytes: of a text, a message, packed numbers or one number.

    Raises
    ------
    ValueError
        If the bytes end within a field, or are no message.
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if kind == LENGTH_DELIMITED:
            length, at = _varint(message, at)
        elif kind in _SIZES:
            length = _SIZES[kind]
        else:
            raise ValueError(f"a field of the unknown kind {kind} at byte {at}")
        if length > len(message) - at:
            raise ValueError(f"a field of {length} bytes where {len(message) - at} are left")
        yield number, message[at : at + length]
        at += length


def varints(packed: memoryview) -> Iterator[int]:
    """Variable-length numbers that lie one behind another.

    Raises
    ------
    ValueError
        If the bytes end within one.
    """
    at = 0
    while at < len(packed):
        value, at = _varint(packed, at)
        yield value


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    """The number at a byte, and where the next field begins."""
    value = 0
    for position, byte in enumerate(data[at : at + MAX_VARINT_BYTES]):
        value |= (byte & 127) << (7 * position)
        if byte < 128:
            return value, at + position + 1
    raise ValueError(f"a number without an end at byte {at}")
