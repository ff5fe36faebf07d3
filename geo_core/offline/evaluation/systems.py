"""The paper's systems: which row stands for which, which have no row, and what would give them one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ABSENT = "not trained, or no atlas given"

MODELS = {"L": "[L]", "L2": "[L2]", "M": "[M]", "R": "[R]", "Siamac": "Siamac", "NetVLAD": "NetVLAD"}
"""Short names that ``--beside NAME=ATLAS`` takes → as the paper writes them (section 4, "Notation")."""

# Names of `embedding.registry`, which is not imported: it loads torch, and tables need none.
_OF_NETWORKS = (
    (re.compile(r"im2gps$"), "Im2GPS features"),
    (re.compile(r"im2gps-vgg16"), "[L]"),
    (re.compile(r"ranking"), "[R]"),
    (re.compile(r"siamac-(mac|rmac|gem)"), "Siamac's pooling, untrained"),
    (re.compile(r"siamac"), "Siamac"),
    (re.compile(r"netvlad"), "NetVLAD"),
)


@dataclass(frozen=True)
class System:
    """A system of the paper's Table 1 or Figure 8.

    Attributes
    ----------
    name
        With n for the number of cells.
    label
        What a row's label matches if the row stands for it.
    remedy
        What to do for a row of it.
    """

    name: str
    label: str
    remedy: str


def _retrieval(model: str, remedy: str) -> System:
    return System(f"{model} NN, kNN", rf"{re.escape(model)} k?NN", remedy)


_HEADS = "give the atlas heads (add-heads), or name a folder that train wrote with --heads"
_TUNED = (
    "train --photos … --recipe {0} --tune last --out T, build-atlas --weights T/trunk.pt --out A, "
    "--beside {0}=A,T/trunk.pt"
)
_METRIC = (
    "train-embedder --recipe {0} --out T, build-atlas --embedder {0} --weights T/weights.pt --out A, "
    "--beside A,T/weights.pt"
)
_HANDMADE = "build-atlas --embedder im2gps --out A, --beside A"

PAPER: tuple[System, ...] = (
    System("London", "London", ""),
    System("[M] nC", r"\[M\] \d+C", _HEADS),
    System("[L2] nC", r"\[L2\] \d+C", _HEADS),
    System("[L] nC, PlaNet-like", r"\[L\] \d+C", _HEADS),
    _retrieval("[M]", _TUNED.format("M")),
    _retrieval("[L]", _TUNED.format("L") + "; or the authors' own files (import-references)"),
    _retrieval("[R]", _METRIC.format("ranking")),
    _retrieval("Siamac", _METRIC.format("siamac")),
    _retrieval("NetVLAD", _METRIC.format("netvlad")),
    System("Im2GPS 2008", "Im2GPS 2008", _HANDMADE),
    System("Im2GPS 2015", "Im2GPS 2015", _HANDMADE),
)
"""In the order of Figure 8, then those of Table 1 that can be built here (the rest is in `published`)."""


@dataclass(frozen=True)
class Standing:
    """What the rows of a table stand for.

    Attributes
    ----------
    of_rows
        Name of the row → label in the paper's notation, such as ``[M] 8C``; empty where the paper has
        no such system.
    absent
        Systems of the paper without a row.
    """

    of_rows: Mapping[str, str]
    absent: tuple[System, ...] = ()


def standing(of_rows: Mapping[str, str]) -> Standing:
    """The same, with the systems that none of the labels names."""
    labels = list(of_rows.values())
    return Standing(dict(of_rows), tuple(one for one in PAPER if not _named(one, labels)))


def _named(system: System, labels: Iterable[str]) -> bool:
    return any(re.search(rf"(^|, ){system.label}", label) for label in labels)


def model_of(network: str) -> str:
    """The paper's model that an embedder is, by its name; empty where the paper has none such."""
    return next((model for pattern, model in _OF_NETWORKS if pattern.match(network)), "")


def notes(of_rows: Mapping[str, str]) -> list[str]:
    """What to know before comparing rows with the paper's systems of that name, a line each."""
    found = []
    if any("PlaNet-like" in label for label in of_rows.values()):
        found.append(
            "PlaNet-like: [L] asks only its finest cells, as PlaNet does. It is not PlaNet: that has 26,263 "
            "S2 cells and an Inception network trained on 91 million photos as a whole, and answers a cell's "
            "centre; here the cells adapt to the references, a linear head was trained on features that "
            "stay as they are, and the answer is the mean place of a cell's photos."
        )
    if any(label.startswith("[M]") for label in of_rows.values()):
        found.append(
            "[M], [L], [L2]: on features that stay as they are, heads learn nothing from each other, so "
            "[M]'s finest and middle head stand for [L] and [L2]; the paper tuned a network for each."
        )
    if any(label.startswith("Im2GPS") for label in of_rows.values()):
        found.append(
            "Im2GPS: its hand-made features without geometric context, which needs a classifier of surfaces."
        )
    if not any(re.match(r"\[[LM]\] k?NN", label) for label in of_rows.values()):
        found.append(
            "NN and kNN without a label use a network that learnt what is on a photo, never where it was "
            "taken: they are the paper's method without its features."
        )
    return found
