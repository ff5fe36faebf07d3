"""The embedders there are, by name."""

from __future__ import annotations

from collections.abc import Callable

from geo_core.embedding import efficientnet_lite, im2gps_vgg, systems, vgg
from geo_core.embedding.concatenated import concatenated
from geo_core.embedding.handmade import im2gps
from geo_core.embedding.network import Network
from geo_core.errors import SettingsError

DEFAULT_EMBEDDER = "efficientnet-lite2-lite0"


def _pair() -> Network:
    """Lite2 and Lite0 on Lite2's input.

    On 1,977 held-out references, the best point of the nearest neighbours lies within 25 / 200 / 750 /
    2500 km for 8.9 / 10.7 / 22.0 / 45.0 % of the photos; for 8.3 / 10.1 / 21.2 / 43.8 % with Lite2 alone.
    """
    large = efficientnet_lite.network(2)
    return concatenated(
        DEFAULT_EMBEDDER, (large, efficientnet_lite.network(0, side_px=large.preprocessing.side_px))
    )


EMBEDDERS: dict[str, Callable[[], Network]] = {
    DEFAULT_EMBEDDER: _pair,
    "efficientnet-lite2": lambda: efficientnet_lite.network(2),
    "efficientnet-lite0": lambda: efficientnet_lite.network(0),
    "vgg16": vgg.network,
    "im2gps": im2gps.network,
    im2gps_vgg.NAME: im2gps_vgg.network,
    **systems.NETWORKS,
}


def network_named(name: str) -> Network:
    """The network of that name.

    Raises
    ------
    SettingsError
        If there is none.
    """
    if name not in EMBEDDERS:
        raise SettingsError(f"There is no embedder {name!r}; allowed is one of {', '.join(EMBEDDERS)}.")
    return EMBEDDERS[name]()
