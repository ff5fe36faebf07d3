import numpy as np
import pytest

from geo_core.embedding.handmade import gist, textons
from geo_core.embedding.handmade.filtering import PAD_PX, filtered
from tests.embedding.handmade.pictures import SIDE_PX, scene

GREY = scene(0)[..., 0]


@pytest.mark.parametrize("transfers", [gist._transfers(SIDE_PX)[:12], textons._transfers(SIDE_PX)[::5]])
def test_it_is_convolution_with_the_filters_own_kernels(transfers) -> None:
    for answer, transfer in zip(filtered(GREY, transfers), transfers, strict=True):
        kernel = np.fft.fftshift(np.fft.ifft2(transfer))
        middle = len(kernel) // 2
        kernel = kernel[middle - PAD_PX : middle + PAD_PX + 1, middle - PAD_PX : middle + PAD_PX + 1]
        patch = np.pad(GREY, PAD_PX, mode="symmetric")
        for row, column in ((0, 0), (100, 37), (239, 120)):
            around = patch[row : row + 2 * PAD_PX + 1, column : column + 2 * PAD_PX + 1]
            expected = (around * kernel[::-1, ::-1]).sum()
            np.testing.assert_allclose(answer[row, column], expected, atol=2e-3)


@pytest.mark.parametrize("transfers", [gist._transfers(SIDE_PX), textons._transfers(SIDE_PX)])
def test_constant_light_has_no_answer(transfers) -> None:
    np.testing.assert_allclose(
        filtered(np.full((SIDE_PX, SIDE_PX), 0.7, np.float32), transfers), 0, atol=1e-6
    )
    np.testing.assert_allclose(filtered(GREY + 0.25, transfers), filtered(GREY, transfers), atol=1e-5)
