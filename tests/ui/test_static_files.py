"""What the globe loads by address, published by many sessions at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from geo_core.ui.globe.static_files import publish

SESSIONS = 16


def test_sessions_that_begin_together_publish_whole_files(tmp_path: Path) -> None:
    """Thirty people open the app in one moment: the first load test met a draft that another had moved."""
    together = Barrier(SESSIONS)
    folder = tmp_path / "static"

    def session(_: int) -> object:
        together.wait()
        return publish.__wrapped__(folder)

    with ThreadPoolExecutor(SESSIONS) as pool:
        found = set(pool.map(session, range(SESSIONS)))
    (addresses,) = found
    names = {Path(a).name for a in (addresses.bundle, addresses.base, addresses.lines)}
    assert {file.name for file in folder.iterdir()} == names, "no draft stays behind"
    assert all(file.stat().st_size > 10_000 and file.stat().st_mode & 0o044 for file in folder.iterdir())


def test_what_is_there_is_not_written_again(tmp_path: Path) -> None:
    first = publish.__wrapped__(tmp_path)
    times = {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    assert publish.__wrapped__(tmp_path) == first
    assert {file.name: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == times
