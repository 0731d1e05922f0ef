"""The comparison of two frameworks: matched, renamed, laid side by side clause by clause, concept by concept."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ...dsl import ir
from ...dsl.concordance import Concordance
from .binding import rules
from .concepts import concepts
from .deciding import deciding
from .found import Change, Comparison, Level
from .matching import matched
from .meaning import Meaning
from .moving import lifecycles
from .renaming import renamed
from .telling import Telling
from .vocabulary import vocabulary
from .whole import whole


def compare(before: ir.Framework, after: ir.Framework, concordance: Concordance | None = None) -> Comparison:
    """What differs between two frameworks, in an order that the order of their clauses has no part in."""
    keys = tuple(None if concordance is None else concordance.key(each.manifest) for each in (before, after))
    known = (frozenset(each for each in keys[:1] if each), frozenset(each for each in keys[1:] if each))
    shared = concordance.concepts if concordance is not None and None not in keys else ()
    matching = matched(before, after, shared, known)
    changed = renamed(after, matching.names)
    telling = Telling(before, after, changed, matching, Meaning(before, changed))
    for part in (vocabulary, deciding, lifecycles, rules, whole):
        part(telling)
    found = _told_apart(sorted(telling.changes, key=_place))
    told = tuple(concepts(telling, shared, (keys[0] or "", keys[1] or ""), found)) if shared else ()
    return Comparison(before, after, matching.matches, matching.unsure, found, told, matching.names)


def _place(change: Change) -> tuple[int, str, str]:
    return list(Level).index(change.level), change.kind, change.id


def _told_apart(changes: list[Change]) -> tuple[Change, ...]:
    """The changes, each with an id of its own."""
    seen: Counter[str] = Counter()
    found: list[Change] = []
    for each in changes:
        seen[each.id] += 1
        found.append(each if seen[each.id] == 1 else replace(each, id=f"{each.id}.{seen[each.id]}"))
    return tuple(found)
