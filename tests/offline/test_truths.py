from pathlib import Path

import numpy as np
import pytest

from geo_core.errors import GeoCoreError
from geo_core.offline.data.catalogue import read_catalogue
from geo_core.offline.data.photographers import flickr_owner, photographer
from geo_core.offline.data.truths import read_benchmark, read_truths
from tests.offline.test_catalogue import geotagged
from tests.photo.im2gps import im2gps_photo, with_comments
from tests.tiny import picture


@pytest.fixture
def im2gps(tmp_path: Path) -> Path:
    """Three photos as they come from the Im2GPS test set, one of which says nothing."""
    folder = tmp_path / "im2gps"
    folder.mkdir()
    (folder / "97344248_30a4521091_32_77325609@N00.jpg").write_bytes(im2gps_photo("41.395354", "2.169113"))
    rome = im2gps_photo("41.890393", "12.49197", owner="55085284@N00")
    (folder / "Rome_00024_231521295_1a0e1b7fb5_91_55085284@N00.jpg").write_bytes(rome)
    (folder / "nothing.jpg").write_bytes(picture(2))
    return folder


def test_im2gps_photos_say_their_place_in_comments(im2gps: Path) -> None:
    truths = read_truths(im2gps)
    assert truths.ids[1].startswith("Rome_00024")
    np.testing.assert_array_equal(truths.places[:, 0], [(41.395354, 2.169113), (41.890393, 12.49197)])
    assert truths.groups == ("author:77325609@N00", "author:55085284@N00")


def test_the_catalogue_reads_them_too_and_keeps_photographers_together(im2gps: Path) -> None:
    shot = with_comments(b"latitude: 1", b"longitude: 2", data=picture(4))
    (im2gps / "1_2_3_55085284@N00.jpg").write_bytes(shot)  # only its name tells the owner
    (im2gps / "lonely.jpg").write_bytes(shot)
    (im2gps / "tagged.jpg").write_bytes(geotagged(10, 20))
    entries = {entry.id: entry for entry in read_catalogue(im2gps, keep_thumbnails=False)}
    rome = entries["Rome_00024_231521295_1a0e1b7fb5_91_55085284@N00"]
    assert (rome.lat, rome.lon, rome.coord_source) == (41.890393, 12.49197, "comment")
    assert rome.group == entries["1_2_3_55085284@N00"].group == "author:55085284@N00"
    assert entries["lonely"].group == "photo:lonely"
    assert entries["tagged"].coord_source == "exif"


@pytest.mark.parametrize(("name", "rows", "photographers"), [("im2gps", 237, 231), ("im2gps3k", 2997, 198)])
def test_published_truths(shared_dir: Path, name: str, rows: int, photographers: int) -> None:
    """Im2GPS's AUTHOR column holds "secret_server_owner" where a name begins with a place: 233 by itself."""
    truths = read_truths(shared_dir / "fixtures" / "evaluation" / f"{name}_places365.csv")
    assert (len(truths.ids), len(set(truths.groups))) == (rows, photographers)
    assert not truths.bad
    assert not truths.notes


def test_yfcc_rows_put_longitude_first(shared_dir: Path, tmp_path: Path) -> None:
    source = shared_dir / "fixtures" / "importers" / "tabular" / "yfcc100m_23col_constructed.tsv"
    truths = read_truths(source)
    assert truths.ids == ("6985418911",)
    np.testing.assert_array_equal(truths.places, [[(48.8566, 2.3522)]])
    assert truths.groups == ("4e2f7a26a1dfbf165a7e30bdabf7e72a@N00",)
    assert "longitude before latitude" in truths.notes[0]
    # The lists of YFCC4k have two more cells: a line number, and a hash behind the photo.
    row = source.read_text().rstrip("\n").split("\t")
    (tmp_path / "yfcc4k.txt").write_text("\t".join(["17", row[0], "hash", *row[1:]]) + "\n")
    again = read_truths(tmp_path / "yfcc4k.txt")
    assert (again.ids, again.groups) == (truths.ids, truths.groups)
    np.testing.assert_array_equal(again.places, truths.places)


@pytest.mark.parametrize(
    "text",
    [
        "yfcc4k/1.jpg 48.5 -2.25\nyfcc4k/2.jpg 1 2\n",
        "yfcc4k/1.jpg   48.5   -2.25   16\r\nyfcc4k/2.jpg   1   2\r\n\r\n",
        "yfcc4k/1.jpg\t48.5\t-2.25\nyfcc4k/2.jpg\t1\t2",
        "yfcc4k/1.jpg,48.5,-2.25\nyfcc4k/2.jpg,1,2\n",
        "\ufeffphoto_id,lat,lon,img_url\nyfcc4k/1.jpg,48.5,-2.25,http://x\nyfcc4k/2.jpg,1,2,\n",
        "img_id,latitude,longitude\nyfcc4k/1.jpg,48.5,-2.25\nyfcc4k/2.jpg,1,2\n",
        "true_lon,IMG_ID,true_lat\n-2.25,yfcc4k/1.jpg,48.5\n2,yfcc4k/2.jpg,1\n",
    ],
)
def test_lists_with_and_without_a_header(tmp_path: Path, text: str) -> None:
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    truths = read_truths(tmp_path / "list.txt")
    assert truths.ids == ("yfcc4k/1.jpg", "yfcc4k/2.jpg")
    np.testing.assert_array_equal(truths.places[:, 0], [(48.5, -2.25), (1, 2)])


@pytest.mark.parametrize("text", ["", "a b c\n", "photo\n1.jpg\n", "1 2\n"])
def test_what_is_no_truth_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "list.txt").write_text(text)
    with pytest.raises(GeoCoreError, match=r"needed is a header line.*column lat"):
        read_truths(tmp_path / "list.txt")


def test_photos_and_somebody_elses_truth(tmp_path: Path) -> None:
    """Im2GPS3k: 3,000 photos in a folder, 2,997 rows in a table."""
    folder = tmp_path / "im2gps3ktest"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}_ab_1_26519935@N00.jpg").write_bytes(picture(number))
    rows = ["0_ab_1_26519935@N00.jpg,,1,2", "1_ab_1_26519935@N00.jpg,26519935@N00,3,4", "gone.jpg,x,5,6"]
    (tmp_path / "t.csv").write_text("\n".join(["IMG_ID,AUTHOR,LAT,LON", *rows]))
    entries, notes = read_benchmark(folder, tmp_path / "t.csv")
    assert [(e.path.name[0], e.lat, e.lon) for e in entries] == [("0", 1, 2), ("1", 3, 4)]
    assert {e.group for e in entries} == {"author:26519935@N00"}
    assert any("without a truth: 1." in note for note in notes)
    assert any("lacks: 1." in note for note in notes)
    (tmp_path / "t.csv").write_text("IMG_ID,LAT,LON\nother.jpg,1,2\n")
    with pytest.raises(GeoCoreError, match="is named in"):
        read_benchmark(folder, tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("author", "file", "who"),
    [
        ("26519935@N00", "", "26519935@N00"),
        ("9f05b2251e_1292_8504005@N07", "", "8504005@N07"),
        ("Jane Doe", "1_2_3_4@N00.jpg", "Jane Doe"),
        ("not stated", "a/b/1_2_3_49503208420@N01.jpg", "49503208420@N01"),
        ("", "holiday.jpg", ""),
        (" unknown ", "26519935@N00_1.jpg", ""),
    ],
)
def test_who_took_it(author: str, file: str, who: str) -> None:
    assert photographer(author, file) == who
    assert flickr_owner("someone@example.org") == ""
