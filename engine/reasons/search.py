"""The search for the smallest change that makes an answer another one: one change, then two, then three.

A set of changes is found only if the engine, run on the changed case, gives the answer in every history that the case
allows. Values are first made unknown: where the answer is not even possible then, none of them can bring it about, for
learning more only narrows (semantics 2). So most sets need not be tried value by value.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from ...dsl import ir
from ..deeming import kinds_of
from ..history import Case, Occurrence
from .changes import Added, Change, DaysTo, Removed, changed
from .classes import Classes
from .offers import Slot
from .targets import Asker

MOST = 3
"""How many changes are made at once."""

ALTERNATIVES = 5
"""How many sets of changes of one size are looked for."""

LIMIT = 60_000
"""What the answers may cost for one target, as `Asker` counts it: so the same question has the same answer anywhere."""

FEW = 6
"""How many changes of one slot are tried where several slots are changed."""

TOGETHER = 60
"""Of how many slots several are changed at once: those that one would rather change."""

_YES = frozenset({True})


@dataclass(frozen=True, slots=True)
class Found:
    """Sets of changes of one size; none where nothing was found up to that size. `exhausted`: not all were tried."""

    size: int
    sets: tuple[tuple[Change, ...], ...]
    exhausted: bool


@dataclass(slots=True)
class Search:
    """Looks for sets of changes that bring a target about. `told`: an answer may hang on what is known at all."""

    case: Case
    as_of: dt.date
    asker: Asker
    slots: tuple[Slot, ...]
    classes: Classes
    told: bool
    _hopeless: dict[tuple[Change, ...], bool] = field(default_factory=dict)
    _known: dict[tuple[Change, ...], frozenset[bool]] = field(default_factory=dict)

    def smallest(self, slots: tuple[Slot, ...], most: int, limit: int) -> Found:
        """The smallest sets of changes of these slots, at most `most` at once, those first that one would rather make.

        `limit`: what answers may have cost before no more sets are tried.
        """
        for size in range(1, most + 1):
            found: dict[tuple[Change, ...], None] = {}
            for chosen in _chosen(slots if size == 1 else slots[:TOGETHER], size):
                if self.asker.cost >= limit:
                    return Found(size, tuple(found), True)
                flips = self._flipping(chosen, limit)
                if flips is not None:
                    found[flips] = None
                if len(found) >= ALTERNATIVES:
                    break
            if found:
                return Found(size, tuple(found), False)
        return Found(most, (), most > 1 and len(slots) > TOGETHER)

    def confirmed(self, changes: tuple[Change, ...]) -> bool:
        """Whether the changes bring the target about, and none of them could be left out."""
        fewer = itertools.combinations(changes, len(changes) - 1) if len(changes) > 1 else ()
        return self._truth(changes) == _YES and all(self._truth(each) != _YES for each in fewer)

    def _flipping(self, chosen: tuple[Slot, ...], limit: int) -> tuple[Change, ...] | None:
        """A change of each of the slots that together bring the target about."""
        soft = tuple(each for each in chosen if each.erased is not None)
        hard = tuple(each for each in chosen if each.erased is None)
        few = None if len(chosen) == 1 else FEW
        for firm in itertools.product(*(slot.changes[:few] for slot in hard)):
            if not self._hope(firm, soft):
                continue
            for values in itertools.product(*(slot.changes[:few] for slot in soft)):
                if self.asker.cost >= limit:
                    return None
                settled = self._settled((*values, *firm))
                if settled is not None:
                    return self._nearer(settled)
        return None

    def _hope(self, firm: tuple[Change, ...], soft: tuple[Slot, ...]) -> bool:
        """Whether values of the slots could bring the target about, these changes being made."""
        if self.told:
            return True
        if firm not in self._hopeless:
            every = [slot for slot in self.slots if slot.erased is not None and not _clashes(slot, firm)]
            self._hopeless[firm] = True not in self._truth((*_erased(every), *firm))
        if self._hopeless[firm]:
            return False
        return not soft or True in self._truth((*_erased(soft), *firm))

    def _truth(self, changes: Iterable[Change]) -> frozenset[bool]:
        made = tuple(changes)
        if made not in self._known:
            self._known[made] = self.asker.truth(changed(self.case, made), self.as_of)
        return self._known[made]

    # What is told of an event that is put in

    def _settled(self, changes: tuple[Change, ...]) -> tuple[Change, ...] | None:
        """The changes, with as little told of events that are put in as brings the target about; None: they do not."""
        truth = self._truth(changes)
        if truth == _YES:
            return changes
        if True not in truth or not any(isinstance(each, Added) for each in changes):
            return None
        for told in self._filled(changes):
            if self._truth(told) == _YES:
                return self._slimmed(told)
        return None

    def _filled(self, changes: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
        """The changes with ever more told of the events that are put in, the target always staying possible."""
        for number, change in enumerate(changes):
            if not isinstance(change, Added):
                continue
            event = self.asker.compiled.framework.events[change.event.event]
            kinds = tuple(kinds_of(self.asker.compiled.framework, event.name))
            for spec in event.fields:
                current = changes[number]
                assert isinstance(current, Added), "only what is told of it has changed"
                if dict(current.event.fields).get(spec.name, "") is not None:
                    continue  # it has a default, or nothing reads it
                for values in self.classes.split(kinds, spec.name, spec.domain):
                    tried = _with(changes, number, _telling(current.event, spec, values[0]))
                    if True in self._truth(tried):
                        changes = tried
                        yield changes
                        break

    def _slimmed(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """The same without what need not be told of events that are put in."""
        for number, change in enumerate(changes):
            if not isinstance(change, Added):
                continue
            for name, value in change.event.fields:
                current = changes[number]
                assert isinstance(current, Added), "only what is told of it has changed"
                if value is None:
                    continue
                fields = tuple((each, None if each == name else known) for each, known in current.event.fields)
                tried = _with(changes, number, replace(current.event, fields=fields))
                if self._truth(tried) == _YES:
                    changes = tried
        return changes

    # Days

    def _nearer(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """The same with events moved no further than need be."""
        for number, change in enumerate(changes):
            if isinstance(change, DaysTo):
                changes = self._moved_less(changes, number, change)
        return changes

    def _moved_less(self, changes: tuple[Change, ...], number: int, change: DaysTo) -> tuple[Change, ...]:
        before = dict(self.case.events[change.at].moments)
        shifts = {(day - before[name]).days for name, day in change.moments if name in before}
        if len(shifts) != 1 or any(name not in before for name, _ in change.moments):
            return changes
        near, far = 0, shifts.pop()
        while abs(far - near) > 1:
            middle = (near + far) // 2
            moments = tuple((name, before[name] + dt.timedelta(days=middle)) for name, _ in change.moments)
            tried = (*changes[:number], DaysTo(change.at, moments), *changes[number + 1 :])
            if self._truth(tried) == _YES:
                far, changes = middle, tried
            else:
                near = middle
        return changes


def _chosen(slots: tuple[Slot, ...], size: int) -> list[tuple[Slot, ...]]:
    """Sets of slots that can be changed together, those first that one would rather change."""
    sets = [each for each in itertools.combinations(slots, size) if _together(each)]
    return sorted(sets, key=lambda each: (max(slot.cost for slot in each), sum(slot.cost for slot in each)))


def _together(slots: tuple[Slot, ...]) -> bool:
    """Whether slots can be changed at once: of an event that is taken out nothing else is."""
    out = [slot.at for slot in slots if slot.takes_out]
    return not any(slot.at in out and not slot.takes_out for slot in slots)


def _clashes(slot: Slot, firm: tuple[Change, ...]) -> bool:
    """Whether a slot is about an event that these changes take out."""
    return any(isinstance(each, Removed) and each.at == slot.at for each in firm)


def _erased(slots: Iterable[Slot]) -> Iterator[Change]:
    yield from (each.erased for each in slots if each.erased is not None)


def _with(changes: tuple[Change, ...], number: int, event: Occurrence) -> tuple[Change, ...]:
    return (*changes[:number], Added(event), *changes[number + 1 :])


def _telling(event: Occurrence, spec: ir.Field, value: str) -> Occurrence:
    return replace(event, fields=tuple((name, value if name == spec.name else known) for name, known in event.fields))
