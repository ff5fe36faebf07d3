"""The answers that are compared: the blind baselines and retrieval's (`cells` adds the classifier's)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from geo_core.density.decision import best_within_all
from geo_core.density.mixture import density_of
from geo_core.localizer import Localizer
from geo_core.methods.densest import ALWAYS_DENSEST
from geo_core.methods.london import ALWAYS_LONDON
from geo_core.methods.method import Evidence
from geo_core.methods.registry import method_named
from geo_core.offline.evaluation.systems import MODELS, model_of
from geo_core.records import BestPoint
from geo_core.settings import RADII_KM, DensitySettings

HANDMADE = "im2gps"
"""The embedder of Im2GPS's features, for which mean shift and lazy learning were made."""

LEARNT = ("[R]", "Siamac", "NetVLAD")
"""Models that are trained here, on the references."""

Answers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rule:
    """A named way from what is known of a photo to places.

    Attributes
    ----------
    name
        As the table prints it.
    answer
        Evidence → (5, 2) float64: lat, lon for each radius, all equal where there is one answer.
    label
        The system of the paper that it stands for, in the paper's notation (`systems`); may be empty.
    """

    name: str
    answer: Callable[[Evidence], Answers]
    label: str = ""


def rules(localizer: Localizer) -> Iterator[Rule]:
    """Always London, NN, the paper's kNN at three bandwidths, fusing, and the decisions per radius."""
    network = localizer.atlas.manifest.embedder.network
    model = model_of(network)
    yield Rule("always London", _places(ALWAYS_LONDON.name, DensitySettings()), "London, the fixed point")
    densest = _places(ALWAYS_DENSEST.name, DensitySettings())
    yield Rule("always the densest cell", densest, "London, the densest cell")
    yield from _paper_retrieval("", model)
    for kernel in ("plane", "authors"):
        yield Rule(f"kNN σ = 4, {kernel}", _places("knn", DensitySettings(kernel=kernel)))
    # Their code raises squared distances to the 10th power, and ends at a neighbour.
    released = DensitySettings(kernel="authors", m=20.0, snap_km=100.0)
    yield Rule("kNN σ = 4, as released", _places("knn", released))
    temperature = localizer.atlas.manifest.fitted.temperature["750"]
    softmax = DensitySettings(weighting="softmax", temperature=temperature)
    yield Rule(f"kNN σ = 4, exp(s/{temperature:g})", _places("knn", softmax))
    yield Rule("kNN σ = 4, per radius", _per_radius(DensitySettings()))
    fitted, cells = localizer.atlas.manifest.fitted, localizer.atlas.manifest.cells
    if fitted.queries:
        yield Rule("kNN exp(s/T), per radius, fitted", _fitted(localizer, "knn"))
    if network == HANDMADE:
        yield from _im2gps("")
    if localizer.atlas.classifier:
        for sigma in (1.0, 4.0, 16.0):
            at_sigma = replace(localizer.defaults, sigma_deg=sigma)
            yield Rule(f"fused σ = {sigma:g}", _places("fused", at_sigma))
        for method in ("cells", "fused") if cells and cells.queries else ():
            yield Rule(f"{method}, per radius, fitted", _fitted(localizer, method))


def rules_named(localizer: Localizer, names: Sequence[str]) -> Iterator[Rule]:
    """Methods as ``locate --method`` knows them, with the settings that it takes unless told otherwise.

    Raises
    ------
    SettingsError
        If there is no such method.
    """
    for name in names:
        yield Rule(f"--method {name}", _places(name, localizer.defaults))


def rules_beside(localizer: Localizer, name: str = "") -> Iterator[Rule]:
    """NN and the paper's kNN with another embedder's atlas, and Im2GPS's decisions on its own features.

    Parameters
    ----------
    localizer
        Of that atlas.
    name
        What the rows begin with, the paper's short name of a model (`systems.MODELS`) or any other; the
        network's unless given.
    """
    network = localizer.atlas.manifest.embedder.network
    before = f"{name or network}: "
    yield from _paper_retrieval(before, MODELS.get(name) or model_of(network))
    # An embedder that was trained on the references knows them: what was fitted on them would be too sure.
    if localizer.atlas.manifest.fitted.queries and not (name in MODELS or model_of(network) in LEARNT):
        yield Rule(f"{before}kNN exp(s/T), per radius, fitted", _fitted(localizer, "knn"))
    if network == HANDMADE:
        yield from _im2gps(before)


def _paper_retrieval(before: str, model: str) -> Iterator[Rule]:
    """NN and kNN at the three bandwidths of the paper's Table 2."""
    yield Rule(f"{before}NN", _places("nn", DensitySettings()), f"{model} NN" if model else "")
    for sigma in (1.0, 4.0, 16.0):
        name = f"kNN σ = {sigma:g}"
        places = _places("knn", DensitySettings(sigma_deg=sigma))
        yield Rule(before + name, places, f"{model} {name}" if model else "")


def _im2gps(before: str) -> Iterator[Rule]:
    yield Rule(f"{before}meanshift", _places("meanshift", DensitySettings()), "Im2GPS 2008")
    yield Rule(f"{before}lazy", _places("lazy", DensitySettings()), "Im2GPS 2015")


def everywhere(lat: float, lon: float) -> Answers:
    """One answer for every radius: (5, 2)."""
    return np.tile([float(lat), float(lon)], (len(RADII_KM), 1))


def _places(method: str, settings: DensitySettings) -> Callable[[Evidence], Answers]:
    asked = method_named(method)

    def places(evidence: Evidence) -> Answers:
        return everywhere(*asked.place(evidence, settings, asked.density(evidence, settings)))

    return places


def _per_radius(settings: DensitySettings) -> Callable[[Evidence], Answers]:
    def places(evidence: Evidence) -> Answers:
        return _best(best_within_all(density_of(evidence.neighbours, settings), RADII_KM))

    return places


def _fitted(localizer: Localizer, method: str) -> Callable[[Evidence], Answers]:
    return lambda evidence: _best(localizer.decide(evidence, method))


def _best(points: Mapping[float, BestPoint]) -> Answers:
    return np.array([(points[r].lat, points[r].lon) for r in RADII_KM])
