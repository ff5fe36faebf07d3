"""The Earth's surface as pictures, and the bundle that draws a globe with them: where their files lie."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pydeck
from PIL import Image

TEXTURES = Path(__file__).parents[2] / "assets" / "globe"
BASE = TEXTURES / "blue-marble-4096.webp"
"""NASA's Blue Marble, equirectangular, toned down."""

LINES = TEXTURES / "coast-and-borders-4096.webp"
"""Coast and border lines of Natural Earth, on clear ground."""

BUNDLE = Path(pydeck.__file__).parent / "nbextension" / "static" / "index.js"
"""deck.gl as the pydeck wheel carries it; run as a script it defines ``createDeck``."""


@cache
def surface() -> npt.NDArray[np.uint8]:
    """The Earth under its coast and border lines: (2048, 4096, 3) uint8, north up, from −180° on."""
    with Image.open(BASE) as base, Image.open(LINES) as lines:
        half = lines.convert("RGBA")
        half.putalpha(half.getchannel("A").point([value // 2 for value in range(256)]))
        pixels = np.asarray(Image.alpha_composite(base.convert("RGBA"), half).convert("RGB"))
    pixels.setflags(write=False)
    return pixels
