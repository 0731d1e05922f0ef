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
            if window.earliest.anchor == window.latest.anchor and _length(window.earliest) > _length(window.latest):
                yield Diagnostic(
                    "E206",
                    f"the window of '{rule.name}' ends before it begins",
                    window.span,
                    "Put the shorter time first.",
                )


def _length(point: ir.Point) -> int:
    days = point.offset.amount * _DAYS[point.offset.unit]
    return days if point.relation is ir.Relation.AFTER else -days
