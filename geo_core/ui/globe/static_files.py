"""What the globe loads by address: deck.gl out of the pydeck wheel, and the textures."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pydeck

ROOT = Path(__file__).resolve().parents[3]
TEXTURES = ROOT / "assets" / "globe"
BASE, LINES = "blue-marble-4096.webp", "coast-and-borders-4096.webp"


@dataclass(frozen=True)
class Addresses:
    """Where the browser finds the bundle, the Earth's surface and its coast and border lines.

    Relative to the page, as Streamlit serves ``static/``; a new content has a new name,
    so that nothing stale is ever taken from a cache.
    """

    bundle: str
    base: str
    lines: str


def _publish(source: Path, target: Path) -> str:
    if not target.exists():
        # Other sessions and processes may do the same: each writes its own file, the last rename wins.
        name = f".{target.name}."
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=name, delete=False) as draft:
            draft.write(source.read_bytes())
        made = Path(draft.name)
        made.chmod(0o644)  # a temporary file is its owner's alone
        made.replace(target)
    return f"app/static/{target.name}"


def _named_by_content(source: Path, folder: Path) -> Path:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
    return folder / f"{source.stem}-{digest}{source.suffix}"


@cache
def publish(folder: Path = ROOT / "static") -> Addresses:
    """Copy bundle and textures to where Streamlit serves files, unless they are there.

    Parameters
    ----------
    folder
        ``static`` beside the app's main script.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bundle = Path(pydeck.__file__).parent / "nbextension" / "static" / "index.js"
    return Addresses(
        bundle=_publish(bundle, folder / f"deck-{pydeck.__version__}.js"),
        base=_publish(TEXTURES / BASE, _named_by_content(TEXTURES / BASE, folder)),
        lines=_publish(TEXTURES / LINES, _named_by_content(TEXTURES / LINES, folder)),
    )
