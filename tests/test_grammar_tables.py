"""The saved tables of the parser: they are those of the grammar, they read as the grammar does, and without them all
goes on, if slower."""

from __future__ import annotations

from importlib.resources import files

import lark
import pytest

from remit.dsl.syntax import grammar

from .support import ROOT

FORGOTTEN = "the grammar or lark has changed: run 'python tools/grammar_table.py'"


@pytest.mark.parametrize("name", grammar.TABLES)
def test_the_saved_tables_belong_to_this_grammar_and_this_lark(name: str) -> None:
    saved = files("remit.dsl.syntax").joinpath(name).read_bytes()
    assert saved.partition(b"\n")[0] == grammar.table(grammar.TABLES[name]).partition(b"\n")[0], FORGOTTEN


@pytest.mark.parametrize("every_word", [False, True])
def test_saved_and_fresh_tables_read_alike(every_word: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "policy" / "ofsted-schools" / "2012-11-01" / "vocabulary.remit").read_text(encoding="utf-8")
    clause = next(part for part in text.split("\n\n") if part.startswith("event"))
    faulty = clause.replace("event", "event event", 1)
    saved = grammar.parser(every_word)
    monkeypatch.setattr(grammar, "TABLES", {"no.table": every_word})
    grammar.parser.cache_clear()
    fresh = grammar.parser(every_word)
    monkeypatch.undo()
    grammar.parser.cache_clear()
    assert saved is not fresh
    assert saved.parse(clause) == fresh.parse(clause)
    told = []
    for each in (saved, fresh):
        with pytest.raises(lark.UnexpectedInput) as raised:
            each.parse(faulty)
        told.append((raised.value.line, raised.value.column, raised.value.accepts or raised.value.expected))
    assert told[0] == told[1]
