import base64
import io

import numpy as np
from PIL import Image

from geo_core.records import FilmStrip
from geo_core.view.film_strip import strip_data


def grey(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.split(",", 1)[1]))).convert("L"))


def blob(height, sigma):
    y, x = np.mgrid[:height, : 2 * height] * (180 / height)
    return np.rint(255 * np.exp(-((x - 200) ** 2 + (y - 60) ** 2) / (4 * sigma**2))).astype(np.uint8)


def test_wide_kernels_come_in_smaller_pictures():
    strip = FilmStrip(np.array([0.5, 4.0, 32.0]), tuple(blob(360, s) for s in (0.5, 4, 32)), ())
    data = strip_data(strip)
    assert [grey(f).shape for f in data["frames"]] == [(360, 720), (180, 360), (180, 360)]
    assert (data["width"], data["height"]) == (720, 360)
    assert data["sigma_deg"] == [0.5, 4.0, 32.0]


def test_frames_of_different_sizes_are_taken_as_they_are():
    strip = FilmStrip(np.array([0.5, 1.0]), (blob(360, 0.5), blob(180, 1.0)), ())
    data = strip_data(strip)
    assert [grey(f).shape for f in data["frames"]] == [(360, 720), (180, 360)]
    assert (data["width"], data["height"]) == (720, 360)


def test_grey_survives_the_encoding():
    frame = blob(180, 8)
    (uri,) = strip_data(FilmStrip(np.array([8.0]), (frame,), ()))["frames"]
    assert np.abs(grey(uri).astype(int) - frame).max() <= 12  # of 255
