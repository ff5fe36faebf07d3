"""The embedders there are, by name."""

from __future__ import annotations

from collections.abc import Callable

from geo_core.embedding import efficientnet_lite, im2gps_vgg, systems, vgg
from geo_core.embedding.handmade import im2gps
from geo_core.embedding.network import Network
from geo_core.errors import SettingsError

DEFAULT_EMBEDDER = "efficientnet-lite2"

EMBEDDERS: dict[str, Callable[[], Network]] = {
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
