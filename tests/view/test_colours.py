import base64

import numpy as np
import pytest

from geo_core.view.colours import cell_ramp, heat_ramp, ramp_to_text

# Machado et al. 2009, the whole of each blindness; on linear light it is an approximation good enough here.
DEUTERANOPIA = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
PROTANOPIA = np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]])
EYES = pytest.mark.parametrize("eye", [np.eye(3), DEUTERANOPIA, PROTANOPIA], ids=["all", "deutan", "protan"])


def seen(ramp, eye):
    return np.clip(ramp[:, :3].astype(float) @ eye.T, 0, 255)


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


@EYES
@pytest.mark.parametrize("ramp", [heat_ramp, cell_ramp])
def test_every_eye_sees_the_order(ramp, eye):
    assert np.all(np.diff(luminance(seen(ramp(), eye))[::16]) > 0)


@EYES
def test_no_eye_takes_a_cell_for_density(eye):
    heat, cells = (seen(ramp[ramp[:, 3] > 100], eye) for ramp in (heat_ramp(), cell_ramp()))
    apart = np.linalg.norm(heat[:, None] - cells[None], axis=2)
    assert apart.min() > 30  # of 441


def test_more_probable_cells_are_less_transparent_and_none_hides_the_land():
    opacity = cell_ramp()[:, 3].astype(int)
    assert np.all(np.diff(opacity) >= 0)
    assert 0 < opacity[0] < 60
    assert opacity[-1] < 200


def test_text_holds_the_bytes():
    ramp = heat_ramp(8)
    assert base64.b64decode(ramp_to_text(ramp)) == ramp.tobytes()
