"""The parser of a clause: lark's tables for `clause.lark`, as they were saved, or worked out anew.

Working them out takes ten times as long as reading them, and every command would wait for it. They are taken from
files beside the grammar where these were saved from this very grammar by this very lark
(docs/decisions/0018-saved-grammar.md).
"""

from __future__ import annotations

import hashlib
import io
import zlib
from functools import lru_cache
from importlib.resources import files

import lark

TABLES = {"clause.table": False, "clause.words.table": True}
"""The files of saved tables, and whether the trees that they make keep every word."""


@lru_cache(maxsize=2)
def parser(every_word: bool = False) -> lark.Lark:
    """The parser of clauses, one for the process; its trees leave out the words of the language unless asked to keep
    every word."""
    grammar = _beside("clause.lark").decode()
    name = next(name for name, keeps in TABLES.items() if keeps is every_word)
    head, _, saved = _beside(name).partition(b"\n")
    if head == _head(grammar):
        return lark.Lark.load(io.BytesIO(zlib.decompress(saved)))
    return _built(grammar, every_word)


def table(every_word: bool) -> bytes:
    """What a file of saved tables has to hold: a line that names the grammar and lark's version, and the tables."""
    grammar, saved = _beside("clause.lark").decode(), io.BytesIO()
    _built(grammar, every_word).save(saved)
    return _head(grammar) + b"\n" + zlib.compress(saved.getvalue(), 9)


def _built(grammar: str, every_word: bool) -> lark.Lark:
    return lark.Lark(
        grammar, parser="lalr", propagate_positions=not every_word, maybe_placeholders=False, keep_all_tokens=every_word
    )


def _head(grammar: str) -> bytes:
    return f"{hashlib.sha256(grammar.encode()).hexdigest()} lark {lark.__version__}".encode()


def _beside(name: str) -> bytes:
    place = files(__package__).joinpath(name)
    return place.read_bytes() if place.is_file() else b""
