"""Class sets: what is taken, what is left out and in which words, and what no archive may do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from geo_core.errors import PhotoError
from geo_core.game import zip_files
from geo_core.game.class_set import ClassSet, Taking, read_folder, read_zip
from geo_core.game.class_table import ClassSetError, read_table

HEADER = "file,lat,lon,title,author,licence\n"


def small(data: bytes) -> bytes:
    """Stands for decoding and encoding anew: what begins with "bad" is no photo."""
    if data.startswith(b"bad"):
        raise PhotoError("It is no picture; save it anew.")
    return b"small " + data


TAKING = Taking(small)


def pack(files: dict[str, bytes | str], **options: object) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def messages(found: ClassSet) -> dict[str, str]:
    return {problem.file: problem.message for problem in found.problems}


def test_a_set_with_credits() -> None:
    found = read_zip(
        pack(
            {
                "a.jpg": b"A",
                "b.PNG": b"B",
                "photos.csv": HEADER + "b.PNG,-1.5,200e-1,Bay,Ben,CC0\na.jpg,1,2,,,\n",
            }
        ),
        TAKING,
    )
    a, b = found.entries
    assert (a.picture, a.truth, a.title) == (b"small A", (1.0, 2.0), "")
    assert (b.truth, b.title, b.author, b.licence) == ((-1.5, 20.0), "Bay", "Ben", "CC0")
    assert not a.public
    assert not found.problems
    assert a.id != b.id
    assert "a" not in (a.id, b.id)  # no file name that could tell the place


def test_ids_do_not_depend_on_how_it_is_packed() -> None:
    flat = read_zip(pack({"a.jpg": b"A", "t.csv": HEADER + "a.jpg,1,2"}), TAKING)
    nested = read_zip(pack({"7b/x/a2.jpg": b"A", "7b/t.csv": HEADER + "x/a2.jpg,1,2"}), TAKING)
    assert flat.entries[0].id == nested.entries[0].id


@pytest.mark.parametrize(
    "row", ["photos/A b.jpg", "photos\\A b.jpg", "./photos/a B.JPG", "7b/photos/A b.jpg", "A b.jpg"]
)
def test_a_nested_folder_and_its_ways_of_writing(row: str) -> None:
    found = read_zip(pack({"7b/photos/A b.jpg": b"A", "7b/list.csv": f"{HEADER}{row},1,2"}), TAKING)
    assert [entry.truth for entry in found.entries] == [(1.0, 2.0)]
    assert not found.problems


def test_what_systems_leave_behind_is_ignored() -> None:
    found = read_zip(
        pack(
            {
                "a.jpg": b"A",
                "t.csv": HEADER + "a.jpg,1,2",
                "__MACOSX/._a.jpg": b"bad",
                "__MACOSX/._t.csv": b"\0",
                ".DS_Store": b"x",
                "Thumbs.db": b"x",
                "notes.docx": b"x",
            }
        ),
        TAKING,
    )
    assert len(found.entries) == 1
    assert not found.problems


def test_one_bad_photo_never_stops_the_rest() -> None:
    table = (
        HEADER
        + "a.jpg,1,2\nbad.jpg,1,2\ngone.jpg,3,4\nfar.jpg,95,4\nswap.jpg,151.2,-33.9\n,1,2\nzero.jpg,0,0\n"
    )
    table += "a.jpg,7,8\nword.jpg,north,2\n"
    photos = {f"{n}.jpg": n.encode() for n in ("a", "bad", "far", "swap", "zero", "word", "rowless")}
    found = read_zip(pack({**photos, "twin.jpg": b"a", "t.csv": table + "twin.jpg,5,6\n"}), TAKING)
    assert [entry.truth for entry in found.entries] == [(1.0, 2.0)]
    said = messages(found)
    assert said["bad.jpg"] == "It is no picture; save it anew."
    assert "no such photo" in said["gone.jpg"]
    assert "No row" in said["rowless.jpg"]
    assert "same picture" in said["twin.jpg"]
    assert "twice" in said["a.jpg"]
    assert said["t.csv"] == "Line 7 names no file; write the photo's file name."
    problems = [f"{p.file}: {p.message}" for p in found.problems]
    for words in ("±90", "swapped", "0, 0", "must be degrees"):
        assert any(words in problem for problem in problems), words


def test_a_problem_keeps_no_bytes_of_its_photo_alive() -> None:
    data = pack({"a.jpg": b"A", "bad.jpg": b"bad", "t.csv": HEADER + "a.jpg,1,2\nbad.jpg,1,2"})
    broken = bytearray(data)
    broken[broken.index(b"bad.jpg") + len("bad.jpg")] ^= 0xFF
    for archive in (data, bytes(broken)):
        (problem,) = read_zip(archive, TAKING).problems
        error = problem.error
        assert (problem.file, problem.message) == ("bad.jpg", str(error))
        assert error.__traceback__ is error.__cause__ is error.__context__ is None


def test_the_tag_is_the_truth_only_with_consent_and_without_a_row() -> None:
    data = pack({"a.jpg": b"A", "b.jpg": b"B", "c.jpg": b"C", "t.csv": HEADER + "a.jpg,1,2"})
    assert [e.truth for e in read_zip(data, TAKING).entries] == [(1.0, 2.0)]
    asked: list[bytes] = []

    def tag(photo: bytes) -> tuple[float, float] | None:
        asked.append(photo)
        return (5.0, 6.0) if photo == b"B" else None

    found = read_zip(data, Taking(small, tag))
    assert [e.truth for e in found.entries] == [(1.0, 2.0), (5.0, 6.0)]
    assert asked == [b"B", b"C"]
    assert "says no place" in messages(found)["c.jpg"]


def test_no_table_is_allowed_only_with_consent() -> None:
    data = pack({"a.jpg": b"A"})
    with pytest.raises(ClassSetError, match="holds no CSV"):
        read_zip(data, TAKING)
    assert read_zip(data, Taking(small, lambda _: (1.0, 2.0))).entries[0].truth == (1.0, 2.0)


def test_several_tables_are_refused_by_name() -> None:
    with pytest.raises(ClassSetError, match=r"2 tables \(a.csv, b.csv\)"):
        read_zip(pack({"a.csv": HEADER, "b.csv": HEADER, "a.jpg": b"A"}), TAKING)


def test_too_many_photos_are_refused_before_one_is_read() -> None:
    def never(_: bytes) -> bytes:
        raise AssertionError

    files = {f"{n}.jpg": b"A" for n in range(4)}
    with pytest.raises(ClassSetError, match="holds 4 photos; allowed are up to 3"):
        read_zip(pack({**files, "t.csv": HEADER}), Taking(never, most=3))


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_archive_is_said(data: bytes) -> None:
    with pytest.raises(ClassSetError, match="no ZIP archive"):
        read_zip(data, TAKING)


def test_nothing_to_play_is_said() -> None:
    with pytest.raises(ClassSetError, match="no photo that can be played"):
        read_zip(pack({"t.csv": HEADER}), TAKING)
    with pytest.raises(ClassSetError, match=r"a\.jpg: It is no picture"):
        read_zip(pack({"a.jpg": b"bad", "t.csv": HEADER + "a.jpg,1,2"}), TAKING)


@pytest.mark.parametrize(
    "name", ["../evil.jpg", "/etc/evil.jpg", "a/../../evil.jpg", "C:/evil.jpg", "..\\evil.jpg"]
)
def test_names_that_lead_out_are_left_out(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = read_zip(pack({name: b"E", "a.jpg": b"A", "t.csv": f"{HEADER}a.jpg,1,2\n{name},3,4\n"}), TAKING)
    assert [entry.truth for entry in found.entries] == [(1.0, 2.0)]
    assert any("leads out of the archive" in p.message for p in found.problems)
    assert not list(tmp_path.rglob("*"))  # nothing is unpacked


def test_a_bomb_is_refused_by_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_files, "MOST_BYTES", 5000)
    monkeypatch.setattr(zip_files, "FILE_BYTES", 3000)
    zeros = {f"{n}.jpg": bytes(2000) for n in range(3)}
    data = pack({**zeros, "t.csv": HEADER})
    assert len(data) < 1000
    with pytest.raises(ClassSetError, match="would unpack to"):
        read_zip(data, TAKING)
    found = read_zip(pack({"big.jpg": bytes(3001), "a.jpg": b"A", "t.csv": HEADER + "a.jpg,1,2"}), TAKING)
    assert "allowed are up to" in messages(found)["big.jpg"]


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_further() -> None:
    data = bytearray(pack({"a.jpg": bytes(10**6), "b.jpg": b"B", "t.csv": HEADER + "a.jpg,1,2\nb.jpg,3,4"}))
    size = (10**6).to_bytes(4, "little")
    assert data.count(size) == 2
    at = data.rindex(size)  # in the directory: what the reader believes
    data[at : at + 4] = (50).to_bytes(4, "little")
    seen: list[int] = []

    def picture(photo: bytes) -> bytes:
        seen.append(len(photo))
        return small(photo)

    found = read_zip(bytes(data), Taking(picture))
    assert [entry.truth for entry in found.entries] == [(3.0, 4.0)]
    assert "damaged" in messages(found)["a.jpg"]
    assert max(seen) == 1


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_files, "MOST_FILES", 2)
    with pytest.raises(ClassSetError, match="holds 3 files"):
        read_zip(pack({"a": b"", "b": b"", "c": b""}), TAKING)


def test_damage_and_passwords_cost_one_photo() -> None:
    data = bytearray(pack({"a.jpg": b"A" * 50, "b.jpg": b"B", "t.csv": HEADER + "a.jpg,1,2\nb.jpg,3,4"}))
    at = data.index(b"a.jpg") + len("a.jpg")
    data[at] ^= 0xFF
    found = read_zip(bytes(data), TAKING)
    assert [entry.truth for entry in found.entries] == [(3.0, 4.0)]
    assert "damaged" in messages(found)["a.jpg"]
    data = bytearray(pack({"a.jpg": b"A", "b.jpg": b"B", "t.csv": HEADER + "a.jpg,1,2\nb.jpg,3,4"}))
    flags = data.index(b"PK\x01\x02") + 8
    data[flags] |= 1
    found = read_zip(bytes(data), TAKING)
    assert "password" in messages(found)["a.jpg"]
    assert len(found.entries) == 1


def test_a_name_twice_in_the_archive() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.jpg", b"A")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.jpg", b"Z")
        archive.writestr("t.csv", HEADER + "a.jpg,1,2")
    found = read_zip(stream.getvalue(), TAKING)
    assert [entry.picture for entry in found.entries] == [b"small A"]
    assert "two files" in messages(found)["a.jpg"]


def test_a_folder_is_read_like_an_archive(tmp_path: Path) -> None:
    home = tmp_path / "set"
    (home / "sub").mkdir(parents=True)
    (home / "a.jpg").write_bytes(b"A")
    (home / "sub" / "b.jpg").write_bytes(b"B")
    (home / "t.csv").write_text(HEADER + "a.jpg,1,2\nsub/b.jpg,3,4\n../secret.jpg,5,6\n")
    (tmp_path / "secret.jpg").write_bytes(b"S")
    (home / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    found = read_folder(home, TAKING)
    assert [entry.truth for entry in found.entries] == [(1.0, 2.0), (3.0, 4.0)]
    assert "no such photo" in messages(found)["../secret.jpg"]
    archive = pack({"a.jpg": b"A", "sub/b.jpg": b"B", "t.csv": HEADER + "a.jpg,1,2\nsub/b.jpg,3,4"})
    assert read_zip(archive, TAKING).entries == found.entries


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(ClassSetError, match="is no folder"):
        read_folder(tmp_path / "none", TAKING)


ROW = "file,lat,lon,title\nfür.jpg,1.5,2.5,Zürich\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    (row,), problems = read_table(ROW.encode(encoding), "t.csv")
    assert (row.file, row.truth, row.title) == ("für.jpg", (1.5, 2.5), "Zürich")
    assert not problems


@pytest.mark.parametrize(
    "text",
    [
        "Longitude;Latitude;FileName\r\n2,5;1,5;a.jpg\r\n",
        "lon\tlat\timage\n2.5\t1.5\ta.jpg\n",
        'FILE,"Lat", LON \na.jpg,"1,5","2,5"\n\n',
        "id,file,lng,lat,more\n7,a.jpg,2.5,1.5\n",
    ],
)
def test_columns_by_name_in_any_order(text: str) -> None:
    (row,), problems = read_table(text.encode(), "t.csv")
    assert (row.file, row.truth) == ("a.jpg", (1.5, 2.5))
    assert not problems


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no column file, lat, lon"),
        (b"file,lat\na,1\n", "no column lon"),
        (b"a.jpg,1,2\n", "no column file, lat, lon"),
        (b"\x00\x01\x02\x81", "is no text"),
        (b"file,lat,lon\n" + b'"' + b"x" * 200_000, "is no CSV"),
    ],
)
def test_tables_that_cannot_be_read(data: bytes, words: str) -> None:
    with pytest.raises(ClassSetError, match=words):
        read_table(data, "t.csv")


@pytest.mark.parametrize(
    "cells", ["a.jpg,nan,2", "a.jpg,inf,2", "a.jpg,,2", "a.jpg", "a.jpg,1,181", "a.jpg,0,0"]
)
def test_rows_that_name_no_place(cells: str) -> None:
    rows, (problem,) = read_table(f"file,lat,lon\n{cells}\n".encode(), "t.csv")
    assert not rows
    assert "line 2" in problem.message
