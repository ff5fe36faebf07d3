"""Where the labels of a board's pins stand: computed by node."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from geo_core.ui.globe.joining import HERE

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")


def sides(*marks: tuple[float, float, float, bool]) -> list[str | None]:
    """Marks as (x, y, label's width, below)."""
    given = [{"x": x, "y": y, "w": w, "h": 24, "below": below} for x, y, w, below in marks]
    code = (HERE / "board_labels.js").read_text("utf-8")
    done = subprocess.run(
        ["node", "--input-type=module", "-"],
        input=f"{code}\nconsole.log(JSON.stringify(labelSides({json.dumps(given)})));",
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str | None] = json.loads(done.stdout)
    return found


def test_far_apart_each_stands_where_it_wants() -> None:
    assert sides((0, 0, 80, False), (500, 0, 80, True)) == ["above", "below"]


def test_the_last_chooses_first() -> None:
    assert sides((0, 0, 80, False), (2, 0, 80, False)) == ["below", "above"]


def test_where_both_sides_are_taken_the_disc_alone_remains() -> None:
    assert sides((0, 0, 80, False), (1, 0, 80, False), (2, 0, 80, False)) == [None, "below", "above"]


def test_no_label_covers_another_pin() -> None:
    assert sides((0, 0, 80, False), (10, -30, 0, False)) == ["below", None]


def test_nothing_at_all() -> None:
    assert sides() == []
