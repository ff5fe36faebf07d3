"""How exports are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
        The words by name: they come from outside, as the captions' do.

    Raises
    ------
    SettingsError
        If there is no such precision.
    """

    precision: Precision
    texts: Texts

    def __post_init__(self) -> None:
        check_precision(self.precision)
