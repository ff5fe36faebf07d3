"""The rows as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterable

from geo_core.offline.bench.timing import Row


def markdown(rows: Iterable[Row]) -> str:
    """Stage, our median, the other's median, the ratio, and whether a set target is met."""
    lines = ["| stage | ms | beside | ms | × faster | target |", "|---|---:|---|---:|---:|---|"]
    for row in rows:
        other = "" if row.other_ms is None else f"{row.other_ms:.2f}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        lines.append(
            f"| {row.stage} | {row.ours_ms:.2f} | {row.other} | {other} | {ratio} | {_verdict(row)} |"
        )
    return "\n".join(lines)


def _verdict(row: Row) -> str:
    if row.target is None or row.ratio is None:
        return ""
    return f"≥ {row.target:g} {'met' if row.ratio >= row.target else 'MISSED'}"
