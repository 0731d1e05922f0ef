"""A first look at windows, which every command has: whether some may be empty whatever the anchor."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl import ir
from .. import groups as g
from ..settings import defaults


def any_empty(compiled: g.Compiled) -> bool:
    """Whether there may be windows that are always empty: a quick look at one day."""
    return any(empty_at_first(compiled.framework, group, window) for group, _, window in every_window(compiled))


def empty_at_first(framework: ir.Framework, group: g.RuleGroup, window: ir.Window) -> bool:
    """Whether a window is empty where it is reckoned from the day on which the framework comes into force."""
    first, last = window.earliest, window.latest
    if first is None or last is None or not comparable(framework, group, first.anchor, last.anchor):
        return False
    settings, day = defaults(framework), framework.manifest.in_force_from
    begins, until = settings.day(first, day), settings.day(last, day)
    return begins is not None and until is not None and begins > until


def every_window(
    compiled: g.Compiled, only: g.RuleGroup | None = None
) -> Iterator[tuple[g.RuleGroup, str | None, ir.Window]]:
    """Every window, with its rule and the exception that gives it."""
    for group in (only,) if only else compiled.rules.values():
        for name, window in group.rule.named_windows:
            yield group, name, window


def comparable(framework: ir.Framework, group: g.RuleGroup, first: ir.Anchor, last: ir.Anchor) -> bool:
    """Whether the first anchor never lies before the last: they are one, or moments of one event in that order."""
    if first == last:
        return True
    match first, last:
        case (
            ir.MomentAnchor(ref=ref, moment=later, reading=None),
            ir.MomentAnchor(ref=other, moment=earlier, reading=None),
        ) if ref == other:
            event = group.rule.trigger if isinstance(ref, ir.It) else ref.event if isinstance(ref, ir.Pick) else None
            moments = framework.events[event].moments if event else ()
            return later in moments and earlier in moments and moments.index(later) >= moments.index(earlier)
        case _:
            return False
