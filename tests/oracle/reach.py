"""Which lifecycles a part of a framework may ask about, directly or by way of others."""

from __future__ import annotations

import dataclasses

from remit.dsl import ir


def lifecycles_of(about: object, framework: ir.Framework) -> frozenset[str]:
    """The names of all lifecycles whose course matters for something."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting = [about]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple | list | frozenset):
            waiting += each
        if not dataclasses.is_dataclass(each) or id(each) in seen:
            continue
        seen.add(id(each))
        names: tuple[str, ...] = ()
        match each:
            case ir.StateTerm(lifecycle=name) | ir.EntryAnchor(lifecycle=name) | ir.Entry(lifecycle=name):
                names = (name,)
            case ir.Lifecycle(name=name):
                names = (name,)
            case ir.Holds(define=name):
                waiting.append(framework.defines[name])
            case ir.Chosen(decision=name):
                waiting.append(framework.decisions[name])
            case ir.OnLapse(rule=name):
                waiting.append(framework.rules[name])
        for name in names:
            if name not in found:
                found.add(name)
                waiting.append(framework.lifecycles[name])
        waiting += [getattr(each, each_field.name) for each_field in dataclasses.fields(each)]
    return frozenset(found)
