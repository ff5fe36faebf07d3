"""Pictures, files and colour profiles that the photo tests make themselves."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Bytes = npt.NDArray[np.uint8]


def scene(width: int = 96, height: int = 64) -> Bytes:
    """A smooth picture without any symmetry: each of its eight turns differs from the others."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    red = 40 + 180 * x
    green = 220 - 170 * y
    blue = 60 + 150 * x * y + 30 * np.sin(5 * x + 2 * y)
    return np.clip(np.stack([red, green, blue], axis=-1), 0, 255).astype(np.uint8)


def encoded(picture: Image.Image | Bytes, name: str, **options: Any) -> bytes:
    """The file's bytes in a format, named as Pillow names it."""
    if isinstance(picture, np.ndarray):
        picture = Image.fromarray(picture)
    if name == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    out = io.BytesIO()
    picture.save(out, name, **options)
    return out.getvalue()


def exif_with(orientation: int | None = None, gps: dict[int, Any] | None = None) -> Image.Exif:
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    if gps is not None:
        exif.get_ifd(0x8825).update(gps)
        exif[0x8825] = dict(gps)
    return exif


def mean_difference(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Mean absolute difference, in steps of 1/255."""
    return float(np.abs(np.asarray(a, np.float64) - np.asarray(b, np.float64)).mean())


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def _s15(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _profile(space: bytes, kind: bytes, pcs: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC version 2 profile (ICC.1:2001-04, sections 6.1 and 6.2)."""
    offset, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, content in tags.items():
        content += b"\0" * (-len(content) % 4)
        table += name + struct.pack(">II", offset + len(body), len(content))
        body += content
    size = offset + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"\0" * 4, 0x02100000, kind, space, pcs)
    header += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    header += _s15(0.9642, 1.0, 0.8249)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _description(text: bytes) -> bytes:
    return b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + b"\0" * 78


# Adobe RGB (1998) primaries adapted to D50: columns are red, green, blue; rows are X, Y, Z.
ADOBE_TO_XYZ = np.array(
    [[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]]
)
# XYZ (D50) to linear sRGB (Lindbloom, Bradford-adapted).
XYZ_TO_SRGB = np.array(
    [
        [3.1338561, -1.6168667, -0.4906146],
        [-0.9787684, 1.9161415, 0.0334540],
        [0.0719453, -0.2289914, 1.4052427],
    ]
)
GAMMA = 563 / 256


def adobe_rgb_profile(description: bytes = b"Wide test RGB") -> bytes:
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(GAMMA * 256)) + b"\0\0"
    tags = {b"desc": _description(description), b"wtpt": b"XYZ \0\0\0\0" + _s15(0.9642, 1.0, 0.8249)}
    for column, name in enumerate("rgb"):
        tags[f"{name}XYZ".encode()] = b"XYZ \0\0\0\0" + _s15(*ADOBE_TO_XYZ[:, column])
        tags[f"{name}TRC".encode()] = curve
    return _profile(b"RGB ", b"mntr", b"XYZ ", tags)


def adobe_to_srgb(pixels: Bytes) -> Bytes:
    """The oracle: decode by the gamma, two matrices, encode by sRGB's curve."""
    linear = (pixels / 255.0) ** GAMMA @ (XYZ_TO_SRGB @ ADOBE_TO_XYZ).T
    return np.rint(srgb_of_linear(np.clip(linear, 0, 1))).astype(np.uint8)


def srgb_of_linear(linear: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """IEC 61966-2-1: linear light, 0 to 1, to sRGB, 0 to 255."""
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def grey_profile(gamma: float) -> bytes:
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    tags = {
        b"desc": _description(b"Test grey"),
        b"wtpt": b"XYZ \0\0\0\0" + _s15(0.9642, 1.0, 0.8249),
        b"kTRC": curve,
    }
    return _profile(b"GRAY", b"mntr", b"XYZ ", tags)


def cmyk_profile() -> bytes:
    """A press whose colour inks are invisible: L* falls from 100 to 0 as black goes from 0 to 255."""
    grid = bytes([255, 128, 128, 0, 128, 128]) * 2**3  # black, the last channel, varies fastest
    identity = bytes(range(256))
    lut = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + _s15(1, 0, 0, 0, 1, 0, 0, 0, 1)
    lut += identity * 4 + grid + identity * 3
    tags = {
        b"desc": _description(b"Test press"),
        b"wtpt": b"XYZ \0\0\0\0" + _s15(0.9642, 1.0, 0.8249),
        b"A2B0": lut,
    }
    return _profile(b"CMYK", b"prtr", b"Lab ", tags)
