"""No window closes before it opens."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic

_DAYS = {"days": 1, "weeks": 7, "months": 30, "years": 365}


def windows(framework: ir.Framework) -> Iterator[Diagnostic]:
    """Windows that end before they begin (E206)."""
    for rule in framework.rules.values():
        for window in (rule.window, *(exception.window for exception in rule.exceptions)):
            if window is None or window.earliest is None or window.latest is None:
                continue
            first, last = _length(window.earliest), _length(window.latest)
            if (
                window.earliest.anchor == window.latest.anchor
                and first is not None
                and last is not None
                and first > last
            ):
                yield Diagnostic(
                    "E206",
                    f"the window of '{rule.name}' ends before it begins",
                    window.span,
                    "Put the shorter time first.",
                )


def _length(point: ir.Point) -> int | None:
    """About how many days after its anchor a day lies; None where that hangs on a calendar."""
    if point.offset is None:
        return point.beside
    if point.edge is not None or point.extension is not None or point.offset.unit not in _DAYS:
        return None
    days = point.offset.amount * _DAYS[point.offset.unit]
    return -days if point.relation is ir.Relation.BEFORE else days
