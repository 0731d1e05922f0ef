"""Rules in one world: which instances there are, what exceptions make of them, which acts count, what has lapsed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from remit.dsl import ir

from .world import At, Blank, Day, Here, Odd, Which, World


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says at a moment. `view`: its heading, None where nothing is asked; `own`: its own window binds."""

    live: tuple[ir.Exclusion, ...]
    released: bool
    modality: ir.Modality
    view: str | None
    window: ir.Window | None
    own: bool


def heading(rule: ir.Rule, modality: ir.Modality) -> str | None:
    """Under which heading a norm of that modality stands."""
    if modality.strength is ir.Strength.NEED:
        return None
    if modality.negated:
        return "prohibition"
    if rule.repeat is not None and rule.repeat.quantity is ir.Quantity.AT_MOST:
        return "limit"
    return "power" if modality.strength is ir.Strength.MAY else "duty"


def spoken(modality: ir.Modality) -> str:
    """'will normally not'."""
    return " ".join(w for w in (modality.strength.value, modality.softened, "not" * modality.negated) if w)


def ruling(world: World, rule: ir.Rule, here: Here) -> Ruling:
    """The rule with those exceptions that act; one that is against others acts only where one of those holds."""
    told = {each.name: world.holds(each.when, here) for each in rule.exceptions}
    by_name = {each.name: each for each in rule.exceptions}

    def holds(name: str) -> bool:
        against = by_name[name].against
        return told[name] and (not against or any(holds(each) for each in against))

    def acts(name: str) -> bool:
        return holds(name) and not any(name in each.against and acts(each.name) for each in rule.exceptions)

    live = tuple(each for each in rule.exceptions if acts(each.name))
    world.met_with += ["exceptions" for _ in live]
    world.met_with += ["defeated" for each in rule.exceptions if holds(each.name) and each not in live]
    released = any(each.modality is None and each.window is None and not each.against for each in live)
    modality = next((each.modality for each in live if each.modality is not None), rule.modality)
    window = next((each.window for each in live if each.window is not None), None)
    view = None if released else heading(rule, modality)
    return Ruling(live, released or view is None, modality, view, window or rule.window, window is None)


def during(world: World, rule: ir.Rule, here: Here) -> bool:
    """Whether the `while` holds."""
    return world.holds(rule.during, here)


def instances(world: World, rule: ir.Rule, at: At) -> list[Which]:
    """The events that give rise to the rule, as far as they happened; [None] where it needs none."""
    if rule.trigger is None:
        return [None]
    events: list[Which] = [number for number in range(at.seen) if rule.trigger in world.types[number]]
    if not rule.each:
        events = events[-1:]
    return [each for each in events if isinstance(each, int) and arises(world, rule, each)]


def arises(world: World, rule: ir.Rule, number: int) -> bool:
    """Whether the condition holds at the trigger, behind it."""
    return world.holds(rule.when, Here(world.story.behind(number), it=number))


def begun(world: World, rule: ir.Rule, at: At) -> int:
    """The number of events that lie before the present stay of a rule without event, or before its last one."""
    if rule.during is None:
        return 0
    story = world.story
    moments = [story.behind(number) for number in range(at.seen)]
    days = {since for spells in story.record.facts.values() for _, since in spells if since and since <= at.day}
    if world.course is not None:
        for name in world.course.names:
            day = world.course.entered_on(name, None, frozenset(), at)
            days |= {day} if isinstance(day, dt.date) else set()
    moments += [At(day, 0, sum(each < day for each in story.days)) for day in days]
    since, last, broken = 0, 0, False
    for each in sorted(moments, key=lambda moment: (moment.day, moment.seen)):
        if world.known_not_to_hold(rule.during, Here(each)):
            broken, last = True, each.seen
        elif broken:
            since, broken = last, False
    return since


def candidates(world: World, rule: ir.Rule, at: At) -> list[int]:
    """The acts of the rule's kind and actor."""
    events = world.story.events
    return [n for n in range(at.seen) if rule.act in world.types[n] and events[n].by in ("", rule.actor)]


def reading(world: World, number: int, instance: Which) -> Here:
    """The moment just before an act, as seen by an instance."""
    return Here(world.story.before(number), it=instance, done=number)


def counts(world: World, rule: ir.Rule, number: int, instance: Which) -> bool:
    """Whether an act is as `with` asks."""
    return world.holds(rule.performing, reading(world, number, instance))


def permitted(world: World, rule: ir.Rule, number: int, instance: Which, view: str) -> bool | None:
    """Whether an act falls on a day on which the norm stood; None: its window is not known."""
    here = reading(world, number, instance)
    said = ruling(world, rule, here)
    if said.view != view or not during(world, rule, here):
        return False
    if view == "prohibition" and said.own and heading(rule, rule.modality) != "prohibition":
        return True  # the window of a duty does not limit the ban that it is turned into
    return inside(ends(world, said.window, here), world.story.days[number])


def acting(world: World, rule: ir.Rule, at: At, view: str) -> tuple[dict[Which, int], list[Which]]:
    """Which act meets each instance, and those that may be met by one whose window is not known."""
    met: dict[Which, int] = {}
    unsure: list[Which] = []
    waiting = instances(world, rule, at)
    first = begun(world, rule, at) if rule.trigger is None else 0
    for number in candidates(world, rule, at):
        for instance in waiting:
            since = instance + 1 if isinstance(instance, int) else first
            if instance in met or number < since or not counts(world, rule, number, instance):
                continue
            if view == "power":
                stood = permitted(world, rule, number, instance, view)
                if stood is None:
                    unsure.append(instance)
                if not stood:
                    continue
            elif rule.each and not _awaits(world, rule, reading(world, number, instance)):
                continue
            met[instance] = number
            break
    return met, unsure


def _awaits(world: World, rule: ir.Rule, here: Here) -> bool:
    said = ruling(world, rule, here)
    gone = departed(world, rule, here.it, here.at.day) is not None and excused(said.modality)
    return during(world, rule, here) and not said.released and not gone


def excused(modality: ir.Modality) -> bool:
    """Whether one can depart from a duty of that modality."""
    return bool(modality.softened) or modality.strength is ir.Strength.SHOULD


def departed(world: World, rule: ir.Rule, instance: Which, by: dt.date) -> str | None:
    """The reason of the departure from an instance that was decided by a day; None: there is no departure."""
    story = world.story
    triggers = [n for n in range(len(story.events)) if rule.trigger in world.types[n]]
    reasons = []
    for each in story.record.departures:
        if each.rule != rule.name or each.by not in ("", rule.actor) or each.on > by:
            continue
        meant = each.instance
        if meant is None and rule.trigger is not None:
            earlier = [story.days[n] for n in triggers if story.days[n] <= each.on]
            meant = earlier[-1] if earlier and (len(earlier) == 1 or not rule.each) else dt.date.min
        if meant == (story.days[instance] if isinstance(instance, int) else None):
            reasons.append(each.reason)
    return max(reasons, key=bool, default=None)


def lapse(world: World, rule: ir.Rule, instance: Which, modality: ir.Modality) -> str | None:
    """What it is not to have kept a norm of that modality."""
    if modality.strength in (ir.Strength.MAY, ir.Strength.NEED):
        return None
    if modality.strength is ir.Strength.SHOULD:
        return "not followed"
    if not modality.softened:
        return "breach"
    return "explained departure" if departed(world, rule, instance, world.story.as_of) else "unexplained departure"


# Windows


@dataclass(frozen=True, slots=True)
class Ends:
    """The days of a window; None: no bound. `announced`: they are reckoned from what is still to come."""

    earliest: Day | None = None
    latest: Day | None = None
    announced: bool = False

    @property
    def dated(self) -> bool:
        """Whether the days are known."""
        return not isinstance(self.earliest, Blank) and not isinstance(self.latest, Blank)


def ends(world: World, window: ir.Window | None, here: Here) -> Ends:
    """The days of a window as seen from a moment."""
    if window is None:
        return Ends()
    announced = False
    found: list[Day | None] = []
    for point in (window.earliest, window.latest):
        if point is None:
            found.append(None)
            continue
        forwards = point.offset is not None and point.relation is not ir.Relation.BEFORE
        day = world.anchor(point.anchor, here)
        moment = isinstance(point.anchor, ir.MomentAnchor)
        announced |= forwards and moment and isinstance(day, dt.date) and day > world.story.as_of
        found.append(world.day_of(point, here))
        announced |= found[-1] is Blank.NEVER
    return Ends(None, None, True) if announced else Ends(*found)


def inside(window: Ends, day: dt.date) -> bool | None:
    """Whether a day lies in a window; None: not known."""
    if window.announced:
        return False
    early = isinstance(window.earliest, dt.date) and day < window.earliest
    late = isinstance(window.latest, dt.date) and day > window.latest
    if early or late:
        return False
    return True if window.dated else None


def lapses(world: World, rule: ir.Rule, at: At, only_last_days: bool) -> list[Day]:
    """The last days of a rule's windows; not `only_last_days`: of those that lapsed on that day."""
    found: list[Day] = []
    for instance in instances(world, rule, at):
        for name, window in rule.named_windows:
            day = ends(world, window, Here(at, it=instance, done=Odd.WOULD_BE)).latest
            if day is Blank.UNKNOWN and not only_last_days:
                met, _ = acting(world, rule, at, "duty")
                found += [] if instance in met else [day]
            elif isinstance(day, dt.date) and (
                only_last_days or (day <= at.day and _lapsed(world, rule, instance, name, day))
            ):
                found.append(day)
    return found


def _lapsed(world: World, rule: ir.Rule, instance: Which, name: str | None, day: dt.date) -> bool:
    at = world.story.end_of(day)
    if instance not in instances(world, rule, at):
        return False
    here = Here(at, it=instance, done=Odd.WOULD_BE)
    said = ruling(world, rule, here)
    binds = said.own if name is None else any(each.name == name for each in said.live)
    if not (binds and said.view == "duty" and during(world, rule, here)):
        return False
    if departed(world, rule, instance, day) is not None and excused(said.modality):
        return False
    return instance not in acting(world, rule, at, "duty")[0]
