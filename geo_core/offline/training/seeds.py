"""One seed to many: what is drawn for a photo or a step depends on nothing that came before."""

from __future__ import annotations

import hashlib


def derived_seed(seed: int, purpose: str, *numbers: int) -> int:
    """A seed of 64 bits for one purpose, such as the augmentation of one photo in one epoch."""
    digest = hashlib.sha256(repr((seed, purpose, *numbers)).encode()).digest()
    return int.from_bytes(digest[:8], "little")
