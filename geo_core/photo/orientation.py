"""The EXIF orientation: read it, and turn the picture upright."""

from __future__ import annotations

from PIL import ExifTags, Image

# EXIF 2.3, tag 0x0112: what undoes each of the eight ways a camera may have been held.
_UNDO = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation(picture: Image.Image) -> int:
    """How Pillow will deliver the pixels, as an EXIF orientation, 1 to 8.

    It is 1 (upright) where the tag is missing, broken or out of range, for a TIFF, which Pillow
    turns upright while it decodes, and for a HEIC, which its decoder turns.
    """
    if picture.format == "TIFF":
        return 1
    try:
        value = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:
        return 1  # broken metadata must not cost the photo
    return value if isinstance(value, int) and value in _UNDO else 1


def turned(picture: Image.Image, value: int) -> Image.Image:
    """The picture upright, given its orientation (1 to 8)."""
    return picture.transpose(_UNDO[value]) if value in _UNDO else picture


def swaps_sides(value: int) -> bool:
    """Whether turning upright swaps width and height."""
    return value >= 5
