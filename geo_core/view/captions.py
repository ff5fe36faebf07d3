"""An answer in words, with honest uncertainty; the words themselves come from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from geo_core.place.countries import country_name
from geo_core.records import Answer, Place, Prediction

UNSURE_AREA_KM2 = 10_000_000.0
"""A 90 % region larger than this (Europe's area) is no answer: say so."""

SCATTERED_MASS = 0.5
"""Less of it within the largest radius, a continent's, is no answer either: narrow kernels far apart
cover little area and yet span the globe."""

CREDIBLE_MASS = 0.9

MODES_SHOWN = 8
"""Other places beyond the first ones have no name and no mark."""

FAR_KM = 150.0
"""A city further away does not name the place: its distance is said."""


@dataclass(frozen=True)
class Caption:
    """The words beside one answer.

    Attributes
    ----------
    headline, detail
        The answer, and how sure it is.
    label
        The few words at the marker on the globe.
    mode_places
        Names of the prediction's first modes, in their order.
    unsure
        Whether the honest answer is "I don't know".
    answer_places
        A name for the place of each method's answer, in their order.
    """

    headline: str
    detail: str
    label: str
    mode_places: tuple[str, ...] = ()
    unsure: bool = False
    answer_places: tuple[str, ...] = ()


def area_km2(prediction: Prediction, mass: float) -> float | None:
    """The area of the credible region that holds `mass`, if the prediction carries it."""
    for region in prediction.regions:
        if abs(region.mass - mass) < 1e-9:
            return region.area_km2
    return None


def is_vast(prediction: Prediction) -> bool:
    """Whether the 90 % region is larger than a continent."""
    area = area_km2(prediction, CREDIBLE_MASS)
    return area is not None and area > UNSURE_AREA_KM2


def is_scattered(prediction: Prediction) -> bool:
    """Whether most of the mass lies on other continents than the answer."""
    return prediction.within_km[max(prediction.within_km)] < SCATTERED_MASS


def is_unsure(prediction: Prediction) -> bool:
    """Whether the honest answer is "I don't know"."""
    return is_vast(prediction) or is_scattered(prediction)


def telling_radius_km(prediction: Prediction) -> float:
    """The least radius that holds half of the mass; the largest where none does."""
    radii = sorted(prediction.within_km)
    return next((r for r in radii if prediction.within_km[r] >= 0.5), radii[-1])


def name_of(place: Place, texts: Mapping[str, str]) -> str:
    """City and country in one line, the country in the texts' language (``locale``).

    Where the city is far, it is said how far (``far``: {km}, {place}).
    """
    country = country_name(place.country_code, place.country, texts.get("locale", "en"))
    name = ", ".join(part for part in (place.city, country) if part)
    if place.distance_km <= FAR_KM:
        return name
    return texts["far"].format_map({"place": name, "km": thousands(place.distance_km, texts)})


def where(place: Place, texts: Mapping[str, str]) -> str:
    """The same within a sentence (``near``: {place})."""
    name = name_of(place, texts)
    return name if place.distance_km > FAR_KM else texts["near"].format_map({"place": name})


def thousands(number: float, texts: Mapping[str, str]) -> str:
    """A whole number with the language's sign between thousands."""
    return f"{number:,.0f}".replace(",", texts.get("thousands", ","))


def caption(
    prediction: Prediction,
    texts: Mapping[str, str],
    place_at: Callable[[Sequence[float], Sequence[float]], Sequence[Place]] | None = None,
    answers: Sequence[Answer] = (),
) -> Caption:
    """Put one prediction into words.

    Parameters
    ----------
    prediction
        What to speak of.
    texts
        Templates by name: ``answer_headline`` ({where}), ``answer_detail`` ({share}, {km}),
        ``unsure_headline``, ``unsure_detail`` ({where}, {area}), ``scattered_detail``
        ({where}, {share}, {km}), and those of `where`.
    place_at
        Latitudes and longitudes → the nearest cities; names the first modes.
    answers
        What all methods answer; their places are named too.
    """
    unsure = is_unsure(prediction)
    radius, area = telling_radius_km(prediction), (area_km2(prediction, CREDIBLE_MASS) or 0) / 1e6
    words = {
        "where": where(prediction.place, texts),
        "share": f"{100 * prediction.within_km[radius]:.0f}",
        "km": thousands(radius, texts),
        "area": f"{float(f'{area:.2g}'):g}",  # two digits: more would feign a precision
    }
    detail = "answer_detail"
    if unsure:
        detail = "unsure_detail" if is_vast(prediction) else "scattered_detail"
    modes = prediction.modes[:MODES_SHOWN]
    named = place_at([m.lat for m in modes], [m.lon for m in modes]) if place_at and modes else ()
    return Caption(
        headline=texts["unsure_headline" if unsure else "answer_headline"].format_map(words),
        detail=texts[detail].format_map(words),
        label=name_of(prediction.place, texts),
        mode_places=tuple(name_of(p, texts) for p in named),
        unsure=unsure,
        answer_places=tuple(name_of(a.place, texts) for a in answers),
    )
