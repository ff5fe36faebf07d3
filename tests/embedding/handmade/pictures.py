"""Pictures whose features are known."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

SIDE_PX = 240

Floats = npt.NDArray[np.float32]


def grating(turn_deg: float, period_px: float) -> Floats:
    """Sine stripes, (240, 240), whose intensity varies along ``turn_deg``, counter-clockwise from right."""
    down, right = np.mgrid[:SIDE_PX, :SIDE_PX]
    angle = math.radians(turn_deg)
    along = right * math.cos(angle) - down * math.sin(angle)
    return (0.5 + 0.4 * np.sin(2 * math.pi * along / period_px)).astype(np.float32)


def segments(*ends: tuple[float, float, float, float], width: int = 5) -> Floats:
    """Bright bars from (x, y) to (x, y) on a dark ground, drawn large and shrunk, (240, 240)."""
    sheet = Image.new("L", (4 * SIDE_PX, 4 * SIDE_PX), 30)
    draw = ImageDraw.Draw(sheet)
    for bar in ends:
        draw.line([4 * end for end in bar], 220, 4 * width)
    return np.asarray(sheet.resize((SIDE_PX, SIDE_PX), Image.Resampling.BOX), np.float32) / 255


def scene(seed: int) -> Floats:
    """Random shapes and grain in colour, (240, 240, 3), 0 to 1."""
    rng = np.random.default_rng(seed)
    sheet = Image.new("RGB", (SIDE_PX, SIDE_PX), tuple(rng.integers(0, 256, 3).tolist()))
    draw = ImageDraw.Draw(sheet)
    for _ in range(12):
        corners = rng.integers(0, SIDE_PX, (3, 2))
        draw.polygon([tuple(c) for c in corners.tolist()], tuple(rng.integers(0, 256, 3).tolist()))
    smooth = np.asarray(sheet.filter(ImageFilter.GaussianBlur(1)), np.float32)
    return np.clip((smooth + rng.normal(0, 6, smooth.shape)) / 255, 0, 1).astype(np.float32)
