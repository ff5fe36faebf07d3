"""Any 8-bit picture to opaque sRGB."""

from __future__ import annotations

import io

from PIL import Image, ImageCms

# The colour space that a profile must describe for pixels of each mode.
_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}


def to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB, mode ``RGB``, transparency laid on white.

    Parameters
    ----------
    picture
        Mode ``L``, ``LA``, ``RGB``, ``RGBA`` or ``CMYK``.
    profile
        The file's ICC profile. A broken one, or one for another colour space than the
        pixels', is ignored; without one, RGB and grey are sRGB, CMYK is plain ink.

    Notes
    -----
    White is what a page shows behind a transparent picture; black would turn a cut-out subject
    into a night scene.
    """
    if picture.mode not in ("LA", "RGBA"):
        return _managed(picture, profile)
    colours = _managed(picture.convert(picture.mode[:-1]), profile)
    page = Image.new("RGB", picture.size, "white")
    page.paste(colours, mask=picture.getchannel("A"))
    return page


def _managed(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            converted = _through(picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # a broken profile must not cost the photo
        if converted is not None:
            return converted
    return picture.convert("RGB")


def _through(picture: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image | None:
    """The picture through the profile; None where nothing is to be done or can be."""
    space = source.profile.xcolor_space.strip()
    if picture.mode == "L" and space == "RGB":  # grey pixels saved with the editor's RGB profile
        picture = picture.convert("RGB")
    # sRGB to sRGB would only cost time and rounding.
    is_srgb = (source.profile.profile_description or "").lstrip().startswith("sRGB")
    if is_srgb or _SPACES[picture.mode] != space:
        return None
    target = ImageCms.createProfile("sRGB")
    return ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
