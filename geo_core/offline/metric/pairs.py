"""Which photos of a batch are to be close in feature space, and which far apart (section 3.2, Figure 5).

Every function takes and gives (B, B) masks: a row is an anchor, a column its partner. A pair may be
neither similar nor different.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.sphere.distance import great_circle_km

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def pairs_by_distance(lat: Floats, lon: Floats, near_km: float, far_km: float) -> tuple[Mask, Mask]:
    """Similar are two photos at most `near_km` apart, different those more than `far_km` apart.

    Parameters
    ----------
    lat, lon
        (B,), degrees.
    near_km, far_km
        Great-circle distances; what lies between them is neither.

    Returns
    -------
    similar, different
        (B, B); no photo is similar to itself.
    """
    distance_km = great_circle_km(lat[:, None], lon[:, None], lat[None], lon[None])
    return _others(distance_km <= near_km), distance_km > far_km


def pairs_by_cell(cells: npt.NDArray[np.int64]) -> tuple[Mask, Mask]:
    """Similar are two photos of one cell, different all others; cells are (B,)."""
    same = cells[:, None] == cells[None]
    return _others(same), ~same


def strangers_first(similar: Mask, groups: npt.NDArray[np.object_]) -> Mask:
    """Similar photos by another photographer, or all similar ones where there is no such photo.

    Two photos of one walk share light, camera and often the very object: they teach to tell
    photographers apart, whose photos no query will be compared with.

    Parameters
    ----------
    similar
        (B, B).
    groups
        (B,), the photographers.
    """
    strangers = similar & (groups[:, None] != groups[None])
    return np.where(strangers.any(axis=1, keepdims=True), strangers, similar)


def nearest_in_features(similar: Mask, squared: npt.NDArray[np.float32]) -> Mask:
    """Of each anchor's similar photos, the one that is nearest in feature space already.

    Parameters
    ----------
    similar
        (B, B), by label.
    squared
        (B, B), squared distances of the embeddings.

    References
    ----------
    Arandjelović et al., "NetVLAD" (CVPR 2016), equation 6: of photos of one place, only some
    show the same thing.
    """
    nearest = np.where(similar, squared, np.inf).argmin(axis=1)
    return np.asarray(similar & (np.arange(len(similar))[None] == nearest[:, None]))


def _others(mask: Mask) -> Mask:
    return mask & ~np.eye(len(mask), dtype=bool)
