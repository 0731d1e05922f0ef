"""Why a condition holds or fails: the inputs that make it what it is, with the values that they had."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...dsl import ir
from ...dsl.words import spoken
from .. import expressions as x
from .. import kernel
from ..history import Dated
from ..kernel import Masks
from ..phrases import Phrases
from ..valuation import Asked, Binding, Known
from .steps import Standing, Step, opened, standing


@dataclass(frozen=True, slots=True)
class Context:
    """The group being explained: its variables, what is known of them, the events it is about, and when it asks."""

    variables: tuple[x.Variable, ...]
    masks: Masks
    of: Binding
    asked: dict[x.Time, Asked]

    @property
    def it(self) -> Dated | None:
        """The event that it is about."""
        return self.of.it if isinstance(self.of.it, Dated) else None


@dataclass(frozen=True, slots=True)
class Conditions:
    """Explains conditions and the rows of decisions for one case."""

    known: Known
    phrases: Phrases

    def condition(self, expression: x.Expression, context: Context) -> Step:
        """A condition with the inputs that make it what it is, and no others."""
        words = self.phrases.words
        status = standing({value for value, _ in kernel.explore(expression, context.masks)})
        match expression:
            case x.Is(variable=number):
                variable = context.variables[number]
                values = self.known.values(variable.term, context.of, context.asked[variable.time])
                # The term is told as it is asked here, so that 'it' says which event is meant.
                text = words.test(replace(expression.origin, term=variable.term))
                value = "not known" if len(values) > 1 else self.phrases.value(variable.term, values)
                said = len(values) == 1 and values == expression.origin.accepted
                return Step(text, "", "" if said else value, None, status)
            case x.Not(item=item):
                inner = self.condition(item, context)
                plain = isinstance(item, x.Is) and item.origin.term.domain[:2] == (ir.YES, ir.NO)
                inputs = () if plain and status is not Standing.UNKNOWN else inner.inputs or (inner,)
                return Step(words.cond(expression.origin), inner.rule, "", inner.citation, status, inputs)
            case x.All(items=items) | x.AnyOf(items=items):
                steps = tuple(self.condition(item, context) for item in items)
                telling = tuple(step for step in steps if step.status is status) or steps
                if len(telling) == 1:
                    return telling[0]
                return Step("all of" if isinstance(expression, x.All) else "any of", "", "", None, status, telling)
            case x.Named(define=name, body=body):
                define = self.known.framework.defines[name]
                inputs = opened(self.condition(body, context))
                return Step(words.cond(expression.origin), name, "", define.citation, status, inputs)
            case x.Chosen(decision=name, rows=rows):
                inputs = tuple(step for step in self.rows(rows, context) if not step.aside)
                return Step(words.cond(expression.origin), name, "", None, status, inputs)

    def optional(self, expression: x.Expression | None, context: Context) -> Step | None:
        """The same; nothing for no condition."""
        return None if expression is None else self.condition(expression, context)

    def rows(self, rows: tuple[x.CaseRow, ...], context: Context) -> tuple[Step, ...]:
        """The rows of a decision; those behind the last that can fire are passed over, and told aside."""
        can_fire = {number for number, _ in kernel.explore_rows(rows, context.masks)}
        steps: list[Step] = []
        for number, row in enumerate(rows):
            aside = number > max(can_fire)
            inner = self.optional(row.when, context)
            if number in can_fire:
                status = Standing.FIRED if len(can_fire) == 1 else Standing.UNKNOWN
            elif inner is not None and inner.status is Standing.BLOCKED:
                status = Standing.BLOCKED
            else:
                status = Standing.OVERRIDDEN
            if row.when is None and row.origin.when is not None:  # the rows from here on were not told apart
                steps.append(Step("none of these", "", "", None, status, aside=aside))
                continue
            text = self.phrases.words.cond(row.origin.when)
            steps.append(
                Step(
                    "otherwise" if inner is None else f"if {text}",
                    inner.rule if inner else "",
                    spoken(row.value),
                    row.origin.citation,
                    status,
                    opened(inner, text),
                    aside,
                )
            )
        return tuple(steps)
