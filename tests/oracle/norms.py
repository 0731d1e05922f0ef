"""What becomes of a rule's instances in one world: status, days and paragraphs, under each heading."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from remit.dsl import ir

from . import duties
from .duties import Ends, Ruling
from .world import Here, Odd, Which, World

NOT_ARISING = "does not arise"


@dataclass(frozen=True, slots=True)
class Norm:
    """An instance of a rule under one heading in one world."""

    status: str
    timing: str | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    met_on: dt.date | None = None
    modality: str | None = None
    cite: tuple[str, ...] = ()
    lapse: str | None = None
    count: int | None = None


def views(rule: ir.Rule) -> list[str]:
    """The headings under which a rule may stand, its own first."""
    said = [rule.modality, *(each.modality for each in rule.exceptions if each.modality is not None)]
    return list(dict.fromkeys(view for each in said if (view := duties.heading(rule, each)) is not None))


def norms(rule: ir.Rule, view: str, world: World) -> dict[int | None, Norm]:
    """The instances of a rule under a heading, by the places of their events in the file."""
    events = world.story.events
    at = world.story.end_of(world.story.as_of)
    return {
        events[each].number if isinstance(each, int) else None: norm(world, rule, view, each)
        for each in duties.instances(world, rule, at)
    }


def norm(world: World, rule: ir.Rule, view: str, instance: Which) -> Norm:
    """An instance of a rule under a heading, on the day asked for."""
    at = world.story.end_of(world.story.as_of)
    here = Here(at, it=instance, done=Odd.WOULD_BE)
    now = duties.ruling(world, rule, here)
    if not duties.during(world, rule, here):
        now = replace(now, live=(), view=None)
    lives = now.view == view
    own = view == duties.heading(rule, rule.modality)
    if view == "prohibition":
        return _ban(world, rule, instance, now, lives, own)
    window = duties.ends(world, rule.window if now.view is None else now.window, here)
    met, unsure = duties.acting(world, rule, at, view)
    act = met.get(instance)
    void_without_event = rule.trigger is None and not duties.during(world, rule, here)
    then = _lapse_stands(world, rule, instance, view) if view == "duty" else None
    bound = duties.ends(world, rule.window, here)
    late_act = act is not None and then is not None and _timing(bound, world.story.days[act]) == "late"
    if act is not None and (not void_without_event or late_act) and (own or lives):
        day = world.story.days[act]
        if then is not None and _timing(bound, day) == "late":
            return _lapsed(world, rule, instance, then, _told(rule, then, "met", bound, day, "late", True, view))
        status = "met" if view == "duty" else "used"
        told = _told(rule, now, status, window, day, _timing(window, day), lives, view)
        if not lives or view != "duty":
            return told
        late = _timing(window, day) == "late"
        in_time = None if late or window.dated or window.announced else "undetermined"
        return replace(told, lapse=duties.lapse(world, rule, instance, now.modality) if late else in_time)
    if then is not None and not (void_without_event and act is not None):
        return _lapsed(world, rule, instance, then, _told(rule, then, "overdue", bound, None, None, True, view))
    if not lives:
        return _void(rule, now, window) if own else Norm(NOT_ARISING)
    if instance in unsure and world.choices.choose(("used", rule.name, instance), (False, True)):
        day = None
        return _told(rule, now, "used", window, None, None, lives, view)
    status = _life(window, world.story.as_of, "overdue" if view == "duty" else "closed")
    told = _told(rule, now, status, window, None, None, lives, view)
    if view != "duty":
        return told
    if status == "overdue" or duties.departed(world, rule, instance, world.story.as_of) is not None:
        return _lapsed(world, rule, instance, now, told)
    return replace(told, lapse="undetermined") if status == "undetermined" else told


def _lapsed(world: World, rule: ir.Rule, instance: Which, bound: Ruling, told: Norm) -> Norm:
    """The same, not having been kept; departed from, where that was decided and can be."""
    lapse = duties.lapse(world, rule, instance, bound.modality)
    gone = duties.departed(world, rule, instance, world.story.as_of) is not None and duties.excused(bound.modality)
    if told.status == "met":
        return replace(told, lapse=lapse)
    if gone:
        return replace(told, status="departed", cite=_cite(rule, bound, bound.window), lapse=lapse)
    return replace(told, lapse=lapse) if told.status == "overdue" else told


def _life(window: Ends, as_of: dt.date, after: str) -> str:
    if window.announced:
        return "not yet open"
    if not window.dated:
        return "undetermined"
    if isinstance(window.earliest, dt.date) and as_of < window.earliest:
        return "not yet open"
    if isinstance(window.latest, dt.date) and as_of > window.latest:
        return after
    return "open"


def _timing(window: Ends, day: dt.date) -> str | None:
    if not window.dated or window == Ends() or window.announced:
        return None
    if isinstance(window.earliest, dt.date) and day < window.earliest:
        return "early"
    if isinstance(window.latest, dt.date) and day > window.latest:
        return "late"
    return "on time"


def _lapse_stands(world: World, rule: ir.Rule, instance: Which, view: str) -> Ruling | None:
    """What the norm was on the last day of the rule's own window, which is over, if it was alive in it then."""
    asked = world.story.end_of(world.story.as_of)
    day = duties.ends(world, rule.window, Here(asked, it=instance, done=Odd.WOULD_BE)).latest
    if not isinstance(day, dt.date) or day >= world.story.as_of:
        return None
    here = Here(world.story.end_of(day), it=instance, done=Odd.WOULD_BE)
    said = duties.ruling(world, rule, here)
    begun = not isinstance(instance, int) or instance < here.at.seen
    binds = begun and said.view == view and said.own and duties.during(world, rule, here)
    return replace(said, live=(), window=rule.window) if binds else None


def _ban(world: World, rule: ir.Rule, instance: Which, now: Ruling, lives: bool, own: bool) -> Norm:
    at = world.story.end_of(world.story.as_of)
    here = Here(at, it=instance, done=Odd.WOULD_BE)
    limited = own or not now.own
    window = duties.ends(world, now.window, here) if limited and lives else Ends()
    perhaps = False
    for number in duties.candidates(world, rule, at):
        if isinstance(instance, int) and number <= instance:
            continue
        if not duties.counts(world, rule, number, instance):
            continue
        stood = duties.permitted(world, rule, number, instance, "prohibition")
        perhaps |= stood is None
        if stood:
            then = duties.ruling(world, rule, duties.reading(world, number, instance))
            shown = duties.ends(world, then.window, here) if own or not then.own else Ends()
            told = _told(rule, then, "disregarded", shown, world.story.days[number], None, True, "prohibition")
            return replace(told, lapse=duties.lapse(world, rule, instance, then.modality))
    if not lives:
        return _void(rule, now, duties.ends(world, rule.window, here)) if own else Norm(NOT_ARISING)
    if perhaps and world.choices.choose(("disregarded", rule.name, instance), (False, True)):
        told = _told(rule, now, "disregarded", window, None, None, lives, "prohibition")
        return replace(told, lapse=duties.lapse(world, rule, instance, now.modality))
    status = _life(window, world.story.as_of, "closed")
    return _told(rule, now, "applies" if status == "open" else status, window, None, None, lives, "prohibition")


def _void(rule: ir.Rule, now: Ruling, window: Ends) -> Norm:
    told = _told(rule, now, "void", window, None, None, False, "")
    return replace(told, cite=_cite(rule, now, None))


def _told(
    rule: ir.Rule,
    now: Ruling,
    status: str,
    window: Ends,
    met_on: dt.date | None,
    timing: str | None,
    lives: bool,
    view: str,
) -> Norm:
    earliest = window.earliest if isinstance(window.earliest, dt.date) and window.dated else None
    latest = window.latest if isinstance(window.latest, dt.date) and window.dated else None
    modality = now.modality if lives else rule.modality
    bound = None if status in ("undetermined", "disregarded") else now.window if lives else rule.window
    return Norm(status, timing, earliest, latest, met_on, duties.spoken(modality), _cite(rule, now, bound))


def _cite(rule: ir.Rule, now: Ruling, window: ir.Window | None) -> tuple[str, ...]:
    if now.live:
        return tuple(p for each in now.live for p in each.citation.paragraphs)
    own = window.citation if window is not None and window.citation is not None else rule.citation
    return own.paragraphs
