import numpy as np
import pytest

from geo_core.embedding.projection import normalise
from geo_core.errors import GeoCoreError
from geo_core.offline.building.whitening import fit_whitening

DRAW = np.random.default_rng(0)
POOLED = (DRAW.normal(size=(400, 24)) @ DRAW.normal(size=(24, 24)) + 3).astype(np.float32)


def test_full_whitening_makes_the_covariance_the_identity() -> None:
    projected = fit_whitening(POOLED, dimension=24, exponent=0.5).apply(POOLED)
    np.testing.assert_allclose(np.cov(projected.T), np.eye(24), atol=2e-3)
    np.testing.assert_allclose(projected.mean(axis=0), 0, atol=1e-3)


def test_exponent_zero_only_rotates() -> None:
    projected = fit_whitening(POOLED, dimension=24, exponent=0).apply(POOLED)
    before = np.linalg.norm(POOLED[:20, None] - POOLED[None, :20], axis=2)
    after = np.linalg.norm(projected[:20, None] - projected[None, :20], axis=2)
    np.testing.assert_allclose(after, before, rtol=1e-3, atol=1e-3)


def test_a_quarter_leaves_variances_of_the_square_root_of_the_eigenvalues() -> None:
    values = np.sort(np.linalg.eigvalsh(np.cov(POOLED.T.astype(np.float64))))[::-1][:8]
    projected = fit_whitening(POOLED, dimension=8, exponent=0.25).apply(POOLED)
    np.testing.assert_allclose(projected.var(axis=0, ddof=1), np.sqrt(values), rtol=1e-3)


@pytest.mark.parametrize("exponent", [0.25, 0.5])
def test_a_wide_matrix_is_whitened_as_a_tall_one(exponent: float) -> None:
    """More channels than photos: from the photos' products, the same as from the channels'."""
    wide = np.hstack([POOLED[:40], 2 * POOLED[40:80]])  # 40 photos, 48 channels
    found = fit_whitening(wide, dimension=30, exponent=exponent)
    centred = wide.astype(np.float64) - wide.mean(axis=0)
    values, axes = np.linalg.eigh(np.cov(centred.T))
    axes, values = axes[:, ::-1][:, :30], values[::-1][:30]
    expected = centred @ (axes * values**-exponent)
    signs = np.sign((expected * found.apply(wide)).sum(axis=0))
    np.testing.assert_allclose(found.apply(wide), expected * signs, rtol=1e-2, atol=1e-2)


def test_refitting_gives_the_same() -> None:
    assert fit_whitening(POOLED, dimension=8).sha256 == fit_whitening(POOLED.copy(), dimension=8).sha256


def test_too_few_photos_are_refused() -> None:
    with pytest.raises(GeoCoreError, match="cannot be whitened"):
        fit_whitening(POOLED[:5], dimension=8)


def test_normalised_rows() -> None:
    np.testing.assert_allclose(np.linalg.norm(normalise(POOLED), axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("exponent", [0.25, 0.5])
def test_channels_that_never_change_do_not_overflow(exponent: float) -> None:
    """A dead channel has an eigenvalue of 0: to a negative power it once filled every embedding with NaN."""
    dead = np.hstack([POOLED, np.full((len(POOLED), 3), 3, np.float32)])
    projection = fit_whitening(dead, dimension=27, exponent=exponent)
    projected = normalise(projection.apply(dead))
    assert np.isfinite(projected).all()
    alive = normalise(fit_whitening(POOLED, dimension=24, exponent=exponent).apply(POOLED))
    np.testing.assert_allclose(projected @ projected.T, alive @ alive.T, atol=1e-3)
