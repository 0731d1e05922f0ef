"""Why a rule stands as it stands: what gave rise to it, its exceptions, its windows, and each act done under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...dsl import ir
from ...dsl.words import spoken, titled
from .. import expressions as x
from .. import groups as g
from ..binding import Binding
from ..evaluation import Evaluation
from ..history import Dated
from ..instances import Instance, acts, asked_times, performances
from ..kernel import Effect
from ..life import Status, View, view_of
from ..outcome import NormAnswer
from ..ruling import Considered
from ..windows import Span
from .conditions import Conditions, Context
from .steps import Standing, Step, opened, standing


@dataclass(frozen=True, slots=True)
class Norms:
    """Explains the rules of one case."""

    evaluation: Evaluation
    conditions: Conditions

    def norm(self, group: g.RuleGroup) -> Step:
        """Why a rule stands as it stands, or why it does not arise."""
        rule, phrases = group.rule, self.conditions.phrases
        title = titled(rule.label, rule.name)
        found = self.evaluation.ruling.instances(group)
        if not found:
            begins = self.evaluation.known.reign.begins
            since = "" if begins is None else f" in the time of the framework, which begins on {begins.isoformat()}"
            words = "nothing gives rise to it" if rule.trigger is None else f"there is no {phrases.event(rule.trigger)}"
            why = Step(f"{words}{since}", "", "", None, Standing.BLOCKED)
            return Step(title, rule.name, "does not arise", rule.citation, Standing.BLOCKED, (why,), aside=True)
        answers = self.evaluation.norm(group)
        explained = [self._instance(group, each, answers) for each in found]
        steps = explained[0]
        if len(found) > 1:
            steps = tuple(
                Step(f"for {phrases.occurrence(each.it.occurrence)}", rule.name, "", None, Standing.FIRED, inner)
                for each, inner in zip(found, explained, strict=True)
                if each.it is not None
            )
        value = "; ".join(map(_stands, answers)) or "does not arise"
        decided = all(len(answer.possible) == 1 for answer in answers)
        status = Standing.UNKNOWN if answers and not decided else Standing.FIRED if answers else Standing.BLOCKED
        citation = answers[0].citation if answers else rule.citation
        return Step(title, rule.name, value, citation, status, steps)

    def _instance(self, group: g.RuleGroup, instance: Instance, answers: tuple[NormAnswer, ...]) -> tuple[Step, ...]:
        """What a rule rests on for one instance."""
        rule = group.rule
        considered = self.evaluation.ruling.considered(group, instance)
        now = self.evaluation.known.at_as_of()
        context = Context(group.variables, considered.masks, instance.binding, asked_times(instance.binding, now, now))
        steps: list[Step] = []
        if group.when is not None:
            trigger = self.conditions.condition(group.when, context)
            words = self.conditions.phrases.words.cond(rule.when)
            steps.append(Step(f"arises if {words}", "", "", rule.citation, trigger.status, opened(trigger, words)))
        if not any(each.outcome.triggered for each in considered.possibilities):
            return tuple(steps)
        effects = [each.outcome.now for each in considered.possibilities if each.outcome.now is not None]
        steps += self._trial(group, group.now, context, effects)
        steps += self._deadline(group, considered)
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
            words = self.conditions.phrases.words.repeat(rule.repeat)
            steps.append(Step(words, "", "", rule.repeat.citation, Standing.FIRED))
        done = any(each.status in (Status.MET, Status.USED) for each in answers)
        happened = (*self._acts(group, instance, done), *self._breaches(group, considered))
        return (*steps, *happened, *self._departures(answers))

    # Conditions that last

    def _trial(self, group: g.RuleGroup, trial: g.Trial, context: Context, effects: list[Effect]) -> Iterator[Step]:
        """The `while` of a rule and its exceptions, asked at one time."""
        lasting = self.conditions.optional(trial.during, context)
        if lasting is not None:
            yield lasting
        for exception, expression in zip(group.rule.exceptions, trial.exceptions, strict=True):
            step = self._exception(exception, expression, context, effects)
            yield replace(step, aside=lasting is not None and lasting.status is Standing.BLOCKED)

    def _deadline(self, group: g.RuleGroup, considered: Considered) -> Iterator[Step]:
        """How that stood on the last day of the rule's own window, where that lies behind: a lapse then stands."""
        latest = considered.spans.own.latest
        outcomes = [each.outcome for each in considered.possibilities]
        then = [each.deadline for each in outcomes if each.deadline is not None]
        if group.deadline is None or latest is None or not then:
            return
        of, known = considered.instance.binding, self.evaluation.known
        times = asked_times(of, known.at_as_of(), known.at_end_of(latest))
        context = Context(group.variables, considered.masks, of, times)
        inputs = tuple(self._trial(group, group.deadline, context, then))
        alike = all(each.now == each.deadline for each in outcomes)
        if inputs:
            words = f"on {latest.isoformat()}, the last day of its window"
            yield Step(words, "", "", None, Standing.FIRED, inputs, aside=alike)

    def _exception(
        self, exception: ir.Exclusion, expression: x.Expression | None, context: Context, effects: list[Effect]
    ) -> Step:
        inner = self.conditions.optional(expression, context)
        holds = Standing.FIRED if inner is None else inner.status
        acting = {exception.name in effect.through for effect in effects}
        if holds is Standing.FIRED and acting == {False}:
            status = Standing.OVERRIDDEN
        else:
            status = Standing.BLOCKED if acting == {False} else standing(acting)
        against = f" against {' and '.join(spoken(name) for name in exception.against)}" if exception.against else ""
        return Step(
            f"except {spoken(exception.name)}{against}",
            exception.name,
            self._effect(exception),
            exception.citation,
            status,
            () if inner is None else (inner,),
        )

    def _effect(self, exception: ir.Exclusion) -> str:
        """What an exception puts in place, in words."""
        phrases = self.conditions.phrases
        parts = [
            phrases.modality(exception.modality) if exception.modality else "",
            phrases.words.window(exception.window),
        ]
        return ", ".join(part for part in parts if part) or "released"

    def _window(self, window: ir.Window, span: Span, citation: ir.Citation) -> Step:
        ends = [f"{word} {day.isoformat()}" for word, day in (("from", span.earliest), ("until", span.latest)) if day]
        value = " ".join(ends) if span.dated else "it has not begun yet" if span.announced else "dates not known"
        return Step(
            self.conditions.phrases.words.window(window),
            "",
            value,
            window.citation or citation,
            Standing.FIRED if span.dated else Standing.BLOCKED if span.announced else Standing.UNKNOWN,
        )

    # Acts

    def _acts(self, group: g.RuleGroup, instance: Instance, done: bool) -> Iterator[Step]:
        """Each act of the kind that the rule asks for: whether it counts, and if not, why. `done`: the rule is met."""
        known, now = self.evaluation.known, self.evaluation.known.at_as_of()
        begun = instance.begun if group.rule.repeat is None else instance.ever
        meeting = [each.act for each in instance.doings if each.act is not None]
        counting = dict(acts(known, group, instance.it, begun, now))
        performed = dict(performances(known, group, instance.it, begun, now))
        banning = view_of(group.rule.modality) is View.PROHIBITION  # what was done under a ban is told as a breach
        for act in known.history.past:
            if group.rule.act not in act.kinds or (banning and True in counting.get(act, ())):
                continue
            words = f"{self.conditions.phrases.event(group.rule.act)} on {act.day.isoformat()}"
            if act in meeting or (act in counting and group.rule.repeat is not None and True in counting[act]):
                yield Step(words, "", "counts", None, standing(counting.get(act, frozenset({True}))))
            elif act not in counting:
                before = "the rule stood"
                if instance.it is not None:
                    before = self.conditions.phrases.occurrence(instance.it.occurrence)
                why = f"does not count: it came before {before}"
                yield Step(words, "", why, None, Standing.BLOCKED, aside=done)
            elif True not in performed[act]:
                yield self._unlike(group, instance, act, words)
            elif True not in counting[act]:
                why = "does not count: the rule gave no power to it on that day"
                yield Step(words, "", why, None, Standing.BLOCKED)
            else:
                why = "counts for another instance, or the rule was met before"
                yield Step(words, "", why, None, Standing.OVERRIDDEN, aside=done)

    def _unlike(self, group: g.RuleGroup, instance: Instance, act: Dated, words: str) -> Step:
        """An act that is not one of which the rule speaks."""
        named, rule = self.conditions.phrases.words.named, group.rule
        by = act.occurrence.by
        if by is not None and by != rule.actor:
            told = f"does not count: {named(by)} did it, and the rule speaks of {named(rule.actor)}"
            return Step(words, "", told, rule.citation, Standing.BLOCKED)
        assert group.performing is not None, "an act by the right one does not count only where 'with' asks more of it"
        performing, known = group.performing, self.evaluation.known
        of, times = Binding(instance.it, act), dict.fromkeys(x.TIMES, known.before(act))
        context = Context(performing.variables, known.masks(performing.variables, of, times), of, times)
        inner = self.conditions.condition(performing.expression, context)
        return Step(words, "", "does not count: it is not as the rule asks", rule.citation, Standing.BLOCKED, (inner,))

    def _breaches(self, group: g.RuleGroup, considered: Considered) -> Iterator[Step]:
        for day, bans in considered.breaches:
            if bans != {None}:
                words = f"{self.conditions.phrases.event(group.rule.act)} on {day.isoformat()}"
                status = standing({each is not None for each in bans})
                yield Step(words, "", "done although it was forbidden", group.rule.citation, status)

    def _departures(self, answers: tuple[NormAnswer, ...]) -> Iterator[Step]:
        for each in dict.fromkeys(answer.departed for answer in answers if answer.departed is not None):
            words = f"a departure was decided on {each.on.isoformat()}"
            yield Step(words, "", each.reason or "no reason on record", None, Standing.FIRED)


def _stands(answer: NormAnswer) -> str:
    modality = f" '{answer.modality}'" if answer.modality else ""
    ends = (("from", answer.earliest), ("until", answer.latest))
    stretch = "".join(f" {word} {day.isoformat()}" for word, day in ends if day is not None)
    status = " or ".join(each.value for each in answer.possible)
    return f"{answer.view.value}{modality} {status}{stretch if answer.tally is not None else ''}"
