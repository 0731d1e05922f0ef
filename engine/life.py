"""A duty's life: one table over the positions of the days, independent of any framework, case or date.

Positions say how the asking day stands to a window and how the act stands to it. The same table serves one case and a
column of a million (semantics 16 and 31).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..dsl import ir
from .atoms import Act, Place
from .kernel import Effect


class Status(StrEnum):
    """Where a norm stands for a subject on a day."""

    NOT_YET_OPEN = "not yet open"
    OPEN = "open"
    MET = "met"
    OVERDUE = "overdue"
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


@dataclass(frozen=True, slots=True)
class Positions:
    """The positions for one window."""

    place: Place
    act: Act


@dataclass(frozen=True, slots=True)
class Stage:
    """What a norm comes to in one world: heading, status, the effect that says so, and a lapse that stands."""

    view: View
    status: Status
    effect: Effect
    lapsed: bool


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
) -> tuple[Stage, ...]:
    """Where a norm stands in one world; a norm turned into its opposite stands under both headings.

    `own` are the positions for the rule's own window, `effective` those for the window that applies now. `deadline`
    is the effect on the last day of the own window, None where that day does not lie behind. A lapse that has happened
    stands, whatever applies later.
    """
    home = view_of(native)
    lapsed = (
        home is View.DUTY
        and deadline is not None
        and own.place is Place.AFTER
        and own.act is Act.NONE
        and heading(deadline) is View.DUTY
        and deadline.window is None
    )
    stages: list[Stage] = []
    current = heading(now)
    if lapsed:
        stages.append(Stage(home, Status.OVERDUE, now, True))
    elif home in (View.DUTY, View.POWER):
        if current is home:
            stages.append(Stage(home, _running(home, effective), now, False))
        elif effective.act is not Act.NONE:
            stages.append(Stage(home, Status.MET if home is View.DUTY else Status.USED, now, False))
        else:
            stages.append(Stage(home, Status.VOID, now, False))
    if current is View.PROHIBITION:
        # The window of a duty says when its act was due; a ban that it is turned into has one only if it is given one.
        timed = home is View.PROHIBITION or now.window is not None
        stages.append(Stage(View.PROHIBITION, _banning(effective.place) if timed else Status.APPLIES, now, False))
    elif home is View.PROHIBITION:
        stages.append(Stage(View.PROHIBITION, Status.VOID, now, False))
    if current not in (home, View.PROHIBITION, View.NONE):
        stages.append(Stage(current, _running(current, effective), now, False))
    return tuple(stages)


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
