"""How exports are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geo_core.view.exports.english import ENGLISH
from geo_core.view.precision import Precision, check_precision

Texts = Mapping[str, str]


@dataclass(frozen=True)
class ExportSettings:
    """How exports are written.

    Attributes
    ----------
    precision
        How exactly places are told; see `view.precision`.
    texts
        The words, by the keys of `exports.english.ENGLISH`.

    Raises
    ------
    SettingsError
        If there is no such precision.
    """

    precision: Precision = "exact"
    texts: Texts = field(default_factory=lambda: ENGLISH)

    def __post_init__(self) -> None:
        check_precision(self.precision)
