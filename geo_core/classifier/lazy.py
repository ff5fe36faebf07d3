"""Classes learnt anew for each query, from its own neighbours: a support vector machine a class.

Hays and Efros, "Large-scale image geolocalization" (in: Multimodal Location Estimation of
Videos and Images, Springer 2015), after Zhang, Berg, Maire and Malik, "SVM-KNN" (CVPR 2006).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo_core.errors import GeoCoreError

Vectors = npt.NDArray[np.float32]

PENALTY = 1.0
"""C of the support vector machines, scikit-learn's default."""


def lazy_scores(
    query: Vectors, neighbours: Vectors, classes: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """How much the query looks like each class of its neighbours, against all others.

    Parameters
    ----------
    query
        (D,) float32.
    neighbours
        (k, D) float32.
    classes
        (k,) int64, from 0; every class up to the highest has a neighbour.

    Returns
    -------
    (c,) float64: signed distances from each class's decision surface; 0 where there is only one class.

    Raises
    ------
    GeoCoreError
        If there is no neighbour, or the shapes differ.

    Notes
    -----
    The kernel is exp(−d² / mean d²) of the embeddings' distances. Of the hand-made features d² is
    a weighted sum of each feature's own distance, so that this is the kernel of Zhang, Marszałek,
    Lazebnik and Schmid (IJCV 73(2), 2007). Classes are weighted to count the same.
    """
    from sklearn.svm import SVC  # half a second, which no other method should wait for

    if neighbours.ndim != 2 or len(neighbours) == 0 or len(neighbours) != len(classes):
        raise GeoCoreError(
            "Lazy learning needs the embeddings of k > 0 neighbours, (k, D), and a class of each; given are "
            f"{neighbours.shape} and {classes.shape}."
        )
    count = int(classes.max()) + 1
    if count == 1:
        return np.zeros(1)
    everything = np.concatenate([neighbours, query[None]]).astype(np.float64)
    square = np.square(everything).sum(axis=1)
    distance = np.maximum(square[:, None] + square - 2 * everything @ everything.T, 0)
    kernel = np.exp(-distance / max(float(distance[:-1, :-1].mean()), 1e-12))
    learnt, asked = kernel[:-1, :-1], kernel[-1:, :-1]
    machines = (
        SVC(C=PENALTY, kernel="precomputed", class_weight="balanced").fit(learnt, classes == c)
        for c in range(count)
    )
    return np.array([float(machine.decision_function(asked)[0]) for machine in machines])
