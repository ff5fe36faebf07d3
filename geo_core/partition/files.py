"""A partition as a plain file: NumPy's .npz of plain arrays, the same partition giving the same bytes."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import cast

import numpy as np

from geo_core.errors import AtlasError, GeoCoreError
from geo_core.partition.partition import Partition
from geo_core.partition.splitting import SplitMode

FORMAT = 1
"""Version of the file; a reader refuses another one."""

ARRAYS = ("south", "north", "west", "east", "count", "mean_lat", "mean_lon")
SCALARS = ("t_img", "t_area_km2", "mode", "seed")


def save_partition(partition: Partition, path: Path) -> None:
    """Write a partition, replacing the file in one step."""
    content = {name: np.asarray(getattr(partition, name)) for name in ARRAYS + SCALARS}
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, format=np.asarray(FORMAT), **content)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(stream.getvalue())
    partial.replace(path)


def read_partition(path: Path) -> Partition:
    """Read a partition and check that its cells make up the Earth.

    Raises
    ------
    AtlasError
        Naming the file that is missing, damaged or of another format.
    """
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as content:
            found = {name: content[name] for name in ("format", *ARRAYS, *SCALARS)}
        if int(found["format"]) != FORMAT:
            raise GeoCoreError(f"format {int(found['format'])}, where {FORMAT} is read")
        return Partition(
            **{name: found[name] for name in ARRAYS},
            t_img=int(found["t_img"]),
            t_area_km2=float(found["t_area_km2"]),
            mode=cast(SplitMode, str(found["mode"])),
            seed=int(found["seed"]),
        )
    except (GeoCoreError, OSError, ValueError, TypeError, KeyError, EOFError) as error:
        raise _damaged(path, error) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, AttributeError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> AtlasError:
    return AtlasError(f"{path} holds no partition ({error}); make it anew with python -m geo_core partition.")
