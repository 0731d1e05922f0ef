"""Changes in the clauses of a framework, each seen as a change of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...dsl import ir
from ...dsl.words import modality, spoken
from .changed import Changed, Kind
from .conditions import Conditions


@dataclass(frozen=True, slots=True)
class Clauses(Conditions):
    """Changes the clauses of one framework."""

    def all(self) -> Iterator[Changed[ir.Framework]]:
        """The framework with each change."""
        f = self.framework
        for number, deem in enumerate(f.deems):
            yield from self.deeming(number, deem)
        for name, document in f.documents.items():
            for part in self.document(document):
                yield part.within(replace(f, documents={**f.documents, name: part.thing}))
        for name, define in f.defines.items():
            for cond in self.conditions(define.cond):
                changed = {**f.defines, name: replace(define, cond=cond.thing)}
                yield cond.within(replace(f, defines=changed), f"definition {name}")
        for name, decision in f.decisions.items():
            for row in self.decision(decision):
                yield row.within(replace(f, decisions={**f.decisions, name: row.thing}))
        for name, judgement in f.judgements.items():
            for sign in self.judgement(judgement):
                yield sign.within(replace(f, judgements={**f.judgements, name: sign.thing}))
        for name, lifecycle in f.lifecycles.items():
            for step in self.lifecycle(lifecycle):
                yield step.within(replace(f, lifecycles={**f.lifecycles, name: step.thing}))
        for name, parameter in f.parameters.items():
            if not parameter.offset.unit and name not in self._counted_to():
                continue  # tests on counts hold its number as it was when they were read
            for offset in self.offsets(parameter.offset, parameter.span):
                changed_parameters = {**f.parameters, name: replace(parameter, offset=offset.thing)}
                yield offset.within(replace(f, parameters=changed_parameters), f"parameter {name}")
        for name, rule in f.rules.items():
            for norm in self.rule(rule):
                yield norm.within(replace(f, rules={**f.rules, name: norm.thing}))

    def _counted_to(self) -> set[str | None]:
        return {rule.repeat.number.parameter for rule in self.framework.rules.values() if rule.repeat is not None}

    # What counts as what, what is written, what is looked at

    def deeming(self, number: int, deem: ir.Deem) -> Iterator[Changed[ir.Framework]]:
        """The framework with each change in one deeming."""
        before, after = self.framework.deems[:number], self.framework.deems[number + 1 :]
        place = f"deem {deem.event} as {deem.target}"
        without = replace(self.framework, deems=(*before, *after))
        yield Changed(without, Kind.DEEMING, f"{place} dropped", deem.span)
        for cond in self.conditions(deem.when):
            deems = (*before, replace(deem, when=cond.thing), *after)
            yield cond.within(replace(self.framework, deems=deems), place)

    def document(self, document: ir.Document) -> Iterator[Changed[ir.Document]]:
        """A document with each change in what it holds and to whom it goes."""
        for items in self._items(document.contents, f"{document.event}, contains"):
            yield items.within(replace(document, contents=items.thing))
        for items in self._items(document.recipients, f"{document.event}, to"):
            yield items.within(replace(document, recipients=items.thing))

    def _items(self, items: tuple[ir.Item, ...], place: str) -> Iterator[Changed[tuple[ir.Item, ...]]]:
        for number, item in enumerate(items):
            before, after = items[:number], items[number + 1 :]
            here = f"{place} '{item.name}'"
            yield Changed((*before, *after), Kind.ITEM, f"{here} dropped", item.span)
            for cond in self.conditions(item.when):
                yield cond.within((*before, replace(item, when=cond.thing), *after), here)

    def judgement(self, judgement: ir.Judgement) -> Iterator[Changed[ir.Judgement]]:
        """A judgement with each change in its signs. One at which somebody must look can only be dropped."""
        for number, sign in enumerate(judgement.signs):
            before, after = judgement.signs[:number], judgement.signs[number + 1 :]
            place = f"sign {sign.name} of {judgement.name}"
            yield Changed(replace(judgement, signs=(*before, *after)), Kind.SIGN, f"{place} dropped", sign.span)
            for cond in () if sign.asked else self.conditions(sign.when):
                signs = (*before, replace(sign, when=cond.thing), *after)
                yield cond.within(replace(judgement, signs=signs), place)

    # Decisions and lifecycles

    def decision(self, decision: ir.Decision) -> Iterator[Changed[ir.Decision]]:
        """A decision with each change; the last row, `otherwise`, stays."""
        rows = decision.rows
        for number, row in enumerate(rows):
            place = f"row {number + 1} of {decision.name}"
            if row.when is None:
                continue
            without = replace(decision, rows=(*rows[:number], *rows[number + 1 :]))
            yield Changed(without, Kind.ROW, f"{place} ('{spoken(row.value)}') dropped", row.span)
            for cond in self.conditions(row.when):
                changed = (*rows[:number], replace(row, when=cond.thing), *rows[number + 1 :])
                yield cond.within(replace(decision, rows=changed), place)

    def lifecycle(self, lifecycle: ir.Lifecycle) -> Iterator[Changed[ir.Lifecycle]]:
        """A lifecycle with each change in its transitions."""
        every = lifecycle.transitions
        for number, each in enumerate(every):
            before, after = every[:number], every[number + 1 :]
            place = f"transition {number + 1} of {lifecycle.name} (to {spoken(each.into)})"
            without = replace(lifecycle, transitions=(*before, *after))
            yield Changed(without, Kind.TRANSITION, f"{place} dropped", each.span)
            for step in self.transition(each, lifecycle):
                yield step.within(replace(lifecycle, transitions=(*before, step.thing, *after)), place)

    def transition(self, transition: ir.Transition, lifecycle: ir.Lifecycle) -> Iterator[Changed[ir.Transition]]:
        """A transition with another end, a narrower beginning, another time, or another condition."""
        into, span = transition.into, transition.span
        for other in _near(lifecycle, into):
            target = lifecycle.first_within(other) if lifecycle.state(other).composite else other
            if target != transition.target:
                changed = replace(transition, target=target, into=other)
                yield Changed(changed, Kind.STATE, f"'-> {spoken(into)}' made '-> {spoken(other)}'", span)
        for name in () if transition.everywhere else transition.written:
            for leaf in lifecycle.within(name) if lifecycle.state(name).composite else ():
                sources = tuple(each for each in transition.sources if each != leaf)
                if sources:
                    words = f"'from {spoken(name)}' without {spoken(leaf)}"
                    yield Changed(replace(transition, sources=sources), Kind.STATE, words, span)
        if isinstance(transition.trigger, ir.AtTime):
            for point in self.points(transition.trigger.point, span):
                yield point.within(replace(transition, trigger=ir.AtTime(point.thing)))
        for cond in self.conditions(transition.when):
            yield cond.within(replace(transition, when=cond.thing))

    # Rules

    def rule(self, rule: ir.Rule) -> Iterator[Changed[ir.Rule]]:
        """A rule with each change."""
        place = f"rule {rule.name}"
        for norm in self.modalities(rule.modality, rule.repeat):
            yield norm.within(replace(rule, modality=norm.thing), place)
        if rule.trigger is not None:
            was, other = ("each", "latest") if rule.each else ("latest", "each")
            words = f"{place}: 'for {other} {spoken(rule.trigger)}' instead of 'for {was}'"
            yield Changed(replace(rule, each=not rule.each), Kind.SCOPE, words, rule.span)
        for cond in self.conditions(rule.when):
            yield cond.within(replace(rule, when=cond.thing), f"{place}, when it arises")
        for cond in self.conditions(rule.during):
            yield cond.within(replace(rule, during=cond.thing), f"{place}, while")
        if rule.performing is not None:
            words = f"{place}: 'with {self.words.cond(rule.performing)}' dropped"
            yield Changed(replace(rule, performing=None), Kind.WITH, words, rule.performing.span)
        for cond in self.conditions(rule.performing):
            yield cond.within(replace(rule, performing=cond.thing), f"{place}, with")
        for window in self.windows(rule.window):
            yield window.within(_with_window(rule, window.thing), place)
        for repeat in self.repeats(rule.repeat) if rule.repeat is not None else ():
            yield repeat.within(replace(rule, repeat=repeat.thing), place)
        for number, exception in enumerate(rule.exceptions):
            for each in self.exclusion(exception, rule):
                changed = (*rule.exceptions[:number], each.thing, *rule.exceptions[number + 1 :])
                yield each.within(replace(rule, exceptions=changed))

    def exclusion(self, exception: ir.Exclusion, rule: ir.Rule) -> Iterator[Changed[ir.Exclusion]]:
        """An exception with each change. One that is dropped never holds: those written against it keep their sense."""
        place = f"exception {exception.name} of {rule.name}"
        never = replace(exception, when=ir.AnyOf((), exception.span))
        yield Changed(never, Kind.EXCEPTION, f"{place} dropped", exception.span)
        for name in exception.against:
            fewer = replace(exception, against=tuple(each for each in exception.against if each != name))
            yield Changed(fewer, Kind.AGAINST, f"{place}: 'against {name}' dropped", exception.span)
        for cond in self.conditions(exception.when):
            yield cond.within(replace(exception, when=cond.thing), place)
        for norm in self.modalities(exception.modality, rule.repeat):
            yield norm.within(replace(exception, modality=norm.thing), place)
        extending = extends(exception.window, rule)
        for window in self.windows(exception.window):
            # Of a window that extends the rule's own, only the extension is written here.
            if not extending or extends(window.thing, rule):
                yield window.within(replace(exception, window=window.thing), place)

    def modalities(self, norm: ir.Modality | None, repeat: ir.Repeat | None) -> Iterator[Changed[ir.Modality]]:
        """Without its softening; turned about; as a power instead of a duty, or the other way about."""
        if norm is None:
            return
        weaker = ir.Strength.WILL if norm.strength is ir.Strength.MAY else ir.Strength.MAY
        found = [replace(norm, softened="")] if norm.softened else []
        for each in (*found, replace(norm, negated=not norm.negated), replace(norm, strength=weaker)):
            if _may_stand(each, repeat):
                yield Changed(each, Kind.MODALITY, f"'{modality(norm)}' made '{modality(each)}'", norm.span)


def _may_stand(norm: ir.Modality, repeat: ir.Repeat | None) -> bool:
    """Whether a modality may stand beside a repetition; it is no slip that could be made otherwise (E218)."""
    if repeat is None:
        return True
    return not norm.negated and (norm.strength is not ir.Strength.MAY or repeat.quantity is ir.Quantity.AT_MOST)


def _near(lifecycle: ir.Lifecycle, name: str) -> Iterator[str]:
    """The state around a state, and the next one beside it in there."""
    parent = lifecycle.state(name).parent
    if parent is not None:
        yield parent
        beside = [each.name for each in lifecycle.states if each.parent == parent]
        yield beside[(beside.index(name) + 1) % len(beside)]


def extends(window: ir.Window | None, rule: ir.Rule) -> bool:
    """Whether a window is a rule's own, but for how far its end is moved."""
    own = rule.window
    if own is None or own.latest is None or window is None or window.latest is None:
        return False
    plain = replace(window.latest, extension=own.latest.extension)
    return (window.earliest, plain) == (own.earliest, own.latest)


def _with_window(rule: ir.Rule, window: ir.Window | None) -> ir.Rule:
    """A rule with another window, which exceptions that extend its own extend as well."""
    exceptions = tuple(
        replace(each, window=moved(each.window, window)) if each.window and extends(each.window, rule) else each
        for each in rule.exceptions
    )
    return replace(rule, window=window, exceptions=exceptions)


def moved(extended: ir.Window, window: ir.Window | None) -> ir.Window:
    """A window that extends a rule's own, where that has become another one."""
    if window is None or window.latest is None or extended.latest is None:
        return extended
    latest = replace(window.latest, extension=extended.latest.extension)
    return replace(extended, earliest=window.earliest, latest=latest)
