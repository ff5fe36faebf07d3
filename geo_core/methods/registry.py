"""The methods there are, by name."""

from __future__ import annotations

from geo_core.errors import SettingsError
from geo_core.methods.cells import CELLS
from geo_core.methods.densest import ALWAYS_DENSEST
from geo_core.methods.fused import FUSED
from geo_core.methods.knn import KNN
from geo_core.methods.lazy import LAZY
from geo_core.methods.london import ALWAYS_LONDON
from geo_core.methods.mean_shift import MEAN_SHIFT
from geo_core.methods.method import Method
from geo_core.methods.nearest import NEAREST
from geo_core.methods.one_head import FINEST, MIDDLE

COMPARED: tuple[Method, ...] = (NEAREST, KNN, CELLS, FUSED)
"""Those that are shown side by side: each takes a millisecond, and a new σ asks all of them."""

METHODS: dict[str, Method] = {
    m.name: m for m in (*COMPARED, FINEST, MIDDLE, MEAN_SHIFT, LAZY, ALWAYS_LONDON, ALWAYS_DENSEST)
}


def method_named(name: str) -> Method:
    """The method of that name.

    Raises
    ------
    SettingsError
        If there is none.
    """
    if name not in METHODS:
        raise SettingsError(f"There is no method {name!r}; allowed is one of {', '.join(METHODS)}.")
    return METHODS[name]
