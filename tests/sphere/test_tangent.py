import numpy as np

from geo_core.sphere.tangent import tangent_frames


def test_axes_are_orthonormal_and_tangent_everywhere():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(1000, 3))
    vectors /= np.linalg.norm(vectors, axis=1)[:, None]
    poles = np.array([[0, 0, 1.0], [0, 0, -1.0], [1.0, 0, 0], [0, 1.0, -0.0]])
    vectors = np.concatenate([vectors, poles])
    full = np.concatenate([tangent_frames(vectors), vectors[:, None]], axis=1)
    np.testing.assert_allclose(
        full @ full.transpose(0, 2, 1), np.broadcast_to(np.eye(3), full.shape), atol=1e-14
    )
