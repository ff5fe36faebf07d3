import re
from pathlib import Path

import pytest

from geo_core.errors import GeoCoreError, SettingsError
from geo_core.ui.texts.en import TEXTS
from geo_core.view import captions
from geo_core.view.exports.exporting import EXPORT_FORMATS
from geo_core.view.exports.page_neighbours import COLUMNS
from geo_core.view.exports.settings import ExportSettings
from tests.view.exports.findings import export, made_up


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
        ExportSettings("street", {})


def test_every_text_is_used():
    """A key that no module names is a text that no reader sees."""
    modules = Path(captions.__file__).parent.glob("exports/*.py")
    source = "".join(p.read_text(encoding="utf-8") for p in modules)
    built = {f"export_{name}" for name in (*COLUMNS, "neighbours_note", "neighbours_some")}
    named = set(re.findall(r"""["'](\w+)["']""", source))
    assert {key for key in TEXTS if key.startswith("export_")} - named - built == set()
