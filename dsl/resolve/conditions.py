"""Conditions: from what is written to tests over terms."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast, ir
from ..base.spans import Span
from .paths import Paths, written
from .references import Unresolved, leaves
from .symbols import noun, some


class Context(Paths):
    """Resolves what a clause says, given the event that its `it` stands for."""

    # Conditions

    def cond(self, cond: ast.Cond) -> ir.Cond:
        """A condition. Every fault within it is recorded before Unresolved is raised."""
        match cond:
            case ast.And(items=items, span=span):
                return ir.All(self._each(items), span)
            case ast.Or(items=items, span=span):
                return ir.AnyOf(self._each(items), span)
            case ast.Not(item=item, span=span):
                return ir.Not(self.cond(item), span)
            case ast.Flag(path=path, span=span):
                return self._flag(path, span)
            case ast.Compare(path=path, trial=trial, span=span):
                return self._compare(path, trial, span)
            case ast.Quantified():
                return self._quantified(cond)
            case ast.HasPassed(point=point, span=span):
                return ir.Test(ir.PassedTerm(self.point(point)), frozenset({ir.YES}), span)
            case ast.Exists():
                return self._exists(cond)
            case ast.Counts():
                return self._counts(cond)
            case ast.Presumed():
                return self._presumed(cond)

    def _each(self, items: tuple[ast.Cond, ...]) -> tuple[ir.Cond, ...]:
        resolved: list[ir.Cond] = []
        failed = False
        for item in items:
            try:
                resolved.append(self.cond(item))
            except Unresolved:
                failed = True
        if failed:
            raise Unresolved
        return tuple(resolved)

    def _exists(self, cond: ast.Exists) -> ir.Cond:
        if self.symbols.find(cond.event, ast.Event) is None:
            raise Unresolved
        wanted = ir.YES if cond.some else ir.NO
        term = ir.ExistsTerm(cond.event.text, self.stretch(cond.stretch), self.where(cond.where, cond.event.text))
        return ir.Test(term, frozenset({wanted}), cond.span)

    def where(self, cond: ast.Cond | None, event: str) -> ir.Cond | None:
        """The condition that an event of a type must pass, in which `that` is the event."""
        return None if cond is None else Context(self.symbols, self.it, self.done, event, self.no_it).cond(cond)

    def _counts(self, cond: ast.Counts) -> ir.Cond:
        if self.symbols.find(cond.event, ast.Event) is None:
            raise Unresolved
        term = ir.CountTerm(cond.event.text, self.stretch(cond.stretch), self.where(cond.where, cond.event.text))
        bound = self.number(cond.number).value
        if bound >= ir.MAX_COUNT:
            self.symbols.fault(
                "E107",
                f"{bound} events are more than can be told apart",
                cond.number.span,
                f"Use a number below {ir.MAX_COUNT}.",
            )
            raise Unresolved
        match cond.quantity:
            case ast.Quantity.AT_LEAST:
                accepted = ir.COUNTS[bound:]
            case ast.Quantity.AT_MOST:
                accepted = ir.COUNTS[: bound + 1]
            case _:
                accepted = (ir.COUNTS[bound],)
        return ir.Test(term, frozenset(accepted), cond.span)

    def _presumed(self, cond: ast.Presumed) -> ir.Cond:
        """A condition with an answer for where what it reads is not known."""
        if cond.answer.text not in (ir.YES, ir.NO):
            self.symbols.fault(
                "E103", f"unknown counts as yes or no, not as '{cond.answer}'", cond.answer.span, "Write yes or no."
            )
            raise Unresolved
        term = ir.PresumedTerm(self.cond(cond.item), cond.answer.text)
        return ir.Test(term, frozenset({ir.YES}), cond.span)

    def _flag(self, path: ast.Path, span: Span) -> ir.Cond:
        named = self.named_condition(path, span)
        if named is not None:
            return named
        decision = self.symbols.clauses.get(path.name.text)
        if isinstance(decision, ast.Decide) and not self._is_field(path):
            values = tuple(dict.fromkeys(row.value.text for row in decision.rows))
        else:
            term = self.term(path)
            if term.domain[:2] == (ir.YES, ir.NO):
                return ir.Test(term, frozenset({ir.YES}), span)
            values = tuple(value for value in term.domain if value != ir.ABSENT)
        self.symbols.fault(
            "E108",
            f"'{path.name}' is not true or false",
            path.name.span,
            f"Say which value is meant: '{written(path)} is …'. Its values: {', '.join(values)}.",
        )
        raise Unresolved

    # Trials

    def _compare(self, path: ast.Path, trial: ast.Trial, span: Span) -> ir.Cond:
        if isinstance(trial, ast.Dated):
            return self._dated(path, trial, span)
        clause = self.symbols.clauses.get(path.name.text)
        if isinstance(trial, (ast.IsKnown, ast.IsApplicable)) and not self._is_field(path):
            self._not_derived(path, clause, trial)
        if isinstance(clause, ast.Decide) and isinstance(trial, (ast.Is, ast.OneOf)) and not self._is_field(path):
            self.symbols.used.add(path.name.text)
            ref = self._about(path, clause)
            values = tuple(dict.fromkeys(row.value.text for row in clause.rows))
            domain = ir.Domain(path.name.text, clause.label, values)
            accepted = self.accepted(trial, domain.values, domain, path.name.text)
            chosen: ir.Cond = ir.Chosen(path.name.text, ref, accepted, span)
            return ir.Not(chosen, span) if trial.negated else chosen
        named = self.named_condition(path, span)
        if named is not None:
            self.symbols.fault(
                "E108",
                f"'{path.name}' is a condition: it holds or it does not",
                span,
                f"Write '{written(path)}' or 'not {written(path)}'.",
            )
            raise Unresolved
        term = self.term(path)
        if isinstance(clause, ast.Lifecycle) and isinstance(trial, (ast.Is, ast.OneOf)) and path.ref is None:
            states = tuple(state.name.text for state in clause.states)
            wanted = self.accepted(trial, states, None, path.name.text)
            inside = frozenset(leaf for state in wanted for leaf in leaves(clause, state))
            test: ir.Cond = ir.Test(term, inside, span)
        else:
            test = self._test(term, trial, path.name, span)
        return ir.Not(test, span) if trial.negated else test

    def _test(self, term: ir.Term, trial: _Plain, name: ast.Name, span: Span) -> ir.Test:
        """A term held against a trial, before any `not`."""
        match trial:
            case ast.IsKnown():
                return ir.Test(ir.KnownTerm(term), frozenset({ir.YES}), span)
            case ast.IsApplicable():
                if ir.NOT_APPLICABLE not in term.domain:
                    self.symbols.fault(
                        "E108",
                        f"'{name}' always applies",
                        name.span,
                        "Leave the test out, or declare it with '?' behind its type.",
                    )
                    raise Unresolved
                return ir.Test(term, frozenset(term.domain) - {ir.NOT_APPLICABLE, ir.ABSENT}, span)
            case _:
                return ir.Test(term, self.accepted(trial, term.domain, self._type(term), name.text), span)

    def _not_derived(self, path: ast.Path, clause: ast.AnyClause | None, trial: ast.IsKnown | ast.IsApplicable) -> None:
        if not isinstance(clause, (ast.Decide, ast.Define)):
            return
        word = "known" if isinstance(trial, ast.IsKnown) else "applicable"
        self.symbols.fault(
            "E108",
            f"'{path.name}' is {some(noun(clause))}: only what a case tells can be {word}",
            path.name.span,
            "Name the facts and fields on which it rests.",
            ((clause.name.span, "it is defined here"),),
        )
        raise Unresolved

    def _dated(self, path: ast.Path, trial: ast.Dated, span: Span) -> ir.Cond:
        if path.ref is None:
            self.symbols.fault(
                "E105",
                f"'{path.name}' is compared with a date: of which event?",
                path.name.span,
                self._of_which(path, "EVENT"),
            )
            raise Unresolved
        anchor = self.moment(path.name, path.ref)
        event = self.ref(path.ref)[1]
        mark = self.point(trial.point)
        if anchor.reading is not None:
            self.symbols.fault(
                "E104",
                "a reading cannot stand for the moment in a comparison",
                path.name.span,
                "Name the moment itself.",
            )
            raise Unresolved
        return ir.Test(ir.PositionTerm(anchor.ref, event, anchor.moment, mark), _SIDES[trial.side], span)

    def _type(self, term: ir.Term) -> ir.Type | None:
        match term:
            case ir.FieldTerm(event=event, field=name):
                field = self.symbols.events[event].field(name)
                return field.type if field else None
            case ir.FactTerm(fact=fact):
                return self.symbols.facts[fact].type
            case _:
                return None

    def accepted(
        self, trial: ast.Is | ast.OneOf, values: tuple[str, ...], type_: ir.Type | None, what: str
    ) -> frozenset[str]:
        """The values that a trial accepts, before any `not`."""
        if isinstance(trial, ast.OneOf):
            if trial.bracketed:
                return frozenset(self._value(name, values, what) for name in trial.names)
            group = self.symbols.find(trial.names[0], ast.Group)
            members = self.symbols.groups.get(trial.names[0].text)
            if group is None or members is None:
                raise Unresolved
            if not set(members) <= set(values):
                self.symbols.fault(
                    "E104",
                    f"the group '{group.name}' holds no values of '{what}'",
                    trial.names[0].span,
                    f"Its values: {', '.join(values)}.",
                    ((group.name.span, "the group is here"),),
                )
                raise Unresolved
            return frozenset(members)
        value = self._value(trial.value, values, what)
        if trial.order is ast.Order.EXACTLY:
            return frozenset({value})
        if not isinstance(type_, ir.Domain) or not type_.ordered:
            self.symbols.fault(
                "E108",
                f"the values of '{what}' have no order, so '{trial.order}' says nothing",
                trial.span,
                "Name the values: 'is one of (…)', or declare a scale.",
            )
            raise Unresolved
        scale = type_.values
        place = scale.index(value)
        return frozenset(scale[: place + 1] if trial.order is ast.Order.OR_BETTER else scale[place:])

    def _value(self, name: ast.Name, values: tuple[str, ...], what: str) -> str:
        if name.text in values and name.text != ir.ABSENT:
            return name.text
        if name.text in self.symbols.lost:
            raise Unresolved
        shown = [value for value in values if value != ir.ABSENT]
        self.symbols.not_a_value(name, f"'{what}'", shown)
        raise Unresolved

    def _quantified(self, cond: ast.Quantified) -> ir.Cond:
        group = self.symbols.find(cond.group, ast.Group)
        members = self.symbols.groups.get(cond.group.text)
        if group is None or members is None:
            raise Unresolved
        tests: list[ir.Cond] = []
        for member in members:
            name = ast.Name(member, cond.group.span)
            term = self.term(ast.Path(name, cond.ref, cond.span))
            if isinstance(cond.trial, ast.Dated):
                self.symbols.fault(
                    "E108",
                    "fields of a group cannot be compared with a date",
                    cond.trial.span,
                    "Compare a moment of an event with it: 'published of it is after …'.",
                )
                raise Unresolved
            test = self._test(term, cond.trial, name, cond.span)
            accepted = test.accepted
            if cond.trial.negated:
                accepted = frozenset(test.term.domain) - accepted
            if isinstance(cond.trial, (ast.Is, ast.OneOf)):  # what does not apply is passed over
                accepted -= {ir.NOT_APPLICABLE, ir.ABSENT}
                accepted |= ({ir.NOT_APPLICABLE} if cond.every else set()) & set(term.domain)
            tests.append(ir.Test(test.term, accepted, cond.span))
        return (ir.All if cond.every else ir.AnyOf)(tuple(tests), cond.span)


_Plain = ast.Is | ast.OneOf | ast.IsKnown | ast.IsApplicable

_SIDES = {
    ast.Side.BEFORE: frozenset({"before"}),
    ast.Side.ON: frozenset({"on"}),
    ast.Side.AFTER: frozenset({"after"}),
    ast.Side.ON_OR_BEFORE: frozenset({"before", "on"}),
    ast.Side.ON_OR_AFTER: frozenset({"on", "after"}),
}


def terms_in(cond: ir.Cond) -> Iterator[ir.Term | None]:
    """The terms that a condition tests itself; None for each named condition or decision in it."""
    match cond:
        case ir.Test(term=term):
            yield term
        case ir.Holds() | ir.Chosen():
            yield None
        case ir.Not(item=item):
            yield from terms_in(item)
        case ir.All(items=items) | ir.AnyOf(items=items):
            for item in items:
                yield from terms_in(item)
