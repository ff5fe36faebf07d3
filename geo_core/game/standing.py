"""Who leads: points over the rounds that were revealed, the machine among the seats."""

from __future__ import annotations

from dataclasses import dataclass

from geo_core.game.game import Game
from geo_core.game.scoring import Score


@dataclass(frozen=True)
class Standing:
    """One player over all revealed rounds.

    Attributes
    ----------
    seat
        Its number; None for the machine.
    points
        Sum of its points.
    won
        Rounds in which nobody had more points; several may share one.
    scores
        Of each revealed round; None where it did not play.
    rank
        1 for the most points; equal points share a rank.
    """

    seat: int | None
    points: int
    won: int
    scores: tuple[Score | None, ...]
    rank: int

    def made(self, radius: int) -> int:
        """In how many rounds it lay within the radius of this number in `RADII_KM`."""
        return sum(one is not None and one.made[radius] for one in self.scores)


def standings(game: Game) -> list[Standing]:
    """Everybody who plays, the best first; on equal points seats in their order, then the machine.

    The machine stands among them from the first round in which it played.
    """
    shown = [one for one in game.rounds if one.shown]
    players: dict[int | None, list[Score | None]] = {
        seat: [one.scores()[seat] for one in shown] for seat in range(len(game.seats))
    }
    if any(one.machine is not None for one in shown):
        players[None] = [one.machine_score() for one in shown]
    points = {player: sum(s.points for s in scores if s) for player, scores in players.items()}
    best = [max((s.points for s in column if s), default=0) for column in zip(*players.values(), strict=True)]
    ranked = sorted(players, key=lambda player: -points[player])
    return [
        Standing(
            seat=player,
            points=points[player],
            won=sum(s is not None and s.points == top for s, top in zip(players[player], best, strict=True)),
            scores=tuple(players[player]),
            rank=1 + sum(other > points[player] for other in points.values()),
        )
        for player in ranked
    ]


def winners(table: list[Standing]) -> list[Standing]:
    """Those of rank 1: several where points are equal."""
    return [one for one in table if one.rank == 1]
