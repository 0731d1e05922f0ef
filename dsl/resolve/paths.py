"""What paths look at: facts, fields, states, readings, and the conditions and decisions that are named."""

from __future__ import annotations

from .. import ast, ir
from ..base.spans import Span
from .references import References, Unresolved, leaves
from .symbols import noun, some


class Paths(References):
    """Resolves the paths of conditions, given the events that `it`, `done` and `that` stand for."""

    def named_condition(self, path: ast.Path, span: Span) -> ir.Holds | None:
        """The defined condition that `path` names, or None where it names something else."""
        clause = self.symbols.clauses.get(path.name.text)
        if not isinstance(clause, ast.Define) or self._is_field(path):
            return None
        self.symbols.used.add(path.name.text)
        return ir.Holds(path.name.text, self._about(path, clause), span)

    def _is_field(self, path: ast.Path) -> bool:
        if path.ref is None:
            return False
        event = self.symbols.events.get(self.ref(path.ref)[1])
        return event is not None and event.field(path.name.text) is not None

    def _about(self, path: ast.Path, clause: ast.Define | ast.Decide) -> ir.Ref | None:
        about = clause.about.text if clause.about else None
        if about is None:
            if path.ref is not None:
                self.symbols.fault(
                    "E104",
                    f"'{path.name}' is about the school, not about an event",
                    path.span,
                    f"Write '{path.name}' alone.",
                )
                raise Unresolved
            return None
        if path.ref is None:
            self.symbols.fault(
                "E105",
                f"'{path.name}' is about an event: which '{about}'?",
                path.name.span,
                self._of_which(path, about),
            )
            raise Unresolved
        ref, event = self.ref(path.ref)
        if event != about:
            self.symbols.fault(
                "E104",
                f"'{path.name}' is about '{about}', not about '{event}'",
                path.span,
                f"Write '{path.name} of latest {about}'.",
            )
            raise Unresolved
        return ref

    def _of_which(self, path: ast.Path, event: str) -> str:
        """How to say which event is meant; `it` only where the clause has that event."""
        it = f"'{path.name} of it', or " if self.it is not None and event in (self.it, "EVENT") else ""
        return f"Write {it}'{path.name} of latest {event}'."

    def term(self, path: ast.Path) -> ir.Term:
        """What a path looks at, where that has finitely many values."""
        if path.ref is not None:
            return self._event_term(path, path.ref)
        name = path.name.text
        clause = self.symbols.clauses.get(name)
        if name in self.symbols.facts:
            self.symbols.used.add(name)
            fact = self.symbols.facts[name]
            return ir.FactTerm(name, self._finite(fact.domain, path))
        if isinstance(clause, ast.Lifecycle):
            self.symbols.used.add(name)
            return ir.StateTerm(name, leaves(clause))
        if isinstance(clause, ast.Reading):
            self.symbols.used.add(name)
            return ir.ReadingTerm(name, tuple(each.name.text for each in clause.alternatives))
        owners = [event.name for event in self.symbols.events.values() if event.field(name)]
        if owners:
            self.symbols.fault(
                "E105",
                f"'{name}' is a field of '{owners[0]}': of which one?",
                path.name.span,
                self._of_which(path, owners[0]),
            )
        elif clause is not None and name in self.symbols.lost:
            pass  # its own fault has been told
        elif clause is not None:
            self.symbols.fault(
                "E104",
                f"'{name}' is {some(noun(clause))} and cannot be tested here",
                path.name.span,
                self._tested_as(clause),
                ((clause.name.span, "it is defined here"),),
            )
        else:
            testable = [
                each
                for each, found in self.symbols.clauses.items()
                if isinstance(found, (ast.Fact, ast.Judge, ast.Lifecycle, ast.Reading, ast.Define, ast.Decide))
            ]
            self.symbols.unknown(path.name, "fact, condition, decision, lifecycle or reading", testable)
        raise Unresolved

    def _tested_as(self, clause: ast.AnyClause) -> str:
        """How to ask about what is no condition itself."""
        name = clause.name
        match clause:
            case ast.Event():
                since = f", or 'some {name} since it'" if self.it is not None else ""
                return f"Write 'some {name}' or 'no {name}'{since}."
            case ast.Group():
                return f"Write 'any {name} of latest EVENT is …' or 'all {name} of latest EVENT is …'."
            case ast.Scale() | ast.Kind():
                return f"Name the fact or the field that has the type '{name}'."
            case _:
                return "Name a fact, a field of an event, a definition, a decision or a lifecycle."

    def _event_term(self, path: ast.Path, ref: ast.Ref) -> ir.Term:
        resolved, event_name = self.ref(ref)
        event = self.symbols.events[event_name]
        field = event.field(path.name.text)
        if field is not None:
            self.symbols.used.add(path.name.text)
            domain = self._finite(field.domain, path)
            if isinstance(resolved, (ir.Pick, ir.Entry)):
                domain = (*domain, ir.ABSENT)
            return ir.FieldTerm(resolved, event_name, field.name, domain)
        if path.name.text in event.moments:
            self.symbols.fault(
                "E108",
                f"'{path.name}' is a day",
                path.name.span,
                "Compare it with a date: 'is before 2024-09-01', 'is on …', 'is after …'.",
            )
        else:
            about = [
                name
                for name, clause in self.symbols.clauses.items()
                if isinstance(clause, (ast.Define, ast.Decide)) and clause.about and clause.about.text == event_name
            ]
            known = [*(each.name for each in event.fields), *event.moments, *about]
            self.symbols.unknown(path.name, f"field, moment or condition of '{event_name}'", known)
        raise Unresolved

    def _finite(self, domain: tuple[str, ...], path: ast.Path) -> tuple[str, ...]:
        if not domain:
            self.symbols.fault(
                "E108",
                f"'{path.name}' is only recorded and cannot be tested",
                path.name.span,
                "Give it a scale, a kind or boolean as its type.",
            )
            raise Unresolved
        return domain


def written(path: ast.Path) -> str:
    """A path as its author wrote it."""
    match path.ref:
        case None:
            return path.name.text
        case ast.It():
            return f"{path.name} of it"
        case ast.Done():
            return f"{path.name} of done"
        case ast.That():
            return f"{path.name} of that"
        case ast.Entry(state=state, lifecycle=lifecycle):
            return f"{path.name} of start of {state} in {lifecycle}"
        case ast.Select(selector=selector, event=event):
            return f"{path.name} of {selector.value} {event}"
