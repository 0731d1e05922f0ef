"""The instances of a rule for one case: the events that give rise to them, and the acts that meet them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..dsl import ir
from . import expressions as x
from . import groups as g
from . import kernel, sharing
from .binding import NOTHING, Asked, Binding
from .departing import departure, told
from .history import Dated
from .kernel import Effect
from .lapse import Departed, excusable
from .life import View, heading, view_of
from .valuation import Known, Ruler
from .windows import Span, spans_of
from .writing import moved_term


@dataclass(frozen=True, slots=True)
class Doing:
    """An act that may meet an instance; None: none on record does, and with `unrecorded` one may be missing from it."""

    act: Dated | None
    unrecorded: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """From when the acts of an instance count: after the event at place `index`, and not before `day` (None: any)."""

    index: int
    day: dt.date | None


ALWAYS = Begun(-1, None)


@dataclass(frozen=True, slots=True)
class Instance:
    """A rule with the event that gives rise to it (None: it needs none), and what may have been done under it.

    `begun`: from when acts count; `standing`, where it needs no event: since when the rule has been in force.
    `superseded`: a later triggering event may be missing from the record.

    `others`: what may have been done under a heading to which an exception turns the rule, where acts count otherwise
    there: a power alone asks whether it stood. None: nothing counts otherwise.
    """

    it: Dated | None
    doings: tuple[Doing, ...]
    begun: Begun
    superseded: bool = False
    standing: Begun = ALWAYS
    others: tuple[Doing, ...] | None = None

    def under(self, rule: ir.Rule, view: View) -> Instance:
        """The same, with what may have been done under a heading: that of the rule itself, or another."""
        own = (view is View.POWER) is (view_of(rule.modality) is View.POWER)
        return self if own or self.others is None else replace(self, doings=self.others)

    @property
    def ever(self) -> Begun:
        """From when acts count for what stands once it has happened: breaches, and what was done how often."""
        return self.standing if self.it is None else self.begun

    @property
    def binding(self) -> Binding:
        """The events that its conditions speak of."""
        return Binding(self.it)


def instances(known: Known, group: g.RuleGroup, asked: Asked) -> tuple[Instance, ...]:
    """The instances of a rule at a moment of asking, in the order of their events; none where nothing triggers it."""
    rule = group.rule
    if rule.trigger is None:
        return _standing(known, group, asked)
    events = known.events(rule.trigger, asked)
    if not events:
        return ()
    if not rule.each:
        latest = events[-1]
        if not known.reign.holds(latest.index):
            return ()  # it gives rise to the rule of another framework, or to none
        superseded = not known.covers(rule.trigger, latest.day, asked.day)
        begun = _after(latest)
        return (
            Instance(
                latest,
                doings(known, group, latest, begun, asked),
                begun,
                superseded,
                others=turned_doings(known, group, latest, begun, asked),
            ),
        )
    waiting = tuple(
        Waiting(event, ruler, view_of(rule.modality))
        for event in events
        if (ruler := _ruler(Ruler(known, group), event)) is not None
    )
    met = _shared_out(waiting, asked) if waiting else ()
    view = _turned(rule)
    turned = None if view is None else _shared_out(tuple(replace(each, view=view) for each in waiting), asked)
    return tuple(
        Instance(each.it, doings, _after(each.it), others=None if turned is None else turned[place])
        for place, (each, doings) in enumerate(zip(waiting, met, strict=True))
        if known.reign.holds(each.it.index)
    )


def _turned(rule: ir.Rule) -> View | None:
    """The heading to which exceptions turn a rule, where acts count otherwise there."""
    home = view_of(rule.modality) is View.POWER
    turned = (view_of(each.modality) for each in rule.exceptions if each.modality is not None)
    return next((each for each in turned if each is not View.NONE and (each is View.POWER) is not home), None)


def _after(event: Dated) -> Begun:
    return Begun(event.index, event.day)


def _ruler(ruler: Ruler, event: Dated) -> Ruler | None:
    """Under which framework's rule an event falls; None: nobody's. An act before a rule is judged by the one before."""
    found: Ruler | None = ruler
    while found is not None and event.index < found.known.reign.first:
        found = found.known.earlier(found.group.name)
    return found if found is not None and found.known.reign.holds(event.index) else None


def _standing(known: Known, group: g.RuleGroup, asked: Asked) -> tuple[Instance, ...]:
    """The instance of a rule without triggering event, where it stands under this framework (semantics 27)."""
    rule, reign = group.rule, known.reign
    begun, standing = _in_force_since(known, group, asked), ALWAYS
    if reign.after(asked.day, asked.count) and taken_over(Ruler(known, group), asked):
        return ()
    if reign.begins is not None and rule.name not in reign.carried:
        standing = Begun(reign.first - 1, reign.begins)
        if (begun.index, begun.day or dt.date.min) < (standing.index, reign.begins):
            begun = standing
        latest = spans_of(known, rule, NOTHING, asked).own.latest
        if latest is not None and latest < reign.begins:
            return ()
    elif (earlier := known.earlier(rule.name)) is not None and not taken_over(earlier, asked):
        return ()
    return (
        Instance(
            None,
            doings(known, group, None, begun, asked),
            begun,
            standing=standing,
            others=turned_doings(known, group, None, begun, asked),
        ),
    )


def taken_over(ruler: Ruler, asked: Asked) -> bool:
    """Whether the next framework's rule of that name stands in place of one without triggering event.

    It does not where the window was bound, by its anchors, while the earlier framework was in force: its dates stay.
    """
    known, window, ends = ruler.known, ruler.group.rule.window, ruler.known.reign.ends
    if ruler.group.name not in known.reign.replaced:
        return False
    if window is None or ends is None:
        return True
    for anchor in (each.anchor for each in (window.earliest, window.latest) if each is not None):
        day = known.anchor(anchor, NOTHING, asked)
        if not isinstance(anchor, ir.DayAnchor) and not (isinstance(day, dt.date) and day <= ends):
            return True
    return False


def _in_force_since(known: Known, group: g.RuleGroup, asked: Asked) -> Begun:
    """Since when the `while` of a rule without triggering event may have held without a break, or held when it last did
    (semantics 15).

    It is looked at after each event, and on each day on which a fact or a lifecycle that it may read has changed.
    """
    if group.standing is None:
        return ALWAYS
    past = known.history.past[: asked.count]
    read = {variable.term for variable in group.variables}
    facts = {term.fact for term in read if isinstance(term, ir.FactTerm)}
    spells = [spell for name, each in known.case.facts.items() if name in facts for spell in each]
    days = {spell.begins for spell in spells if spell.begins is not None}
    for lifecycle in sorted({term.lifecycle for term in read if isinstance(term, ir.StateTerm)}):
        entered = known.anchor(ir.EntryAnchor(lifecycle, None, frozenset()), NOTHING, asked)
        days |= {entered} if isinstance(entered, dt.date) else set()
    moments = [(Asked(each.day, each.index + 1), Begun(each.index, each.day)) for each in past]
    for day in days:
        if day <= asked.day:
            before = sum(1 for each in past if each.day < day)
            moments.append((Asked(day, before), Begun(before - 1, day)))
    moments.sort(key=lambda each: (each[0].day, each[0].count))
    since = ALWAYS
    broken = False
    for moment, begun in moments:
        holds = known.tried(group.standing, NOTHING, moment)
        if holds == {False}:
            broken = True
        elif broken:
            since, broken = begun, False
    return since


def acts(
    known: Known, group: g.RuleGroup, it: Dated | None, begun: Begun, asked: Asked, under: View | None = None
) -> Iterator[tuple[Dated, frozenset[bool]]]:
    """The acts of a rule from when they count, in order, and whether each counts: under a power only one that was done
    while it stood (semantics 20). `under`: the heading; by default that of the rule's own modality."""
    view = under or view_of(group.rule.modality)
    for each, performed in performances(known, group, it, begun, asked):
        yield each, _under_power(known, group, it, each, performed, asked, view)


def performances(
    known: Known, group: g.RuleGroup, it: Dated | None, begun: Begun, asked: Asked
) -> Iterator[tuple[Dated, frozenset[bool]]]:
    """The acts of which a rule speaks, in order, and whether each is one: by its actor, and as its `with` asks."""
    for each in known.events(group.rule.act, asked):
        if each.index > begun.index and (begun.day is None or each.day >= begun.day):
            yield each, _performed(known, group, it, each)


def _performed(known: Known, group: g.RuleGroup, it: Dated | None, act: Dated) -> frozenset[bool]:
    known, group = _judging(known, group, it, act)
    if act.occurrence.by not in (None, group.rule.actor):
        return frozenset({False})
    if group.performing is None:
        return frozenset({True})
    return known.tried(group.performing, Binding(it, act), known.before(act))


def _under_power(
    known: Known,
    group: g.RuleGroup,
    it: Dated | None,
    act: Dated,
    performed: frozenset[bool],
    asked: Asked,
    view: View,
) -> frozenset[bool]:
    if view is not View.POWER:
        return performed
    power = stood(known, group, it, act, View.POWER, asked)
    return frozenset(a and b is not None for a in performed for b in power)


def stood(
    known: Known, group: g.RuleGroup, it: Dated | None, act: Dated, view: View, asked: Asked
) -> frozenset[Effect | None]:
    """What a rule came to as a power, or as a prohibition, when an act was done, and that within its window; None: it
    was none then."""
    known, group = _judging(known, group, it, act)
    spans = spans_of(known, group.rule, Binding(it), asked)
    home = view_of(group.rule.modality)
    found: set[Effect | None] = set()
    every = effects(known, group, Binding(it, act), known.before(act))
    # Where nothing gives rise to a power there is none to be used, so that nothing hangs on it.
    arising = [each for each in every if each is not None] if view is View.POWER else every
    for effect in arising or [None]:
        if effect is None or heading(effect) is not view:
            found.add(None)
        elif view in (home, View.POWER) or effect.window is not None:
            found |= {effect if each else None for each in _inside(spans.window(effect.window), act.day)}
        else:  # a rule turned into a ban bans at any time: its window says when the act was due
            found.add(effect)
    return frozenset(found)


def _judging(known: Known, group: g.RuleGroup, it: Dated | None, act: Dated) -> tuple[Known, g.RuleGroup]:
    """As which framework states it a rule judges an act: without a triggering event, the one in force at the time."""
    ruler = _ruler(Ruler(known, group), act) if it is None else None
    return (known, group) if ruler is None else (ruler.known, ruler.group)


def _live(known: Known, group: g.RuleGroup, it: Dated, act: Dated) -> set[bool]:
    """Whether an instance stood when an act was done: one that an exception had released, or that was departed from,
    takes none."""
    before = known.before(act)
    departed = told(departure(known, group.rule, it, before))
    found = effects(known, group, Binding(it, act), before)
    return {effect.live and not releases(effect, departed) for effect in found if effect is not None} or {False}


def releases(effect: Effect, departed: Departed) -> bool:
    """Whether a departure on record settles a duty as it stands then."""
    return departed is not Departed.NO and effect.modality is not None and excusable(effect.modality)


def effects(known: Known, group: g.RuleGroup, of: Binding, asked: Asked) -> list[Effect | None]:
    """What a rule can come to at a moment of asking; None where nothing gives rise to it."""
    masks = known.masks(group.variables, of, asked_times(of, asked, asked))
    return [each.outcome.now for each in kernel.rule(group, masks, deadline=False)]


def asked_times(of: Binding, now: Asked, deadline: Asked) -> dict[x.Time, Asked]:
    """When each sort of variable of a rule is asked."""
    trigger = Asked(of.it.day, of.it.index + 1) if isinstance(of.it, Dated) else now
    return {x.Time.ALWAYS: now, x.Time.NOW: now, x.Time.EVENT: trigger, x.Time.DEADLINE: deadline}


def _inside(span: Span, day: dt.date) -> set[bool]:
    if not span.dated:
        return {False} if span.announced else {True, False}
    after = span.earliest is None or day >= span.earliest
    return {after and (span.latest is None or day <= span.latest)}


def complete(known: Known, group: g.RuleGroup, begun: Begun, asked: Asked) -> bool:
    """Whether every act that counts would be on record."""
    return known.covers(group.rule.act, begun.day, asked.day)


def turned_doings(
    known: Known, group: g.RuleGroup, it: Dated | None, begun: Begun, asked: Asked
) -> tuple[Doing, ...] | None:
    """What may have been done under the heading to which exceptions turn a rule, if acts count otherwise there."""
    view = _turned(group.rule)
    return None if view is None else doings(known, group, it, begun, asked, view)


def doings(
    known: Known, group: g.RuleGroup, it: Dated | None, begun: Begun, asked: Asked, under: View | None = None
) -> tuple[Doing, ...]:
    """What may have been done: the first act that counts, those before it that may, or none."""
    found: list[Doing] = []
    for act, counts in acts(known, group, it, begun, asked, under):
        if True in counts:
            found.append(Doing(act))
        if counts == {True}:
            return tuple(found)
    return (*found, Doing(None, not complete(known, group, begun, asked)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An instance that acts may meet: its triggering event, the rule under which it falls, and the heading under which
    acts are to count."""

    it: Dated
    ruler: Ruler
    view: View


def _shared_out(waiting: tuple[Waiting, ...], asked: Asked) -> tuple[tuple[Doing, ...], ...]:
    known, rule = waiting[0].ruler.known, waiting[0].ruler.group.rule
    done = known.events(rule.act, asked)
    silent = tuple(not complete(known, each.ruler.group, _after(each.it), asked) for each in waiting)
    if not done:
        return tuple((Doing(None, each),) for each in silent)
    arising = tuple(arises(each.ruler, each.it) for each in waiting)
    first = waiting[0].ruler.group
    alike = all(of_act_alone(each.ruler.group, first) for each in waiting)
    ways = sharing.ways(arising, len(done), _Counting(waiting, done, asked, alike))
    found: list[tuple[Doing, ...]] = []
    for place, each in enumerate(waiting):
        met = {way[place]: None for way in ways or () if way[place] != sharing.ABSENT} or {None: None}
        doings = [Doing(done[act]) for act in met if act is not None]
        if ways is None or any(silent):
            # Acts that are not on record leave nothing unmet that those on record meet; but which meets it is open.
            doings = [Doing(act) for act in done if act.index > each.it.index and _may(each, act, asked)]
        if ways is None or None in met:
            doings.append(Doing(None, silent[place]))
        found.append(tuple(doings))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Counting:
    """Whether acts of a case count for the instances that wait; `alike`: that the act alone tells whether it is one."""

    waiting: tuple[Waiting, ...]
    done: list[Dated]
    asked: Asked
    alike: bool

    def at_all(self, act: int) -> frozenset[bool] | None:
        """As `sharing.Counting`."""
        first = self.waiting[0]
        known, group = first.ruler.known, first.ruler.group
        return _performed(known, group, first.it, self.done[act]) if self.alike else None

    def after(self, act: int, instance: int) -> bool:
        """As `sharing.Counting`."""
        return self.waiting[instance].it.index < self.done[act].index

    def counts(self, act: int, instance: int) -> frozenset[bool]:
        """As `sharing.Counting`."""
        each, doing = self.waiting[instance], self.done[act]
        known, group = each.ruler.known, each.ruler.group
        performed = frozenset({True}) if self.alike else _performed(known, group, each.it, doing)
        counts = _under_power(known, group, each.it, doing, performed, self.asked, each.view)
        return frozenset(a and b for a in counts for b in _live(known, group, each.it, doing))


def _may(each: Waiting, act: Dated, asked: Asked) -> bool:
    known, group = each.ruler.known, each.ruler.group
    return True in _under_power(known, group, each.it, act, _performed(known, group, each.it, act), asked, each.view)


def arises(ruler: Ruler, it: Dated) -> frozenset[bool]:
    """Whether an event gives rise to a rule."""
    if ruler.group.arising is None:
        return frozenset({True})
    return ruler.known.tried(ruler.group.arising, Binding(it), Asked(it.day, it.index + 1))


def of_act_alone(group: g.RuleGroup, other: g.RuleGroup) -> bool:
    """Whether a rule asks of an act the same as another, and that of the act alone."""
    if group is not other and (group.rule.actor, group.performing) != (other.rule.actor, other.performing):
        return False
    return group.performing is None or all(_of_act(each.term) for each in group.performing.variables)


def _of_act(term: ir.Term) -> bool:
    """Whether a term does not speak of the event that gives rise to the rule."""
    return moved_term(term, ir.Done()) == term
