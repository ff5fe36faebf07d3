"""Two axes of the plane that touches the sphere at a point."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def tangent_frames(vectors: Floats) -> Floats:
    """Orthonormal axes of the tangent planes at unit vectors.

    Parameters
    ----------
    vectors
        Shape (N, 3), unit vectors.

    Returns
    -------
    (N, 2, 3) float64: two unit vectors at right angles to each other and to the point. Nothing
    else is promised of their direction.

    Notes
    -----
    Without a branch and without a pole at which the axes fail: the construction of Duff et al.,
    "Building an orthonormal basis, revisited", JCGT 6(1), 2017.
    """
    x, y, z = vectors[:, 0], vectors[:, 1], vectors[:, 2]
    sign = np.copysign(1.0, z)
    a = -1.0 / (sign + z)
    b = x * y * a
    frames = np.empty((len(vectors), 2, 3))
    frames[:, 0, 0] = 1.0 + sign * x * x * a
    frames[:, 0, 1] = sign * b
    frames[:, 0, 2] = -sign * x
    frames[:, 1, 0] = b
    frames[:, 1, 1] = sign + y * y * a
    frames[:, 1, 2] = -y
    return frames
