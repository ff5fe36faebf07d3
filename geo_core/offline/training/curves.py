"""The loss and the accuracy of every epoch, as a table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from geo_core.offline.training.run import Record


def write_curves(history: Sequence[Record], path: Path) -> None:
    """Write one CSV row per epoch and head, with the columns of `run.Record`."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, [field.name for field in fields(Record)])
        table.writeheader()
        table.writerows(asdict(record) for record in history)
