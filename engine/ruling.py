"""Where each rule stands for one case: its instances, their windows and acts, as answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..dsl import ir
from . import groups as g
from . import kernel, repetition
from .atoms import Place, place
from .binding import Asked, Binding
from .departing import departure, in_stretch, told
from .history import Dated, Departure
from .holes import supposition, suppositions
from .instances import Instance, acts, arises, asked_times, complete, instances, performances, stood
from .lapse import Lapse
from .life import Status, View
from .norms import Line, Situation, Summary, counted, headings, summarise, summed_up
from .outcome import EventRef, Finding, NormAnswer, Possible, Tally, gaps_of
from .valuation import Hole, Known, Ruler
from .wanted import Wanted
from .windows import Span, Spans, situation_of, spans_of

Outcomes = tuple[kernel.Possibility[kernel.RuleOutcome], ...]


@dataclass(frozen=True, slots=True)
class Considered:
    """A rule asked about one instance: what it can come to, the valuation from which that follows, and its windows.

    `deadline`: whether the last day of its own window lies behind. `breaches`: of each act that it may have forbidden
    the day, and what forbade it then (None: nothing did). `departed`: the departure on record.
    """

    instance: Instance
    possibilities: Outcomes
    masks: kernel.Masks
    deadline: bool
    spans: Spans
    breaches: tuple[tuple[dt.date, frozenset[kernel.Effect | None]], ...] = ()
    departed: Departure | None = None

    def under(self, rule: ir.Rule, view: View) -> Considered:
        """The same under a heading: an act may meet a duty and be too early for the power that the duty has become."""
        return replace(self, instance=self.instance.under(rule, view))

    def told_by(self, line: Line) -> tuple[object, ...]:
        """All that a line says but in which worlds."""
        if line.status is Status.NOT_ARISING:
            return (line.status,)
        doing = self.instance.doings[line.option]
        parts = (line.status, line.effect, line.act_unrecorded, line.superseded, line.act, line.binding, line.lapses)
        return (*parts, None if line.status is Status.DISREGARDED else doing)


@dataclass(slots=True)
class Ruling:
    """Answers where rules stand as of the asking day, and notes what is missing and what an analyst should see."""

    framework: ir.Framework
    known: Known
    wanted: Wanted
    findings: list[Finding]
    _supposing: dict[
        tuple[str, frozenset[tuple[Hole, frozenset[str]]]], tuple[Ruling, dict[Dated | None, Instance]]
    ] = field(default_factory=dict)

    def instances(self, group: g.RuleGroup) -> tuple[Instance, ...]:
        """The instances of a rule as of the asking day."""
        return self.instances_at(group, self.known.at_as_of())

    def instances_at(self, group: g.RuleGroup, asked: Asked) -> tuple[Instance, ...]:
        """The instances of a rule at a moment of asking."""
        return instances(self.known, group, asked)

    def considered(self, group: g.RuleGroup, instance: Instance) -> Considered:
        """What a rule comes to for an instance, as of the asking day."""
        known, now = self.known, self.known.at_as_of()
        spans = spans_of(known, group.rule, instance.binding, now)
        latest = spans.own.latest
        deadline = spans.own.dated and latest is not None and latest < known.as_of
        then = known.at_end_of(latest) if deadline and latest else now
        masks = self.masks(group, instance.binding, now, then)
        breaches = tuple(self._breaches(group, instance))
        departed = departure(known, group.rule, instance.it, now)
        if departed is not None and instance.it is None and instance.begun.day and departed.on < instance.begun.day:
            departed = None  # it was decided while the rule last stood
        return Considered(instance, kernel.rule(group, masks, deadline), masks, deadline, spans, breaches, departed)

    def masks(self, group: g.RuleGroup, of: Binding, now: Asked, deadline: Asked) -> kernel.Masks:
        """What is known of what a rule reads, at a moment of asking and on its last day."""
        return self.known.masks(group.variables, of, asked_times(of, now, deadline))

    def norm(self, group: g.RuleGroup) -> tuple[NormAnswer, ...]:
        """Where a rule stands: instance by instance, under each of its headings."""
        return tuple(answer for each in self.instances(group) for answer in self.answers(group, each))

    def answers(self, group: g.RuleGroup, instance: Instance) -> Iterator[NormAnswer]:
        """Where a rule stands for one instance, under each of its headings."""
        if instance.it is not None and True not in arises(Ruler(self.known, group), instance.it):
            return
        if group.rule.repeat is not None:
            yield from self._repeated(group, group.rule.repeat, instance)
            return
        considered = self.considered(group, instance)
        for view in headings(group.rule):
            seen = considered.under(group.rule, view)
            summary = self._summary(group, seen, view)
            if summary is not None and len(summary.possible) > 1:
                summary = self._narrowed(group, seen, summary)
            if summary is not None:
                yield self._answer(group, seen, self._situations(seen), summary)

    def _situations(self, considered: Considered) -> tuple[Situation, ...]:
        """How the days stand for each act that may be the one that meets an instance."""
        return tuple(
            situation_of(
                self.known.as_of,
                considered.spans,
                each.act.day if each.act else None,
                each.unrecorded,
                considered.instance.superseded,
                told(considered.departed),
            )
            for each in considered.instance.doings
        )

    def _summary(self, group: g.RuleGroup, considered: Considered, view: View) -> Summary | None:
        """Where one instance of a rule stands under one heading; None where it does not arise there."""
        bans = tuple(each for _, each in considered.breaches)
        found = summed_up(group, considered.masks, considered.deadline, self._situations(considered), bans)
        return next((each for each in found if each.view is view), None)

    def _narrowed(self, group: g.RuleGroup, considered: Considered, summary: Summary) -> Summary | None:
        """The same without what would need something to be one thing when an act was done, and another now."""
        it, now, rule = considered.instance.it, self.known.at_as_of(), group.rule
        done = [act for act, _ in performances(self.known, group, it, considered.instance.ever, now)]
        every = suppositions(self.known, group, it, done) if done else ()
        if not every:
            return summary
        # First what each line itself supposes: that tells most, whatever the number of combinations.
        found = [line for _, under in summary.lines_by_status for line in under]
        lines = {line: considered.told_by(line) for line in found if self._fits(group, considered, line)}
        wanting = set(lines.values())
        for supposed in every:
            if not wanting:
                break
            wanting.difference_update(self._reached(group, it, summary.view, supposed))
        return summarise(rule, summary.view, tuple(line for line, says in lines.items() if says not in wanting))

    def _fits(self, group: g.RuleGroup, considered: Considered, line: Line) -> bool:
        """Whether a line can come about in the worlds of which it speaks."""
        it, now = considered.instance.it, self.known.at_as_of()
        latest = considered.spans.own.latest
        then = self.known.at_end_of(latest) if considered.deadline and latest else now
        times = asked_times(Binding(it), now, then)
        for cube in line.cubes:
            supposed = supposition(self.known, group.variables, Binding(it), times, cube, considered.masks)
            if supposed is not None and considered.told_by(line) in self._reached(group, it, line.view, supposed):
                return True
        return False

    def _reached(
        self, group: g.RuleGroup, it: Dated | None, view: View, supposed: Mapping[Hole, frozenset[str]]
    ) -> Iterator[tuple[object, ...]]:
        """What may become of an instance, something being supposed."""
        key = group.name, frozenset(supposed.items())
        if key not in self._supposing:
            other = Ruling(self.framework, self.known.supposing(supposed), self.wanted, self.findings)
            self._supposing[key] = other, {each.it: each for each in other.instances(group)}
        ruling, found = self._supposing[key]
        considered = ruling.considered(group, found[it]).under(group.rule, view)
        summary = ruling._summary(group, considered, view)
        if summary is None:
            yield (Status.NOT_ARISING,)
        else:
            yield from (considered.told_by(line) for _, under in summary.lines_by_status for line in under)

    def _answer(
        self, group: g.RuleGroup, considered: Considered, situations: tuple[Situation, ...], summary: Summary
    ) -> NormAnswer:
        rule, it = group.rule, considered.instance.it
        single = len(summary.possible) == 1
        possible = [
            Possible(status.value, () if single else self._ways(group, considered, situations, under))
            for status, under in summary.lines_by_status
        ]
        if not single:
            self._note_norm(group, considered, situations, summary)
        elif summary.status is Status.UNDETERMINED:
            self._note_anchors(rule, considered, summary)
        span = considered.spans.window(summary.window)
        self._note_days(group, considered, summary)
        self._note_departure(group, considered, summary)
        return NormAnswer(
            group.name,
            summary.view,
            EventRef(it.occurrence.event, it.day) if it else None,
            rule.actor,
            rule.act,
            self.wanted.phrases.modality(summary.modality) if summary.modality else "",
            summary.status,
            summary.timing if span.earliest or span.latest else "",
            tuple(possible),
            span.earliest if summary.dated else None,
            span.latest if summary.dated else None,
            _met_on(considered, summary) if summary.met else None,
            ir.Citation(summary.paragraphs, summary.citations[0].span),
            summary.through,
            gaps_of(self.framework, group.name),
            clock=_clock(rule, summary.window) if summary.dated else "",
            each=rule.each,
            which=self._which(it) if it and rule.each else 0,
            lapse=summary.lapse,
            departed=_departure(considered, summary),
        )

    def _which(self, it: Dated) -> int:
        """Which event of the case an event is, by its place there; of those that are alike the first comes first."""
        alike = [place for place, each in enumerate(self.known.case.events) if each == it.occurrence]
        return alike[sum(each.occurrence == it.occurrence for each in self.known.history.past[: it.index])]

    def _note_departure(self, group: g.RuleGroup, considered: Considered, summary: Summary) -> None:
        """A departure on record that excuses nothing."""
        departed, modality = considered.departed, summary.modality
        running = summary.view is View.DUTY and summary.status in (Status.NOT_YET_OPEN, Status.OPEN, Status.OVERDUE)
        if departed is None or modality is None or not (running or summary.lapse is Lapse.BREACH):
            return
        phrases = self.wanted.phrases
        said = f"{phrases.words.named(group.rule.actor, first=True)} {phrases.modality(modality)}"
        words = f"the departure from '{phrases.words.label_of(group.name)}' decided on {departed.on.isoformat()}"
        message = f"{words} does not excuse: from what one {modality.strength.value} do nobody may depart ('{said} …')"
        self.findings.append(Finding(group.name, message))

    # Prohibitions

    def _breaches(
        self, group: g.RuleGroup, instance: Instance
    ) -> Iterator[tuple[dt.date, frozenset[kernel.Effect | None]]]:
        """The days of what a norm may have forbidden, and what forbade it then."""
        if View.PROHIBITION not in headings(group.rule):
            return
        begun, now = instance.ever, self.known.at_as_of()
        for act, performed in performances(self.known, group, instance.it, begun, now):
            banned = stood(self.known, group, instance.it, act, View.PROHIBITION, now)
            yield act.day, frozenset(ban if each else None for ban in banned for each in performed)

    # Repetition

    def _repeated(self, group: g.RuleGroup, repeat: ir.Repeat, instance: Instance) -> Iterator[NormAnswer]:
        """Where a limit or a recurrence stands, stretch of time by stretch of time."""
        known, now = self.known, self.known.at_as_of()
        begun = None if instance.it is None else instance.ever.day
        days = tuple((act.day, counts) for act, counts in acts(known, group, instance.it, instance.ever, now))
        whole = complete(known, group, instance.ever, now)
        for span in repetition.stretches(known, repeat, instance.binding, now, begun):
            if not _in_time(repeat, span, instance.standing.day):
                continue
            ended = span.dated and span.latest is not None and span.latest < known.as_of
            at = known.at_end_of(span.latest) if ended and span.latest else now
            masks = self.masks(group, instance.binding, at, at)
            possibilities = kernel.rule(group, masks, deadline=False)
            if not any(each.outcome.triggered for each in possibilities):
                continue
            fewest, perhaps = repetition.counted(known, days, span) if span.dated else (0, len(days))
            if isinstance(repeat.over, ir.Rolling):
                worst, *count = repetition.most_in_any(known, days, known.settings.offset(repeat.over.offset))
                breaks = count[1] > known.settings.number(repeat.number)
                if worst is not None and breaks and tuple(count) > (fewest, perhaps):
                    span, (fewest, perhaps) = worst, count  # what breaks the limit is told, not the present
            most = perhaps if whole else None
            yield from self._counted(group, repeat, instance, span, (fewest, most), possibilities, masks)

    def _counted(
        self,
        group: g.RuleGroup,
        repeat: ir.Repeat,
        instance: Instance,
        span: Span,
        count: tuple[int, int | None],
        possibilities: Outcomes,
        masks: kernel.Masks,
    ) -> Iterator[NormAnswer]:
        rule, known = group.rule, self.known
        number = known.settings.number(repeat.number)
        at = place(known.as_of, span.earliest, span.latest, span.dated)
        if span.announced:
            at = Place.BEFORE
        reached = repetition.statuses(repeat.quantity, number, *count, at)
        departed = in_stretch(known, rule, span.earliest, span.latest, known.at_as_of())
        over = span.latest is not None and span.latest < known.as_of
        summary = counted(rule, possibilities, reached, over, told(departed))
        if summary is None:
            return
        considered = Considered(instance, possibilities, masks, False, Spans(span, ()), departed=departed)
        answer = self._answer(group, considered, (), replace(summary, window=None, dated=span.dated, met=False))
        tally = Tally(count[0], count[1], repeat.quantity.value, number)
        citation = ir.Citation(
            tuple(dict.fromkeys((*repeat.citation.paragraphs, *answer.citation.paragraphs))), repeat.citation.span
        )
        if count[1] is None and len(reached) > 1:
            self.wanted.unrecorded(rule.act, group.name)
        if group.performing is not None and len(summary.possible) > 1:
            self._note_performing(group, instance)
        if repeat.quantity is ir.Quantity.ABOUT and Status.UNDETERMINED in summary.possible and span.dated:
            words = f"whether {tally.fewest} within that time are about {number}: nobody's rule says"
            self.wanted.note(f"{group.name} (about)", words, group.name)
        yield replace(answer, tally=tally, citation=citation, earliest=span.earliest, latest=span.latest)

    # What it hangs on

    def _ways(
        self, group: g.RuleGroup, considered: Considered, situations: tuple[Situation, ...], under: tuple[Line, ...]
    ) -> tuple[tuple[str, ...], ...]:
        """What a status hangs on. Where an unrecorded act makes no difference, it is not spoken of."""
        rule, phrases = group.rule, self.wanted.phrases
        ways: dict[tuple[str, ...], set[tuple[bool, int]]] = {}
        for line in under:
            cubes = phrases.cubes(group.variables, line.cubes, considered.masks, considered.instance.it) or ((),)
            if line.superseded and rule.trigger is not None:
                cubes = ((f"there was a later {phrases.event(rule.trigger)} that the record does not show",),)
            for cube in cubes:
                ways.setdefault((*cube, *self._banned(group, line)), set()).add((line.act_unrecorded, line.option))
        act = phrases.event(rule.act)
        words = {True: f"there was some {act} that the record does not show", False: f"there was no {act}"}
        found = []
        for cube, doings in ways.items():
            told: tuple[str, ...] = ()
            unrecorded = {each for each, _ in doings}
            options = {option for _, option in doings}
            doing = considered.instance.doings[next(iter(options))] if situations and len(options) == 1 else None
            if doing is not None and doing.act is not None and len(situations) > 1:
                told = (f"{phrases.occurrence(doing.act.occurrence)} is the one that counts",)
            elif any(each.unrecorded for each in situations) and len(unrecorded) == 1:
                told = (words[next(iter(unrecorded))],)
            elif doing is not None and doing.act is None and len(situations) > 1:
                told = (f"no {act} on record is one that counts",)
            found.append((*cube, *told))
        return tuple(found)

    def _banned(self, group: g.RuleGroup, line: Line) -> tuple[str, ...]:
        """What tells a ban that was disregarded from one that was not, where an act may be of the banned kind."""
        if line.view is not View.PROHIBITION or group.performing is None:
            return ()
        act = self.wanted.phrases.event(group.rule.act)
        return (
            f"{'some' if line.status is Status.DISREGARDED else 'no'} {act} on record is of the kind that is banned",
        )

    def _note_norm(
        self, group: g.RuleGroup, considered: Considered, situations: tuple[Situation, ...], summary: Summary
    ) -> None:
        it, rule = considered.instance.it, group.rule
        under = [line for _, each in summary.lines_by_status for line in each]
        for number, mask in enumerate(considered.masks):
            if any(cube[number] != mask for line in under for cube in line.cubes):
                self.wanted.term(group.variables[number].term, group.name, it)
        if any(each.unrecorded for each in situations) and any(line.act_unrecorded for line in under):
            self.wanted.unrecorded(rule.act, group.name)
        if rule.trigger is not None and any(line.superseded for line in under):
            self.wanted.unrecorded(rule.trigger, group.name, later=True)
        if group.performing is not None and len(situations) > 1:
            self._note_performing(group, considered.instance)
        if Status.UNDETERMINED in summary.possible:
            self._note_anchors(rule, considered, summary)

    def _note_performing(self, group: g.RuleGroup, instance: Instance) -> None:
        """What would tell whether an act counts."""
        assert group.performing is not None, "asked only of acts that must be of a certain kind"
        for act, counts in acts(self.known, group, instance.it, instance.begun, self.known.at_as_of()):
            if len(counts) > 1:
                before = self.known.before(act)
                for variable in group.performing.variables:
                    if len(self.known.values(variable.term, Binding(instance.it, act), before)) > 1:
                        self.wanted.term(variable.term, group.name, act)

    def _note_anchors(self, rule: ir.Rule, considered: Considered, summary: Summary) -> None:
        """Days that are not known, of the rule's own windows and of those that exceptions may give it."""
        now = self.known.at_as_of()
        for point in rule.points_under(summary.windows):
            if self.known.anchor(point.anchor, considered.instance.binding, now) is None:
                self.wanted.anchor(point.anchor, self.known.settings, rule.name, considered.instance.it)

    def _note_days(self, group: g.RuleGroup, considered: Considered, summary: Summary) -> None:
        """Days that the calendar does not know, or knows roughly, of the windows that may apply."""
        applying = summary.windows
        windows = [window for name, window in group.rule.named_windows if name in applying]
        points = [end for each in windows for end in (each.earliest, each.latest) if end is not None]
        for point in points:
            anchor = self.known.anchor(point.anchor, considered.instance.binding, self.known.at_as_of())
            if not isinstance(anchor, dt.date):
                continue
            reckoned = self.known.settings.reckoned(point, anchor, self.known.case.terms)
            if reckoned.beyond or reckoned.approximate:
                words = self.wanted.phrases.roughly(point, reckoned, self.known.settings)
                self.findings.append(Finding(group.name, words))


def _in_time(repeat: ir.Repeat, span: Span, since: dt.date | None) -> bool:
    """Whether a stretch of time counts under a rule that came into force on a day (None: long before).

    Of one that had begun by then a limit counts the rest; how often an act is due is told of whole ones alone.
    """
    if since is None or not span.dated:
        return True
    if repeat.quantity is ir.Quantity.AT_MOST:
        return span.latest is None or span.latest >= since
    return span.earliest is None or span.earliest >= since


def _met_on(considered: Considered, summary: Summary) -> dt.date | None:
    """The day of the act, where every line of the answer knows the same."""
    if summary.status is Status.DISREGARDED:
        return next((day for day, bans in considered.breaches if None not in bans), None)
    doings = [considered.instance.doings[option].act for option in summary.options]
    days = {each.day if each else None for each in doings}
    return next(iter(days)) if len(days) == 1 else None


def _departure(considered: Considered, summary: Summary) -> Departure | None:
    """The departure on record, where it says something of the answer."""
    open_ = summary.status in (Status.DEPARTED, Status.UNDETERMINED)
    telling = open_ or summary.lapse is not Lapse.NONE or summary.timing == "early"
    return considered.departed if telling else None


def _clock(rule: ir.Rule, window: str | None) -> str:
    """The time of day at the end of a window."""
    chosen = rule.window_of(window)
    return chosen.latest.clock if chosen is not None and chosen.latest is not None else ""
