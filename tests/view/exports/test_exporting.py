import re
from pathlib import Path

import pytest

from geo_core.errors import GeoCoreError, SettingsError
from geo_core.methods.registry import METHODS
from geo_core.settings import RADII_KM
from geo_core.view import captions
from geo_core.view.exports.english import ENGLISH
from geo_core.view.exports.exporting import EXPORT_FORMATS, export
from geo_core.view.exports.page_neighbours import COLUMNS
from geo_core.view.exports.settings import ExportSettings
from tests.view.exports.findings import made_up


@pytest.mark.parametrize("form", EXPORT_FORMATS)
def test_the_same_findings_give_the_same_bytes(form):
    one, two = (export([made_up()], form) for _ in range(2))
    assert one == two
    assert len(one) > 100


@pytest.mark.parametrize("form", EXPORT_FORMATS)
def test_no_neighbours_no_heat_no_truth(form):
    assert export([made_up(neighbours=0, heat=None, truth=None, title="")], form)


def test_what_is_wrong_is_said():
    with pytest.raises(SettingsError, match="csv, neighbours, json, geojson, kml, html, card"):
        export([made_up()], "xls")
    with pytest.raises(GeoCoreError, match="Nothing was given"):
        export([], "csv")
    with pytest.raises(SettingsError, match="exact, city, region, country"):
        ExportSettings("street")


def test_every_text_is_used():
    """A key that no module names is a text that no reader sees."""
    modules = [p for p in Path(captions.__file__).parent.glob("exports/*.py") if p.name != "english.py"]
    source = "".join(p.read_text(encoding="utf-8") for p in [*modules, Path(captions.__file__)])
    built = {f"export_{name}" for name in (*COLUMNS, "neighbours_note", "neighbours_some")}
    built |= {f"scale_{radius}" for radius in RADII_KM} | {f"method_{name}" for name in METHODS}
    named = set(re.findall(r"""["'](\w+)["']""", source))
    assert ENGLISH.keys() - named - built == set()
