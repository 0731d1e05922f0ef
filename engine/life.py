"""A duty's life: one table over the positions of the days, independent of any framework, case or date.

Positions say how the asking day stands to a window and how the act stands to it. The same table serves one case and a
column of a million (semantics 16, 19, 22 and 31).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ..dsl import ir
from .atoms import Act, Place
from .kernel import Effect
from .lapse import Departed, Lapse, excusable, lapse_of


class Status(StrEnum):
    """Where a norm stands for a subject on a day."""

    NOT_YET_OPEN = "not yet open"
    OPEN = "open"
    MET = "met"
    OVERDUE = "overdue"
    DEPARTED = "departed"
    VOID = "void"
    UNDETERMINED = "undetermined"
    USED = "used"
    CLOSED = "closed"
    APPLIES = "applies"
    DISREGARDED = "disregarded"
    EXCEEDED = "exceeded"
    NOT_ARISING = "does not arise"


class View(StrEnum):
    """Under which heading a norm is listed."""

    DUTY = "duty"
    POWER = "power"
    PROHIBITION = "prohibition"
    LIMIT = "limit"
    NONE = "none"


NEVER = frozenset({Lapse.NONE})
_STILL_TO_DO = frozenset({Status.NOT_YET_OPEN, Status.OPEN, Status.OVERDUE, Status.UNDETERMINED})


@dataclass(frozen=True, slots=True)
class Positions:
    """The positions for one window."""

    place: Place
    act: Act


@dataclass(frozen=True, slots=True)
class Stage:
    """What a norm comes to in one world: heading, status, and the effect that says so.

    `binding`: the modality that bound on the last day of the rule's own window, where the norm was not kept by then;
    such a lapse stands, whatever applies later. `lapses`: what not having kept it may amount to.
    """

    view: View
    status: Status
    effect: Effect
    binding: ir.Modality | None = None
    lapses: frozenset[Lapse] = NEVER


def view_of(modality: ir.Modality) -> View:
    """The heading for a modality: 'need not' is nobody's duty and opens nothing."""
    if modality.strength is ir.Strength.NEED:
        return View.NONE
    if modality.negated:
        return View.PROHIBITION
    return View.POWER if modality.strength is ir.Strength.MAY else View.DUTY


def heading(effect: Effect | None) -> View:
    """The heading under which an effect stands; NONE where it binds nobody."""
    return View.NONE if effect is None or not effect.live or effect.modality is None else view_of(effect.modality)


def life(
    native: ir.Modality,
    now: Effect,
    deadline: Effect | None,
    own: Positions,
    effective: Positions,
    departed: Departed = Departed.NO,
) -> tuple[Stage, ...]:
    """Where a norm stands in one world; a norm turned into its opposite stands under both headings.

    `own` are the positions for the rule's own window, `effective` those for the window that applies now. `deadline`
    is the effect on the last day of the own window, None where that day does not lie behind. A lapse that has happened
    stands, whatever applies later, and so it does where the act came late. `departed`: of a departure on record.
    """
    home = view_of(native)
    bound = None if deadline is None or own.place is not Place.AFTER or deadline.window is not None else deadline
    binding = bound.modality if home is View.DUTY and heading(bound) is View.DUTY and bound is not None else None
    stages: list[Stage] = []
    current = heading(now)
    if binding is not None and own.act in (Act.NONE, Act.LATE):
        status = Status.OVERDUE if own.act is Act.NONE else Status.MET
        lapses = frozenset({lapse_of(binding, departed)})
        stages.append(Stage(home, settled(status, binding, departed), now, binding, lapses))
    elif home in (View.DUTY, View.POWER):
        if current is home:
            stages.append(_live(home, now, effective, departed))
        elif effective.act is not Act.NONE:
            stages.append(Stage(home, Status.MET if home is View.DUTY else Status.USED, now))
        else:
            stages.append(Stage(home, Status.VOID, now))
        if binding is not None and own.act is Act.UNDATED:  # it may have come late
            stages[0] = replace(stages[0], lapses=NEVER | {lapse_of(binding, departed)})
    if current is View.PROHIBITION:
        # The window of a duty says when its act was due; a ban that it is turned into has one only if it is given one.
        timed = home is View.PROHIBITION or now.window is not None
        stages.append(Stage(View.PROHIBITION, _banning(effective.place) if timed else Status.APPLIES, now))
    elif home is View.PROHIBITION:
        stages.append(Stage(View.PROHIBITION, Status.VOID, now))
    if current not in (home, View.PROHIBITION, View.NONE):
        stages.append(_live(current, now, effective, departed))
    return tuple(stages)


def settled(status: Status, modality: ir.Modality, departed: Departed) -> Status:
    """The status of a duty, where a departure from it may be on record: that settles it, if it can be departed from."""
    gone = departed is not Departed.NO and status in _STILL_TO_DO and excusable(modality)
    return Status.DEPARTED if gone else status


def _live(view: View, now: Effect, at: Positions, departed: Departed) -> Stage:
    """A duty or a power that stands in the window that applies now."""
    status = _running(view, at)
    if view is not View.DUTY or now.modality is None:
        return Stage(view, status, now)
    after = settled(status, now.modality, departed)
    late, lapse = _late(at), lapse_of(now.modality, departed)
    if after is Status.DEPARTED:
        late = frozenset({True})
    return Stage(view, after, now, lapses=frozenset(lapse if each else Lapse.NONE for each in late))


def _late(at: Positions) -> frozenset[bool]:
    """Whether a duty was not kept in time."""
    match at.act:
        case Act.NONE | Act.UNDATED if at.place is Place.UNKNOWN:
            return frozenset({True, False})
        case Act.UNDATED if at.place is Place.AFTER:
            return frozenset({True, False})
        case Act.NONE:
            return frozenset({at.place is Place.AFTER})
        case act:
            return frozenset({act is Act.LATE})


def _banning(place: Place) -> Status:
    return {
        Place.BEFORE: Status.NOT_YET_OPEN,
        Place.WITHIN: Status.APPLIES,
        Place.AFTER: Status.CLOSED,
        Place.UNKNOWN: Status.UNDETERMINED,
    }[place]


def _running(view: View, at: Positions) -> Status:
    if at.act is not Act.NONE:
        return Status.MET if view is View.DUTY else Status.USED
    match at.place:
        case Place.BEFORE:
            return Status.NOT_YET_OPEN
        case Place.WITHIN:
            return Status.OPEN
        case Place.AFTER:
            return Status.OVERDUE if view is View.DUTY else Status.CLOSED
        case Place.UNKNOWN:
            return Status.UNDETERMINED
