"""Latitude and longitude that somebody swapped, found by what swapping them back would do."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.sphere.distance import great_circle_km

SHRINKS = 5.0
"""How many times smaller the median error must be the other way round. By chance one single answer
in about sixty gets there (a cap of 1,600 km for one of 8,000 km), and ten answers never do."""

NEAR_KM = 25.0
"""Answers that are mostly this good as they stand are not suspected."""


def swap_suspected(answers: npt.NDArray[np.float64], truths: npt.NDArray[np.float64]) -> str:
    """A warning where answers or truths seem to hold longitude before latitude, else empty.

    Parameters
    ----------
    answers, truths
        (N, 2) latitude and longitude, degrees, in range; N ≥ 1.

    Notes
    -----
    Swapping the answers tells as much as swapping the truths; an answer with |lon| > 90 cannot have been
    swapped and is left aside. Rows out of range as they stand never come here: reading them says so.
    """
    possible = np.abs(answers[:, 1]) <= 90
    if not possible.any():
        return ""
    (lat, lon), true = answers[possible].T, truths[possible].T
    as_given, swapped = (
        np.median(great_circle_km(lat, lon, *true)),
        np.median(great_circle_km(lon, lat, *true)),
    )
    if as_given <= NEAR_KM or swapped * SHRINKS > as_given:
        return ""
    return (
        f"latitude and longitude may be swapped in the predictions or in the truth: the other way round the "
        f"median error of {possible.sum()} photos would be {swapped:,.0f} km, not {as_given:,.0f} km. "
        "Nothing was corrected; mend the header."
    )
