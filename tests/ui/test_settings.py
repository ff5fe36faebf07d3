"""The environment variables that a teacher sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_core.api import STARTER_ATLAS, SettingsError
from geo_core.ui.settings import MODES, MOST_PHOTOS, read_settings
from geo_core.ui.texts.catalogue import LANGUAGES


def test_nothing_set_is_the_starter_atlas_and_every_page() -> None:
    settings = read_settings({"GEO_CORE_MODES": " ", "GEO_CORE_ATLAS": ""})
    assert settings.atlas == STARTER_ATLAS
    assert settings.weights is None
    assert settings.modes == MODES
    assert (settings.device, settings.precision, settings.language) == ("auto", "exact", None)
    assert settings.most_photos == MOST_PHOTOS


def test_what_is_set_is_taken() -> None:
    settings = read_settings(
        {
            "GEO_CORE_ATLAS": "/class",
            "GEO_CORE_WEIGHTS": "/w.pt",
            "GEO_CORE_DEVICE": "CPU",
            "GEO_CORE_MODES": "guess, locate,guess",
            "GEO_CORE_PRECISION": "region",
            "GEO_CORE_LANGUAGE": "de",
            "GEO_CORE_MOST_PHOTOS": "7",
        }
    )
    assert settings.atlas == Path("/class")
    assert settings.weights == Path("/w.pt")
    assert settings.modes == ("guess", "locate")
    assert (settings.device, settings.precision, settings.language) == ("cpu", "region", "de")
    assert settings.most_photos == 7


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("MODES", "locate,quiz", "locate, guess, many"),
        ("DEVICE", "abacus", "auto, cpu, cuda, mps"),
        ("PRECISION", "metre", "exact, city, region, country"),
        ("LANGUAGE", "tlh-XX", f"'tlh-XX'; allowed is one of {', '.join(LANGUAGES)}"),
        ("MOST_PHOTOS", "0", "from 1 to 100"),
        ("MOST_PHOTOS", "101", "from 1 to 100"),
        ("MOST_PHOTOS", "many", "from 1 to 100"),
    ],
)
def test_what_is_not_allowed_is_named(name: str, value: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({f"GEO_CORE_{name}": value})
    assert f"GEO_CORE_{name}" in str(error.value)
    assert allowed in str(error.value)
