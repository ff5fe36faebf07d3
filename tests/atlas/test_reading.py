import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geo_core.atlas.manifest import FILES, MANIFEST, THUMBNAILS, read_manifest
from geo_core.atlas.reading import open_atlas
from geo_core.embedding.registry import DEFAULT_EMBEDDER
from geo_core.errors import AtlasError, PhotoError
from geo_core.offline.building.writing import write_atlas
from geo_core.photo.reading import read_photo
from tests.tiny import PER_PLACE, PLACES, tiny_contents, tiny_embedder, write_tiny_atlas


@pytest.fixture
def copy(tiny_atlas: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_atlas, tmp_path / "copy"))


def test_what_was_written_is_read(tiny_atlas: Path) -> None:
    atlas, contents = open_atlas(tiny_atlas), tiny_contents()
    assert atlas.manifest.references == len(PLACES) * PER_PLACE == len(atlas.references)
    assert atlas.references.take(range(30)) == list(contents.references)
    np.testing.assert_array_equal(atlas.embeddings, contents.embeddings)
    assert atlas.index.ntotal == 30
    assert atlas.projection is None
    np.testing.assert_allclose(np.linalg.norm(atlas.embedding(3).vector), 1, atol=1e-6)


def test_the_same_contents_give_the_same_bytes(tiny_atlas: Path, tmp_path: Path) -> None:
    again = write_tiny_atlas(tmp_path / "again")
    for name in (*FILES, MANIFEST):
        assert (again / name).read_bytes() == (tiny_atlas / name).read_bytes(), name


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named(copy: Path, name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(AtlasError, match=name.replace(".", r"\.")):
        open_atlas(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(AtlasError, match=name.replace(".", r"\.")):
        open_atlas(copy)


def edit(copy: Path, **changes: object) -> None:
    content = json.loads((copy / MANIFEST).read_text())
    (copy / MANIFEST).write_text(json.dumps(content | changes))


def test_a_newer_atlas_is_refused(copy: Path) -> None:
    edit(copy, format_version=2)
    with pytest.raises(AtlasError, match=r"manifest\.json has format version 2; this program reads 1"):
        open_atlas(copy)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"x"', "{}", '{"format": "geo_core atlas", "format_version": 1}']
)
def test_a_garbled_manifest_is_refused(copy: Path, text: str) -> None:
    (copy / MANIFEST).write_text(text)
    with pytest.raises(AtlasError, match=r"manifest\.json"):
        open_atlas(copy)


def test_a_count_that_differs_is_refused(copy: Path) -> None:
    edit(copy, references=31)
    with pytest.raises(AtlasError, match="the manifest says"):
        open_atlas(copy)


def test_a_manifest_that_points_outside_is_refused(copy: Path) -> None:
    files = json.loads((copy / MANIFEST).read_text())["files"]
    edit(copy, files=files | {"../secret": "0"})
    with pytest.raises(AtlasError, match="outside"):
        open_atlas(copy)


def test_no_folder_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match="build-atlas"):
        open_atlas(tmp_path / "nowhere")


def test_another_embedder_is_refused_with_both_named(tiny_atlas: Path) -> None:
    other = replace(tiny_embedder().identity, network="vgg16")
    with pytest.raises(AtlasError, match=r"mean-colour.*vgg16"):
        open_atlas(tiny_atlas).check_embedder(other)


def test_thumbnails_come_with_credits_and_no_metadata(tiny_atlas: Path) -> None:
    atlas = open_atlas(tiny_atlas)
    photo = read_photo(atlas.thumbnail(1))
    assert photo.format == "WEBP"
    with pytest.raises(AtlasError, match="row 0"):
        atlas.thumbnail(0)
    with zipfile.ZipFile(tiny_atlas / THUMBNAILS) as archive:
        lines = archive.read("credits.csv").decode().splitlines()
    assert len(lines) == 1 + 15
    assert lines[1].startswith("00000001.webp,photo-01,<b>Author 1</b>,CC0,https://example.org/1")


def test_a_killed_build_leaves_the_old_atlas(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    before = {name: (copy / name).read_bytes() for name in (*FILES, MANIFEST)}
    monkeypatch.setattr("geo_core.offline.building.writing.save_index", killed)
    with pytest.raises(KeyboardInterrupt):
        write_atlas(tiny_contents(), copy)
    assert {name: (copy / name).read_bytes() for name in (*FILES, MANIFEST)} == before
    open_atlas(copy)


def test_a_first_build_that_is_killed_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geo_core.offline.building.writing.write_references", killed)
    with pytest.raises(KeyboardInterrupt):
        write_atlas(tiny_contents(), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_hostile_thumbnails_stay_errors(copy: Path) -> None:
    with zipfile.ZipFile(copy / THUMBNAILS, "w") as archive:
        archive.writestr("00000001.webp", b"not a picture")
    from geo_core.atlas.thumbnails import read_thumbnail

    with pytest.raises(PhotoError):
        read_photo(read_thumbnail(copy / THUMBNAILS, 1))


class TestStarterAtlas:
    """The atlas in the repository, as a user gets it."""

    def test_it_opens_is_small_and_credits_everyone(self, starter_atlas: Path) -> None:
        atlas = open_atlas(starter_atlas)
        size = sum(path.stat().st_size for path in starter_atlas.iterdir())
        assert size < 20e6
        assert atlas.manifest.references == 3646
        for reference in atlas.references.take(range(3646)):
            assert reference.author, reference.id
            assert reference.licence, reference.id
            assert reference.source.startswith("https://"), reference.id
            assert 5 <= len(reference.thumbhash) <= 30

    def test_only_public_domain_pictures_are_inside(self, starter_atlas: Path) -> None:
        atlas = open_atlas(starter_atlas)
        kept = [r for r in atlas.references.take(range(3646)) if r.has_thumbnail]
        assert len(kept) == 59
        assert {r.licence for r in kept} <= {"Public Domain", "CC0-1.0"}

    def test_thumbnail_addresses_are_wikimedias(self, starter_atlas: Path) -> None:
        atlas = open_atlas(starter_atlas)
        urls = [r.thumbnail_url for r in atlas.references.take(range(3646)) if r.thumbnail_url]
        assert len(urls) > 2000
        for url in urls:
            host, _, rest = url.removeprefix("https://").partition("/wiki/Special:FilePath/")
            assert host == "commons.wikimedia.org" or host.endswith(".wikipedia.org")
            assert rest.endswith("?width=330")

    def test_it_names_its_embedder_and_what_was_fitted(self, starter_atlas: Path) -> None:
        manifest = read_manifest(starter_atlas)
        assert manifest.embedder.network == DEFAULT_EMBEDDER
        assert manifest.embedder.dimension == 512
        assert manifest.fitted.queries > 1000
        assert set(manifest.fitted.temperature) == {"1", "25", "200", "750", "2500"}
