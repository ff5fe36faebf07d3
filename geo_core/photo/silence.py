"""Pillow's warnings silenced while any thread reads a photo."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_readers = 0
_saved: warnings.catch_warnings[None] | None = None


@contextmanager
def pillow_silenced() -> Iterator[None]:
    """Ignore warnings that Pillow raises, and only those, for as long as the block runs.

    Notes
    -----
    `warnings.catch_warnings` changes the whole process, and two threads that leave it in the
    wrong order would leave their filters behind. So the first reader enters it and the last
    one leaves it, while decoding runs in parallel.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _readers, _saved
    with _lock:
        if _readers == 0:
            _saved = warnings.catch_warnings()
            _saved.__enter__()
            warnings.filterwarnings("ignore", module=r"PIL\.")
        _readers += 1


def _leave() -> None:
    global _readers, _saved
    with _lock:
        _readers -= 1
        if _readers == 0 and _saved is not None:
            _saved.__exit__(None, None, None)
            _saved = None
