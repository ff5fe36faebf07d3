"""Made-up places, with the hard ones among them, and rules that suit them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from geo_core.partition.places import Places
from geo_core.partition.splitting import SplitRule

# Poles, the antimeridian, borders of cells, and values that almost touch a border.
LATS = st.one_of(
    st.floats(-90, 90), st.sampled_from([-90.0, 90.0, 0.0, 45.0, -1e-17, 22.5, np.nextafter(45, 0)])
)
LONS = st.one_of(
    st.floats(-180, 180),
    st.sampled_from([-180.0, 180.0, 0.0, -0.0, -1e-17, 90.0, np.nextafter(180, 0), np.nextafter(-90, -180)]),
)


@st.composite
def place_lists(draw: st.DrawFn) -> Places:
    """1 to 60 places, some of them several times."""
    points = draw(st.lists(st.tuples(LATS, LONS, st.integers(1, 5)), min_size=1, max_size=25))
    lat, lon, times = (np.array(column) for column in zip(*points, strict=True))
    return Places(np.repeat(lat, times), np.repeat(lon, times))


def rules(mode: str | None = None) -> st.SearchStrategy[SplitRule]:
    return st.builds(
        SplitRule,
        t_img=st.integers(1, 20),
        # The small one needs the long codes.
        t_area_km2=st.sampled_from([0.01, 1.0, 1000.0, 1e6, 1e8, 1e9]),
        mode=st.just(mode) if mode else st.sampled_from(["even", "random"]),
        seed=st.integers(0, 2**63 - 1),
    )


def clusters(photos: int, seed: int) -> Places:
    """Places about a few towns and some anywhere."""
    rng = np.random.default_rng(seed)
    town = rng.integers(0, 12, photos)
    lat = rng.uniform(-80, 80, 12)[town] + rng.normal(0, 2, photos)
    lon = rng.uniform(-180, 180, 12)[town] + rng.normal(0, 2, photos)
    anywhere = rng.random(photos) < 0.1
    lat[anywhere], lon[anywhere] = (
        rng.uniform(-90, 90, photos)[anywhere],
        rng.uniform(-180, 180, photos)[anywhere],
    )
    return Places(lat, lon)
