"""One history of a case under one framework as of one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from ..dsl import ir
from . import expressions as x
from . import fold, kernel
from . import groups as g
from .binding import Binding
from .contradictions import contradictions
from .course import Course
from .departing import without_effect
from .evidence import documents, judgements
from .history import Case, Dated, History
from .outcome import (
    HANGS_ON,
    DecisionAnswer,
    EventRef,
    Finding,
    NormAnswer,
    Outcome,
    Possible,
    StateAnswer,
    gaps_of,
    in_force,
)
from .phrases import Phrases
from .reads import answered
from .ruling import Ruling
from .settings import Settings
from .valuation import Known
from .wanted import Wanted


@dataclass(slots=True)
class Evaluation:
    """The work on one case: what is known, the course of each lifecycle, the rules, and what was found on the way."""

    compiled: g.Compiled
    known: Known
    course: Course
    ruling: Ruling
    phrases: Phrases
    wanted: Wanted
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, compiled: g.Compiled, case: Case, history: History, settings: Settings, as_of: dt.date) -> Evaluation:
        """Take up one history of a case."""
        known = Known(compiled.framework, case, history, settings, as_of, compiled.filters)
        return cls.along(Course.of(compiled, known), Phrases(compiled.framework))

    @classmethod
    def along(cls, course: Course, phrases: Phrases) -> Evaluation:
        """Take up a history whose course is known how to follow."""
        wanted = Wanted(phrases, course.known.history, course.known.rough)
        findings: list[Finding] = []
        ruling = Ruling(course.compiled.framework, course.known, wanted, findings)
        return cls(course.compiled, course.known, course, ruling, phrases, wanted, findings)

    def outcome(self) -> Outcome:
        """All answers."""
        known, framework = self.known, self.compiled.framework
        found = self.answers((*framework.lifecycles, *framework.decisions, *framework.rules))
        self.note_events()
        self.note_aside()
        self.note_days()
        self.findings += contradictions(self.course, found.norms, self.phrases)
        return replace(
            found,
            judgements=judgements(framework, known),
            documents=documents(framework, known, found.norms),
            findings=tuple(dict.fromkeys(self.findings)),
        )

    def answers(self, clauses: Collection[str]) -> Outcome:
        """Where some of the lifecycles and rules stand, and what some of the decisions come to; nothing beside that."""
        framework, compiled = self.compiled.framework, self.compiled
        states = tuple(self.state(name) for name in framework.lifecycles if name in clauses)
        decisions = tuple(self.decision(group) for name, group in compiled.decisions.items() if name in clauses)
        groups = (group for name, group in compiled.rules.items() if name in clauses)
        norms = tuple(norm for group in groups for norm in self.norm(group))
        return replace(self.bare(), states=states, decisions=decisions, norms=norms, missing=self.wanted.missing())

    def otherwise(self, settings: Settings, clauses: Collection[str], before: Outcome) -> Outcome:
        """The outcome `before` with its states, decisions, norms and documents as they are under other settings.

        `clauses` are those that read what is set otherwise; what others say stays as it is.
        """
        return Evaluation.along(self.course.otherwise(settings, clauses), self.phrases)._again(clauses, before)

    def _again(self, clauses: Collection[str], before: Outcome) -> Outcome:
        known, framework = self.known, self.compiled.framework
        stated = {each.lifecycle: each for each in before.states}
        decided = {each.name: each for each in before.decisions}
        states = (self.state(name) if name in clauses else stated[name] for name in framework.lifecycles)
        decisions = (
            self.decision(group) if name in clauses else decided[name]
            for name, group in self.compiled.decisions.items()
        )
        norms = tuple(
            norm
            for name, group in self.compiled.rules.items()
            for norm in (self.norm(group) if name in clauses else (each for each in before.norms if each.name == name))
        )
        told = documents(
            framework, known, norms, {each.event: each for each in before.documents if each.event not in clauses}
        )
        return replace(before, states=tuple(states), decisions=tuple(decisions), norms=norms, documents=told)

    def bare(self) -> Outcome:
        """Who is asked about, and under which framework; no answer yet."""
        known, framework = self.known, self.compiled.framework
        standing = in_force(framework.manifest, known.as_of)
        subject, name = known.case.subject, known.case.name
        return Outcome(framework, subject, name, known.as_of, standing, (), (), (), (), (), (), (), ())

    def misplaced(self) -> tuple[tuple[Dated, tuple[str, ...]], ...]:
        """The events that no lifecycle could take as it stood, with those that would have reacted to them."""
        for name in self.compiled.framework.lifecycles:
            self.course.worlds(name, self.known.at_as_of())
        found = []
        for event in dict.fromkeys(event for _, event in self.course.idle):
            reacting = dict.fromkeys(name for name, kind in self.compiled.steps if kind in event.kinds)
            idle = tuple(name for name in reacting if (name, event) in self.course.idle)
            if len(idle) == len(reacting):  # another lifecycle took it: nothing is amiss
                found.append((event, idle))
        return tuple(found)

    def note_events(self) -> None:
        """Events of the case that had no effect."""
        for event, idle in self.misplaced():
            lifecycles = " and ".join(f"'{name}'" for name in idle)
            states = "are in states" if len(idle) > 1 else "is in a state"
            words = f"{self.phrases.occurrence(event.occurrence)} moves nothing: {lifecycles} {states}"
            self.findings.append(Finding(idle[0], f"{words} that cannot take it"))
        rules = self.compiled.framework.rules.values()
        for event in self.known.history.past:
            if not self.known.reign.holds(event.index):
                continue
            asked = {rule.actor for rule in rules if rule.act in event.kinds}
            by = event.occurrence.by
            if by is not None and asked and by not in asked:
                named = self.phrases.words.named
                actors = " or ".join(named(actor) for actor in sorted(asked))
                told = f"{self.phrases.occurrence(event.occurrence)} was done by {named(by)}, and meets no rule: "
                self.findings.append(Finding(event.occurrence.event, f"{told}they speak of {actors}"))
        self.findings += (Finding(rule, words) for rule, words in without_effect(self.known, self.phrases))

    def note_days(self) -> None:
        """Days in conditions, timers and stretches of time that the calendar does not know, or knows roughly.

        Of their windows rules tell it themselves, where these apply.
        """
        if not self.known.rough:
            return
        told = {each.message for each in self.findings}
        windows = (window for rule in self.compiled.framework.rules.values() for _, window in rule.named_windows)
        ends = {end for each in windows for end in (each.earliest, each.latest)}
        for (point, _), found in self.known.rough.items():
            words = self.phrases.roughly(point, found, self.known.settings)
            if point not in ends and words not in told:
                told.add(words)
                readers = [name for name, reads in self.compiled.reads.items() if point in reads.points]
                self.findings.append(Finding(", ".join(readers) or "calendar", words))

    def note_aside(self) -> None:
        """Events of the case that are not counted."""
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

    def answered(self) -> tuple[str, ...]:
        """The names of the clauses that have something to go by: what any other reads has no part in an answer."""
        kinds = {kind for event in self.known.history.past for kind in event.kinds}
        return answered(self.compiled.framework, kinds | self.known.case.incomplete)

    # States

    def state(self, lifecycle: str) -> StateAnswer:
        """Where a lifecycle stands."""
        return self.standing(lifecycle, self.course.worlds(lifecycle, self.known.at_as_of()))

    def standing(self, lifecycle: str, worlds: fold.Worlds) -> StateAnswer:
        """Where a lifecycle stands that may be in these worlds."""
        by_state: dict[str, list[fold.World]] = {}
        for world in worlds:
            by_state.setdefault(world.state, []).append(world)
        single = len(by_state) == 1
        possible = tuple(
            Possible(state, () if single else self._ways(tuple(found)))
            for state in (each.name for each in self.compiled.framework.lifecycles[lifecycle].states)
            if (found := by_state.get(state))
        )
        if not single:
            for world in worlds:
                for source, _ in sorted(world.conditions, key=repr):
                    self.wanted.hanging(source, lifecycle)
        day = self.course.day(fold.entered(worlds))
        cited = fold.citations(self.compiled.framework.lifecycles[lifecycle], worlds)
        paragraphs = tuple(dict.fromkeys(p for each in cited for p in each.paragraphs))
        citation = ir.Citation(paragraphs, cited[0].span) if cited else None
        return StateAnswer(lifecycle, worlds[0].state if single else None, possible, day, citation)

    def _ways(self, worlds: fold.Worlds) -> tuple[tuple[str, ...], ...]:
        """What the worlds of one state hang on; said once, where that is nothing but where the lifecycle once stood."""
        hanging = {source for world in worlds for source, _ in world.conditions}
        unsaid = [each for each in hanging if isinstance(each, fold.Unsaid)]
        if len(hanging) == 1 and unsaid:
            return ((f"{HANGS_ON}{self.phrases.unsaid(unsaid[0])}",),)
        return self.phrases.worlds(worlds, self.known.history)

    # Decisions

    def about(self, event: str | None) -> tuple[Dated | None, bool]:
        """The latest event of the type that a clause is about; whether the clause can be asked at all."""
        if event is None:
            return None, True
        latest = self.known.latest(event)
        return (latest, True) if isinstance(latest, Dated) else (None, False)

    def decision_possibilities(
        self,
        group: g.DecisionGroup,
        it: Dated | None,
    ) -> tuple[tuple[kernel.Possibility[int], ...], kernel.Masks]:
        """The rows of a decision that can fire on an event, and the valuation from which that follows."""
        now = self.known.at_as_of()
        masks = self.known.masks(group.variables, Binding(it), {x.Time.ALWAYS: now, x.Time.NOW: now})
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
                self.wanted.term(group.variables[number].term, group.name, it)
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

    def norm(self, group: g.RuleGroup) -> tuple[NormAnswer, ...]:
        """Where a rule stands, instance by instance, under each of its headings."""
        return self.ruling.norm(group)
