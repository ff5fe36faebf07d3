"""The retrieval systems that the paper compares, on each trunk."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from geo_core.embedding import efficientnet_lite, netvlad, ranking, siamac, vgg
from geo_core.embedding.network import Network

TRUNKS: dict[str, Callable[[], Network]] = {
    "efficientnet-lite2": partial(efficientnet_lite.network, 2),
    "vgg16": vgg.network,
}
"""The first one, which runs everywhere, is not named."""

SYSTEMS: dict[str, Callable[[Network, str], Network]] = {
    "ranking": ranking.network,
    "siamac": siamac.network,
    "siamac-mac": partial(siamac.pooled, "unit max"),
    "siamac-rmac": partial(siamac.pooled, "unit regional max"),
    "siamac-gem": partial(siamac.pooled, "unit generalised mean p=3"),
    "netvlad": netvlad.network,
}


def embedder_name(system: str, trunk: str) -> str:
    """Such as ``netvlad`` and ``netvlad-vgg16``."""
    return system if trunk == next(iter(TRUNKS)) else f"{system}-{trunk}"


def _network(system: str, trunk: str) -> Network:
    return SYSTEMS[system](TRUNKS[trunk](), embedder_name(system, trunk))


NETWORKS: dict[str, Callable[[], Network]] = {
    embedder_name(system, trunk): partial(_network, system, trunk) for trunk in TRUNKS for system in SYSTEMS
}
"""Name of the embedder → network, for the registry."""
