import csv
import io

import pytest

from geo_core.view.exports.csv_table import ANSWER_COLUMNS, NEIGHBOUR_COLUMNS
from tests.view.exports.findings import export, failure, hostile, made_up


def read(outcomes, form="csv"):
    return list(csv.DictReader(io.StringIO(export(outcomes, form).decode("utf-8-sig"), newline="")))


def test_one_row_a_photo():
    first, second, third = read([made_up(), failure(), made_up(lat=-33.9, lon=151.2, title="")])
    assert list(first) == list(ANSWER_COLUMNS)
    assert (float(first["lat"]), float(first["lon"])) == (27.1751, 78.0421)
    assert (first["title"], first["city"], first["unsure"], first["error"]) == (
        "A palace",
        "Agra",
        "false",
        "",
    )
    assert (float(first["within_200_km"]), float(first["area_90_km2"])) == (0.62, 1.2e6)
    assert (float(first["best_1_km_mass"]), float(first["best_1_km_confidence"])) == (0.5, 0.4)
    assert (float(first["error_km"]), first["sigma_deg"], first["snap_km"]) == (0.0, "4.0", "")
    # No coordinates, no half-filled row for what failed.
    assert {k: v for k, v in second.items() if v} == {
        "number": "2", "title": "broken.jpg", "error": "The bytes are no photo.",
    }  # fmt: skip
    assert (third["number"], third["title"], float(third["lat"])) == ("3", "Photo 3", -33.9)


def test_one_row_a_neighbour_with_its_credit():
    rows = read([made_up(), failure(), made_up()], "neighbours")
    assert [(r["number"], r["rank"]) for r in rows] == [(n, r) for n in "13" for r in "123"]
    assert tuple(rows[0]) == NEIGHBOUR_COLUMNS
    assert (rows[0]["author"], rows[0]["licence"]) == ("A. Uthor", "CC BY-SA 4.0")
    assert rows[0]["source"].startswith("https://commons.wikimedia.org/")


@pytest.mark.parametrize(
    "text", ["=cmd()", "+1", "-1+2", "@SUM(A1)", " =1", "＝1", '=HYPERLINK("http://x","y")']
)
def test_no_text_is_a_formula(text):
    (row,) = read([made_up(title=text)])
    assert row["title"] == f"'{text.strip()}"


def test_a_negative_number_is_no_formula():
    (row,) = read([made_up(lat=-33.9)])
    assert float(row["lat"]) == -33.9


def test_quotes_and_line_breaks_break_no_row():
    rows = read([hostile()], "neighbours")
    assert len(rows) == 6
    assert rows[4]["author"].startswith("\"'>")
    assert rows[2]["author"].startswith("'=HYPERLINK")
    assert "\n" not in rows[5]["author"]


def test_a_spreadsheet_reads_its_letters():
    data = export([made_up(title="São Tomé")], "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert "São Tomé".encode() in data
