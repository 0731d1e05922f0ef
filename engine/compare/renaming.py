"""A framework in the names of another one, so that what is called otherwise there can be laid beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...dsl import ir
from .naming import Names
from .rewording import NOBODY, Rewording, Speaking


def renamed(framework: ir.Framework, names: Names) -> ir.Framework:
    """The framework with every name replaced by its new one, and with nothing else changed."""
    return _Renaming(framework, names).framework()


@dataclass(frozen=True, slots=True)
class _Renaming(Rewording):
    def framework(self) -> ir.Framework:
        f, name = self.old, self.names.clause
        return replace(
            f,
            domains={name(n): self._domain(each) for n, each in f.domains.items()},
            groups={name(n): self._group(members) for n, members in f.groups.items()},
            facts={name(n): replace(each, name=name(n), type=self._type(each.type)) for n, each in f.facts.items()},
            events={name(n): self._event(each) for n, each in f.events.items()},
            documents={name(n): self._document(each) for n, each in f.documents.items()},
            deems=tuple(self._deem(each) for each in f.deems),
            defines={name(n): self._define(each) for n, each in f.defines.items()},
            decisions={name(n): self._decision(each) for n, each in f.decisions.items()},
            judgements={name(n): self._judgement(each) for n, each in f.judgements.items()},
            lifecycles={name(n): self._lifecycle(each) for n, each in f.lifecycles.items()},
            rules={name(n): self._rule(each) for n, each in f.rules.items()},
            parameters={
                name(n): replace(each, name=name(n), offset=self._offset(each.offset))
                for n, each in f.parameters.items()
            },
            readings={name(n): self._reading(each) for n, each in f.readings.items()},
            gaps={
                name(n): replace(each, name=name(n), touches=tuple(map(name, each.touches)))
                for n, each in f.gaps.items()
            },
        )

    # Vocabulary

    def _domain(self, domain: ir.Domain) -> ir.Domain:
        if domain is ir.BOOLEAN:
            return domain
        values = tuple(self.names.part(domain.name, each) for each in domain.values)
        return replace(domain, name=self.names.clause(domain.name), values=values)

    def _type(self, type_: ir.Type) -> ir.Type:
        return self._domain(type_) if isinstance(type_, ir.Domain) else type_

    def _group(self, members: tuple[str, ...]) -> tuple[str, ...]:
        """Fields of some event, or values of some type: whichever they are called in one place or another."""
        known = {old: new for (_, old), new in self.names.parts.items()}
        return tuple(known.get(each, self.names.clause(each)) for each in members)

    def _event(self, event: ir.EventType) -> ir.EventType:
        return replace(
            event,
            name=self.names.clause(event.name),
            by=tuple(map(self.names.actor, event.by)),
            moments=tuple(self.names.part(event.name, each) for each in event.moments),
            effective=self.names.part(event.name, event.effective),
            fields=tuple(
                replace(
                    each,
                    name=self._field(event.name, each.name),
                    type=self._type(each.type),
                    default=None if each.default is None else self._value(each.type, each.default),
                    judged_by=tuple(map(self.names.actor, each.judged_by)),
                )
                for each in event.fields
            ),
        )

    def _document(self, document: ir.Document) -> ir.Document:
        speaking = Speaking(it=document.event)
        return ir.Document(
            self.names.clause(document.event),
            tuple(replace(each, when=self._optional(each.when, speaking)) for each in document.contents),
            tuple(
                replace(each, name=self.names.actor(each.name), when=self._optional(each.when, speaking))
                for each in document.recipients
            ),
        )

    # Clauses

    def _deem(self, deem: ir.Deem) -> ir.Deem:
        event, target = self.names.clause(deem.event), self.names.clause(deem.target)
        when = self._optional(deem.when, Speaking(it=deem.event))
        return replace(deem, name=f"{event} as {target}", event=event, target=target, when=when)

    def _define(self, define: ir.Define) -> ir.Define:
        cond = self._cond(define.cond, Speaking(it=define.about))
        return replace(define, name=self.names.clause(define.name), about=self._maybe(define.about), cond=cond)

    def _decision(self, decision: ir.Decision) -> ir.Decision:
        speaking = Speaking(it=decision.about)
        rows = tuple(
            replace(
                each,
                value=self.names.part(decision.name, each.value),
                when=self._optional(each.when, speaking),
            )
            for each in decision.rows
        )
        return replace(decision, name=self.names.clause(decision.name), about=self._maybe(decision.about), rows=rows)

    def _judgement(self, judgement: ir.Judgement) -> ir.Judgement:
        speaking, owner = Speaking(it=judgement.about), judgement.name
        return replace(
            judgement,
            name=self.names.clause(owner),
            about=self._maybe(judgement.about),
            values=tuple(self.names.part(owner, each) for each in judgement.values),
            by=tuple(map(self.names.actor, judgement.by)),
            signs=tuple(
                replace(
                    each,
                    name=self.names.part(owner, each.name),
                    value=self.names.part(owner, each.value),
                    when=self._cond(each.when, speaking),
                )
                for each in judgement.signs
            ),
        )

    def _lifecycle(self, lifecycle: ir.Lifecycle) -> ir.Lifecycle:
        name, owner = self.names.clause, lifecycle.name

        def state(each: str) -> str:
            return self.names.part(owner, each)

        return replace(
            lifecycle,
            name=name(owner),
            states=tuple(
                replace(each, name=state(each.name), parent=None if each.parent is None else state(each.parent))
                for each in lifecycle.states
            ),
            transitions=tuple(
                replace(
                    each,
                    id=f"{name(owner)}.{each.id.rpartition('.')[2]}",
                    sources=tuple(map(state, each.sources)),
                    written=tuple(map(state, each.written)),
                    trigger=self._trigger(each.trigger),
                    when=self._optional(
                        each.when,
                        Speaking(it=each.trigger.event if isinstance(each.trigger, ir.OnEvent) else None),
                    ),
                    target=state(each.target),
                    into=state(each.into),
                )
                for each in lifecycle.transitions
            ),
        )

    def _trigger(self, trigger: ir.Trigger) -> ir.Trigger:
        match trigger:
            case ir.OnEvent(event=event):
                return ir.OnEvent(self.names.clause(event))
            case ir.OnLapse(rule=rule):
                return ir.OnLapse(self.names.clause(rule))
            case ir.AtTime(point=point):
                return ir.AtTime(self._point(point, NOBODY))

    def _rule(self, rule: ir.Rule) -> ir.Rule:
        name, speaking = self.names.clause, Speaking(it=rule.trigger, done=rule.act)
        return replace(
            rule,
            name=name(rule.name),
            actor=self.names.actor(rule.actor),
            verb=self.names.actor(rule.verb),
            act=name(rule.act),
            addressee=self.names.actor(rule.addressee),
            trigger=self._maybe(rule.trigger),
            when=self._optional(rule.when, speaking),
            during=self._optional(rule.during, speaking),
            performing=self._optional(rule.performing, speaking),
            window=self._window(rule.window, speaking),
            repeat=None if rule.repeat is None else self._repeat(rule.repeat, speaking),
            exceptions=tuple(
                replace(
                    each,
                    name=self.names.part(rule.name, each.name),
                    against=tuple(self.names.part(rule.name, other) for other in each.against),
                    when=self._optional(each.when, speaking),
                    window=self._window(each.window, speaking),
                )
                for each in rule.exceptions
            ),
        )

    def _repeat(self, repeat: ir.Repeat, speaking: Speaking) -> ir.Repeat:
        number = replace(repeat.number, parameter=self._maybe(repeat.number.parameter))
        match repeat.over:
            case ir.Within(window=window):
                found = self._window(window, speaking)
                assert found is not None, "there was a window"
                return replace(repeat, number=number, over=ir.Within(found))
            case ir.Rolling(offset=offset):
                return replace(repeat, number=number, over=ir.Rolling(self._offset(offset)))
            case ir.EachPeriod(period=period, reading=reading):
                return replace(repeat, number=number, over=ir.EachPeriod(period, self._maybe(reading)))
            case ir.EachStretch(offset=offset, anchor=anchor):
                over = ir.EachStretch(self._offset(offset), self._anchor(anchor, speaking))
                return replace(repeat, number=number, over=over)

    def _reading(self, reading: ir.Reading) -> ir.Reading:
        def alternative(each: str) -> str:
            return self.names.part(reading.name, each)

        return replace(
            reading,
            name=self.names.clause(reading.name),
            alternatives=tuple((alternative(each), label) for each, label in reading.alternatives),
            default=alternative(reading.default),
        )
