"""The words of the exports in English; a caller's own texts, by the same keys, go before them."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "app_title": "Where on Earth?",
    # How numbers and places are written.
    "locale": "en",
    "north": "N",
    "south": "S",
    "east": "E",
    "west": "W",
    "thousands": ",",
    "km": "km",
    "million_km2": "{n} million km²",
    "km2": "{n} km²",
    # The answer in words (`view.captions.caption`).
    "near": "near {place}",
    "far": "{km} km from {place}",
    "answer_headline": "Most likely {where}",
    "answer_detail": "{share} % of the mass within {km} km",
    "unsure_headline": "I don’t know",
    "unsure_detail": "The likely region is larger than a continent: it takes {area} million km² to hold 90 % "
    "of the mass. If I had to guess: {where}.",
    "scattered_detail": "The votes are scattered over the globe: only {share} % of the mass lies within "
    "{km} km of the best guess, {where}.",
    "within": "How much of the mass lies within …",
    "scale_1": "street",
    "scale_25": "city",
    "scale_200": "region",
    "scale_750": "country",
    "scale_2500": "continent",
    "modes": "Other places it could be",
    "truth_label": "True place",
    "truth_away": "{km} km from the true place",
    "photo_alt": "The photo asked about",
    "legend_heat": "Density",
    "legend_heat_unit": "% of the mass per 1,000 km²",
    "imagery": "Imagery: NASA Blue Marble, Natural Earth",
    "method": "Method",
    "method_nn": "NN",
    "method_knn": "kNN",
    "method_cells": "Cells",
    "method_fused": "Fused",
    # Of the exports alone.
    "export_photo": "Photo {n}",
    "export_photos": "{n} photos",
    "export_names": "Places: GeoNames, CC BY 4.0",
    "export_rounded": "Places are rounded to {step}° of latitude or more.",
    "export_failed": "Photos that could not be used: {n}",
    "export_answers": "Answers",
    "export_best": "Best point for {km} km",
    "export_best_table": "The best point for each radius",
    "export_best_note": "The point that holds the most of the mass within that radius, and how much.",
    "export_best_chance": "The point that holds the most of the mass within that radius, and the chance "
    "that the photo was taken there.",
    "export_mode": "Other place",
    "export_region": "{share} % credible region",
    "export_regions": "Credible regions",
    "export_neighbours": "Photos that look most like it",
    "export_neighbours_note": "{n} neighbours voted, most similar first. Each author’s licence holds.",
    "export_neighbours_some": "The first {shown} of {n} neighbours that voted. Each author’s licence holds.",
    "export_neighbours_none": "No neighbours are listed.",
    "export_neighbour": "Neighbour {n}",
    "export_rank": "No.",
    "export_place": "Place",
    "export_coordinates": "Coordinates",
    "export_vote": "Vote",
    "export_distance": "Distance",
    "export_author": "Author",
    "export_licence": "Licence",
    "export_source": "Source",
    "export_unnamed": "Place not named",
    "export_settings": "How it was made",
    "export_atlas": "Atlas",
    "export_sigma": "Smoothing σ",
    "export_votes": "Neighbours k",
    "export_weighting": "Weights",
    "export_globe": "Globe with the likely places. Arrow keys turn it, plus and minus zoom, "
    "0 goes back to the answer.",
    "export_flat": "Map of the world with the likely places",
    "export_no_globe": "This browser cannot draw the globe: here is a flat map.",
    "export_waiting": "Waking up the globe …",
    "export_zoom_in": "Zoom in",
    "export_zoom_out": "Zoom out",
    "export_reset": "Back to the answer",
    "export_theme": "Dark or light",
    "export_show": "Show on the globe: {place}",
    "export_heat": "Heat",
    "export_dots": "Neighbours",
}


def words_of(texts: Mapping[str, str]) -> Mapping[str, str]:
    """The caller's texts, with English where they lack a key."""
    return {**ENGLISH, **texts}
