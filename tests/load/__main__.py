"""Thirty people at once: ``python -m tests.load --users 30 --minutes 10`` (bounded, on loopback).

Each opens the app at an example, uploads a photo, and lets go of the σ slider again and again with
a pause to look. Said at the end: errors, the server's memory over time, and how long each took.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import random
import re
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

from tests.browser.harness import ROOT, serve
from tests.load.user import User, connection

EXAMPLES = sorted((ROOT / "assets" / "examples").glob("*.jpg"))
LOOK_S = (4.0, 12.0)
MOST_MINUTES, MOST_USERS = 30, 60
GROWTH = 1.1
"""Memory of the last third over that of the second; more is a leak, and a failure like an error."""


def own_photo(number: int) -> bytes:
    """A photo that no other user has, so that nothing is answered from a cache."""
    picture = np.asarray(Image.open(EXAMPLES[number % len(EXAMPLES)]).convert("RGB"))
    shifted = np.roll(picture, 7 * number, axis=1)
    stream = io.BytesIO()
    Image.fromarray(shifted).save(stream, "JPEG", quality=88)
    return stream.getvalue()


class Tally:
    """What happened, and how long it took."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {"first load": [], "upload": [], "σ let go": []}
        self.errors: list[str] = []
        self.memory_mib: list[tuple[float, float]] = []


async def one_user(number: int, address: str, end: float, tally: Tally) -> None:
    chance = random.Random(number)  # noqa: S311 - pauses, no secret
    await asyncio.sleep(chance.uniform(0, 20))
    try:
        async with connection(address) as socket:
            user = User(socket, address)
            tally.seconds["first load"].append(await user.run(f"example={EXAMPLES[number % 8].stem}"))
            await user.run(id=user.page.widgets["upload"], trigger_value=True)
            took = await user.upload(user.page.widgets["uploader"], f"own-{number}.jpg", own_photo(number))
            tally.seconds["upload"].append(took)
            explorer = user.page.widgets["explorer"]
            while time.monotonic() < end:
                await asyncio.sleep(chance.uniform(*LOOK_S))
                sigma = round(2 ** chance.uniform(-2, 5), 3)
                user.states[explorer] = {"json_value": {"sigma": sigma}}
                tally.seconds["σ let go"].append(await user.run())
            tally.errors += user.page.exceptions
    except Exception as error:
        tally.errors.append(f"user {number}: {type(error).__name__}: {error}")


def resident_mib(address: str) -> float:
    """Memory of the server that listens at an address, MiB; Linux."""
    port = address.rsplit(":", 1)[1]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"--server.port={port}" in (folder / "cmdline").read_text():
                status = (folder / "status").read_text()
        except OSError:
            continue
        else:
            if f"--server.port={port}" in (folder / "cmdline").read_text():
                found = re.search(r"VmRSS:\s+(\d+) kB", status)
                return int(found[1]) / 1024 if found else 0.0
    return 0.0


async def watch_memory(address: str, begun: float, tally: Tally) -> None:
    while True:
        tally.memory_mib.append((time.monotonic() - begun, resident_mib(address)))
        await asyncio.sleep(15)


async def load(address: str, users: int, minutes: float) -> Tally:
    tally, begun = Tally(), time.monotonic()
    watching = asyncio.create_task(watch_memory(address, begun, tally))
    await asyncio.gather(*(one_user(i, address, begun + 60 * minutes, tally) for i in range(users)))
    watching.cancel()
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=10.0)
    options = parser.parse_args()
    users, minutes = min(options.users, MOST_USERS), min(options.minutes, MOST_MINUTES)
    with serve(
        ROOT / "app.py", "--server.enableXsrfProtection=false", "--server.enableCORS=false"
    ) as address:
        tally = asyncio.run(load(address, users, minutes))
    for name, seconds in tally.seconds.items():
        if seconds:
            middle, late = statistics.median(seconds), float(np.percentile(seconds, 95))
            print(f"{name}: n = {len(seconds)}, median {middle:.2f} s, 95 % under {late:.2f} s")
    third = max(1, len(tally.memory_mib) // 3)
    early = statistics.mean(m for _, m in tally.memory_mib[third : 2 * third] or tally.memory_mib)
    late_mib = statistics.mean(m for _, m in tally.memory_mib[-third:])
    print(f"memory, MiB: second third {early:.0f}, last third {late_mib:.0f}")
    print("  " + ", ".join(f"{t / 60:.1f} min {m:.0f}" for t, m in tally.memory_mib[::4]))
    print(f"errors: {len(tally.errors)}")
    for error in tally.errors[:10]:
        print(f"  {error}", file=sys.stderr)
    return 1 if tally.errors or late_mib > GROWTH * early else 0


if __name__ == "__main__":
    raise SystemExit(main())
