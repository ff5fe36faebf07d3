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


def test_refitting_gives_the_same() -> None:
    assert fit_whitening(POOLED, dimension=8).sha256 == fit_whitening(POOLED.copy(), dimension=8).sha256


def test_too_few_photos_are_refused() -> None:
    with pytest.raises(GeoCoreError, match="cannot be whitened"):
        fit_whitening(POOLED[:5], dimension=8)


def test_normalised_rows() -> None:
    np.testing.assert_allclose(np.linalg.norm(normalise(POOLED), axis=1), 1, atol=1e-5)
