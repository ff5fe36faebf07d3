"""Made-up queries: clusters of neighbours, their densities and answers, pictures of no place."""

from __future__ import annotations

import functools
import io
import math
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import thumbhash
from PIL import Image, ImageDraw

from geo_core.partition.making import partition_of_size
from geo_core.partition.partition import Partition
from geo_core.records import (
    Answer,
    BestPoint,
    CellScores,
    FilmStrip,
    Mode,
    Neighbours,
    Place,
    Prediction,
    Reference,
    Region,
)
from geo_core.settings import RADII_KM, DensitySettings
from geo_core.sphere.coordinates import latlon_to_vector, wrap_lon
from geo_core.sphere.distance import EARTH_AREA_KM2, great_circle_km
from tests.classifier.worlds import places

CITIES = [
    ("Agra", "India", 27.18, 78.02), ("Jaipur", "India", 26.92, 75.82), ("Lahore", "Pakistan", 31.56, 74.31),
    ("Isfahan", "Iran", 32.65, 51.67), ("Granada", "Spain", 37.18, -3.60), ("Cairo", "Egypt", 30.04, 31.24),
    ("Suva", "Fiji", -18.14, 178.44), ("Longyearbyen", "Norway", 78.22, 15.65),
    ("Christchurch", "New Zealand", -43.53, 172.64), ("Anchorage", "United States", 61.22, -149.90),
]  # fmt: skip
CLUSTERS = {
    "agra": [(0, 1.2, 0.52), (1, 1.5, 0.16), (2, 1.0, 0.12), (4, 1.0, 0.08), (5, 1.0, 0.06), (6, 1.0, 0.06)],
    "islands": [(6, 2.0, 0.4), (8, 2.0, 0.35), (9, 2.0, 0.25)],
    "anywhere": [(i, 14.0, 0.1) for i in range(10)],
}
TRUTHS = {"agra": (27.175, 78.042), "islands": None, "anywhere": (48.85, 2.35)}
EVIL = ['<img src=x onerror="window.__xss=1">', "<b>bold?</b>", "@@=alert(1)", "javascript:alert(1)"]
PHOTOS = os.environ.get("HARNESS_PHOTOS")  # a folder of JPEGs makes the page look like life


def picture(seed: int, side: int = 240) -> Image.Image:
    """A landscape of no place, or one of the photos of the folder named in the environment."""
    if PHOTOS and (files := sorted(Path(PHOTOS).glob("*.jpg"))):
        image = Image.open(files[seed * 7 % len(files)]).convert("RGB")
        image.thumbnail((side, side))
        return image
    r = np.random.default_rng(seed)
    sky, far, near = (
        tuple(int(v) for v in r.integers(a, b, 3)) for a, b in ((120, 235), (70, 150), (20, 100))
    )
    image = Image.new("RGB", (side, side * 3 // 4), sky)
    draw = ImageDraw.Draw(image)
    x = np.arange(0, side + 8, 8)
    for colour, base, rough in ((far, 0.5, 30), (near, 0.72, 14)):
        y = side * 0.75 * base + rough * np.sin(x / r.uniform(18, 60) + r.uniform(0, 6)) * r.uniform(0.4, 1)
        draw.polygon([(0, side), *zip(x.tolist(), y.tolist(), strict=True), (side, side)], fill=colour)
    return image


def encoded(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=78)
    return out.getvalue()


@functools.cache
def preview(seed: int) -> bytes:
    small = picture(seed).convert("RGBA").resize((32, 24))
    return bytes(thumbhash.rgba_to_thumb_hash(32, 24, list(np.asarray(small).ravel().tolist())))


def nearest_place(lat: float, lon: float) -> Place:
    km = great_circle_km(lat, lon, [c[2] for c in CITIES], [c[3] for c in CITIES])
    i = int(km.argmin())
    return Place(CITIES[i][0], CITIES[i][1], "XX", float(km[i]))


def neighbours(name: str, k: int) -> Neighbours:
    r = np.random.default_rng(11)
    kinds = CLUSTERS[name]
    pick = r.choice(len(kinds), 200, p=np.array([c[2] for c in kinds]) / sum(c[2] for c in kinds))
    lat, lon = np.empty(200), np.empty(200)
    for i, c in enumerate(pick):
        _, _, at_lat, at_lon = CITIES[kinds[c][0]]
        lat[i] = np.clip(at_lat + r.normal() * kinds[c][1], -89, 89)
        lon[i] = at_lon + r.normal() * kinds[c][1] / max(0.1, math.cos(math.radians(lat[i])))
    distance = np.sort(r.gamma(9, 0.035, 200) + 0.55)
    return Neighbours(np.arange(1000, 1000 + k), distance[:k], lat[:k], wrap_lon(lon)[:k])


def weights(found: Neighbours, m: float, weighting: str) -> np.ndarray:
    log_w = -m * np.log(found.distance) if weighting == "power" else (1 - found.distance**2 / 2) / 0.1
    w = np.exp(log_w - log_w.max())
    return w / w.sum()


def references(found: Neighbours) -> list[Reference]:
    made = []
    for i, row in enumerate(found.rows):
        lat, lon = float(found.lat[i]), float(found.lon[i])
        near = nearest_place(lat, lon)
        own = i % 3 != 2
        place = EVIL[i // 9 % 4] if i % 9 == 8 else near.city
        remote = "https://commons.wikimedia.org/wiki/Special:FilePath/Example.jpg?width=330"
        made.append(
            Reference(
                row=int(row), id=f"r{row}", lat=lat, lon=lon, coord_source="given", place=place,
                country=near.country,
                author="A. N. Author" if i % 4 else "A photographer with a rather long name",
                licence="CC BY-SA 4.0", group="g", source_photo="p",
                source="javascript:alert(1)" if i == 8 else "https://commons.wikimedia.org/wiki/File:Example.jpg",
                thumbnail_url="" if own else ("javascript:alert(1)" if i == 8 else remote),
                thumbhash=preview(int(row) % 40), has_thumbnail=own,
            )
        )  # fmt: skip
    return made


def thumbnails(refs: list[Reference]) -> dict[int, bytes]:
    return {r.row: encoded(picture(r.row % 40)) for r in refs if r.has_thumbnail}


def _density(found: Neighbours, w: np.ndarray, sigma: float, height: int) -> np.ndarray:
    step = 180 / height
    lat, lon = 90 - (np.arange(height) + 0.5) * step, -180 + (np.arange(2 * height) + 0.5) * step
    grid = latlon_to_vector(lat[:, None], lon[None, :]).astype(np.float32).reshape(-1, 3)
    centres = latlon_to_vector(found.lat, found.lon).astype(np.float32)
    kappa = 1 / math.radians(max(sigma, 0.35)) ** 2
    out = np.empty(len(grid), np.float32)
    for at in range(0, len(grid), 32768):
        out[at : at + 32768] = np.exp(kappa * (grid[at : at + 32768] @ centres.T - 1)) @ w.astype(np.float32)
    return out.reshape(height, 2 * height)


def _prediction(found: Neighbours, w: np.ndarray, sigma: float, density: np.ndarray) -> Prediction:
    """Coarse, for looks only: modes at the densest of the neighbours, masses on the grid."""
    height = density.shape[0]
    step = 180 / height
    lat, lon = 90 - (np.arange(height) + 0.5) * step, -180 + (np.arange(2 * height) + 0.5) * step
    mass = density * np.cos(np.radians(lat))[:, None]
    mass = mass / mass.sum()
    at_neighbours = _density_at(found, w, sigma)
    modes: list[Mode] = []
    for i in np.argsort(-at_neighbours):
        here = (float(found.lat[i]), float(found.lon[i]))
        if all(float(great_circle_km(*here, m.lat, m.lon)) > max(150, 2.2 * sigma * 111) for m in modes):
            share = float(w[great_circle_km(*here, found.lat, found.lon) < max(150, 2.2 * sigma * 111)].sum())
            modes.append(Mode(*here, share, float(np.log(at_neighbours[i]))))
    best = modes[0]
    km = great_circle_km(best.lat, best.lon, lat[:, None], lon[None, :])
    within = {r: float(mass[km <= r].sum()) for r in RADII_KM}
    order = np.sort(mass.ravel())[::-1]
    cell = EARTH_AREA_KM2 / mass.size
    regions = tuple(Region(q, cell * (1 + int(np.searchsorted(order.cumsum(), q))), 0.0) for q in (0.5, 0.9))
    points = {r: BestPoint(best.lat, best.lon, min(1.0, within[r] * 1.3)) for r in RADII_KM}
    place = nearest_place(best.lat, best.lon)
    return Prediction(best.lat, best.lon, "knn", tuple(modes[:6]), within, points, regions, place)


def _density_at(found: Neighbours, w: np.ndarray, sigma: float) -> np.ndarray:
    v = latlon_to_vector(found.lat, found.lon)
    return np.exp((v @ v.T - 1) / math.radians(sigma) ** 2) @ w


METHODS = ("nn", "knn", "cells", "fused")
CELL_REACH_KM = 1500


@functools.cache
def partitions() -> tuple[Partition, ...]:
    """From the whole world in one cell to more cells than are drawn."""
    return tuple(partition_of_size(places(4000), cells, mode="even") for cells in (1, 8, 32, 128, 1000))


def cell_scores(name: str) -> list[CellScores]:
    """The nearer to a cluster, and the larger, the more probable."""
    made = []
    for partition in partitions():
        near = np.zeros(len(partition))
        for city, _, share in CLUSTERS[name]:
            km = great_circle_km(*partition.centre, CITIES[city][2], CITIES[city][3])
            near += share * np.exp(-km / CELL_REACH_KM)
        near *= partition.area_km2
        made.append(CellScores(str(len(partition)), near / near.sum()))
    return made


def voters(name: str, method: str, found: Neighbours, w: np.ndarray) -> tuple[Neighbours, np.ndarray]:
    """Places and weights of a method's density: the neighbours', the cells', or both multiplied."""
    if method in ("nn", "knn"):
        return found, w
    finest, scores = partitions()[-1], cell_scores(name)[-1].probability
    if method == "fused":
        both = w * scores[finest.assign(found.lat, found.lon)]
        return found, both / both.sum()
    best = np.argsort(-scores)[:60]
    lat, lon = finest.centre
    near = Neighbours(best, np.linspace(0.5, 1, 60), lat[best], lon[best])
    return near, scores[best] / scores[best].sum()


def answer(name: str, method: str, found: Neighbours, w: np.ndarray, sigma: float) -> Answer:
    at, weight = voters(name, method, found, w)
    best = 0 if method == "nn" else int(_density_at(at, weight, sigma).argmax())
    lat, lon = float(at.lat[best]), float(at.lon[best])
    km = great_circle_km(lat, lon, at.lat, at.lon)
    return Answer(
        method, lat, lon, {r: float(weight[km <= r].sum()) for r in RADII_KM}, nearest_place(lat, lon)
    )


def compared(name: str, method: str, found: Neighbours, w: np.ndarray) -> FilmStrip:
    """A method's strip, and what every method answers."""
    strip = film_strip(*voters(name, method, found, w))
    answers = tuple(tuple(answer(name, m, found, w, float(s)) for m in METHODS) for s in strip.sigma_deg)
    if method != "nn":
        return replace(strip, answers=answers)
    first = answers[0][0]
    at_first = (replace(p, lat=first.lat, lon=first.lon, place=first.place) for p in strip.predictions)
    return replace(strip, answers=answers, predictions=tuple(at_first))


def film_strip(found: Neighbours, w: np.ndarray, frames: int = 29) -> FilmStrip:
    sigmas = np.geomspace(0.25, 32, frames)
    maps = [_density(found, w, float(s), 180) for s in sigmas]
    predictions = tuple(_prediction(found, w, float(s), d) for s, d in zip(sigmas, maps, strict=True))
    grey = tuple(np.rint(255 * np.sqrt(d / d.max())).astype(np.uint8) for d in maps)
    return FilmStrip(sigmas, grey, predictions)


def settings(sigma: float, k: int, m: float, weighting: str) -> DensitySettings:
    return DensitySettings(k=k, m=m, sigma_deg=sigma, weighting=weighting)  # type: ignore[arg-type]
