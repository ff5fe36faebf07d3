"""What was uploaded is nowhere once it was read, and never on the disk."""

from __future__ import annotations

import asyncio
import tomllib
import urllib.request
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from geo_core.game.zip_files import MOST_BYTES
from geo_core.settings import PhotoSettings
from geo_core.ui.uploads import PHOTO_MB
from tests.browser import harness
from tests.load.user import User, connection
from tests.served import app_on
from tests.tiny import picture, tiny_localizer
from tests.ui.test_guess import class_zip


@pytest.fixture
def managers(monkeypatch: pytest.MonkeyPatch) -> list[MemoryUploadedFileManager]:
    """Those of each run: what Streamlit itself keeps of the uploads."""
    kept: list[MemoryUploadedFileManager] = []

    class Watched(MemoryUploadedFileManager):
        def __init__(self, endpoint: str) -> None:
            super().__init__(endpoint)
            kept.append(self)

    monkeypatch.setattr("streamlit.testing.v1.local_script_runner.MemoryUploadedFileManager", Watched)
    return kept


@pytest.fixture
def app(tiny_atlas: Path, managers: list, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return app_on(tiny_localizer(tiny_atlas), monkeypatch)


def on(page: str, app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app with one page only."""
    monkeypatch.setenv("GEO_CORE_MODES", page)
    return app.run()


def held(managers: list[MemoryUploadedFileManager]) -> int:
    """Files that the last run left behind."""
    return sum(len(files) for files in managers[-1].file_storage.values())


@pytest.mark.parametrize("page", ["locate", "compare", "lesson"])
@pytest.mark.parametrize("data", [picture(2, 33), b"just text"], ids=["photo", "no photo"])
def test_the_dialog_leaves_nothing(
    app: AppTest, managers: list, monkeypatch: pytest.MonkeyPatch, page: str, data: bytes
) -> None:
    on(page, app, monkeypatch).button(key="upload").click().run()
    app.file_uploader(key="uploader").set_value(("a.jpg", data, "image/jpeg")).run()
    assert not app.exception
    assert held(managers) == 0
    assert bool(app.error) == (data == b"just text")


def test_the_camera_leaves_nothing(app: AppTest, managers: list, monkeypatch: pytest.MonkeyPatch) -> None:
    on("locate", app, monkeypatch).button(key="camera").click().run()
    app.camera_input(key="camera_input").set_value(("a.jpg", picture(2, 33), "image/jpeg")).run()
    assert not app.exception
    assert len(app.session_state["trail"]) == 1
    assert held(managers) == 0


def test_many_leaves_nothing_when_it_is_done(
    app: AppTest, managers: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("many", app, monkeypatch)
    files = [(f"{i}.jpg", picture(i), "image/jpeg") for i in range(3)]
    app.file_uploader(key="many_uploader_0").set_value(files).run()
    assert held(managers) == 3
    app.button(key="many_go").click().run()
    assert not app.exception
    assert held(managers) == 0


def test_what_many_never_read_goes_with_the_page(
    app: AppTest, managers: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    on("many", app, monkeypatch)
    app.file_uploader(key="many_uploader_0").set_value([("a.jpg", picture(1), "image/jpeg")]).run()
    assert held(managers) == 1
    on("locate", app, monkeypatch)
    assert held(managers) == 0


@pytest.mark.parametrize("name", ["zip", "own"])
def test_guess_leaves_nothing(
    app: AppTest, managers: list, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    app.query_params["set"] = name
    on("guess", app, monkeypatch)
    given = {
        "zip": ("c.zip", class_zip({"a.jpg": picture(1)}, "file,lat,lon\na.jpg,1,2\n"), "application/zip"),
        "own": [("a.jpg", picture(1), "image/jpeg"), ("b.jpg", b"text", "image/jpeg")],
    }[name]
    app.file_uploader(key=f"guess_{name}_0").set_value(given).run()
    assert not app.exception
    assert held(managers) == 0


def test_limits_agree() -> None:
    server = tomllib.loads((harness.ROOT / ".streamlit" / "config.toml").read_text())["server"]
    assert server["maxUploadSize"] * 2**20 == MOST_BYTES
    assert PhotoSettings().max_bytes == PHOTO_MB * 2**20
    assert MultiPartParser.spool_max_size > MOST_BYTES


@pytest.mark.parametrize(
    ("page", "key", "limit"),
    [("locate", "uploader", 50), ("many", "many_uploader_0", 50), ("guess", "guess_zip_0", 500)],
)
def test_each_uploader_says_its_limit(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, page: str, key: str, limit: int
) -> None:
    app.query_params["set"] = "zip"
    on(page, app, monkeypatch)
    if page == "locate":
        app.button(key="upload").click().run()
    assert app.file_uploader(key=key).proto.max_upload_size_mb == limit


def test_a_large_part_of_a_form_stays_in_memory() -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'

    async def body() -> AsyncGenerator[bytes, None]:
        yield head
        for _ in range(3):
            yield bytes(2**20)
        yield b"\r\n--x--\r\n"

    headers = Headers({"Content-Type": "multipart/form-data; boundary=x"})
    form = asyncio.run(MultiPartParser(headers, body()).parse())
    given = form["f"]
    assert isinstance(given, UploadFile)
    with given.file as file:
        assert given.size == 3 * 2**20
        assert not file._rolled  # type: ignore[attr-defined]


@pytest.mark.slow
def test_the_real_server_keeps_nothing() -> None:
    """Over Streamlit's own protocol, by its own count of what it holds."""
    photo = (harness.ROOT / "assets" / "examples" / "petra.jpg").read_bytes()

    async def one_user(address: str) -> None:
        async with connection(address) as socket:
            user = User(socket, address)
            await user.run("")
            await user.run(id=user.page.widgets["upload"], trigger_value=True)
            await user.upload(user.page.widgets["uploader"], "own.jpg", photo)
            assert not user.page.exceptions
            assert "forget" in user.page.widgets, "it was located"
            with urllib.request.urlopen(f"{address}/_stcore/metrics") as answer:  # noqa: S310 - loopback
                said = answer.read().decode()
        assert "cache_memory_bytes" in said
        assert "UploadedFileManager" not in said

    options = ("--server.enableXsrfProtection=false", "--server.enableCORS=false")
    with harness.serve(harness.APP, *options) as address:
        asyncio.run(asyncio.wait_for(one_user(address), 120))
