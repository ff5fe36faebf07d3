"""Kilometres, points and names in words, and tables of them; text of others is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from geo_core.api import MACHINE_COLOUR, RADII_KM, SEAT_COLOURS, Game, Localizer, Score, Standing, name_of
from geo_core.api import seat_signs as signs_of
from geo_core.ui.guess.table import Latlon
from geo_core.ui.texts import numbers
from geo_core.ui.texts.numbers import kilometres, whole

Texts = Mapping[str, str]


def coordinates(at: Latlon, texts: Texts) -> str:
    """(lat, lon) to a hundredth of a degree."""
    return numbers.coordinates(*at, texts, digits=2)


def place_name(localizer: Localizer, at: Latlon, texts: Texts) -> str:
    """The nearest city and its country."""
    return name_of(localizer.place(*at), texts)


def player(game: Game, seat: int | None, texts: Texts) -> tuple[str, str, str]:
    """Name, sign and colour of a seat; of the machine for None."""
    if seat is None:
        return texts["guess_machine"], texts["guess_machine_sign"], MACHINE_COLOUR
    return game.seats[seat], signs_of(game.seats)[seat], SEAT_COLOURS[seat]


def joined_names(names: Sequence[str], texts: Texts) -> str:
    """One name, or several as in a sentence."""
    *most, last = names
    return texts["guess_and"].format(first=", ".join(most), last=last) if most else last


def badge(game: Game, seat: int | None, texts: Texts) -> str:
    """A player's sign in its colour, and the name: HTML."""
    name, sign, colour = player(game, seat, texts)
    mark = f'<i class="guess-sign" style="background:{colour}" aria-hidden="true">{escape(sign)}</i>'
    return f'<span class="guess-player">{mark}<span>{escape(name)}</span></span>'


def chips(score: Score, texts: Texts) -> str:
    """Which radii a guess made, said and not only coloured: HTML."""
    shown = []
    for radius, made in zip(RADII_KM, score.made, strict=True):
        said = texts["guess_made" if made else "guess_missed"].format(km=whole(radius, texts))
        short = f"{'✓' if made else '–'} {whole(radius, texts)}"
        shown.append(
            f'<li class="{"made" if made else "missed"}"><span aria-hidden="true">{short}</span>'
            f'<span class="guess-sr">{escape(said)}</span></li>'
        )
    return f'<ul class="guess-chips">{"".join(shown)}</ul>'


def html_table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, style: str = "guess-scores"
) -> str:
    """A table whose first cells name the rows; head is text, cells are HTML already."""
    top = "".join(f'<th scope="col" role="columnheader">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{first}</th>'
        + "".join(f'<td role="cell">{cell}</td>' for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    # Roles: on a phone rows become grids, and would lose the meaning of a table.
    return (
        f'<table class="{style}" role="table"><caption class="guess-sr">{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{top}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def round_table(game: Game, number: int, texts: Texts) -> str:
    """What everybody's guess of one round was worth, the nearest first: HTML."""
    one = game.rounds[number]
    scores: list[tuple[int | None, Score]] = list(enumerate(one.scores()))
    machine = one.machine_score()
    if machine:
        scores.append((None, machine))
    rows = [
        [badge(game, seat, texts), kilometres(s.km, texts), whole(s.points, texts), chips(s, texts)]
        for seat, s in sorted(scores, key=lambda pair: pair[1].km)
    ]
    head = [texts[f"guess_{name}"] for name in ("player", "distance", "points", "within")]
    return html_table(texts["guess_round"].format(n=number + 1, all=len(game.rounds)), head, rows)


def running(game: Game, table: Sequence[Standing], texts: Texts) -> str:
    """Everybody's points so far, in one line: HTML."""
    shown = "".join(
        f"<li>{badge(game, one.seat, texts)} <b>{whole(one.points, texts)}</b></li>" for one in table
    )
    return f'<ul class="guess-running" aria-label="{escape(texts["guess_running"])}">{shown}</ul>'
