"""Why every answer for a case is what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...dsl.words import spoken, titled
from .. import expressions as x
from .. import groups as g
from ..binding import Binding
from ..evaluation import Evaluation
from ..outcome import in_force
from .conditions import Conditions, Context
from .lifecycles import Lifecycles
from .norms import Norms
from .steps import Derivation, Heading, Resting, Standing, Step


def derive(evaluation: Evaluation) -> Derivation:
    """The derivation of all answers of an evaluation."""
    deriver, framework = Deriver(evaluation), evaluation.compiled.framework
    return Derivation(
        heading_of(evaluation),
        tuple(map(deriver.answer, framework.lifecycles)),
        tuple(map(deriver.answer, framework.decisions)),
        tuple(map(deriver.answer, framework.rules)),
        tuple(_resting(evaluation)),
        tuple(_notes(evaluation)),
    )


@dataclass(frozen=True, slots=True)
class Deriver:
    """Derives single answers of an evaluation."""

    evaluation: Evaluation

    @property
    def _conditions(self) -> Conditions:
        return Conditions(self.evaluation.known, self.evaluation.phrases)

    def answer(self, name: str) -> Step:
        """Why a lifecycle, decision or rule comes to what it comes to."""
        compiled = self.evaluation.compiled
        if name in compiled.decisions:
            return _decision(self.evaluation, self._conditions, compiled.decisions[name])
        if name in compiled.rules:
            return Norms(self.evaluation, self._conditions).norm(compiled.rules[name])
        return Lifecycles(self.evaluation, self._conditions).state(name)

    def towards(self, name: str, states: frozenset[str]) -> Step:
        """Why a lifecycle stands in none of these states, as far as that could have been otherwise."""
        return Lifecycles(self.evaluation, self._conditions).towards(name, states)


def heading_of(evaluation: Evaluation) -> Heading:
    """Of whom, of which day and under which framework an evaluation tells."""
    framework, known = evaluation.compiled.framework, evaluation.known
    manifest = framework.manifest
    return Heading(
        known.case.subject,
        known.case.name,
        known.as_of,
        manifest.full_id,
        manifest.title,
        framework.content_hash,
        in_force(manifest, known.as_of),
    )


def _decision(evaluation: Evaluation, conditions: Conditions, group: g.DecisionGroup) -> Step:
    known, phrases = evaluation.known, evaluation.phrases
    decision = known.framework.decisions[group.name]
    answer = evaluation.decision(group)
    it, asked = evaluation.about(decision.about)
    title = titled(decision.label, decision.name)
    if not asked:
        assert decision.about is not None, "a decision about the subject can always be asked"
        why = f"{title}: there is no {phrases.event(decision.about)}"
        return Step(why, group.name, "", None, Standing.BLOCKED, aside=True)
    now = known.at_as_of()
    times = dict.fromkeys((x.Time.ALWAYS, x.Time.NOW), now)
    context = Context(group.variables, known.masks(group.variables, Binding(it), times), Binding(it), times)
    about = f" of {phrases.occurrence(it.occurrence)}" if it else ""
    value = " or ".join(spoken(each.value) for each in answer.possible)
    status = Standing.FIRED if answer.value is not None else Standing.UNKNOWN
    rows = conditions.rows(group.rows, context)
    return Step(f"{title}{about}", decision.name, value, answer.citation, status, rows)


def _resting(evaluation: Evaluation) -> Iterator[Resting]:
    """The readings and parameters that the clauses read which have an answer."""
    framework, settings = evaluation.compiled.framework, evaluation.known.settings
    words, answered = evaluation.phrases.words, evaluation.answered()
    found = {name: evaluation.compiled.reads[name] for name in answered}
    for name, reading in framework.readings.items():
        by = tuple(each for each, reads in found.items() if name in reads.readings)
        if by:
            taken = settings.reading(name)
            label = dict(reading.alternatives)[taken] or spoken(taken)
            yield Resting(name, "reading", reading.question, label, reading.citation, by)
    for name, parameter in framework.parameters.items():
        by = tuple(each for each, reads in found.items() if name in reads.parameters)
        if by:
            value = words.offset(settings.parameter(name))
            yield Resting(name, "parameter", titled(parameter.label, name), value, parameter.citation, by)


def _notes(evaluation: Evaluation) -> Iterator[str]:
    """What a reader should know of the reasons as a whole."""
    tied = evaluation.known.history.tied
    if tied:
        events = " and ".join(evaluation.phrases.occurrence(each) for each in tied)
        yield f"{events}: the case does not give their order on one day; the reasons take them in this order"
