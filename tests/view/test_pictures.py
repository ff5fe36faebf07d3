import base64
import io

import numpy as np
import pytest
from PIL import Image

from geo_core.errors import PhotoError
from geo_core.view.pictures import bytes_to_uri, pixels_to_uri


def test_pixels_shrink_to_fit_and_carry_nothing_else():
    uri = pixels_to_uri(np.full((300, 900, 3), 90, np.uint8), side_px=120)
    image = Image.open(io.BytesIO(base64.b64decode(uri.removeprefix("data:image/webp;base64,"))))
    assert image.size == (120, 40)
    assert not image.getexif()


def test_other_bytes_are_refused():
    with pytest.raises(PhotoError, match="allowed are"):
        bytes_to_uri(b"<svg onload=alert(1)>")
