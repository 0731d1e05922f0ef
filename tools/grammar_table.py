"""Writes dsl/syntax/clause.table and clause.words.table, the tables of the parsers, from dsl/syntax/clause.lark.

    python tools/grammar_table.py

To be run after each change of the grammar, and of the locked version of lark. A test says when it was forgotten;
until then the tables are worked out anew by each command.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from remit.dsl.syntax.grammar import TABLES, table  # noqa: E402

if __name__ == "__main__":
    for name, every_word in TABLES.items():
        place = ROOT / "dsl" / "syntax" / name
        place.write_bytes(table(every_word))
        print(f"Wrote {place.relative_to(ROOT)}: {place.stat().st_size:,} bytes.")
