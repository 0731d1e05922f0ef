"""The reading of a clause: its words, told apart by what can stand where they stand, to a tree, by the tables of the
grammar."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .grammar import Rule, Tables, tables

END = "$END"
"""The terminal of the end of a clause."""

Matcher = Callable[[str, int], "re.Match[str] | None"]
Taken = dict[str, dict[str, str]]


class Token(str):
    """A word as written: `kind` is its terminal, `begin` the number of characters before it in its clause."""

    __slots__ = ("begin", "kind")

    kind: str
    begin: int

    @property
    def end(self) -> int:
        """The number of characters up to its end."""
        return self.begin + len(self)


class Tree:
    """A part of a clause, named after its rule in the grammar; it reaches from `begin` up to `end`."""

    __slots__ = ("begin", "end", "name", "parts")

    def __init__(self, name: str, parts: list[Tree | Token], begin: int, end: int) -> None:
        self.name = name
        self.parts = parts
        self.begin = begin
        self.end = end


class Unreadable(Exception):
    """A word that cannot stand where it stands; at the end of a clause, the last word, of the kind END."""

    def __init__(self, token: Token) -> None:
        super().__init__(str(token))
        self.token = token


class Unknown(Exception):
    """A place at which no word of the language begins."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


def read(text: str, every_word: bool = False) -> Tree:
    """The tree of a clause; it leaves out the words of the language unless asked to keep every word.

    Raises Unreadable or Unknown at the first word that does not fit.
    """
    return _reader().read(text, every_word)


def read_to(text: str) -> tuple[list[Token], frozenset[str]]:
    """The words of a clause that stops before its end, and the terminals that can follow; END where it may end there.

    Raises as `read` does.
    """
    return _reader().read_to(text)


@lru_cache(maxsize=1)
def _reader() -> _Reader:
    return _Reader(tables())


class _Reader:
    """Reads clauses by the tables of a grammar."""

    def __init__(self, made: Tables) -> None:
        self.tables = made
        # It matches wherever it is tried, be it nothing at all.
        self.ignored: Callable[[str, int], re.Match[str]] = re.compile(f"(?:{made.ignored})*+").match  # type: ignore[assignment]
        self.looking: list[tuple[Matcher, Taken] | None] = [None] * len(made.looked_for)

    def read(self, text: str, every_word: bool) -> Tree:
        _, values, _ = self._run(text, every_word, whole=True)
        tree = values[0]
        assert isinstance(tree, Tree), "the rule for the whole of a clause makes a tree"
        return tree

    def read_to(self, text: str) -> tuple[list[Token], frozenset[str]]:
        states, _, tokens = self._run(text, every_word=True, whole=False)
        actions = self.tables.actions[states[-1]]
        return tokens, frozenset(kind for kind in actions if kind.isupper() and self._may_follow(kind, states))

    def _run(self, text: str, every_word: bool, whole: bool) -> tuple[list[int], list[Any], list[Token]]:
        """The states gone through, what was read on the way to each, and all words; with `whole`, ended by END."""
        first, last, actions, rules, words, *_ = self.tables
        looking, ignored = self.looking, self.ignored
        states: list[int] = [first]
        values: list[Any] = []
        begins: list[int] = []
        tokens: list[Token] = []
        position = 0
        while True:
            number = words[states[-1]]
            match, taken = looking[number] or self._look(number)
            end, start = position, ignored(text, position).end()
            if found := match(text, start):
                token, position = _word(found, taken), found.end()
                tokens.append(token)
            else:
                self._ended(text, start)
                if not whole:
                    return states, values, tokens
                token = _ending(tokens)
            kind = token.kind
            action = actions[states[-1]].get(kind)
            while action is not None and action < 0:
                rule = rules[~action]
                size = rule.size
                parts, begin = values[-size:], begins[-size]
                del states[-size:], values[-size:], begins[-size:]
                states.append(actions[states[-1]][rule.origin])
                values.append(_made(rule, parts, begin, end, every_word))
                begins.append(begin)
                action = actions[states[-1]].get(kind)
            if action is None:
                if kind == END and states[-1] == last:
                    return states, values, tokens
                raise Unreadable(token)
            states.append(action)
            values.append(token)
            begins.append(token.begin)

    def _look(self, number: int) -> tuple[Matcher, Taken]:
        """How the next word is found; worked out when it is first needed, since most clauses need few."""
        expression, taken = self.tables.looked_for[number]
        found = re.compile(expression).match, taken
        self.looking[number] = found
        return found

    def _ended(self, text: str, start: int) -> None:
        """Raises Unreadable or Unknown where a word begins instead of the end of the text."""
        if start < len(text):
            expression, taken = self.tables.anything
            if found := re.compile(expression).match(text, start):
                raise Unreadable(_word(found, taken))
            raise Unknown(start)

    def _may_follow(self, kind: str, states: list[int]) -> bool:
        """Whether a word of a kind leads on from the last of the states."""
        states = list(states)
        while (action := self.tables.actions[states[-1]].get(kind)) is not None and action < 0:
            rule = self.tables.rules[~action]
            del states[-rule.size :]
            states.append(self.tables.actions[states[-1]][rule.origin])
        return action is not None or (kind == END and states[-1] == self.tables.last)


def _word(found: re.Match[str], taken: Taken) -> Token:
    """The word that was found, of the kind of the group in which it stands or of one that is taken for it."""
    kind = str(found.lastgroup)
    token = Token(found[kind])
    token.begin = found.end() - len(token)
    token.kind = taken[kind].get(token, kind) if kind in taken else kind
    return token


def _ending(tokens: list[Token]) -> Token:
    """The end of a clause, at the place of its last word."""
    token = Token(tokens[-1] if tokens else "")
    token.kind, token.begin = END, tokens[-1].begin if tokens else 0
    return token


def _made(rule: Rule, parts: list[Any], begin: int, end: int, every_word: bool) -> Any:
    """What stands for the parts of a rule: a tree, its single part, or a list of parts for the tree around it."""
    if not every_word and len(rule.kept) < rule.size:
        parts = [parts[number] for number in rule.kept]
    if rule.spread:
        # What is repeated begins with all that came before: its list is made longer, not written anew.
        spread: list[Any] = []
        for part in parts:
            if type(part) is not list:
                spread.append(part)
            elif spread:
                spread += part
            else:
                spread = part
        parts = spread
    if not rule.name:
        return parts
    return parts[0] if rule.lone and len(parts) == 1 else Tree(rule.name, parts, begin, end)
