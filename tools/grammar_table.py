"""Writes dsl/syntax/clause.table, the tables by which clauses are read, from dsl/syntax/clause.lark.

    python tools/grammar_table.py

To be run after each change of the grammar, and of what `dsl/syntax/grammar.py` saves of it. A test says when it was
forgotten; until then the tables of a changed grammar are worked out anew by each command.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from remit.dsl.syntax.grammar import TABLE, table  # noqa: E402

if __name__ == "__main__":
    place = ROOT / "dsl" / "syntax" / TABLE
    place.write_bytes(table())
    print(f"Wrote {place.relative_to(ROOT)}: {place.stat().st_size:,} bytes.")
