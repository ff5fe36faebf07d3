import io
from pathlib import Path

import pytest
from PIL import Image

from geo_core.errors import GeoCoreError
from geo_core.offline.data.catalogue import read_catalogue
from geo_core.offline.data.commons import source_page, thumbnail_url
from tests.tiny import picture


def geotagged(lat: float, lon: float) -> bytes:
    image = Image.open(io.BytesIO(picture(1)))
    exif = image.getexif()
    gps = exif.get_ifd(0x8825)
    for tag, value, refs in ((1, lat, "NS"), (3, lon, "EW")):
        gps[tag] = refs[value < 0]
        gps[tag + 1] = (abs(value), 0.0, 0.0)
    exif[0x8825] = gps
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def write_table(folder: Path, text: str, names: tuple[str, ...] = ("a.jpg", "b.jpg")) -> Path:
    for seed, name in enumerate(names):
        (folder / name).write_bytes(picture(seed))
    (folder / "table.csv").write_text(text, encoding="utf-8")
    return folder / "table.csv"


def test_a_plain_table_any_column_order_with_a_byte_order_mark(tmp_path: Path) -> None:
    table = write_table(tmp_path, "\ufefflon,file,lat\n2.29,a.jpg,48.85\n-180,b.jpg,-90\n")
    first, second = read_catalogue(table, keep_thumbnails=True)
    assert (first.lat, first.lon, first.id) == (48.85, 2.29, "a")
    assert (second.lat, second.lon) == (-90, -180)
    assert first.group != second.group
    assert first.may_keep_thumbnail
    assert first.author == "not stated"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a.jpg,91,0", "line 2.*outside"),
        ("a.jpg,120,45", "other way round"),
        ('a.jpg,"48,85",2.29', "a point, not a comma"),
        ("a.jpg,,", "decimal degrees"),
        ("a.jpg,nan,0", "outside"),
        ("none.jpg,1,1", r"none\.jpg is missing"),
        ("a.jpg", "line 2.*decimal degrees"),
        (",1,1", "line 2: the file is missing"),
        ("a.jpg,1,1\nb.jpg,2,2\na.jpg,3,3", "line 4: a.jpg is in line 2 already"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, words: str) -> None:
    table = write_table(tmp_path, f"file,lat,lon\n{row}\n")
    with pytest.raises(GeoCoreError, match=words):
        read_catalogue(table, keep_thumbnails=False)


def test_a_row_that_ends_before_its_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GeoCoreError, match="line 3: the file is missing"):
        read_catalogue(write_table(tmp_path, "lat,lon,file\n1,2,a.jpg\n48,16\n"), keep_thumbnails=False)


def test_another_encoding_is_said(tmp_path: Path) -> None:
    table = write_table(tmp_path, "")
    table.write_bytes("file,lat,lon,author\na.jpg,1,2,J\xf8rgen\n".encode("latin-1"))
    with pytest.raises(GeoCoreError, match="is not UTF-8"):
        read_catalogue(table, keep_thumbnails=False)


def test_the_photos_of_two_flat_folders_are_of_two_groups(tmp_path: Path) -> None:
    """Else a folder would be shut out of the atlas that was built of another one."""
    groups = []
    for name in ("mine", "yours"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.jpg").write_bytes(geotagged(1, 2))
        (tmp_path / name / "two.jpg").write_bytes(geotagged(1, 2))
        groups += [{entry.group for entry in read_catalogue(tmp_path / name, keep_thumbnails=True)}]
    assert [len(one) for one in groups] == [1, 1]
    assert groups[0] != groups[1]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(GeoCoreError, match="lacks the column lat"):
        read_catalogue(write_table(tmp_path, "file,lon\na.jpg,1\n"), keep_thumbnails=False)


def test_a_folder_gives_the_photos_that_carry_gps_tags(tmp_path: Path) -> None:
    (tmp_path / "trip").mkdir()
    (tmp_path / "trip" / "one.jpg").write_bytes(geotagged(-33.5, 151.25))
    (tmp_path / "plain.jpg").write_bytes(picture(2))
    (tmp_path / "broken.jpg").write_bytes(b"not a photo")
    (tmp_path / "notes.txt").write_text("no photo")
    (entry,) = read_catalogue(tmp_path, keep_thumbnails=True)
    assert (round(entry.lat, 4), round(entry.lon, 4)) == (-33.5, 151.25)
    assert entry.id == "trip/one"
    assert entry.coord_source == "exif"


@pytest.mark.parametrize("make", [lambda p: p / "nowhere", lambda p: p])
def test_nothing_usable_says_what_is_allowed(tmp_path: Path, make) -> None:
    with pytest.raises(GeoCoreError, match=r"file,lat,lon|GPS tags"):
        read_catalogue(make(tmp_path), keep_thumbnails=False)


@pytest.mark.parametrize(
    ("page", "url"),
    [
        (
            "https://commons.wikimedia.org/wiki/File:Shakespeare%27s-birthplace.jpg",
            "https://commons.wikimedia.org/wiki/Special:FilePath/Shakespeare%27s-birthplace.jpg?width=330",
        ),
        (
            "https://en.wikipedia.org/wiki/File:Wau,_Sudan_-_panoramio.jpg",
            "https://en.wikipedia.org/wiki/Special:FilePath/Wau%2C_Sudan_-_panoramio.jpg?width=330",
        ),
        (
            "https://commons.wikimedia.org/wiki/File%3ACape-emine-dinev.jpg",
            "https://commons.wikimedia.org/wiki/Special:FilePath/Cape-emine-dinev.jpg?width=330",
        ),
        ("https://flic.kr/p/KK5QWb", ""),
        ("https://evil.example/wiki/File:X.jpg", ""),
        ("https://commons.wikimedia.org.evil.example/wiki/File:X.jpg", ""),
        ("", ""),
    ],
)
def test_thumbnail_addresses(page: str, url: str) -> None:
    assert thumbnail_url(page) == url


def test_the_page_of_a_repositorys_photo() -> None:
    row = {"licence_url_or_file": "LICENSE (MIT)", "source_repo": "a/b", "source_path": "c d/e (1).jpg#crop0"}
    assert source_page(row) == "https://github.com/a/b/blob/HEAD/c%20d/e%20%281%29.jpg"
    assert source_page({}) == ""
    assert source_page({"source": "javascript:alert(1)"}) == ""
