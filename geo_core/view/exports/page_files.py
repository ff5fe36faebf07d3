"""What a page carries: scripts, styles, textures, deck.gl, and the policy that forbids the rest."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
from functools import cache
from pathlib import Path

from PIL import Image

from geo_core.view.colours import heat_ramp
from geo_core.view.exports.finding import Picture
from geo_core.view.pictures import bytes_to_uri
from geo_core.view.surface import BASE, BUNDLE, LINES

HERE = Path(__file__).parent / "page"

GLOBE = Path(__file__).parents[2] / "ui" / "globe"
"""The app's own globe: what draws it draws the page's."""

_SHARED = ("geometry", "dom", "camera", "discs", "board_layers", "globe", "tooltip")
SCRIPTS = (*(GLOBE / f"{name}.js" for name in _SHARED), HERE / "viewer.js")
STYLES = (GLOBE / "stage.css", GLOBE / "legend.css", HERE / "layout.css", HERE / "stage.css")


@cache
def script() -> str:
    """The page's own script, with line ends as a browser hashes them."""
    return "(() => {\n" + _joined(SCRIPTS) + "})();\n"


@cache
def style() -> str:
    """The page's styles, and the heat's colours for its legend."""
    return f":root {{ --ramp-heat: {_gradient()}; }}\n" + _joined(STYLES)


@cache
def bundle() -> tuple[str, str]:
    """deck.gl: packed (gzip, base64), and the hash of what is unpacked from it."""
    text = BUNDLE.read_text(encoding="utf-8").partition("//# sourceMappingURL=")[0]
    # A fixed time in the header: the same bundle gives the same page.
    packed = gzip.compress(text.encode(), 9, mtime=0)
    return base64.b64encode(packed).decode("ascii"), _hash(text)


def policy() -> str:
    """What the page may load: its own two scripts, by their hashes, and pictures that lie in it.

    Everything else is refused by the browser itself: no address, no script and no frame that a
    text might bring along (W3C, Content Security Policy Level 3).
    """
    return (
        f"default-src 'none'; script-src '{_hash(script())}' '{bundle()[1]}'; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def textures() -> tuple[str, str]:
    """The Earth and its lines as data addresses."""
    return bytes_to_uri(BASE.read_bytes()), bytes_to_uri(LINES.read_bytes())


def heat_uri(heat: Picture) -> str:
    """A heat, (H, 2H) uint8, in its colours as the data address of a PNG: whole Earth, equirectangular."""
    ramp = heat_ramp()
    image = Image.fromarray(heat, "L")
    image = Image.frombytes("P", image.size, image.tobytes())
    image.putpalette(ramp[:, :3].tobytes())
    stream = io.BytesIO()
    image.save(stream, "PNG", transparency=ramp[:, 3].tobytes(), optimize=True)
    return bytes_to_uri(stream.getvalue())


def _gradient() -> str:
    stops = [f"rgb({r} {g} {b} / {a / 255:.2f})" for r, g, b, a in heat_ramp(17).tolist()]
    # Over the night's blue, as on the globe.
    return f"linear-gradient(90deg, {', '.join(stops)}), #24365c"


def _joined(paths: tuple[Path, ...]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
