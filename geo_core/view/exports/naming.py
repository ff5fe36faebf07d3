"""Places, numbers and titles as an export writes them in words."""

from __future__ import annotations

from geo_core.records import Prediction
from geo_core.sphere.distance import KM_PER_DEG, great_circle_km
from geo_core.view.captions import Caption, caption, thousands
from geo_core.view.exports.finding import Failure, Finding
from geo_core.view.exports.settings import ExportSettings, Texts
from geo_core.view.precision import DECIMALS, STEP_DEG, Precision


def title_of(outcome: Finding | Failure, number: int, texts: Texts) -> str:
    """Its title, or its number in the batch."""
    return outcome.title or texts["export_photo"].format_map({"n": number})


def caption_of(prediction: Prediction, texts: Texts) -> Caption:
    """The answer in words; a place known only by its country is not said to be near."""
    plain = texts if prediction.place.city else {**texts, "near": "{place}"}
    return caption(prediction, plain)


def coordinates(lat: float, lon: float, precision: Precision, texts: Texts) -> str:
    """Degrees with their sides of the Earth, with as many decimals as the precision means."""
    digits = DECIMALS[precision]
    north = texts["north" if lat >= 0 else "south"]
    east = texts["east" if lon >= 0 else "west"]
    lat_deg, lon_deg = (decimal(f"{abs(angle):.{digits}f}", texts) for angle in (lat, lon))
    return f"{lat_deg}° {north}, {lon_deg}° {east}"


def decimal(written: str, texts: Texts) -> str:
    """A number as Python writes it, with the language's decimal sign."""
    return written.replace(".", texts["decimal"])


def percent(share: float) -> str:
    """A share of 1 in percent, whole, and never 0 or 100 where it is neither."""
    if 0 < share < 0.01:
        return "< 1"
    return "> 99" if 0.99 < share < 1 else f"{100 * share:.0f}"


def error_in_words(finding: Finding, settings: ExportSettings) -> str | None:
    """How far the answer lies from the true place, where that is known, in steps of the precision."""
    if finding.truth is None:
        return None
    away_km = float(great_circle_km(*finding.truth, finding.prediction.lat, finding.prediction.lon))
    step_km = max(1.0, STEP_DEG[settings.precision] * KM_PER_DEG)
    steps = round(away_km / step_km)
    texts = settings.texts
    km = thousands(steps * step_km, texts) if steps else f"< {thousands(step_km, texts)}"
    return texts["truth_away"].format_map({"km": km})


def notes(precision: Precision, failed: int, texts: Texts) -> list[str]:
    """What must be said of a whole export: credits, the rounding, and what is missing."""
    said = [texts["imagery"], texts["export_names"]]
    if STEP_DEG[precision]:
        said.append(texts["export_rounded"].format_map({"step": decimal(f"{STEP_DEG[precision]:g}", texts)}))
    if failed:
        said.append(texts["export_failed"].format_map({"n": failed}))
    return said
