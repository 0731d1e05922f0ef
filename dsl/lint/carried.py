"""What is carried over from an earlier framework is there to be carried, and nothing is forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic, Severity, did_you_mean, hints

_SHOWN = 15
"""States that are listed in a hint."""


def not_earlier(succession: ir.Succession, framework: ir.Framework, predecessor: ir.Manifest) -> Iterator[Diagnostic]:
    """An earlier framework that is not earlier (E220)."""
    before, after = predecessor.in_force_from, framework.manifest.in_force_from
    if before >= after:
        yield Diagnostic(
            "E220",
            f"'{succession.predecessor}' comes into force on {before}, not before {after}",
            succession.span,
            "Name the framework that was in force before this one, or mend 'in_force' in a manifest.",
        )


def rests_on_clauses(succession: ir.Succession, framework: ir.Framework, predecessor: ir.Manifest) -> bool:
    """Whether the clauses of the earlier framework can tell that something is wrong: where nothing is carried, and
    others lie between that may say, its manifest is enough."""
    return bool(succession.states or succession.rules) or _followed(framework, predecessor)


def _followed(framework: ir.Framework, predecessor: ir.Manifest) -> bool:
    """Whether the earlier framework is in force until this one is."""
    until, after = predecessor.in_force_until, framework.manifest.in_force_from
    unending = until is None and not predecessor.end_unknown
    return unending or (until is not None and until >= after - dt.timedelta(days=1))


def carried(succession: ir.Succession, framework: ir.Framework, predecessor: ir.Framework) -> Iterator[Diagnostic]:
    """States and rules that the earlier framework does not have (E101), and states that are not carried (E219)."""
    lifecycles = predecessor.lifecycles
    places = {f"{name}.{leaf}" for name, each in lifecycles.items() for leaf in each.leaves}
    kept: set[str] = set()
    for each in succession.states:
        found = _meant(each.source, lifecycles)
        if len(found) == 1:
            name, state = found[0]
            kept |= {f"{name}.{leaf}" for leaf in lifecycles[name].within(state)}
        elif found:
            owners = " and ".join(f"'{name}'" for name, _ in found)
            yield Diagnostic(
                "E105",
                f"'{each.source}' is a state of {owners} in the earlier framework",
                each.citation.span,
                f"Say which: '{each.source} in {found[0][0]}'.",
            )
        else:
            yield _unknown("state", each.source, sorted(places), each.citation)
    for rule in succession.rules:
        if rule.rule not in predecessor.rules:
            yield _unknown("rule", rule.rule, list(predecessor.rules), rule.citation)
    forgotten = sorted(places - kept)
    if forgotten and _followed(framework, predecessor.manifest):  # else others lie between, and may say
        count = f"{len(forgotten)} states" if len(forgotten) > 1 else "a state"
        yield Diagnostic(
            "E219",
            f"{count} of '{succession.predecessor}' {'are' if len(forgotten) > 1 else 'is'} not carried over",
            succession.span,
            f"Add 'carry state … -> …' for {_listed(forgotten)}: "
            "else it is not known where a subject goes that stands there.",
            Severity.WARNING,
        )


def _listed(places: list[str]) -> str:
    """The states, as they are written after 'carry state'; of very many the first."""
    shown = [f"'{' in '.join(reversed(each.split('.')))}'" for each in places[:_SHOWN]]
    more = [f"{len(places) - _SHOWN} more"] if len(places) > _SHOWN else []
    return ", ".join([*shown, *more])


def _meant(source: str, lifecycles: dict[str, ir.Lifecycle]) -> list[tuple[str, str]]:
    """The lifecycles and states that a name can mean: 'lifecycle.state', or a state alone."""
    return [
        (name, state.name)
        for name, each in lifecycles.items()
        for state in each.states
        if source in (state.name, f"{name}.{state.name}")
    ]


def _unknown(sort: str, name: str, known: list[str], citation: ir.Citation) -> Diagnostic:
    alone = [each.rsplit(".", 1)[-1] for each in known]
    return Diagnostic(
        "E101",
        f"the earlier framework has no {sort} named '{name.replace('.', ' in ')}'",
        citation.span,
        hints(did_you_mean(name.rsplit(".", 1)[-1], alone), f"It has: {', '.join(known)}." if len(known) <= 20 else ""),
    )
