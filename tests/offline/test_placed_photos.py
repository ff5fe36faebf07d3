"""Tables of strangers: every row is used, or listed, or said to be a footer."""

import contextlib
import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geo_core.errors import GeoCoreError
from geo_core.offline.data.columns import PREDICTED, TRUE
from geo_core.offline.data.footer import footer_start
from geo_core.offline.data.placed_photos import PlacedPhotos, read_table
from geo_core.offline.data.plain_text import MAX_BYTES
from geo_core.offline.data.rows import Line

QUICK = settings(
    deadline=None,
    derandomize=True,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def read(
    folder: Path, content: str | bytes, wanted: tuple[tuple[str, ...], ...] = (PREDICTED,)
) -> PlacedPhotos:
    table = folder / "table.csv"
    table.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(table, wanted)


@given(
    header=st.tuples(
        st.sampled_from(["id", "img_id", "IMG_ID", "file", " Id "]),
        st.sampled_from(["lat", "LAT", "predicted_lat", "pred_lat"]),
        st.sampled_from(["lon", "LON", "predicted_long", "pred_lon"]),
        st.sampled_from(["gt_lat", "true_lat", "GT_LAT"]),
        st.sampled_from(["gt_long", "gt_lon", "true_lon"]),
    ),
    order=st.permutations(range(7)),
    places=st.lists(
        st.tuples(*[st.floats(-limit, limit) for limit in (90, 180, 90, 180)]), min_size=1, max_size=8
    ),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    mark=st.sampled_from(["", "\ufeff"]),
    footer=st.sampled_from(
        [[], [[]], [["total"]], [[], ["n", "acc 1 km"], ["0.5", "1"]], [["# made by hand"]]]
    ),
)
@QUICK
def test_any_spelling_of_one_table(
    tmp_path, header, order, places, delimiter, end, quoting, mark, footer
) -> None:
    """Names, order, separators, quotes, line ends, a byte order mark and a footer change nothing."""
    columns = [*header, "title", "score"]
    stream = io.StringIO()
    table = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)
    table.writerow([columns[i] for i in order])
    for number, place in enumerate(places):
        cells = [f"{number}.jpg", *map(repr, place), 'A "b", c; d', 1]
        table.writerow([cells[i] for i in order])
    table.writerows(footer)
    photos = read(tmp_path, mark + stream.getvalue(), (PREDICTED, TRUE))
    assert photos.ids == tuple(f"{number}.jpg" for number in range(len(places)))
    np.testing.assert_array_equal(photos.places.reshape(-1, 4), places)
    assert not photos.bad
    said = [note for note in photos.notes if "footer" in note]
    assert len(said) == bool(footer or end == "\r\r\n")


CELL = st.one_of(
    st.sampled_from(
        ["a.jpg", "b.jpg", "c", "", " ", "nan", "1", "2.5", "-91", "120", "total", "#", "x", '"', "1,5"]
    ),
    st.text(max_size=5),
    st.floats(-200, 200).map(str),
)


@given(
    rows=st.lists(st.lists(CELL, max_size=4), max_size=12),
    delimiter=st.sampled_from(",;"),
)
@example(rows=[["a.jpg", "1", "2"], ["a.jpg", "1", "2"], [], ["mean", "", ""]], delimiter=",")
@QUICK
def test_whatever_the_text_every_line_is_accounted_for(tmp_path, rows, delimiter) -> None:
    text = "\n".join(delimiter.join(row) for row in [["id", "lat", "lon", "author"], *rows])
    try:
        photos = read(tmp_path, text)
    except GeoCoreError:
        return
    assert np.isfinite(photos.places).all()
    assert (np.abs(photos.places) <= (90, 180)).all()
    assert len(set(photos.ids)) == len(photos.ids) == len(photos.groups) == len(photos.places) > 0
    said = " ".join(photos.notes)
    footer, repeated = (
        sum(map(int, re.findall(pattern, said))) for pattern in (r"ignored, (\d+) line", r"count once: (\d+)")
    )
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True))[1:]
    written = [row for row in table[: len(table) - footer] if "".join(row).strip()]
    assert len(written) == len(photos.ids) + repeated + len(photos.bad)


@given(st.binary(max_size=200))
@QUICK
def test_whatever_the_bytes_the_error_is_ours(tmp_path, content) -> None:
    with contextlib.suppress(GeoCoreError):
        assert read(tmp_path, b"id,lat,lon\na,1,2\n" + content).ids[0] == "a"


@given(st.lists(st.sampled_from("rba "), max_size=9))
@QUICK
def test_a_footer_never_takes_a_row_without_a_blank_line_before(kinds: list[str]) -> None:
    """r: row, b: bad row, a: no row, space: blank."""
    lines = [
        {
            "r": Line(i, ("x",), f"{i}.jpg"),
            "b": Line(i, ("x",), "photo", problem="empty"),
            "a": Line(i, ("x",), "what", problem="words", foreign=True),
            " ": Line(i),
        }[kind]
        for i, kind in enumerate(kinds)
    ]
    start = footer_start(lines)
    kept, footer = kinds[:start], kinds[start:]
    taken = sum(kind in "rb" for kind in footer)
    assert taken == 0 or (
        footer[0] == " " and "".join(footer).strip()[0] == "a" and taken <= footer.count("a")
    )
    assert not kept or kept[-1] != " " or footer == []  # blank lines at its edge belong to the footer
    if not set(kinds) & set("a "):
        assert footer == []


PUBLISHED = """img_id,gt_lat,predicted_lat,gt_long,predicted_long,great_circle_distance
a@N00.jpg,31.893581,30.600370,-85.141124,-89.321708,422.60
b@N00.jpg,42.346571,42.346776,-71.097228,-71.096264,0.08

street acc (1km),city acc (25km),region acc (200km),country acc (750km),continent acc (2500km),mean (km)
0.151899,0.409283,0.514768,0.654008,0.78481,1905.31
"""


@pytest.mark.parametrize(
    "footer",
    [
        PUBLISHED.partition("\n\n")[2],
        "n,acc1,acc25,acc200,acc750,mean\n237,0.1,0.2,0.3,0.4,5\n",
        "mean,1.0,2.0,3.0,4.0,5.0\n",
        ",,,,,211.3\n",
        "total: 2 photos\n# end\n",
    ],
)
@pytest.mark.parametrize("blank", ["", "\n"])
def test_footers_as_results_carry_them(tmp_path: Path, footer: str, blank: str) -> None:
    """The first has the shape of results published with a paper: its figures look like one more photo."""
    photos = read(tmp_path, PUBLISHED.partition("\n\n")[0] + "\n" + blank + footer, (PREDICTED, TRUE))
    if footer.startswith("n,") and not blank:
        return  # not told from photos called "n" and "237": both are listed, none is dropped
    assert photos.ids == ("a@N00.jpg", "b@N00.jpg")
    assert not photos.bad
    assert "footer ignored" in photos.notes[0]
    assert "from line 4 on" in photos.notes[0]


def test_a_bad_row_is_listed_and_never_taken_for_a_footer(tmp_path: Path) -> None:
    rows = [
        "nan.jpg,nan,1", "empty.jpg,,", "north.jpg,91,95", "words.jpg,I cannot tell,1", "short.jpg,1",
        "long.jpg,1,2,3", "comma.jpg,\"48,85\",2", "huge.jpg,1e999,2", "good.jpg,1,2", ",1,2",
        "underscore,1_0,2", "wide.jpg,１２,2", "", "last_one,,",
    ]  # fmt: skip
    photos = read(tmp_path, "id,lat,lon\n" + "\n".join(rows))
    assert photos.ids == ("good.jpg",)
    assert len(photos.bad) == 12
    for row, said in zip([r for r in rows if r and "good" not in r], photos.bad, strict=True):
        assert f"line {rows.index(row) + 2}:" in said
        assert row.split(",")[0] in said
    assert "a point, not a comma" in photos.bad[6]
    assert not photos.notes


def test_photos_named_like_summaries_are_photos_among_photos(tmp_path: Path) -> None:
    assert read(tmp_path, "id,lat,lon\nmax,1,2\n0.5,3,4\nmean.jpg,5,6\n").ids == ("max", "0.5", "mean.jpg")


def test_swapped_columns_are_said_and_left_as_they_are(tmp_path: Path) -> None:
    photos = read(tmp_path, "id,LON,LAT\na,48.85,2.35\nb,-33.86,151.2\n")
    np.testing.assert_array_equal(photos.places, [[(2.35, 48.85)]])
    assert "may be swapped: 1 of 2 rows" in photos.notes[0]
    assert "the other way round" in photos.bad[0]
    with pytest.raises(GeoCoreError, match="the other way round"):
        read(tmp_path, "id,LON,LAT\nb,-33.86,151.2\n")


def test_repeated_rows(tmp_path: Path) -> None:
    photos = read(tmp_path, "id,lat,lon\na,1,2\nb,1,2\na, 1.0 ,2\na,nan,\n")
    assert photos.ids == ("a", "b")
    assert "count once: 1" in photos.notes[0]
    assert len(photos.bad) == 1
    with pytest.raises(GeoCoreError, match="lines 2 and 4 give 'a' different places"):
        read(tmp_path, "id,lat,lon\na,1,2\nb,1,2\na,1,2.5\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty; needed is a header line"),
        (b"\n \n", "is empty"),
        (b"id,lat,lon\n", "no row that can be used"),
        (b"id,lat,lon\na,x,y\n", "no row that can be used.*Line 2: 'a': lat is 'x'"),
        (b"id,lat\na,1\n", "column lon or pred_lon or predicted_lon.*Rename"),
        (b"lat,lon\n1,2\n", "column id or img_id or file"),
        (b"\xff\xd8\xff\xe0", "no UTF-8 text"),
        ("id,lat,lon\na,1,2\n".encode("utf-16"), "no UTF-8 text"),
        (b"id,lat,lon\n\0,1,2\n", "zero bytes"),
        (b'id,lat,lon\n"a,1,2\nb,1,2\n', "line 2: unexpected end of data"),
        (b'id,lat,lon\na,1,2\n"b"c,1,2\n', "line 3: .*Mend that line"),
        (b"id,lat,lon\n" + b"a" * 200_000 + b",1,2\n", "line 2: field larger than field limit"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(GeoCoreError, match=words):
        read(tmp_path, content)


def test_too_large_a_file_and_none(tmp_path: Path) -> None:
    with (tmp_path / "large.csv").open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(GeoCoreError, match="more than 64 MiB"):
        read_table(tmp_path / "large.csv", (PREDICTED,))
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(GeoCoreError, match="cannot be read"):
            read_table(path, (PREDICTED,))


def test_the_surest_columns_win_and_it_is_said(tmp_path: Path) -> None:
    photos = read(tmp_path, "img_id,id,lat,lon,pred_lat,pred_lon\nx,y,1,2,3,4\n")
    assert photos.ids == ("y",)
    np.testing.assert_array_equal(photos.places, [[(3, 4)]])
    assert len(photos.notes) == 3
    spaced = read(tmp_path, 'id , "lat",  lon\ny, "1", 2\n')
    np.testing.assert_array_equal(spaced.places, [[(1, 2)]])
    # One family is never completed from another while a whole one is there.
    mixed = read(tmp_path, "id,pred_lat,lat,lon\ny,9,1,2\n")
    np.testing.assert_array_equal(mixed.places, [[(1, 2)]])
