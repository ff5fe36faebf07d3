"""Cell arrays of MATLAB files of versions 5 to 7, one cell at a time.

scipy's `loadmat` reads a variable whole, which may be 2 GB, and a damaged one can end the process. So the
few kinds of element that a cell of numbers or text is made of are read here. The format: MathWorks,
"MAT-File Format" (2019), chapter 1.
"""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

HEADER_BYTES = 128

MAX_ELEMENT_BYTES = 65_536
"""Room for 512 numbers of 8 bytes and any name: what a wrong length may cost."""

_MATRIX, _COMPRESSED = 14, 15
_NUMBERS = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
"""Kind of an element → type of its numbers."""

_CODECS = {1: "latin-1", 2: "latin-1", 4: "utf-16", 16: "utf-8", 17: "utf-16", 18: "utf-32"}
"""Kind of an element → how its text is coded."""

_CELLS, _TEXT, _NUMERIC = 1, 4, range(6, 16)
"""Classes of a matrix."""

_COMPLEX = 0x800
"""Flag of a matrix with imaginary parts."""


@dataclass(frozen=True)
class _Variable:
    """A cell array and where it lies in its file.

    Attributes
    ----------
    offset, compressed
        Of its first byte; whether it is deflated.
    cells
        How many.
    """

    offset: int
    compressed: bool
    cells: int


class _Inflated(io.RawIOBase):
    """The content of a deflated variable, inflated as it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._inflate = stream, zlib.decompressobj()

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        content = b""
        while not content and not self._inflate.eof:
            deflated = self._inflate.unconsumed_tail or self._stream.read(65_536)
            if not deflated:
                raise ValueError("it ends within a compressed variable")
            try:
                content = self._inflate.decompress(deflated, len(target))
            except zlib.error as error:
                raise ValueError(f"a compressed variable is damaged ({error})") from error
        target[: len(content)] = content
        return len(content)


def cell_counts(path: Path) -> Mapping[str, int]:
    """The cell arrays of a file, by name, and how many cells each has.

    Raises
    ------
    ValueError
        If the bytes are no such file.
    """
    return {name: variable.cells for name, variable in _variables(path).items()}


def cells(path: Path, name: str, start: int) -> Iterator[npt.NDArray[np.generic]]:
    """The cells of one array from one on: (n,) numbers, or one text.

    Raises
    ------
    ValueError
        If the file is damaged, or a cell holds anything but numbers or text.
    """
    variable = _variables(path)[name]
    with path.open("rb") as stream:
        order = _byte_order(stream.read(HEADER_BYTES))
    with _opened(path, variable.offset, variable.compressed) as content:
        _whole(content, 8)
        for _ in range(3):  # flags, dimensions and name
            _element(content, order)
        for _ in range(start):
            _element(content, order)
        for _ in range(start, variable.cells):
            kind, cell = _element(content, order)
            if kind != _MATRIX:
                raise ValueError(f"a cell is an element of kind {kind}")
            yield _plain_array(cell, order) if cell else np.empty(0)


def _variables(path: Path) -> dict[str, _Variable]:
    found: dict[str, _Variable] = {}
    with path.open("rb") as stream:
        order = _byte_order(stream.read(HEADER_BYTES))
        end = stream.seek(0, io.SEEK_END)
        offset = HEADER_BYTES
        while offset < end:
            stream.seek(offset)
            kind, size = struct.unpack(order + "II", _whole(stream, 8))
            if kind not in (_MATRIX, _COMPRESSED):
                raise ValueError(f"it holds an element of the unknown kind {kind}")
            with _opened(path, offset, kind == _COMPRESSED) as content:
                _whole(content, 8)
                if _class_and_flags(content, order)[0] == _CELLS:
                    count = math.prod(_shape(content, order))
                    name = _element(content, order)[1].decode("latin-1")
                    found[name] = _Variable(offset, kind == _COMPRESSED, count)
            offset += 8 + size
    return found


def _plain_array(cell: bytes, order: str) -> npt.NDArray[np.generic]:
    content = io.BytesIO(cell)
    class_, flags = _class_and_flags(content, order)
    if class_ not in (_TEXT, *_NUMERIC) or flags & _COMPLEX:
        raise ValueError("a cell holds neither numbers nor text")
    count = math.prod(_shape(content, order))
    _element(content, order)  # a cell has no name
    kind, data = _element(content, order)
    if kind not in (_CODECS if class_ == _TEXT else _NUMBERS):
        raise ValueError(f"a cell's content is of the unknown kind {kind}")
    if class_ == _TEXT:
        codec = _CODECS[kind] + ({"<": "-le", ">": "-be"}[order] if kind in (4, 17, 18) else "")
        return np.array([data.decode(codec)])
    numbers = np.frombuffer(data, order + _NUMBERS[kind])
    if numbers.size != count:
        raise ValueError(f"a cell of {count} numbers holds {numbers.size}")
    return numbers


def _class_and_flags(content: BinaryIO, order: str) -> tuple[int, int]:
    words = np.frombuffer(_element(content, order)[1], order + "u4").tolist()
    if len(words) != 2:
        raise ValueError(f"a matrix has {len(words)} flags")
    return words[0] & 255, words[0]


def _shape(content: BinaryIO, order: str) -> list[int]:
    shape: list[int] = np.frombuffer(_element(content, order)[1], order + "i4").tolist()
    if any(length < 0 for length in shape):
        raise ValueError(f"a matrix has the dimensions {shape}")
    return shape


def _element(content: BinaryIO, order: str) -> tuple[int, bytes]:
    """Kind and data of the next element; up to four bytes stand in the tag itself."""
    kind, size = struct.unpack(order + "II", tag := _whole(content, 8))
    if kind >> 16:
        return kind & 0xFFFF, tag[4 : 4 + min(kind >> 16, 4)]
    if size > MAX_ELEMENT_BYTES:
        raise ValueError(f"an element has {size} bytes; allowed are {MAX_ELEMENT_BYTES}")
    return kind, _whole(content, size + -size % 8)[:size]


@contextmanager
def _opened(path: Path, offset: int, compressed: bool) -> Iterator[BinaryIO]:
    """A variable from its own tag on, inflated."""
    with path.open("rb") as stream:
        stream.seek(offset + 8 if compressed else offset)
        yield io.BufferedReader(_Inflated(stream), 65_536) if compressed else stream


def _byte_order(header: bytes) -> str:
    if len(header) < HEADER_BYTES or header[126:128] not in (b"IM", b"MI"):
        raise ValueError("it does not begin as MATLAB's versions 5 to 7 do")
    return "<" if header[126:128] == b"IM" else ">"


def _whole(content: BinaryIO, size: int) -> bytes:
    data = content.read(size)
    if len(data) < size:
        raise ValueError("it ends within a variable")
    return data
