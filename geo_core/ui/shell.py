"""The HTML that a browser gets before anything is drawn: Streamlit's own, with the app's look in it.

Streamlit sends an app's style with its content, after its own: all that stands on the page by then would
jump to another place. And until its scripts have been read, its page is blank.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit.file_util import get_static_dir

CSS = (Path(__file__).parent / "globe" / "page.css").read_text(encoding="utf-8")
"""For the page around the globe: takes away the empty space that would make the page scroll."""

MODES = ("locate", "guess", "many", "compare", "lesson", "evaluation")
"""The app's pages: their addresses, and the words that GEO_CORE_MODES takes."""

ROOT = '<div id="root"></div>'
"""What Streamlit fills; what stands in it goes as soon as it does."""

FIRST = """<style>
html:has(.first) { color-scheme: light dark; }
@media (prefers-color-scheme: dark) { html:has(.first) { background: #0b1020; color: #fafafa; } }
.first { margin: 1rem; height: calc(100dvh - 2rem); }
</style><div class="skeleton first" role="status">🌍</div>"""
"""The night is config.toml's background. A sign for every language: which one is asked for is known later."""

ELEMENTS = (
    "BidiComponent",
    "Html",
    "PageLink",
    "Selectbox",
    "Button",
    "ButtonGroup",
    "Radio",
    "TextInput",
    "Checkbox",
)
"""Streamlit's scripts that most pages need: asked for only when met, each would push what lies below it."""

_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")


@cache
def shell() -> str:
    """The page, the same for everybody. A Streamlit whose page is made otherwise gives its own."""
    page = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    page = page.replace("<title>Streamlit</title>", "<title>🌍</title>")
    page = page.replace(ROOT, ROOT.replace("><", f">{FIRST}<"))
    links = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in _scripts(page)]
    page = page.replace("</head>", "".join([*links, "</head>"]))
    # At the end: of rules that weigh the same the later one counts, and Streamlit's lie in the head.
    return page.replace("</body>", f"<style>{CSS}</style></body>")


def _scripts(page: str) -> list[str]:
    """Names of the files of `ELEMENTS` and of all that they import, without those that a page names."""
    folder = Path(get_static_dir()) / "static" / "js"
    found = [file.name for element in ELEMENTS for file in folder.glob(f"{element}.*.js")]
    for name in found:
        imported = _IMPORTED.findall((folder / name).read_text(encoding="utf-8"))
        found += [other for other in dict.fromkeys(imported) if other not in found]
    return [name for name in found if name not in page]


def shell_routes() -> list[Route]:
    """For Streamlit's server: the addresses of the app's pages."""

    async def answer(request: Request) -> HTMLResponse:
        return HTMLResponse(shell(), headers={"Cache-Control": "no-cache"})

    return [Route(f"/{name}", answer) for name in ("", *MODES)]
