"""One answer in a page: the words, how sure it is, the other places."""

from __future__ import annotations

from collections.abc import Sequence

from geo_core.records import Place
from geo_core.view.captions import MODES_SHOWN, name_of, thousands
from geo_core.view.exports.finding import Finding
from geo_core.view.exports.markup import Markup, element, joined
from geo_core.view.exports.naming import caption_of, coordinates, decimal, error_in_words, percent, title_of
from geo_core.view.exports.settings import ExportSettings, Texts
from geo_core.view.frames import LEAST_MODE
from geo_core.view.pictures import pixels_to_uri

PHOTO_PX = 640
"""The longer side of the photo in a page."""

_MILLION = 1e6


def answer_article(finding: Finding, number: int, settings: ExportSettings) -> Markup:
    """All that a page says of one answer beside the globe.

    Parameters
    ----------
    finding
        After `telling.told`.
    number
        Its place in the batch, counted from 1.
    settings
        Precision and words.
    """
    texts, answer = settings.texts, finding.prediction
    said = caption_of(answer, texts)
    return element(
        "article",
        _photo(finding, texts),
        element("p", title_of(finding, number, texts), class_="title"),
        element("h2", said.headline),
        element("p", said.detail, class_="detail"),
        element("p", coordinates(answer.lat, answer.lon, settings.precision, texts), class_="at"),
        _off(finding, settings),
        element("h3", texts["within"]),
        _masses(finding, texts),
        _best(finding, settings),
        _regions(finding, texts),
        _modes(finding, settings),
        _made(finding, texts),
        data_result=number,
        class_="unsure" if said.unsure else None,
    )


def place_label(place: Place, texts: Texts) -> str:
    """The few words that name a place."""
    return name_of(place, texts) or texts["export_unnamed"]


def _photo(finding: Finding, texts: Texts) -> Markup | None:
    if finding.photo is None:
        return None
    return element("img", class_="photo", src=pixels_to_uri(finding.photo, PHOTO_PX), alt=texts["photo_alt"])


def _off(finding: Finding, settings: ExportSettings) -> Markup | None:
    words = error_in_words(finding, settings)
    if words is None:
        return None
    return element("p", element("i", class_="swatch truth"), words, class_="off")


def _masses(finding: Finding, texts: Texts) -> Markup:
    rows = [
        element(
            "li",
            element("span", texts.get(f"scale_{radius:g}", ""), class_="scale"),
            element("span", f"{thousands(radius, texts)} {texts['km']}", class_="radius"),
            element("span", element("i", style=f"width:{100 * min(1.0, mass):.1f}%"), class_="meter"),
            element("b", f"{percent(mass)} %"),
        )
        for radius, mass in sorted(finding.prediction.within_km.items())
    ]
    return element("ul", *rows, class_="masses")


def _best(finding: Finding, settings: ExportSettings) -> Markup | None:
    texts, points = settings.texts, sorted(finding.prediction.best_within.items())
    if not points:
        return None
    names = _names(finding.best_places, len(points), texts)
    rows = [
        element(
            "li",
            element("span", f"{thousands(radius, texts)} {texts['km']}", class_="radius"),
            _flight(name, best.lat, best.lon, settings),
            element("b", f"{percent(best.mass if best.confidence is None else best.confidence)} %"),
        )
        for (radius, best), name in zip(points, names, strict=True)
    ]
    known = all(best.confidence is not None for _, best in points)
    note = element("p", texts["export_best_chance" if known else "export_best_note"])
    return _folded(texts["export_best_table"], note, element("ul", *rows))


def _regions(finding: Finding, texts: Texts) -> Markup | None:
    if not finding.prediction.regions:
        return None
    rows = [
        joined(
            element("dt", texts["export_region"].format_map({"share": percent(region.mass)})),
            element("dd", area(region.area_km2, texts)),
        )
        for region in finding.prediction.regions
    ]
    return element("dl", *rows, class_="facts")


def area(area_km2: float, texts: Texts) -> str:
    """Square kilometres with two digits: more would feign a precision."""
    if area_km2 >= 0.995 * _MILLION:
        return texts["million_km2"].format_map(
            {"n": decimal(f"{float(f'{area_km2 / _MILLION:.2g}'):g}", texts)}
        )
    return texts["km2"].format_map({"n": thousands(float(f"{area_km2:.2g}"), texts)})


def _modes(finding: Finding, settings: ExportSettings) -> Markup | None:
    texts, modes = settings.texts, finding.prediction.modes
    names = _names(finding.mode_places, len(modes), texts)
    rows = [
        element("li", _flight(name, mode.lat, mode.lon, settings), element("b", f"{percent(mode.mass)} %"))
        for mode, name in list(zip(modes, names, strict=True))[1:MODES_SHOWN]
        if mode.mass >= LEAST_MODE
    ]
    return _folded(texts["modes"], element("ul", *rows), opened=True) if rows else None


def _names(places: Sequence[Place], many: int, texts: Texts) -> Sequence[str | None]:
    return [place_label(place, texts) for place in places] if places else [None] * many


def _flight(name: str | None, lat: float, lon: float, settings: ExportSettings) -> Markup:
    """A button that flies to a place, with its name or else its coordinates."""
    name = name or coordinates(lat, lon, settings.precision, settings.texts)
    label = settings.texts["export_show"].format_map({"place": name})
    return element("button", name, type="button", data_fly=f"{lon},{lat}", title=label)


def _made(finding: Finding, texts: Texts) -> Markup:
    s, method = finding.settings, finding.prediction.method
    weighting = decimal(f"s^{s.m:g}" if s.weighting == "power" else f"softmax, {s.temperature:g}", texts)
    facts = [
        (texts["method"], texts.get(f"method_{method}", method)),
        (texts["export_sigma"], decimal(f"{s.sigma_deg:g}°", texts)),
        (texts["export_votes"], str(s.k)),
        (texts["export_weighting"], weighting),
        (texts["export_atlas"], finding.atlas),
    ]
    rows = [joined(element("dt", name), element("dd", value)) for name, value in facts if value]
    return _folded(texts["export_settings"], element("dl", *rows, class_="facts"))


def _folded(name: str, *content: Markup, opened: bool = False) -> Markup:
    return element("details", element("summary", name), *content, open=opened)
