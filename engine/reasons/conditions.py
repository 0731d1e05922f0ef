"""Why a condition holds or fails: the inputs that make it what it is, with the values that they had.

Why is told by the values of what a condition reads, and by nothing else of a case: so it is worked out once for each of
them and kept, as the kernel keeps what it decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ...dsl import ir
from ...dsl.words import spoken
from .. import expressions as x
from .. import kernel
from ..binding import Asked, Binding
from ..history import Dated
from ..kernel import Masks
from ..phrases import Phrases
from ..valuation import Known
from .steps import Standing, Step, opened, standing

KEPT = 4_096
"""Of how many conditions, and under how many valuations of each, it is kept why."""


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


_Values = tuple[tuple[int, frozenset[str]], ...]
"""Of each variable that is read: its classes that are possible, and the values."""

_Part = x.Expression | tuple[x.CaseRow, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A condition or the rows of a decision, the numbers of the variables that it reads, and why, by their values."""

    part: _Part
    reads: tuple[int, ...]
    why: dict[_Values, tuple[Step, ...]] = field(default_factory=dict)


_told: dict[int, _Told] = {}
"""By the identity of the part, which is held for as long as it stands here."""


def _of(part: _Part) -> _Told:
    found = _told.get(id(part))
    if found is None:
        if len(_told) >= KEPT:
            _told.clear()
        found = _told[id(part)] = _Told(part, tuple(sorted(set(_read(part)))))
    return found


def _read(part: _Part | None) -> Iterator[int]:
    """The numbers of the variables that something reads."""
    match part:
        case None:
            return
        case x.Is(variable=number):
            yield number
        case x.Not(item=inner) | x.Named(body=inner):
            yield from _read(inner)
        case x.All(items=items) | x.AnyOf(items=items):
            for item in items:
                yield from _read(item)
        case x.Chosen(rows=rows) | rows:
            for row in rows:
                yield from _read(row.when)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Explains conditions and the rows of decisions for one case."""

    known: Known
    phrases: Phrases

    def condition(self, expression: x.Expression, context: Context) -> Step:
        """A condition with the inputs that make it what it is, and no others."""
        (step,) = self._why(expression, context)
        return step

    def optional(self, expression: x.Expression | None, context: Context) -> Step | None:
        """The same; nothing for no condition."""
        return None if expression is None else self.condition(expression, context)

    def rows(self, rows: tuple[x.CaseRow, ...], context: Context) -> tuple[Step, ...]:
        """The rows of a decision; those behind the last that can fire are passed over, and told aside."""
        return self._why(rows, context)

    def _why(self, part: _Part, context: Context) -> tuple[Step, ...]:
        told = _of(part)
        values: _Values = tuple([(context.masks[number], self._values(number, context)) for number in told.reads])
        found = told.why.get(values)
        if found is None:
            if len(told.why) >= KEPT:
                told.why.clear()
            explained = _Explained(self.phrases, context, dict(zip(told.reads, values, strict=True)))
            found = explained.rows(part) if isinstance(part, tuple) else (explained.condition(part),)
            told.why[values] = found
        return found

    def _values(self, number: int, context: Context) -> frozenset[str]:
        variable = context.variables[number]
        return self.known.of_variable(variable, context.of, context.asked[variable.time])


@dataclass(frozen=True, slots=True)
class _Explained:
    """Explains under one valuation: of each variable that is read its possible classes, and its values."""

    phrases: Phrases
    context: Context
    values: dict[int, tuple[int, frozenset[str]]]

    def condition(self, expression: x.Expression) -> Step:
        words = self.phrases.words
        status = standing(kernel.truth(expression, self.context.masks))
        match expression:
            case x.Is(variable=number):
                term, (_, values) = self.context.variables[number].term, self.values[number]
                # The term is told as it is asked here, so that 'it' says which event is meant.
                text = words.test(replace(expression.origin, term=term))
                value = "not known" if len(values) > 1 else self.phrases.value(term, values)
                said = len(values) == 1 and values == expression.origin.accepted
                return Step(text, "", "" if said else value, None, status)
            case x.Not(item=item):
                inner = self.condition(item)
                plain = isinstance(item, x.Is) and item.origin.term.domain[:2] == (ir.YES, ir.NO)
                inputs = () if plain and status is not Standing.UNKNOWN else inner.inputs or (inner,)
                return Step(words.cond(expression.origin), inner.rule, "", inner.citation, status, inputs)
            case x.All(items=items) | x.AnyOf(items=items):
                steps = tuple(self.condition(item) for item in items)
                telling = tuple(step for step in steps if step.status is status) or steps
                if len(telling) == 1:
                    return telling[0]
                return Step("all of" if isinstance(expression, x.All) else "any of", "", "", None, status, telling)
            case x.Named(define=name, body=body):
                define = self.phrases.framework.defines[name]
                inputs = opened(self.condition(body))
                return Step(words.cond(expression.origin), name, "", define.citation, status, inputs)
            case x.Chosen(decision=name, rows=rows):
                inputs = tuple(step for step in self.rows(rows) if not step.aside)
                return Step(words.cond(expression.origin), name, "", None, status, inputs)

    def rows(self, rows: tuple[x.CaseRow, ...]) -> tuple[Step, ...]:
        can_fire = {number for number, _ in kernel.explore_rows(rows, self.context.masks)}
        steps: list[Step] = []
        for number, row in enumerate(rows):
            aside = number > max(can_fire)
            inner = None if row.when is None else self.condition(row.when)
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
