"""One value for each class of values that some clause tells apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...dsl import ir
from .. import expressions as x
from .. import groups as g

Owner = str | None
"""The event type of a field; None: a fact."""


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes into which the clauses of a framework split the values of facts and fields."""

    splits: dict[tuple[Owner, str], tuple[tuple[frozenset[str], ...], ...]]

    @classmethod
    def of(cls, compiled: g.Compiled) -> Classes:
        """Those of all clauses of a framework together."""
        found: dict[tuple[Owner, str], dict[tuple[frozenset[str], ...], None]] = {}
        for variable in _variables(compiled):
            match variable.term:
                case ir.FactTerm(fact=name):
                    found.setdefault((None, name), {})[variable.classes] = None
                case ir.FieldTerm(event=event, field=name):
                    found.setdefault((event, name), {})[variable.classes] = None
                case _:
                    pass
        return cls({key: tuple(each) for key, each in found.items()})

    def split(self, owners: tuple[Owner, ...], name: str, domain: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """The values of a fact or field, those together that no clause tells apart, in the order of the domain.

        `owners`: the event types as which the event counts.
        """
        splits = [each for owner in owners for each in self.splits.get((owner, name), ())]
        classes: dict[tuple[int, ...], list[str]] = {}
        for value in domain:
            key = tuple(next((n for n, each in enumerate(split) if value in each), -1) for split in splits)
            classes.setdefault(key, []).append(value)
        return tuple(map(tuple, classes.values()))

    def others(
        self, owners: tuple[Owner, ...], name: str, domain: tuple[str, ...], value: str | None
    ) -> tuple[str, ...]:
        """A value of each class but that of `value`, the nearest to it first."""

        def distance(other: str) -> int:
            return abs(domain.index(other) - domain.index(value)) if value in domain else domain.index(other)

        found = [min(each, key=distance) for each in self.split(owners, name, domain) if value not in each]
        return tuple(sorted(found, key=distance))


def _variables(compiled: g.Compiled) -> Iterator[x.Variable]:
    groups: tuple[g.Group, ...] = (
        *compiled.decisions.values(),
        *compiled.steps.values(),
        *(group for each in compiled.timers.values() for group in each),
        *compiled.rules.values(),
    )
    for group in groups:
        yield from group.variables
        if isinstance(group, g.RuleGroup) and group.performing is not None:
            yield from group.performing.variables
    for each in compiled.filters.values():
        yield from each.variables
