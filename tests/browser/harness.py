"""Helpers for tests in a real browser: start a page, open Chromium, look at what is drawn."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app.py"
CHROMIUM_FLAGS = [
    "--headless=new", "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--disable-background-networking",
]  # fmt: skip
START_TIMEOUT_S = 60
OWN_HOSTS = ("http://127.0.0.1:", "http://localhost:", "ws://127.0.0.1:", "ws://localhost:", "data:", "blob:")


def chromium_path() -> str | None:
    """Debian's Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextlib.contextmanager
def serve(script: Path, *options: str, env: dict[str, str] | None = None) -> Iterator[str]:
    """Run a Streamlit script on a free port; gives its address."""
    port = free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}",
        "--server.address=127.0.0.1", "--server.headless=true", "--server.enableStaticServing=true",
        "--server.fileWatcherType=none", "--browser.gatherUsageStats=false", "--client.toolbarMode=minimal",
        *options,
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:  # a busy machine: nothing is lost with it
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"The page ended with {process.returncode} before it answered.")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1):  # noqa: S310
            return
        time.sleep(0.2)
    raise RuntimeError(f"No answer from {address} in {START_TIMEOUT_S} s.")


@dataclass
class Watch:
    """What a page did: messages sent to the server, requests that left the machine, errors."""

    sent: list[bytes | str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def follow(self, page: Any) -> None:
        page.on("websocket", lambda ws: ws.on("framesent", lambda payload: self.sent.append(payload)))
        page.on("request", lambda r: r.url.startswith(OWN_HOSTS) or self.outside.append(r.url))
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        # A thumbnail that cannot be had offline is expected; everything else that is red is not.
        if message.type == "error" and "net::ERR" not in message.text:
            self.errors.append(message.text)


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """Headless Chromium with software WebGL."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


def open_page(
    chromium: Any, address: str, *, width: int = 1440, height: int = 900, **context: Any
) -> tuple[Any, Watch]:
    """A page of its own context, watched from its first request on."""
    page = chromium.new_context(viewport={"width": width, "height": height}, **context).new_page()
    watch = Watch()
    watch.follow(page)
    page.goto(address)
    return page, watch


def wait_drawn(page: Any, *, result: bool = True, timeout_ms: int = 60_000) -> None:
    """Until the globe is drawn, no flight is on its way and, with a result, the heat is decoded."""
    page.wait_for_function(
        """(result) => {
          const all = [...(globalThis.__geoExplorers ?? [])];
          return all.length && all.every((e) => e.stage.classList.contains('drawn') && e.globe &&
            e.globe.deck.layerManager?.getLayers().every((l) => l.isLoaded) &&
            (!result || (e.strip && !e.strip.addresses && e.heat && !e.globe.camera.frame)));
        }""",
        arg=result,
        timeout=timeout_ms,
    )
    page.wait_for_timeout(400)


def pixels(page: Any, selector: str = ".stage") -> np.ndarray:
    """(H, W, 3) uint8 of an element as it is on the screen."""
    shot = page.locator(selector).first.screenshot()
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"))


def at(page: Any, lon: float, lat: float, index: int = 0) -> tuple[float, float]:
    """Where on the screen a place of the globe is, CSS pixels, once the last move of the camera is drawn."""
    page.wait_for_function(
        """(i) => { const g = [...globalThis.__geoExplorers][i].globe, v = g.deck.getViewports()[0];
          const state = g.camera.viewState();
          return !g.camera.frame && Math.abs(v.zoom - state.zoom) < 0.01 &&
            Math.abs(v.latitude - state.latitude) < 0.01; }""",
        arg=index,
    )
    x, y = page.evaluate(
        """([lon, lat, i]) => {
          const e = [...globalThis.__geoExplorers][i], box = e.globe.box.getBoundingClientRect();
          const [x, y] = e.globe.deck.getViewports()[0].project([lon, lat, e.globe.lift()]);
          return [box.left + x, box.top + y];
        }""",
        [lon, lat, index],
    )
    return float(x), float(y)
