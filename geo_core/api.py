"""The one door to geo_core: open an atlas, embed, gather evidence, draw a density, answer.

>>> from geo_core.api import DensitySettings, open_localizer
>>> localizer = open_localizer()  # doctest: +SKIP
>>> photo = localizer.read(data)  # bytes → Photo (H, W, 3) uint8  # doctest: +SKIP
>>> (embedding,) = localizer.embed([photo])  # (512,) float32  # doctest: +SKIP
>>> evidence = localizer.evidence(embedding)  # 200 neighbours, the cells' scores  # doctest: +SKIP
>>> localizer.predict(evidence, DensitySettings(sigma_deg=4), "fused")  # doctest: +SKIP
"""

from geo_core.errors import AtlasError, GeoCoreError, PhotoError, SettingsError, WeightsError
from geo_core.localizer import STARTER_ATLAS, Localizer, open_localizer
from geo_core.methods.method import Evidence
from geo_core.methods.registry import METHODS, method_named
from geo_core.partition.partition import Partition
from geo_core.records import (
    Answer,
    BestPoint,
    CellEvidence,
    CellScores,
    Density,
    DensityMap,
    Embedding,
    FilmStrip,
    Mode,
    Neighbours,
    Photo,
    Place,
    Prediction,
    Reference,
    Region,
)
from geo_core.settings import (
    KERNELS,
    MAX_NEIGHBOURS,
    PHOTO_SUFFIXES,
    RADII_KM,
    SIGMA_MAX_DEG,
    SIGMA_MIN_DEG,
    WEIGHTINGS,
    DensitySettings,
    EmbedderSettings,
    PhotoSettings,
)
from geo_core.sphere.distance import EARTH_AREA_KM2, EARTH_RADIUS_KM, KM_PER_DEG, great_circle_km
from geo_core.view.board import (
    MACHINE_COLOUR,
    SEAT_COLOURS,
    TRUTH_COLOUR,
    ArcData,
    Board,
    DotData,
    HeatData,
    PickData,
    PinData,
    arc,
    board_heat,
    dot,
    flight,
    picking,
    pin,
)
from geo_core.view.captions import Caption, caption, name_of
from geo_core.view.cells import CellsData, cells_data
from geo_core.view.colours import cell_ramp, heat_ramp, ramp_to_text
from geo_core.view.examples import Example, list_examples
from geo_core.view.pictures import bytes_to_uri, pixels_to_uri
from geo_core.view.reports import Report, report, write_reports
from geo_core.view.scene import MethodData, Result, Scene, empty_scene, result_scene

__all__ = [
    "EARTH_AREA_KM2",
    "EARTH_RADIUS_KM",
    "KERNELS",
    "KM_PER_DEG",
    "MACHINE_COLOUR",
    "MAX_NEIGHBOURS",
    "METHODS",
    "PHOTO_SUFFIXES",
    "RADII_KM",
    "SEAT_COLOURS",
    "SIGMA_MAX_DEG",
    "SIGMA_MIN_DEG",
    "STARTER_ATLAS",
    "TRUTH_COLOUR",
    "WEIGHTINGS",
    "Answer",
    "ArcData",
    "AtlasError",
    "BestPoint",
    "Board",
    "Caption",
    "CellEvidence",
    "CellScores",
    "CellsData",
    "Density",
    "DensityMap",
    "DensitySettings",
    "DotData",
    "EmbedderSettings",
    "Embedding",
    "Evidence",
    "Example",
    "FilmStrip",
    "GeoCoreError",
    "HeatData",
    "Localizer",
    "MethodData",
    "Mode",
    "Neighbours",
    "Partition",
    "Photo",
    "PhotoError",
    "PhotoSettings",
    "PickData",
    "PinData",
    "Place",
    "Prediction",
    "Reference",
    "Region",
    "Report",
    "Result",
    "Scene",
    "SettingsError",
    "WeightsError",
    "arc",
    "board_heat",
    "bytes_to_uri",
    "caption",
    "cell_ramp",
    "cells_data",
    "dot",
    "empty_scene",
    "flight",
    "great_circle_km",
    "heat_ramp",
    "list_examples",
    "method_named",
    "name_of",
    "open_localizer",
    "picking",
    "pin",
    "pixels_to_uri",
    "ramp_to_text",
    "report",
    "result_scene",
    "write_reports",
]
