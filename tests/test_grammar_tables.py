"""The saved tables of the parser: they are those of the grammar, they read as the grammar does, and without them all
goes on, if slower."""

from __future__ import annotations

from importlib.resources import files

import lark
import pytest

from remit.dsl.base.spans import Source
from remit.dsl.ledger import read_ledger
from remit.dsl.syntax import grammar
from remit.dsl.syntax.parse import parse

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


@pytest.mark.parametrize(
    "number", ["6", "6a", "6zA", "12.3b", "A2.1", "Annex A", "Annex A2", "Table 3", "6(a)", "six", ""]
)
def test_what_stands_in_a_ledger_can_be_cited(number: str) -> None:
    ledger = Source("ledger.yaml", f'paragraphs: {{"{number}": {{gist: One., status: narrative}}}}')
    clauses, _ = parse(Source("rules.remit", f"define calm as boarding cite {number}\n"))
    assert bool(read_ledger(ledger)[0]) is bool(clauses)
