"""One history of a case under one framework as of one day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from ..dsl import ir
from . import fold, kernel
from . import groups as g
from .history import Case, Dated, History
from .life import Status
from .norms import Line, Situation, Summary, headings, lines, summarise
from .outcome import (
    DecisionAnswer,
    EventRef,
    Finding,
    Missing,
    NormAnswer,
    Outcome,
    Possible,
    StateAnswer,
    gaps_of,
    in_force,
)
from .phrases import Phrases
from .settings import Settings
from .valuation import Asked, Known, Lost, Reference
from .windows import Days, days_of, situation_of


@dataclass(slots=True)
class Evaluation:
    """The work on one case: what is known, the worlds of each lifecycle, and what was found missing on the way."""

    compiled: g.Compiled
    known: Known
    worlds: dict[str, fold.Worlds]
    phrases: Phrases
    missing: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, compiled: g.Compiled, case: Case, history: History, settings: Settings, as_of: dt.date) -> Evaluation:
        """Fold one history of a case."""
        framework = compiled.framework
        known = Known(framework, case, history, settings, as_of, lambda _name, _asked: frozenset())
        evaluation = cls(compiled, known, {}, Phrases(framework))
        evaluation.known = replace(known, states=evaluation.states_at)
        for name in framework.lifecycles:
            evaluation.worlds[name] = evaluation.worlds_at(name, known.at_as_of())
        return evaluation

    def states_at(self, lifecycle: str, asked: Asked) -> frozenset[str]:
        """The states in which a lifecycle may be at a moment of asking."""
        now = asked == self.known.at_as_of()
        worlds = self.worlds[lifecycle] if now else self.worlds_at(lifecycle, asked)
        return frozenset(world.state for world in worlds)

    def outcome(self) -> Outcome:
        """All answers."""
        known, framework = self.known, self.compiled.framework
        states = tuple(self.state(name) for name in framework.lifecycles)
        decisions = tuple(self.decision(group) for group in self.compiled.decisions.values())
        norms = tuple(norm for group in self.compiled.rules.values() for norm in self.norm(group))
        self.note_events()
        missing = tuple(
            Missing(name, words, tuple(dict.fromkeys(wanted))) for name, (words, wanted) in self.missing.items()
        )
        return Outcome(
            framework,
            known.case.subject,
            known.case.name,
            known.as_of,
            in_force(framework.manifest, known.as_of),
            states,
            decisions,
            norms,
            missing,
            (),
            tuple(dict.fromkeys(self.findings)),
        )

    def note_events(self) -> None:
        """Events of the case that had no effect."""
        for each in self.known.history.announced:
            self.findings.append(
                Finding(
                    each.event,
                    f"{self.phrases.occurrence(each)} lies after "
                    f"{self.known.as_of.isoformat()}: it is announced and not counted",
                )
            )
        for each in self.known.history.undated:
            self.findings.append(
                Finding(
                    each.event, f"{self.phrases.occurrence(each)} has no day on which it took effect: it is not counted"
                )
            )

    # States

    def worlds_at(self, lifecycle: str, asked: Asked) -> fold.Worlds:
        """The worlds of a lifecycle at a moment of asking."""
        known = self.known
        groups = {event: group for (name, event), group in self.compiled.steps.items() if name == lifecycle}
        worlds = fold.begin(self.compiled.framework.lifecycles[lifecycle])
        last: dt.date | None = None
        for event in known.history.past[: asked.count]:
            worlds = self._drift(groups, worlds, last, event.day, event.index)
            group = groups.get(event.occurrence.event)
            if group is not None:
                if not fold.taken(group, worlds):
                    self.findings.append(
                        Finding(
                            lifecycle,
                            f"{self.phrases.occurrence(event.occurrence)} moves nothing: '{lifecycle}' is in a state "
                            "that cannot take it",
                        )
                    )
                before = known.before(event)
                masks = known.masks(group.variables, event, {g.Time.ALWAYS: before, g.Time.EVENT: before})
                worlds = fold.advance(group, worlds, masks, event.index)
            last = event.day
        return self._drift(groups, worlds, last, asked.day, asked.count)

    def _drift(
        self, groups: dict[str, g.StepGroup], worlds: fold.Worlds, last: dt.date | None, until: dt.date, index: int
    ) -> fold.Worlds:
        """Events of a type whose silence is no evidence may have gone unrecorded between two days."""
        asked = Asked(until, index)
        times = {g.Time.ALWAYS: asked, g.Time.EVENT: asked}
        loose = tuple(
            (group, self.known.masks(group.variables, Lost.UNRECORDED, times))
            for name, group in groups.items()
            if not self.known.case.completeness(name).covers(last, until)
        )
        return fold.drift(loose, worlds, index)

    def state(self, lifecycle: str) -> StateAnswer:
        """Where a lifecycle stands."""
        worlds = self.worlds[lifecycle]
        by_state: dict[str, list[fold.World]] = {}
        for world in worlds:
            by_state.setdefault(world.state, []).append(world)
        single = len(by_state) == 1
        possible = tuple(
            Possible(state, () if single else self.phrases.worlds(tuple(found), self.known.history))
            for state in (each.name for each in self.compiled.framework.lifecycles[lifecycle].states)
            if (found := by_state.get(state))
        )
        if not single:
            for world in worlds:
                for source, _ in sorted(world.conditions, key=repr):
                    self._note_source(source, lifecycle)
        since = fold.entered(worlds)
        day = self.known.history.past[since].day if since is not None and since >= 0 else None
        cited = fold.citations(self.compiled.framework.lifecycles[lifecycle], worlds)
        paragraphs = tuple(dict.fromkeys(p for each in cited for p in each.paragraphs))
        citation = ir.Citation(paragraphs, cited[0].span) if cited else None
        return StateAnswer(lifecycle, worlds[0].state if single else None, possible, day, citation)

    # Decisions

    def about(self, event: str | None) -> tuple[Dated | None, bool]:
        """The latest event of the type that a clause is about; whether the clause can be asked at all."""
        if event is None:
            return None, True
        reference = self.latest(event)
        return (reference.found, True) if isinstance(reference.found, Dated) else (None, False)

    def latest(self, event: str) -> Reference:
        """The latest event of a type, and whether the record is sure to show it."""
        return self.known.reference(ir.Pick(ir.Selector.LATEST, event), None, self.known.at_as_of())

    def decision_possibilities(
        self,
        group: g.DecisionGroup,
        it: Dated | None,
    ) -> tuple[tuple[kernel.Possibility[int], ...], kernel.Masks]:
        """The rows of a decision that can fire on an event, and the valuation from which that follows."""
        now = self.known.at_as_of()
        masks = self.known.masks(group.variables, it, {g.Time.ALWAYS: now, g.Time.NOW: now})
        return kernel.decide(group, masks), masks

    def decision(self, group: g.DecisionGroup) -> DecisionAnswer:
        """What a decision comes to on the latest event that it is about."""
        decision = self.compiled.framework.decisions[group.name]
        gaps = gaps_of(self.compiled.framework, group.name)
        it, asked = self.about(decision.about)
        if not asked:
            return DecisionAnswer(group.name, None, (), None, None, gaps)
        possibilities, masks = self.decision_possibilities(group, it)
        cubes: dict[str, list[kernel.Masks]] = {}
        for each in possibilities:
            cubes.setdefault(group.rows[each.outcome].value, []).extend(each.cubes)
        single = len(cubes) == 1
        possible = tuple(
            Possible(
                value, () if single else self.phrases.cubes(group.variables, kernel.joined(tuple(found)), masks, it)
            )
            for value in decision.values
            if (found := cubes.get(value))
        )
        if not single:
            for number in kernel.hangs_on(possibilities, masks):
                self._note(group.variables[number].term, group.name, it)
        rows = [group.rows[each.outcome].origin for each in possibilities]
        paragraphs = tuple(dict.fromkeys(p for row in rows for p in row.citation.paragraphs))
        about = EventRef(it.occurrence.event, it.day) if it else None
        return DecisionAnswer(
            group.name,
            next(iter(cubes)) if single else None,
            possible,
            about,
            ir.Citation(paragraphs, rows[0].span),
            gaps,
        )

    # Norms

    def rule_possibilities(
        self,
        group: g.RuleGroup,
        it: Dated | None,
    ) -> tuple[tuple[kernel.Possibility[kernel.RuleOutcome], ...], kernel.Masks, Days]:
        """What a rule can come to for its triggering event, the valuation, and the days of its windows."""
        known, now = self.known, self.known.at_as_of()
        days = days_of(known, group.rule, it)
        latest = days.own.latest
        deadline = days.own.dated and latest is not None and latest < known.as_of
        asked = {
            g.Time.ALWAYS: now,
            g.Time.NOW: now,
            g.Time.EVENT: Asked(it.day, it.index + 1) if it else now,
            g.Time.DEADLINE: known.at_end_of(latest) if deadline and latest else now,
        }
        masks = known.masks(group.variables, it, asked)
        return kernel.rule(group, masks, deadline), masks, days

    def norm(self, group: g.RuleGroup) -> tuple[NormAnswer, ...]:
        """Where a rule stands, under each of its headings."""
        rule = group.rule
        it, asked = self.about(rule.trigger)
        if not asked:
            return ()
        possibilities, masks, days = self.rule_possibilities(group, it)
        superseded = rule.trigger is not None and not self.latest(rule.trigger).certain
        situation = situation_of(self.known, days, superseded)
        found = lines(rule, possibilities, situation)
        summaries = (summarise(rule, view, found, situation) for view in headings(rule))
        return tuple(self._answer(group, it, masks, days, situation, each) for each in summaries if each is not None)

    def _answer(
        self,
        group: g.RuleGroup,
        it: Dated | None,
        masks: kernel.Masks,
        days: Days,
        situation: Situation,
        summary: Summary,
    ) -> NormAnswer:
        rule = group.rule
        single = len(summary.possible) == 1
        possible = [
            Possible(status.value, () if single else self._ways(group, it, masks, situation, under))
            for status, under in summary.lines_by_status
        ]
        if not single:
            self._note_norm(group, it, masks, days, summary)
        elif summary.status is Status.UNDETERMINED:
            self._note_anchors(rule, it, group.name)
        span = days.window(summary.window)
        return NormAnswer(
            group.name,
            summary.view,
            EventRef(it.occurrence.event, it.day) if it else None,
            rule.actor,
            rule.act,
            self.phrases.modality(summary.modality) if summary.modality else "",
            summary.status,
            summary.timing,
            tuple(possible),
            span.earliest if summary.dated else None,
            span.latest if summary.dated else None,
            days.done if summary.met else None,
            ir.Citation(summary.paragraphs, summary.citations[0].span),
            summary.through,
            gaps_of(self.compiled.framework, group.name),
        )

    def _ways(
        self,
        group: g.RuleGroup,
        it: Dated | None,
        masks: kernel.Masks,
        situation: Situation,
        under: tuple[Line, ...],
    ) -> tuple[tuple[str, ...], ...]:
        """What a status hangs on. Where an unrecorded act makes no difference, it is not spoken of."""
        rule = group.rule
        ways: dict[tuple[str, ...], set[bool]] = {}
        for line in under:
            cubes = self.phrases.cubes(group.variables, line.cubes, masks, it) or ((),)
            if line.superseded and rule.trigger is not None:
                cubes = ((f"there was a later {self.phrases.event(rule.trigger)} that the record does not show",),)
            for cube in cubes:
                ways.setdefault(cube, set()).add(line.act_unrecorded)
        act = self.phrases.event(rule.act)
        words = {True: f"there was some {act} that the record does not show", False: f"there was no {act}"}
        found = []
        for cube, acts in ways.items():
            told = (words[next(iter(acts))],) if situation.unrecorded and len(acts) == 1 else ()
            found.append((*cube, *told))
        return tuple(found)

    # What is missing

    def _note(self, term: ir.Term, wanted_by: str, it: Dated | None) -> None:
        name, words = self.phrases.missing(term, it)
        self.missing.setdefault(name, (words, []))[1].append(wanted_by)

    def _note_source(self, source: fold.Source | fold.Unrecorded, wanted_by: str) -> None:
        if isinstance(source, fold.Unrecorded):
            words = f"whether there was a {self.phrases.event(source.event)} that the record does not show"
            self.missing.setdefault(source.event, (words, []))[1].append(wanted_by)
        else:
            index = source.index
            self._note(source.term, wanted_by, None if index is None else self.known.history.past[index])

    def _note_norm(
        self, group: g.RuleGroup, it: Dated | None, masks: kernel.Masks, days: Days, summary: Summary
    ) -> None:
        under = [line for _, each in summary.lines_by_status for line in each]
        for number, mask in enumerate(masks):
            if any(cube[number] != mask for line in under for cube in line.cubes):
                self._note(group.variables[number].term, group.name, it)
        if days.unrecorded and any(line.act_unrecorded for line in under):
            words = f"whether there was a {self.phrases.event(group.rule.act)} that the record does not show"
            self.missing.setdefault(group.rule.act, (words, []))[1].append(group.name)
        if group.rule.trigger is not None and any(line.superseded for line in under):
            words = f"whether there was a later {self.phrases.event(group.rule.trigger)} that the record does not show"
            self.missing.setdefault(group.rule.trigger, (words, []))[1].append(group.name)
        if Status.UNDETERMINED in summary.possible:
            self._note_anchors(group.rule, it, group.name)

    def _note_anchors(self, rule: ir.Rule, it: Dated | None, wanted_by: str) -> None:
        windows = (rule.window, *(each.window for each in rule.exceptions))
        for point in (end for window in windows if window for end in (window.earliest, window.latest) if end):
            if self.known.anchor(point.anchor, it, self.known.at_as_of()) is None:
                name, words = self.phrases.anchor(point.anchor, self.known.settings, it)
                self.missing.setdefault(name, (words, []))[1].append(wanted_by)
