"""The one door to geo_core: open an atlas, embed, gather evidence, draw a density, answer.

>>> from geo_core.api import DensitySettings, open_localizer
>>> localizer = open_localizer()  # doctest: +SKIP
>>> photo = localizer.read(data)  # bytes → Photo (H, W, 3) uint8  # doctest: +SKIP
>>> (embedding,) = localizer.embed([photo])  # (512,) float32  # doctest: +SKIP
>>> evidence = localizer.evidence(embedding)  # 200 neighbours, the cells' scores  # doctest: +SKIP
>>> localizer.predict(evidence, DensitySettings(sigma_deg=4), "fused")  # doctest: +SKIP
"""

from geo_core.errors import AtlasError, GeoCoreError, PhotoError, SettingsError, WeightsError
from geo_core.explanation.grad_cam import CellMap, cell_map
from geo_core.explanation.seen import Box
from geo_core.explanation.similarity_map import SimilarityMap, similarity_map
from geo_core.game.class_set import ClassSet, Taking, read_folder, read_zip
from geo_core.game.class_table import ClassSetError, Problem
from geo_core.game.entry import Entry, dealt, entry_id, valid_seed
from geo_core.game.game import MOST_SEATS, Game, Round, distinct_names, new_game, seat_name, seat_signs
from geo_core.game.scoring import Score
from geo_core.game.standing import Standing, standings, winners
from geo_core.game.typed_place import read_coordinates
from geo_core.lesson.exhibit import VOTES as EXHIBIT_VOTES
from geo_core.lesson.exhibit import KernelAnswer, compare_kernels, kernel_width_km
from geo_core.lesson.growing import growing_frame
from geo_core.lesson.sigma_curve import SIGMAS_DEG, SigmaCurve, sigma_curve
from geo_core.lesson.voting import effective_number
from geo_core.localizer import STARTER_ATLAS, Localizer, open_localizer
from geo_core.methods.method import Evidence
from geo_core.methods.registry import METHODS, method_named
from geo_core.partition.partition import Partition
from geo_core.place.city_search import City, find_cities
from geo_core.place.countries import country_name
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
from geo_core.view.barcode import barcode
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
    overview,
    picking,
    pin,
)
from geo_core.view.captions import Caption, caption, name_of
from geo_core.view.cells import CellsData, cells_data
from geo_core.view.coarse import coarse_scene
from geo_core.view.colours import cell_ramp, heat_ramp, ramp_to_text
from geo_core.view.examples import Example, list_examples
from geo_core.view.exports.exporting import EXPORT_FORMATS, export
from geo_core.view.exports.finding import Failure, Finding, Outcome
from geo_core.view.exports.settings import ExportSettings
from geo_core.view.heat_over_photo import heat_layer, heat_over_photo, png_bytes
from geo_core.view.markers import place_name
from geo_core.view.picture_address import picture_address
from geo_core.view.pictures import bytes_to_uri, pixels_to_uri, pixels_to_webp
from geo_core.view.precision import rounded, rounded_place, widened
from geo_core.view.reports import Report, report, write_reports
from geo_core.view.scene import MethodData, Result, Scene, empty_scene, result_scene
from geo_core.view.scorecard import RoundMarks, ScoreRow, scorecard
from geo_core.view.study import STUDY, Study, StudyPhoto, read_study
from geo_core.view.study import Row as StudyRow
from geo_core.view.study import Sweep as StudySweep

__all__ = [
    "EARTH_AREA_KM2",
    "EARTH_RADIUS_KM",
    "EXHIBIT_VOTES",
    "EXPORT_FORMATS",
    "KERNELS",
    "KM_PER_DEG",
    "MACHINE_COLOUR",
    "MAX_NEIGHBOURS",
    "METHODS",
    "MOST_SEATS",
    "PHOTO_SUFFIXES",
    "RADII_KM",
    "SEAT_COLOURS",
    "SIGMAS_DEG",
    "SIGMA_MAX_DEG",
    "SIGMA_MIN_DEG",
    "STARTER_ATLAS",
    "STUDY",
    "TRUTH_COLOUR",
    "WEIGHTINGS",
    "Answer",
    "ArcData",
    "AtlasError",
    "BestPoint",
    "Board",
    "Box",
    "Caption",
    "CellEvidence",
    "CellMap",
    "CellScores",
    "CellsData",
    "City",
    "ClassSet",
    "ClassSetError",
    "Density",
    "DensityMap",
    "DensitySettings",
    "DotData",
    "EmbedderSettings",
    "Embedding",
    "Entry",
    "Evidence",
    "Example",
    "ExportSettings",
    "Failure",
    "FilmStrip",
    "Finding",
    "Game",
    "GeoCoreError",
    "HeatData",
    "KernelAnswer",
    "Localizer",
    "MethodData",
    "Mode",
    "Neighbours",
    "Outcome",
    "Partition",
    "Photo",
    "PhotoError",
    "PhotoSettings",
    "PickData",
    "PinData",
    "Place",
    "Prediction",
    "Problem",
    "Reference",
    "Region",
    "Report",
    "Result",
    "Round",
    "RoundMarks",
    "Scene",
    "Score",
    "ScoreRow",
    "SettingsError",
    "SigmaCurve",
    "SimilarityMap",
    "Standing",
    "Study",
    "StudyPhoto",
    "StudyRow",
    "StudySweep",
    "Taking",
    "WeightsError",
    "arc",
    "barcode",
    "board_heat",
    "bytes_to_uri",
    "caption",
    "cell_map",
    "cell_ramp",
    "cells_data",
    "coarse_scene",
    "compare_kernels",
    "country_name",
    "dealt",
    "distinct_names",
    "dot",
    "effective_number",
    "empty_scene",
    "entry_id",
    "export",
    "find_cities",
    "flight",
    "great_circle_km",
    "growing_frame",
    "heat_layer",
    "heat_over_photo",
    "heat_ramp",
    "kernel_width_km",
    "list_examples",
    "method_named",
    "name_of",
    "new_game",
    "open_localizer",
    "overview",
    "picking",
    "picture_address",
    "pin",
    "pixels_to_uri",
    "pixels_to_webp",
    "place_name",
    "png_bytes",
    "ramp_to_text",
    "read_coordinates",
    "read_folder",
    "read_study",
    "read_zip",
    "report",
    "result_scene",
    "rounded",
    "rounded_place",
    "scorecard",
    "seat_name",
    "seat_signs",
    "sigma_curve",
    "similarity_map",
    "standings",
    "valid_seed",
    "widened",
    "winners",
    "write_reports",
]
