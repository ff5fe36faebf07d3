"""Training and validation rows with no photographer on both sides."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError
from geo_core.settings import check_range

Rows = npt.NDArray[np.int64]

LARGEST_SHARE = 0.1
"""Of the validation photos, what one photographer may hold: more, and he alone decides them."""


def split_rows(groups: npt.NDArray[np.object_], share: float, seed: int) -> tuple[Rows, Rows]:
    """Draw whole groups for validation until about a share of the photos is held out.

    Parameters
    ----------
    groups
        (N,) photographer or sequence of each photo.
    share
        Of the photos, for validation.
    seed
        The same seed gives the same rows, whatever the order of the photos of a group.

    Returns
    -------
    train, validation
        Rows, ascending; together all of them. Groups of more than `LARGEST_SHARE` of the validation
        photos stay in training, unless all are as large.

    Raises
    ------
    GeoCoreError
        If there are fewer than two groups.
    """
    check_range("validation_share", share, 0.0, 1.0)
    names, member, sizes = np.unique(groups.astype(str), return_inverse=True, return_counts=True)
    if len(names) < 2:
        raise GeoCoreError(
            f"{len(groups)} photos of {len(names)} photographers cannot be split with photographers apart; "
            "give photos of two or more."
        )
    wanted = share * len(groups)
    small = np.flatnonzero(sizes <= max(LARGEST_SHARE * wanted, sizes.min()))
    order = np.random.default_rng(seed).permutation(small)
    before = np.cumsum(sizes[order]) - sizes[order]
    held_out = order[before < wanted][: len(names) - 1]
    in_validation = np.isin(member, held_out)
    return np.flatnonzero(~in_validation).astype(np.int64), np.flatnonzero(in_validation).astype(np.int64)
