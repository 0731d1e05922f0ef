"""The parts of a framework's page that its clauses say: lifecycles, clocks, judgements, readings, gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable

from remit.dsl import ir
from remit.dsl.words import cite, modality
from remit.engine.captions import Captions
from remit.engine.reads import reads

Changes = dict[tuple[str, str], str]
"""What a page says that an alternative would change, by reading and alternative."""

_CHANGE = re.compile(r"^  - `(?P<reading>\w+)=(?P<alternative>\w+)`.*? Then (?P<change>.*)$", re.M)
_BLOCK = re.compile(r"<!-- (?P<name>\w+): told by the framework -->\n.*?<!-- end -->", re.S)


def changes(page: str) -> Changes:
    """What the page says in words of its own."""
    return {(found["reading"], found["alternative"]): found["change"] for found in _CHANGE.finditer(page)}


def alternatives(framework: ir.Framework) -> set[tuple[str, str]]:
    """The alternatives that are not taken, each with its reading."""
    return {(name, other) for name, each in framework.readings.items() for other in each.names if other != each.default}


def written(page: str, framework: ir.Framework) -> str:
    """The page with each of its blocks as the framework has it; what alternatives would change stays as it is."""
    blocks = _Blocks(framework, changes(page))

    def block(found: re.Match[str]) -> str:
        name = found["name"]
        return "\n".join((f"<!-- {name}: told by the framework -->", "", *blocks.of(name), "", "<!-- end -->"))

    return _BLOCK.sub(block, page)


class _Blocks:
    """The blocks of one framework's page, by name."""

    def __init__(self, framework: ir.Framework, changes: Changes) -> None:
        self.framework = framework
        self.changes = changes
        self.captions = Captions(framework)

    def of(self, name: str) -> Iterable[str]:
        """The lines of a block."""
        match name:
            case "lifecycles":
                return self.lifecycles()
            case "clocks":
                return self.clocks()
            case "judgements":
                return self.judgements()
            case "readings":
                return self.readings()
            case "gaps":
                return (f"- {each.label} ({_cited(each.citation)})" for each in self.framework.gaps.values())
            case _:
                raise KeyError(name)

    def lifecycles(self) -> Iterable[str]:
        """Each lifecycle with its states, those that have others inside left out."""
        for each in self.framework.lifecycles.values():
            states = "; ".join(state.label for state in each.states if not state.composite)
            yield f"- **{each.label}** (`{each.name}`): {states}."

    def clocks(self) -> Iterable[str]:
        """Each rule with a window or a number, and what it is without exceptions."""
        yield from ("| what | how bindingly | when | paragraph |", "|---|---|---|---|")
        for rule in self.framework.rules.values():
            if due := self.captions.due(rule):
                yield f"| {rule.label} | {modality(rule.modality)} | {due} | {_cited(rule.citation)} |"

    def judgements(self) -> Iterable[str]:
        """Each judgement, who gives it, and at how many things they look."""
        yield from ("| what is judged | by whom | signs | paragraph |", "|---|---|---|---|")
        for each in self.framework.judgements.values():
            by = ", ".join(self.captions.named(name) for name in each.by)
            yield f"| {each.label} | {by} | {len(each.signs) or 'none given'} | {_cited(each.citation)} |"

    def readings(self) -> Iterable[str]:
        """Each reading: what is taken, what the others would change, and which clauses ask."""
        every = reads(self.framework)
        for name, each in self.framework.readings.items():
            labels = dict(each.alternatives)
            yield f"- **{each.question}** (`{name}`; {_cited(each.citation)})"
            yield f"  - taken: `{each.default}`, {labels[each.default]}"
            for other in each.names:
                if other != each.default:
                    yield f"  - `{name}={other}`, {labels[other]}. Then {self.changes.get((name, other), 'what?')}"
            yield f"  - asked by {', '.join(f'`{clause}`' for clause, read in every.items() if name in read.readings)}"


def _cited(citation: ir.Citation) -> str:
    return cite(citation)
