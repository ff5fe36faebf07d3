"""What a teacher sets for everybody who opens the app: environment variables, checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geo_core.api import STARTER_ATLAS, STUDY, SettingsError
from geo_core.ui.shell import MODES
from geo_core.ui.texts.catalogue import LANGUAGES, code_of

DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("exact", "city", "region", "country")
MOST_PHOTOS = 100

Device = Literal["auto", "cpu", "cuda", "mps"]
Precision = Literal["exact", "city", "region", "country"]


@dataclass(frozen=True)
class AppSettings:
    """What the environment says.

    Attributes
    ----------
    atlas
        GEO_CORE_ATLAS: folder of the references; the starter atlas by default.
    weights
        GEO_CORE_WEIGHTS: checkpoint of the network, where the atlas needs one.
    device
        GEO_CORE_DEVICE: where the network runs.
    modes
        GEO_CORE_MODES: the pages shown, in this order, parted by commas; the first opens.
    precision
        GEO_CORE_PRECISION: how closely an upload's place is told.
    language
        GEO_CORE_LANGUAGE: the first language; the browser's by default.
    most_photos
        GEO_CORE_MOST_PHOTOS: of one batch.
    study
        GEO_CORE_STUDY: folder written by ``evaluate --out``; the starter atlas's own by default.
    class_set
        GEO_CORE_CLASS_SET: folder of photos with a CSV that everybody may guess.
    """

    atlas: Path = STARTER_ATLAS
    weights: Path | None = None
    device: Device = "auto"
    modes: tuple[str, ...] = MODES
    precision: Precision = "exact"
    language: str | None = None
    most_photos: int = MOST_PHOTOS
    study: Path = STUDY
    class_set: Path | None = None


def read_settings(environment: Mapping[str, str]) -> AppSettings:
    """The settings out of environment variables; an empty one counts as not given.

    Raises
    ------
    SettingsError
        If a variable holds what is not allowed.
    """

    def given(name: str) -> str | None:
        return environment.get(f"GEO_CORE_{name}", "").strip() or None

    atlas, weights, study = given("ATLAS"), given("WEIGHTS"), given("STUDY")
    modes = tuple(
        word.strip().lower() for word in (given("MODES") or ",".join(MODES)).split(",") if word.strip()
    )
    device = (given("DEVICE") or "auto").lower()
    precision = (given("PRECISION") or "exact").lower()
    for mode in modes:
        _one_of("MODES", mode, MODES)
    _one_of("DEVICE", device, DEVICES)
    _one_of("PRECISION", precision, PRECISIONS)
    language = given("LANGUAGE")
    if language:
        _one_of("LANGUAGE", code_of(language) or language, tuple(LANGUAGES))
    return AppSettings(
        atlas=Path(atlas) if atlas else STARTER_ATLAS,
        weights=Path(weights) if weights else None,
        device=device,  # type: ignore[arg-type]  # one of DEVICES
        modes=tuple(dict.fromkeys(modes)) or MODES,
        precision=precision,  # type: ignore[arg-type]  # one of PRECISIONS
        language=language,
        study=Path(study) if study else STUDY,
        most_photos=_whole("MOST_PHOTOS", given("MOST_PHOTOS"), MOST_PHOTOS),
        class_set=_folder("CLASS_SET", given("CLASS_SET")),
    )


def settings() -> AppSettings:
    """Those of this process.

    Raises
    ------
    SettingsError
        If a variable holds what is not allowed.
    """
    return read_settings(os.environ)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise SettingsError(f"GEO_CORE_{name} holds {value!r}; allowed is one of {', '.join(allowed)}.")


def _folder(name: str, text: str | None) -> Path | None:
    if text is not None and not Path(text).is_dir():
        raise SettingsError(
            f"GEO_CORE_{name} holds {text!r}; allowed is a folder on this machine, with photos and a CSV."
        )
    return Path(text) if text else None


def _whole(name: str, text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isdecimal() or not 1 <= int(text) <= otherwise:
        raise SettingsError(
            f"GEO_CORE_{name} holds {text!r}; allowed is a whole number from 1 to {otherwise}."
        )
    return int(text)
