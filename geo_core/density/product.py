"""A mixture multiplied by another function of the place: retrieval × classifier."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo_core.errors import GeoCoreError
from geo_core.records import Density, Floats


def multiplied(density: Density, log_factor: Floats, exponent: float) -> Density:
    """The mixture with each kernel's weight times ``factor^exponent`` at its centre, summing to 1 again.

    Parameters
    ----------
    density
        k kernels.
    log_factor
        (k,) natural logarithms of the function at their centres, up to a constant.
    exponent
        0 changes nothing.

    Raises
    ------
    GeoCoreError
        If there are more or fewer values than kernels.

    Notes
    -----
    The function is taken as constant over each kernel, which it is where kernels are narrower than
    the cells; the product is then a mixture again, and everything that holds for mixtures holds for it.
    """
    if log_factor.shape != density.log_weight.shape:
        raise GeoCoreError(
            f"{log_factor.shape} values are given for {density.log_weight.shape} kernels; give one for each."
        )
    log_weight = density.log_weight + exponent * log_factor if exponent else density.log_weight
    shifted = log_weight - log_weight.max()
    return replace(density, log_weight=shifted - np.log(np.exp(shifted).sum()))
