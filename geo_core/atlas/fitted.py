"""What was fitted on an atlas's own references, for each radius and method: settings, and confidences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geo_core.density.confidence import ConfidenceMap
from geo_core.settings import RADII_KM, DensitySettings


@dataclass(frozen=True)
class Fitted:
    """What was fitted on the references themselves, photographers held apart.

    Attributes
    ----------
    temperature
        Radius in km (as text) → temperature of the softmax weighting of its decision.
    sigma_deg
        Radius in km (as text) → bandwidth of its decision.
    queries
        How many references served as queries; 0 where nothing was fitted.
    """

    temperature: Mapping[str, float]
    sigma_deg: Mapping[str, float]
    queries: int


@dataclass(frozen=True)
class FittedCells:
    """What the classifier brings, fitted on references whose photographers its heads had not seen.

    Attributes
    ----------
    sigma_deg
        Radius in km (as text) → bandwidth of the decision by the cells alone.
    fused
        Of the decisions by cells and neighbours together.
    exponent
        Radius in km (as text) → power of the cells in them.
    exponent_shown
        Power of the cells where one density must serve all radii.
    queries
        How many references served as queries; 0 where nothing was fitted.
    """

    sigma_deg: Mapping[str, float]
    fused: Fitted
    exponent: Mapping[str, float]
    exponent_shown: float
    queries: int


@dataclass(frozen=True)
class FittedConfidence:
    """How probable the truth lies within each radius, given the mass that a decision claims there.

    Attributes
    ----------
    maps
        Method (``knn``, and of an atlas with a classifier ``cells`` and ``fused``) → radius in km (as
        text) → its map.
    queries
        How many references served as queries.
    """

    maps: Mapping[str, Mapping[str, ConfidenceMap]]
    queries: int

    def of(self, method: str) -> dict[int, ConfidenceMap] | None:
        """Radius in km → the map of a method's decision; None for a method that was not fitted."""
        maps = self.maps.get(method)
        return {r: maps[str(r)] for r in RADII_KM} if maps else None


def decisions(method: str, fitted: Fitted, cells: FittedCells | None) -> dict[int, DensitySettings]:
    """Radius in km → the settings that the method decides that radius with.

    Parameters
    ----------
    method
        Its name; any but ``cells`` and ``fused`` weighs neighbours alone.
    fitted, cells
        Of the atlas.
    """
    if method == "cells" and cells:
        return {r: DensitySettings(sigma_deg=cells.sigma_deg[str(r)]) for r in RADII_KM}
    votes = cells.fused if method == "fused" and cells else fitted
    return {
        r: DensitySettings(
            weighting="softmax",
            temperature=votes.temperature[str(r)],
            sigma_deg=votes.sigma_deg[str(r)],
            cells_exponent=cells.exponent[str(r)] if cells else 1.0,
        )
        for r in RADII_KM
    }
