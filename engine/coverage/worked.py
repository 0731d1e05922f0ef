"""What a scenario puts to work."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...dsl import ir
from ...dsl.citing import paragraph_of
from .. import expressions as x
from .. import groups as g
from .. import kernel
from ..binding import NOTHING, Asked, Binding, Lost
from ..deeming import deemed
from ..evaluation import Evaluation
from ..history import MAX_ORDERS, Dated, histories
from ..in_force import works
from ..instances import Instance, acts, asked_times
from ..life import View, view_of
from ..outcome import DecisionAnswer, NormAnswer, Outcome, Seen, StateAnswer
from ..record import recorded
from ..scenario import Scenario
from .items import CONTAINS, TO, Key, Part, side_of
from .tried import inside, searches

_DAY = dt.timedelta(days=1)


def worked(compiled: g.Compiled, scenario: Scenario) -> frozenset[Key]:
    """What one scenario puts to work, in every history that its case allows."""
    settings, as_of = scenario.settings, scenario.as_of
    chain = scenario.chain(compiled)
    if chain is not None:
        if chain.on(as_of) is not chain.eras[-1]:
            return frozenset()  # on that day another framework is asked
        every_work = works(chain, scenario.case, as_of, settings, scenario.known_by)
        return frozenset.intersection(*(frozenset(_Worked(each.at(as_of)[-1]).keys()) for each in every_work))
    case = recorded(scenario.case, compiled.framework, as_of, scenario.known_by or as_of).case
    every = (
        history
        for order in histories(case, compiled.framework, as_of)
        for history in deemed(compiled, case, order, settings, as_of)
    )
    found = [
        frozenset(_Worked(Evaluation.of(compiled, case, each, settings, as_of)).keys())
        for each in itertools.islice(every, MAX_ORDERS)
    ]
    return frozenset.intersection(*found)


@dataclass(frozen=True, slots=True)
class _At:
    """When and of what conditions are asked: their variables, what is known of them, the events that they speak of."""

    variables: tuple[x.Variable, ...]
    masks: kernel.Masks
    of: Binding
    times: dict[x.Time, Asked]


@dataclass(frozen=True, slots=True)
class _Worked:
    evaluation: Evaluation

    def keys(self) -> Iterator[Key]:
        """Everything put to work."""
        outcome = self.evaluation.outcome()  # first: a time or a lapse is found when a state is asked for
        for name, taken in self.evaluation.known.settings.readings:
            yield Part.READING, name, taken
        yield from self.lifecycles()
        yield from self.decisions()
        yield from self.rules()
        cited = list(self.deemings())
        yield from (key for key, _ in cited)
        yield from self.evidence(outcome)
        for number in dict.fromkeys((*_paragraphs(outcome), *(each for _, numbers in cited for each in numbers))):
            yield Part.PARAGRAPH, paragraph_of(number), ""

    # Lifecycles

    def lifecycles(self) -> Iterator[Key]:
        """States, transitions taken, and what their guards read."""
        known, compiled, course = self.evaluation.known, self.evaluation.compiled, self.evaluation.course
        ran_out = {(name, day) for name, day, _ in course.ran_out if day is not None}
        for name in compiled.framework.lifecycles:
            for event in known.history.past:
                yield from self.event(name, event)
            days = sorted(day for lifecycle, day in ran_out if lifecycle == name)
            for day in days:
                yield from self.time(name, day)
            after = (Asked(event.day, event.index + 1) for event in known.history.past)
            before = map(known.before, known.history.past)
            for asked in (*before, *after, *map(known.at_end_of, days), known.at_as_of()):
                states = course.states(name, asked)
                if len(states) == 1:
                    yield Part.STATE, name, next(iter(states))

    def reactions(self, lifecycle: str, event: Dated) -> list[tuple[g.StepGroup, kernel.Masks]]:
        """The groups of the types as which an event counts, with what is known of it before it moves anything."""
        steps = self.evaluation.compiled.steps
        groups = [steps[lifecycle, kind] for kind in event.kinds if (lifecycle, kind) in steps]
        return [(group, self.evaluation.course.masks(group, event)) for group in groups]

    def event(self, lifecycle: str, event: Dated) -> Iterator[Key]:
        """The transition that an event sets off."""
        before = self.evaluation.known.before(event)
        reactions = self.reactions(lifecycle, event)
        for group, _ in reactions:
            at = self.at(group.variables, Binding(event), before)
            for move in group.moves:
                yield from self.condition(move.guard, at)
        states = self.evaluation.course.states(lifecycle, before)
        taken = {outcome for state in states for outcome in _leading(reactions, state)}
        if len(taken) == 1 and (only := next(iter(taken))) is not None:
            yield Part.TRANSITION, lifecycle, only

    def time(self, lifecycle: str, day: dt.date) -> Iterator[Key]:
        """The transitions that times and lapses set off at the start of a day, or after the events of that day."""
        past = self.evaluation.known.history.past
        course = self.evaluation.course
        before = sum(1 for each in past if each.day < day)
        yield from self.running(lifecycle, course.states(lifecycle, Asked(day - _DAY, before)), day, before)
        for event in (each for each in past if each.day == day):
            states = course.states(lifecycle, self.evaluation.known.before(event))
            moved = {
                state if outcome is None else _target(self.evaluation.compiled, lifecycle, outcome)
                for state in states
                for outcome in _leading(self.reactions(lifecycle, event), state)
            }
            yield from self.running(lifecycle, frozenset(moved), day, event.index + 1)

    def running(self, lifecycle: str, states: frozenset[str], day: dt.date, count: int) -> Iterator[Key]:
        """The transitions out of a state that is known, one after the other, as far as it is sure that it is left."""
        course = self.evaluation.course
        ran_out = {id_ for name, when, id_ in course.ran_out if name == lifecycle and when == day}
        timers = [
            group
            for group in self.evaluation.compiled.timers[lifecycle]
            if any(move.transition.id in ran_out for move in group.moves)
        ]
        left = course.states(lifecycle, Asked(day, count))
        while len(states) == 1 and not states <= left:
            state = next(iter(states))
            due = [each for each in timers if any(state in move.transition.sources for move in each.moves)]
            if len(due) != 1:
                return
            at = self.at(due[0].variables, NOTHING, Asked(day - _DAY, count))
            for move in due[0].moves:
                yield from self.condition(move.guard, at)
            taken = {each.outcome for each in kernel.step(due[0], state, at.masks)}
            only = next(iter(taken))
            if len(taken) > 1 or only is None:
                return
            yield Part.TRANSITION, lifecycle, only
            states = frozenset({due[0].move(only).transition.target})
            timers.remove(due[0])

    # Decisions

    def decisions(self) -> Iterator[Key]:
        """Rows that decide, and what they read."""
        known = self.evaluation.known
        for name, group in self.evaluation.compiled.decisions.items():
            it, asked = self.evaluation.about(self.evaluation.compiled.framework.decisions[name].about)
            if asked:
                yield from self.rows(name, group.rows, self.at(group.variables, Binding(it), known.at_as_of()))

    # Rules

    def rules(self) -> Iterator[Key]:
        """Exceptions that act, statuses, and what rules read."""
        for name, group in self.evaluation.compiled.rules.items():
            arising = 0
            for instance in self.evaluation.ruling.instances(group):
                yield from self.instance(name, group, instance)
                yield from self.acts(name, group, instance)
                possible = self.evaluation.ruling.considered(group, instance).possibilities
                arising += all(each.outcome.triggered for each in possible)
            if group.rule.each and arising > 1:
                yield Part.EACH, name, ""
            for answer in self.evaluation.norm(group):
                yield Part.NORM, name, f"{answer.view}: {answer.status}"

    def instance(self, name: str, group: g.RuleGroup, instance: Instance) -> Iterator[Key]:
        """Exceptions of a rule that act for one instance, and what is read for it."""
        ruling, now = self.evaluation.ruling, self.evaluation.known.at_as_of()
        considered = ruling.considered(group, instance)
        times = asked_times(instance.binding, now, now)
        at = _At(group.variables, considered.masks, instance.binding, times)
        yield from self.effects(name, group, at, [each.outcome for each in considered.possibilities])

    def effects(self, name: str, group: g.RuleGroup, at: _At, outcomes: Iterable[kernel.RuleOutcome]) -> Iterator[Key]:
        """What is read where a rule is asked, and the exceptions that have a part in all that it can come to."""
        yield from self.condition(group.when, at)
        effects = [each.now for each in outcomes]
        if any(effect is None for effect in effects):
            return
        yield from self.condition(group.now.during, at)
        for exception, cond in zip(group.rule.exceptions, group.now.exceptions, strict=True):
            yield from self.condition(cond, at)
            if all(effect is not None and exception.name in effect.through for effect in effects):
                yield Part.EXCEPTION, name, exception.name

    def acts(self, name: str, group: g.RuleGroup, instance: Instance) -> Iterator[Key]:
        """What each act must be like; and for what is forbidden, the exceptions that held when it was done."""
        known, ruling = self.evaluation.known, self.evaluation.ruling
        forbidden = view_of(group.rule.modality) is View.PROHIBITION
        begun = instance.ever if forbidden or group.rule.repeat is not None else instance.begun
        for act, counts in acts(known, group, instance.it, begun, known.at_as_of()):
            of, before = Binding(instance.it, act), known.before(act)
            if group.performing is not None:
                yield from self.condition(group.performing.expression, self.at(group.performing.variables, of, before))
                if len(counts) == 1:
                    yield Part.WITH, name, ir.YES if counts == {True} else ir.NO
            if forbidden and True in counts:
                at = _At(
                    group.variables,
                    ruling.masks(group, of, before, before),
                    of,
                    asked_times(of, before, before),
                )
                possible = kernel.rule(group, at.masks, deadline=False)
                yield from self.effects(name, group, at, [each.outcome for each in possible])

    # What counts as what, what is written, what is looked at

    def deemings(self) -> Iterator[tuple[Key, tuple[str, ...]]]:
        """The deemings by which events count as more than they are, with their paragraphs, and what those read."""
        known = self.evaluation.known
        for event in known.history.past:
            for number, deem in enumerate(self.evaluation.compiled.framework.deems):
                if deem.event not in event.kinds:
                    continue
                truth = {True}
                if deem.when is not None:
                    of, before = Binding(event), known.before(event)
                    truth = set(known.truth(deem.when, of, before))
                    yield from ((key, ()) for key in self.by_itself(deem.when, of, before))
                if truth == {True} and deem.target in event.also:
                    yield (Part.DEEMING, deem.event, str(number)), deem.citation.paragraphs

    def evidence(self, outcome: Outcome) -> Iterator[Key]:
        """Parts and recipients of documents, signs of judgements, and what their conditions read."""
        known, framework = self.evaluation.known, self.evaluation.compiled.framework
        now = known.at_as_of()
        for document in outcome.documents:
            clause = framework.documents[document.event]
            latest = self.evaluation.known.latest(document.event)
            of = Binding(latest if isinstance(latest, Dated) else Lost.UNRECORDED)
            for list_, answers in ((CONTAINS, document.contents), (TO, document.recipients)):
                for answer in answers:
                    if answer.needed is not Seen.UNKNOWN:
                        yield Part.ITEM, document.event, side_of(answer.name, list_, answer.needed is Seen.YES)
            for item in (*clause.contents, *clause.recipients):
                yield from self.by_itself(item.when, of, now)
        for judgement in outcome.judgements:
            its = framework.judgements[judgement.name]
            about = None if its.about is None else self.evaluation.known.latest(its.about)
            for sign in judgement.signs:
                if sign.met is not Seen.UNKNOWN:
                    yield Part.SIGN, judgement.name, f"{sign.name}: {sign.met.value}"
            for each in its.signs:
                yield from self.by_itself(each.when, Binding(about), now)

    # Conditions

    def at(self, variables: tuple[x.Variable, ...], of: Binding, asked: Asked) -> _At:
        """All asked at one moment."""
        times = dict.fromkeys(x.TIMES, asked)
        return _At(variables, self.evaluation.known.masks(variables, of, times), of, times)

    def by_itself(self, cond: ir.Cond | None, of: Binding, asked: Asked) -> Iterator[Key]:
        """What a condition reads that stands in no group."""
        if cond is not None:
            found = self.evaluation.compiled.filters[cond]
            yield from self.condition(found.expression, self.at(found.variables, of, asked))

    def condition(self, expression: x.Expression | None, at: _At) -> Iterator[Key]:
        """The definitions and decisions that a condition reads, where what they come to is certain."""
        match expression:
            case x.Not(item=item):
                yield from self.condition(item, at)
            case x.All(items=parts) | x.AnyOf(items=parts):
                for each in parts:
                    yield from self.condition(each, at)
            case x.Named(define=name, body=body):
                truths = kernel.truth(body, at.masks)
                if len(truths) == 1:
                    yield Part.DEFINE, name, ir.YES if truths == {True} else ir.NO
                yield from self.condition(body, at)
            case x.Chosen(decision=name, rows=rows):
                yield from self.rows(name, rows, at)
            case x.Is(variable=number):
                variable = at.variables[number]
                yield from self.tried(variable.term, at.of, at.times[variable.time])
            case None:
                pass

    def tried(self, term: ir.Term, of: Binding, asked: Asked) -> Iterator[Key]:
        """What each `where` by which a term finds its events reads of the events that it tries."""
        known = self.evaluation.known
        for search in searches(term):
            for event in known.history.past[: asked.count]:
                if search.event in event.kinds and inside(known, search.stretch, event, of, asked):
                    yield from self.by_itself(search.where, Binding(of.it, of.done, (event, *of.thats)), asked)

    def rows(self, name: str, rows: tuple[x.CaseRow, ...], at: _At) -> Iterator[Key]:
        """The row that decides, and what the rows down to it read; rows that are not told apart decide nothing."""
        fired = {number for number, _ in kernel.explore_rows(rows, at.masks)}
        for row in rows[: max(fired) + 1]:
            yield from self.condition(row.when, at)
        only = rows[next(iter(fired))]
        if len(fired) == 1 and (only.when is not None or only.origin.when is None):
            yield Part.ROW, name, str(next(iter(fired)))


def _leading(reactions: list[tuple[g.StepGroup, kernel.Masks]], state: str) -> set[str | None]:
    """The transitions that can be taken from a state, by the first group that moves it; None: none is."""
    found: set[str | None] = set()
    for group, masks in reactions:
        outcomes = {each.outcome for each in kernel.step(group, state, masks)}
        found |= outcomes - {None}
        if None not in outcomes:
            return found
    return {*found, None}


def _target(compiled: g.Compiled, lifecycle: str, transition: str) -> str:
    every = compiled.framework.lifecycles[lifecycle].transitions
    return next(each.target for each in every if each.id == transition)


def _paragraphs(outcome: Outcome) -> Iterator[str]:
    """The paragraphs on which answers rest: of documents and signs, those that are needed or met."""
    answers: tuple[StateAnswer | DecisionAnswer | NormAnswer, ...]
    answers = (*outcome.states, *outcome.decisions, *outcome.norms)
    for each in answers:
        yield from each.citation.paragraphs if each.citation else ()
    for document in outcome.documents:
        for item in (*document.contents, *document.recipients):
            yield from item.citation.paragraphs if item.needed is Seen.YES else ()
    for judgement in outcome.judgements:
        for sign in judgement.signs:
            yield from sign.citation.paragraphs if sign.met is Seen.YES else ()
