"""The tables by which clauses are read: lark's for `clause.lark`, made flat, as they were saved or worked out anew.

Working them out takes lark, and a hundred times as long as reading them. They are taken from a file beside the grammar
where that was saved from this very grammar (docs/decisions/0018-saved-grammar.md); lark is then not needed at all.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import lark

TABLE = "clause.table"
"""The file of saved tables."""


class Rule(NamedTuple):
    """What is made of a rule of the grammar once all its parts are read.

    `name`: of its tree; empty where its parts go into the tree around it. `kept`: the numbers of the parts that the
    tree keeps. `spread`: whether a part is itself to go into it. `lone`: whether a single part stands for itself.
    """

    origin: str
    size: int
    name: str
    kept: tuple[int, ...]
    spread: bool
    lone: bool


class Words(NamedTuple):
    """Which words are looked for in a state: an expression with a group for each terminal, and the terminals of words
    that it takes for another one, by that and by how they are written."""

    expression: str
    taken: dict[str, dict[str, str]]


class Tables(NamedTuple):
    """What to do in each state, by the next symbol: a state to go on to, or (below zero) `~` the number of a rule.

    `words`: by state, a number among `looked_for`. `ignored`: what stands between words.
    """

    first: int
    last: int
    actions: tuple[dict[str, int], ...]
    rules: tuple[Rule, ...]
    words: tuple[int, ...]
    looked_for: tuple[Words, ...]
    anything: Words
    ignored: str


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables of the grammar, once for the process."""
    grammar = _beside("clause.lark")
    head, _, saved = _beside(TABLE).partition(b"\n")
    return _read(zlib.decompress(saved)) if head == _head(grammar) else built(grammar.decode())


def table() -> bytes:
    """What the file of saved tables has to hold: a line that names the grammar, and the tables."""
    grammar = _beside("clause.lark")
    written = json.dumps(built(grammar.decode()), separators=(",", ":"))
    return _head(grammar) + b"\n" + zlib.compress(written.encode(), 9)


def _read(written: bytes) -> Tables:
    first, last, actions, rules, words, looked_for, anything, ignored = json.loads(written)
    return Tables(
        first,
        last,
        tuple(actions),
        tuple(Rule(origin, size, name, tuple(kept), *more) for origin, size, name, kept, *more in rules),
        tuple(words),
        tuple(map(Words._make, looked_for)),
        Words._make(anything),
        ignored,
    )


def _head(grammar: bytes) -> bytes:
    return hashlib.sha256(grammar).hexdigest().encode()


def _beside(name: str) -> bytes:
    place = files(__package__).joinpath(name)
    return place.read_bytes() if place.is_file() else b""


# From lark


def built(grammar: str) -> Tables:
    """The tables of a grammar, worked out by lark, and numbered in one and the same way each time."""
    import lark
    from lark.parsers.lalr_analysis import Shift

    parser = lark.Lark(grammar, parser="lalr", maybe_placeholders=False)
    lexer: Any = parser.parser.lexer
    found: Any = parser.parser.parser._parse_table
    ignored = frozenset(parser.ignore_tokens)
    made = {rule: _rule(rule) for rule in parser.rules}
    rules = sorted(set(made.values()))
    numbers = {rule: number for number, rule in enumerate(rules)}
    order = {found.start_states["start"]: 0}
    for state in (reached := list(order)):
        for _, (action, arg) in sorted(found.states[state].items()):
            if action is Shift and arg not in order:
                order[arg] = len(order)
                reached.append(arg)
    looked_for: dict[str, int] = {}
    distinct: list[Words] = []
    words: list[int] = []
    for state in reached:
        each = _words(lexer.lexers[state], ignored)
        if repr(each) not in looked_for:
            looked_for[repr(each)] = len(distinct)
            distinct.append(each)
        words.append(looked_for[repr(each)])
    return Tables(
        0,
        order[found.end_states["start"]],
        tuple(
            {
                symbol: order[arg] if action is Shift else ~numbers[made[arg]]
                for symbol, (action, arg) in sorted(found.states[state].items())
            }
            for state in reached
        ),
        tuple(rules),
        tuple(words),
        tuple(distinct),
        _words(lexer.root_lexer, ignored),
        "|".join(each.pattern.to_regexp() for each in parser.terminals if each.name in ignored),
    )


def _rule(rule: lark.grammar.Rule) -> Rule:
    """What lark's own builder of trees makes of a rule."""
    assert rule.expansion, "every rule has parts, so that its end is that of the last word read"
    kept = tuple(
        number
        for number, symbol in enumerate(rule.expansion)
        if rule.options.keep_all_tokens or not (symbol.is_term and symbol.filter_out)  # type: ignore[attr-defined]
    )
    origin = str(rule.origin.name)
    return Rule(
        origin,
        len(rule.expansion),
        "" if origin.startswith("_") else str(rule.alias or origin),
        kept,
        any(not symbol.is_term and symbol.name.startswith("_") for symbol in rule.expansion),
        bool(rule.options.expand1) and not rule.alias,
    )


def _words(lexer: Any, ignored: frozenset[str]) -> Words:
    """What a lexer of lark looks for, in its order. What is ignored is left out: no other terminal begins like it."""
    scanner = lexer.scanner
    looked_for = [each for each in scanner.terminals if each.name not in ignored]
    return Words(
        "|".join(f"(?P<{each.name}>{each.pattern.to_regexp()})" for each in looked_for),
        {
            name: {each.pattern.value: each.name for each in callback.scanner.terminals}
            for name, callback in sorted(lexer.callback.items())
        },
    )
