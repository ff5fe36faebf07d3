import base64

import numpy as np

from geo_core.view.colours import heat_ramp, ramp_to_text


def luminance(rgb):
    linear = np.where(rgb <= 10.31, rgb / 3294.6, ((rgb / 255 + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def test_nothing_is_transparent_and_much_is_nearly_opaque():
    ramp = heat_ramp()
    assert ramp.shape == (256, 4)
    assert ramp[0, 3] == 0
    assert ramp[-1, 3] > 200


def test_more_density_is_lighter_and_less_transparent():
    ramp = heat_ramp().astype(float)
    assert np.all(np.diff(luminance(ramp[:, :3])) > -1e-3)
    assert np.all(np.diff(ramp[:, 3]) >= 0)


def test_order_survives_red_green_blindness():
    # Machado et al. 2009, deuteranopia; on linear light it is an approximation good enough for an order.
    matrix = np.array(
        [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]
    )  # fmt: skip
    seen = np.clip(heat_ramp()[:, :3].astype(float) @ matrix.T, 0, 255)
    assert np.all(np.diff(luminance(seen)[::16]) > 0)


def test_text_holds_the_bytes():
    ramp = heat_ramp(8)
    assert base64.b64decode(ramp_to_text(ramp)) == ramp.tobytes()
