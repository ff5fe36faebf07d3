"""How one method's claims came true on one set of photos."""

from __future__ import annotations

from dataclasses import dataclass

from geo_core.offline.evaluation.reliability import Reliability

REFERENCES, QUERIES = "held-out references", "queries"


@dataclass(frozen=True)
class Verdict:
    """One method's claims on one set of photos.

    Attributes
    ----------
    photos
        `REFERENCES` or `QUERIES`.
    method
        Its name.
    n
        Photos.
    before
        The masses within each radius, taken for probabilities.
    after
        The confidences: of references, by maps that were fitted on other photographers' only; of
        queries, the atlas's own. None where it has none.
    """

    photos: str
    method: str
    n: int
    before: Reliability
    after: Reliability | None

    @property
    def curves(self) -> dict[str, Reliability]:
        """What was claimed (``mass``, and where there is one ``confidence``) → how that came true."""
        both = {"mass": self.before, "confidence": self.after}
        return {name: curve for name, curve in both.items() if curve}
