"""Why an answer is what it is: a derivation as data, of which text, HTML and JSON are renderings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..dsl import ir
from ..dsl.words import spoken, titled
from . import expressions as x
from . import groups as g
from . import kernel
from .evaluation import Evaluation
from .history import Dated
from .instances import Instance, acts, asked_times
from .kernel import Effect, Masks
from .outcome import NormAnswer
from .valuation import Asked, Binding
from .windows import Span


class Standing(StrEnum):
    """How a step of a derivation stands."""

    FIRED = "fired"
    BLOCKED = "blocked"
    OVERRIDDEN = "overridden"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is about in words, its value, its clause and paragraphs, how it stands, and its inputs."""

    node: str
    rule: str
    value: str
    citation: ir.Citation | None
    status: Standing
    inputs: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """The steps of every answer, answer by answer."""

    states: tuple[Step, ...]
    decisions: tuple[Step, ...]
    norms: tuple[Step, ...]


def derive(evaluation: Evaluation) -> Derivation:
    """The derivation of all answers of an evaluation."""
    deriver = _Deriver(evaluation)
    framework = evaluation.compiled.framework
    return Derivation(
        tuple(deriver.state(name) for name in framework.lifecycles),
        tuple(deriver.decision(group) for group in evaluation.compiled.decisions.values()),
        tuple(step for group in evaluation.compiled.rules.values() if (step := deriver.norm(group)) is not None),
    )


_JOINTS = ("all of", "any of")


def _standing(values: set[bool]) -> Standing:
    if values == {True}:
        return Standing.FIRED
    return Standing.BLOCKED if values == {False} else Standing.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Context:
    """The group being explained: its variables, what is known of them, and the event it is about."""

    variables: tuple[x.Variable, ...]
    masks: Masks
    it: Dated | None
    asked: dict[x.Time, Asked]


class _Deriver:
    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.known = evaluation.known
        self.phrases = evaluation.phrases
        self.words = evaluation.phrases.words
        self.framework = evaluation.compiled.framework

    # Conditions

    def condition(self, expression: x.Expression, context: _Context) -> Step:
        """A condition with the inputs that make it what it is, and no others."""
        status = _standing({value for value, _ in kernel.explore(expression, context.masks)})
        match expression:
            case x.Is(variable=number):
                variable = context.variables[number]
                values = self.known.values(variable.term, Binding(context.it), context.asked[variable.time])
                unknown = len(values) > 1
                text = (
                    self.words.test(expression.origin)
                    if unknown
                    else self.phrases.valued(variable.term, values, context.it)
                )
                return Step(text, "", "not known" if unknown else "", None, status)
            case x.Not(item=item):
                inner = self.condition(item, context)
                plain = isinstance(item, x.Is) and item.origin.term.domain[:2] == (ir.YES, ir.NO)
                inputs = () if plain and status is not Standing.UNKNOWN else inner.inputs or (inner,)
                return Step(self.words.cond(expression.origin), inner.rule, "", inner.citation, status, inputs)
            case x.All(items=items) | x.AnyOf(items=items):
                steps = tuple(self.condition(item, context) for item in items)
                telling = tuple(step for step in steps if step.status is status) or steps
                if len(telling) == 1:
                    return telling[0]
                return Step("all of" if isinstance(expression, x.All) else "any of", "", "", None, status, telling)
            case x.Named(define=name, body=body):
                define = self.framework.defines[name]
                inner = self.condition(body, context)
                inputs = inner.inputs if inner.node in _JOINTS else (inner,)
                return Step(self.words.cond(expression.origin), name, "", define.citation, status, inputs)
            case x.Chosen(decision=name, rows=rows):
                return Step(self.words.cond(expression.origin), name, "", None, status, self.rows(rows, context))

    def rows(self, rows: tuple[x.CaseRow, ...], context: _Context) -> tuple[Step, ...]:
        """The rows of a decision down to the last that can fire."""
        can_fire = {number for number, _ in kernel.explore_rows(rows, context.masks)}
        steps: list[Step] = []
        for number, row in enumerate(rows[: max(can_fire) + 1]):
            if number not in can_fire:
                status = Standing.BLOCKED
            else:
                status = Standing.FIRED if len(can_fire) == 1 else Standing.UNKNOWN
            if row.when is None and row.origin.when is not None:  # the rows from here on were not told apart
                steps.append(Step("none of these", "", "", None, status))
                continue
            inner = None if row.when is None else self.condition(row.when, context)
            text = self.words.cond(row.origin.when)
            inputs = () if inner is None else inner.inputs if inner.node in (text, *_JOINTS) else (inner,)
            steps.append(
                Step(
                    "otherwise" if inner is None else f"if {text}",
                    inner.rule if inner else "",
                    spoken(row.value),
                    row.origin.citation,
                    status,
                    inputs,
                )
            )
        return tuple(steps)

    # Answers

    def decision(self, group: g.DecisionGroup) -> Step:
        """Why a decision comes to what it comes to."""
        decision = self.framework.decisions[group.name]
        answer = self.evaluation.decision(group)
        it, asked = self.evaluation.about(decision.about)
        title = titled(decision.label, decision.name)
        if not asked:
            assert decision.about is not None, "a decision about the subject can always be asked"
            return Step(
                f"{title}: there is no {self.phrases.event(decision.about)}", decision.name, "", None, Standing.BLOCKED
            )
        now = self.known.at_as_of()
        times = {x.Time.ALWAYS: now, x.Time.NOW: now}
        context = _Context(group.variables, self.known.masks(group.variables, Binding(it), times), it, times)
        about = f" of {self.phrases.occurrence(it.occurrence)}" if it else ""
        value = " or ".join(spoken(each.value) for each in answer.possible)
        status = Standing.FIRED if answer.value is not None else Standing.UNKNOWN
        return Step(f"{title}{about}", decision.name, value, answer.citation, status, self.rows(group.rows, context))

    def state(self, name: str) -> Step:
        """How a lifecycle came to where it stands, event by event."""
        lifecycle = self.framework.lifecycles[name]
        answer = self.evaluation.state(name)
        # What ran out takes effect before the events of its day.
        dated = [
            ((day or dt.date.max, False), self._ran_out(lifecycle, day, transition))
            for each, day, transition in self.evaluation.course.ran_out
            if each == name
        ]
        for event in self.known.history.past:
            for kind in event.kinds:
                group = self.evaluation.compiled.steps.get((name, kind))
                if group is not None:
                    dated.append(((event.day, True), self._event(event, group)))
        steps = [step for _, step in sorted(dated, key=lambda each: each[0])]
        value = " or ".join(titled(lifecycle.state(each.value).label, each.value) for each in answer.possible)
        status = Standing.FIRED if answer.value is not None else Standing.UNKNOWN
        since = f", since {answer.since.isoformat()}" if answer.since else ""
        return Step(titled(lifecycle.label, name), name, value + since, answer.citation, status, tuple(steps))

    def _ran_out(self, lifecycle: ir.Lifecycle, day: dt.date | None, transition: str) -> Step:
        move = next(each for each in lifecycle.transitions if each.id == transition)
        target = titled(lifecycle.state(move.target).label, move.target)
        moved = Step(f"{self._sources(lifecycle, move)} to", move.id, target, move.citation, Standing.FIRED)
        when = day.isoformat() if day else "a day that is not known"
        words = self.words.trigger(move.trigger)
        return Step(f"{when}: {words}", "", "", None, Standing.FIRED if day else Standing.UNKNOWN, (moved,))

    @staticmethod
    def _sources(lifecycle: ir.Lifecycle, transition: ir.Transition) -> str:
        if transition.everywhere:
            return "from any state"
        return "from " + " or ".join(titled(lifecycle.state(name).label, name) for name in transition.written)

    def _event(self, event: Dated, group: g.StepGroup) -> Step:
        asked = self.known.before(event)
        times = {x.Time.ALWAYS: asked, x.Time.EVENT: asked}
        context = _Context(group.variables, self.evaluation.course.masks(group, event), event, times)
        lifecycle = self.framework.lifecycles[group.lifecycle]
        moves = []
        for move in group.moves:
            values = {value for value, _ in kernel.explore_optional(move.guard, context.masks)}
            status = _standing(values)
            inner = None if move.guard is None else self.condition(move.guard, context)
            inputs = () if inner is None else inner.inputs if inner.node in _JOINTS else (inner,)
            target = titled(lifecycle.state(move.transition.target).label, move.transition.target)
            sources = self._sources(lifecycle, move.transition)
            moves.append(Step(f"{sources} to", move.transition.id, target, move.transition.citation, status, inputs))
        telling = tuple(move for move in moves if move.status is not Standing.BLOCKED) or tuple(moves)
        return Step(self.phrases.occurrence(event.occurrence), "", "", None, Standing.FIRED, telling)

    def norm(self, group: g.RuleGroup) -> Step | None:
        """Why a rule stands as it stands; None where it has no triggering event."""
        rule = group.rule
        found = self.evaluation.ruling.instances(group)
        if not found:
            return None
        answers = self.evaluation.norm(group)
        explained = [self._instance(group, each) for each in found]
        steps = explained[0]
        if len(found) > 1:
            steps = tuple(
                Step(f"for {self.phrases.occurrence(each.it.occurrence)}", rule.name, "", None, Standing.FIRED, inner)
                for each, inner in zip(found, explained, strict=True)
                if each.it is not None
            )
        value = "; ".join(map(_stands, answers)) or "does not arise"
        decided = all(len(answer.possible) == 1 for answer in answers)
        status = Standing.UNKNOWN if answers and not decided else Standing.FIRED if answers else Standing.BLOCKED
        citation = answers[0].citation if answers else rule.citation
        return Step(titled(rule.label, rule.name), rule.name, value, citation, status, steps)

    def _instance(self, group: g.RuleGroup, instance: Instance) -> tuple[Step, ...]:
        """What a rule rests on for one instance."""
        rule, it = group.rule, instance.it
        considered = self.evaluation.ruling.considered(group, instance)
        now = self.known.at_as_of()
        times = asked_times(instance.binding, now, now)
        context = _Context(group.variables, considered.masks, it, times)
        steps: list[Step] = []
        if group.when is not None:
            trigger = self.condition(group.when, context)
            steps.append(Step(f"arises if {trigger.node}", "", "", rule.citation, trigger.status, trigger.inputs))
        if group.now.during is not None:
            steps.append(self.condition(group.now.during, context))
        if not any(each.outcome.triggered for each in considered.possibilities):
            return tuple(steps)
        effects = [each.outcome.now for each in considered.possibilities if each.outcome.now is not None]
        steps += [
            self._exception(exception, expression, context, effects)
            for exception, expression in zip(rule.exceptions, group.now.exceptions, strict=True)
        ]
        if rule.window is not None:
            steps.append(self._window(rule.window, considered.spans.own, rule.citation))
        steps += [
            self._window(exception.window, span, exception.citation)
            for exception in rule.exceptions
            for name, span in considered.spans.others
            if exception.name == name
            and exception.window is not None
            and any(effect.window == name for effect in effects)
        ]
        if rule.repeat is not None:
            steps.append(Step(self.words.repeat(rule.repeat), "", "", rule.repeat.citation, Standing.FIRED))
        return (*steps, *self._acts(group, instance))

    def _acts(self, group: g.RuleGroup, instance: Instance) -> Iterator[Step]:
        """The acts that meet a rule, or may; of a repetition all that count."""
        meeting = [each.act for each in instance.doings if each.act is not None]
        begun = instance.begun if group.rule.repeat is None else instance.ever
        for act, counts in acts(self.known, group, instance.it, begun, self.known.at_as_of()):
            if act not in meeting and group.rule.repeat is None:
                continue
            yield Step(
                f"{self.phrases.event(group.rule.act)} on {act.day.isoformat()}", "", "", None, _standing(set(counts))
            )

    def _exception(
        self, exception: ir.Exclusion, expression: x.Expression | None, context: _Context, effects: list[Effect]
    ) -> Step:
        inner = None if expression is None else self.condition(expression, context)
        holds = Standing.FIRED if inner is None else inner.status
        acting = {exception.name in effect.through for effect in effects}
        if holds is Standing.FIRED and acting == {False}:
            status = Standing.OVERRIDDEN
        else:
            status = Standing.BLOCKED if acting == {False} else _standing(acting)
        effect = self.words_of_effect(exception)
        against = f" against {' and '.join(spoken(name) for name in exception.against)}" if exception.against else ""
        return Step(
            f"except {spoken(exception.name)}{against}",
            exception.name,
            effect,
            exception.citation,
            status,
            () if inner is None else (inner,),
        )

    def words_of_effect(self, exception: ir.Exclusion) -> str:
        """What an exception puts in place, in words."""
        parts = [
            self.phrases.modality(exception.modality) if exception.modality else "",
            self.words.window(exception.window),
        ]
        return ", ".join(part for part in parts if part) or "released"

    def _window(self, window: ir.Window, span: Span, citation: ir.Citation) -> Step:
        ends = [f"{word} {day.isoformat()}" for word, day in (("from", span.earliest), ("until", span.latest)) if day]
        value = " ".join(ends) if span.dated else "dates not known"
        return Step(
            self.words.window(window),
            "",
            value,
            window.citation or citation,
            Standing.FIRED if span.dated else Standing.UNKNOWN,
        )


def _stands(answer: NormAnswer) -> str:
    if answer.modality:
        return f"{answer.view.value} '{answer.modality}' {answer.status.value}"
    return f"{answer.view.value} {' or '.join(p.value for p in answer.possible)}"
