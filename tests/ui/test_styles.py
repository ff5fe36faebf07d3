"""The explorer's styles: text is measured so that it can grow on a projector."""

from __future__ import annotations

import re

import pytest

from geo_core.ui.globe.board import STYLES as BOARD_STYLES
from geo_core.ui.globe.component import STYLES
from geo_core.ui.globe.joining import HERE

SHEETS = [HERE / f"{name}.css" for name in sorted({*STYLES, *BOARD_STYLES})]
SHEETS.append(HERE.parent / "picker" / "picker.css")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_no_text_has_a_fixed_size(sheet) -> None:
    """Save the letters on the globe's discs: those are as large as what they point at."""
    for rule in re.findall(r"[^{}]+\{[^{}]*\}", sheet.read_text("utf-8")):
        if not re.search(r"\.sign\b", rule):
            assert not re.search(r"font(-size)?: (\d+ )?\d+(\.\d+)?px", rule), rule.strip()
