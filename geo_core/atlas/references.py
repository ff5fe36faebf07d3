"""What an atlas knows of its references, in columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo_core.errors import AtlasError
from geo_core.records import Reference

_TYPES = {"str": pa.string(), "float": pa.float64(), "bytes": pa.binary(), "bool": pa.bool_()}
SCHEMA = pa.schema([(f.name, _TYPES[str(f.type)]) for f in fields(Reference) if f.name != "row"])
"""One column a field of `records.Reference`; the row is the position."""

ROW_GROUP = 16_384
"""Rows written at once."""


@dataclass(frozen=True, eq=False)
class ReferenceTable:
    """The references in the order of the embeddings.

    Attributes
    ----------
    table
        A pyarrow table with the columns of `SCHEMA`.
    lat, lon
        (N,) float64, degrees.
    """

    table: Any
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.lat)

    def take(self, rows: Iterable[int]) -> list[Reference]:
        """The references of these rows, in this order."""
        wanted = [int(row) for row in rows]
        columns = self.table.take(pa.array(wanted, pa.int64())).to_pylist()
        return [Reference(row=row, **values) for row, values in zip(wanted, columns, strict=True)]

    def one(self, row: int) -> Reference:
        """The reference of one row.

        Raises
        ------
        AtlasError
            If there is no such row.
        """
        if not 0 <= row < len(self):
            raise AtlasError(f"The atlas has no reference {row}; rows go from 0 to {len(self) - 1}.")
        return self.take([row])[0]

    def column(self, name: str) -> npt.NDArray[np.object_]:
        """One column as an array, such as ``group``."""
        return np.asarray(self.table.column(name).to_pylist(), dtype=object)

    def rows_where(self, name: str, value: str) -> npt.NDArray[np.int64]:
        """Rows whose column has that value."""
        # Compared inside arrow: a query must not turn a column of millions into Python strings.
        return np.flatnonzero(pc.equal(self.table.column(name), value).to_numpy()).astype(np.int64)


def write_references(references: Iterable[Reference], path: Path) -> None:
    """Write references, in the order of their rows; millions of them are never held at once."""
    left = iter(references)
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        while block := list(islice(left, ROW_GROUP)):
            rows = [{name: getattr(r, name) for name in SCHEMA.names} for r in block]
            writer.write_table(pa.Table.from_pylist(rows, schema=SCHEMA))


def read_references(path: Path) -> ReferenceTable:
    """Read the table and check its columns.

    Raises
    ------
    AtlasError
        If the file is no such table, or a coordinate is missing or out of range.
    """
    try:
        table = pq.read_table(path, columns=SCHEMA.names, memory_map=True).cast(SCHEMA)
    except (OSError, pa.ArrowException, KeyError, ValueError) as error:
        raise AtlasError(f"{path} is no table of references ({error}); build the atlas anew.") from error
    lat, lon = (table.column(name).to_numpy() for name in ("lat", "lon"))
    if not (np.all(np.abs(lat) <= 90) and np.all(np.abs(lon) <= 180)):
        raise AtlasError(f"{path} holds a coordinate outside ±90°, ±180°; build the atlas anew.")
    return ReferenceTable(table, lat, lon)
