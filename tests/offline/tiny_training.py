"""A trunk of two convolutions, pictures of six places for it, and a command line that knows it.

``python -m tests.offline.tiny_training train …`` is the command in a process of its own;
with KILL_AT in its environment, it kills itself after so many steps of the tuning.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import torch

from geo_core.embedding.network import Network
from geo_core.embedding.registry import EMBEDDERS
from geo_core.photo.preprocessing import Preprocessing
from tests.tiny import PLACES, picture

NAME = "tiny-convolutions"
CHANNELS = 24
PHOTOGRAPHERS = 6


class Convolutions(torch.nn.Module):
    """(N, 3, S, S) → (N, 24, S/4, S/4), with a stage that is last and a weight that nothing needs."""

    def __init__(self) -> None:
        super().__init__()
        self.first = self._stage(3, 12)
        self.last = self._stage(12, CHANNELS)
        self.classes = torch.nn.Linear(CHANNELS, 2).requires_grad_(False)

    @staticmethod
    def _stage(channels: int, wanted: int) -> torch.nn.Sequential:
        convolution = torch.nn.Conv2d(channels, wanted, 3, stride=2, padding=1)
        return torch.nn.Sequential(convolution, torch.nn.BatchNorm2d(wanted), torch.nn.LeakyReLU())

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.last(self.first(images))


def network() -> Network:
    def build(state: Mapping[str, torch.Tensor]) -> torch.nn.Module:
        trunk = Convolutions()
        trunk.load_state_dict(state)
        return trunk.eval()

    return Network(
        name=NAME,
        build=build,
        published_weights=lambda: (Path("give --weights"),),
        preprocessing=Preprocessing(side_px=24, mean=(127.0,) * 3, scale=(64.0,) * 3),
        pooling="mean",
        channels=CHANNELS,
        last_stages=("last",),
    )


def write_weights(path: Path) -> Path:
    """Random ones, always the same."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        torch.save(Convolutions().state_dict(), path)
    return path


def write_photos(folder: Path) -> Path:
    """36 photos, each photographer once at each place, and a row that is for testing only."""
    folder.mkdir()
    lines = ["file,lat,lon,group,split"]
    for number in range(PHOTOGRAPHERS * len(PLACES)):
        photographer, place = divmod(number, len(PLACES))
        (folder / f"{number:02d}.jpg").write_bytes(picture(place, photographer + 1))
        lat, lon = PLACES[place][2:]
        lines.append(f"{number:02d}.jpg,{lat},{lon},photographer {photographer},reference")
    (folder / "99.jpg").write_bytes(picture(0, PHOTOGRAPHERS + 1))
    lines.append("99.jpg,0,0,tester,test")
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def command(photos: Path, weights: Path, out: Path) -> list[str]:
    """Arguments of a quick training on them."""
    source = ["train", "--photos", str(photos), "--embedder", NAME, "--weights", str(weights)]
    return [*source, "--device", "cpu", "--cells", "3", "6", "--dropout", "0.2", "--out", str(out)]


def _die_after(steps: int) -> None:
    from geo_core.offline.training.run import Progress

    close_step = Progress.close_step

    def close_and_die(self: Progress, losses: torch.Tensor) -> None:
        if self.model is not self.heads and self.taken == steps:
            os.kill(os.getpid(), signal.SIGKILL)
        close_step(self, losses)

    Progress.close_step = close_and_die  # type: ignore[method-assign]


if __name__ == "__main__":
    from geo_core.cli.parser import run

    EMBEDDERS[NAME] = network
    torch.set_num_threads(1)
    if "KILL_AT" in os.environ:
        _die_after(int(os.environ["KILL_AT"]))
    sys.exit(run(sys.argv[1:]))
