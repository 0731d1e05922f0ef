"""How the time of `remit check` grows with the length of a framework, phase by phase.

    python benchmarks/bench_check.py [--lines 1000,10000,50000] [--runs N] [--json] [--keep FOLDER]

Makes frameworks of so many lines of rules, laid out as handbooks are: a vocabulary, definitions, decisions, lifecycles,
duties with exceptions, each with its paragraphs, and a ledger to match. Each phase is timed in this process; the figure
is the shortest of some runs. What tells is the last column: the time for each line, as a multiple of that of the
shortest framework. It stays near 1 where time grows with the length, and no faster. `load` is what every command does
before it answers: all phases but the last, in one go. `--keep` leaves the frameworks in a folder, so that the whole
command can be timed on them.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from remit.dsl.folder import Folder  # noqa: E402
from remit.dsl.imports import Origins  # noqa: E402
from remit.dsl.ledger import read_ledger  # noqa: E402
from remit.dsl.lint import structure  # noqa: E402
from remit.dsl.manifest import read_manifest  # noqa: E402
from remit.dsl.resolve.framework import resolve  # noqa: E402
from remit.dsl.syntax.parse import parse  # noqa: E402
from remit.engine.analyse import advise, analyse  # noqa: E402
from remit.engine.groups import compile_groups  # noqa: E402
from remit.files import read_folder  # noqa: E402
from remit.pipeline import load_folder  # noqa: E402

PHASES = ("read", "ledger", "parse", "resolve", "lint", "compile", "analyse", "advise")
FILE_LINES = 5_000
"""The rules are spread over files of at most so many lines."""

SHORT = 10_000
"""Longer frameworks are measured once: a run takes so long that single disturbances no longer count."""

_MANIFEST = """framework: made-for-measuring
version: 2024-09-16
title: A handbook made for measuring
publisher: Nobody
source: Invented
in_force: {from: 2024-09-16}
"""

_SHARED = """scale Grade "Inspection grade": outstanding > good > requires_improvement > inadequate
kind SchoolKind "Kind of school": community_school, foundation_school, academy, independent_school
fact kind "Kind of school": SchoolKind constant
fact academy_order "Under an academy order": boolean
event academy_order_made "The academy order is made" by secretary_of_state
"""

_CHAPTER = """
-- Chapter {n}: what follows a visit of sort {n}

parameter interval_{n} "Interval after a visit of sort {n}" = {months} months cite {p}
fact exempt_{n} "Exempt from visits of sort {n}": boolean
event visit_{n} "Visit of sort {n}" by inspectorate
  moments started, ended, published
  field education_{n} "Quality of education": Grade
  field leadership_{n} "Leadership and management": Grade
  field sixth_form_{n} "Sixth-form provision": Grade?
  field urgent_{n} "An urgent return is asked for": boolean
event follow_up_{n} "Follow-up of sort {n}" by inspectorate
  moments started, ended, published
  field outcome_{n} "Outcome": Grade
group judgements_{n} = education_{n}, leadership_{n}, sixth_form_{n}

define weak_{n} "A visit of sort {n} with a poor result" for visit_{n}
  as any judgements_{n} of it is inadequate
     or (education_{n} of it is requires_improvement and leadership_{n} of it is requires_improvement or worse)
  cite {p}, {q}
define watched_{n} "Watched after a visit of sort {n}" for visit_{n}
  as weak_{n} of it and not exempt_{n} and kind is not independent_school
  cite {q}

decide category_{n} "Category after a visit of sort {n}" for visit_{n} in order
  - closest when weak_{n} of it and leadership_{n} of it is inadequate cite {p}[1]
  - close when weak_{n} of it cite {p}[2]
  - some when any judgements_{n} of it is requires_improvement or worse cite {q}
  - nothing otherwise cite {q}

lifecycle standing_{n} "Standing as to visits of sort {n}"
  state clear_{n} "No follow-up" initial
  state in_category_{n} "In a category" cite {p}
  state returned_{n} "Left the category" cite {q}
  from clear_{n}, returned_{n} on visit_{n}
    when category_{n} of it is one of (closest, close)
    -> in_category_{n} cite {p}
  from in_category_{n} on visit_{n} when category_{n} of it is nothing -> returned_{n} cite {q}

rule return_{n} "Return after a visit of sort {n}" cite {p}
  inspectorate will normally hold follow_up_{n}
  for latest visit_{n} when category_{n} of it is one of (closest, close)
  while no academy_order_made since it
  due 3 months to interval_{n} after published of it cite {p}
  except order_{n} when academy_order and kind is academy cite {q}
  except urgent_{n} when urgent_{n} of it then must due by 2 months after published of it cite {q}
rule second_return_{n} "A second return after a visit of sort {n}" cite {q}
  inspectorate may hold follow_up_{n}
  for latest visit_{n} when watched_{n} of it
  applies from 6 months after ended of it

gap depth_{n} "How deep a visit of sort {n} looks is left to the inspectors" touches return_{n} cite {q}
"""


def framework(lines: int) -> dict[str, str]:
    """The files of a framework of about so many lines of rules, by name."""
    each = _CHAPTER.count("\n")
    parts, files, held = [_SHARED], {"framework.yaml": _MANIFEST}, 0
    gists = ["paragraphs:\n"]
    for n in range(max(1, round((lines - _SHARED.count("\n")) / each))):
        first, second = 2 * n + 1, 2 * n + 2
        parts.append(_CHAPTER.format(n=n, p=first, q=second, months=9 + n % 30))
        for number in (first, second):
            gists.append(f'  "{number}": {{gist: Says what follows a visit of sort {n}., status: modelled}}\n')
        held += each
        if held + each > FILE_LINES:
            files[f"rules{len(files):03}.remit"], parts, held = "".join(parts), [], 0
    if parts:
        files[f"rules{len(files):03}.remit"] = "".join(parts)
    return files | {"ledger.yaml": "".join(gists)}


def write(files: dict[str, str], folder: Path) -> Path:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def phases(folder: Path) -> dict[str, float]:
    """The seconds that each phase takes, each by itself; fails where the framework is not without findings."""
    took: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        gc.collect()
        begun = time.perf_counter()
        result = work()
        took[name] = time.perf_counter() - begun
        return result

    texts: Folder = timed("read", lambda: read_folder(folder))
    manifest, _ = read_manifest(texts.manifest)
    assert manifest is not None and texts.ledger is not None
    source = texts.ledger
    ledger, told = timed("ledger", lambda: read_ledger(source))
    parsed = timed("parse", lambda: [parse(source) for source in texts.rules])
    clauses = tuple(clause for found, _ in parsed for clause in found)
    findings = [*told, *(each for _, faults in parsed for each in faults)]
    made, symbols, told = timed("resolve", lambda: resolve(clauses, frozenset(), manifest, ledger, texts.content_hash))
    findings += told
    findings += timed("lint", lambda: list(structure(made, symbols, True, True, Origins())))
    compiled = timed("compile", lambda: compile_groups(made))
    findings += timed("analyse", lambda: list(analyse(compiled)))
    timed("advise", lambda: list(advise(compiled)))
    if findings:
        raise SystemExit(f"the framework made for measuring has findings: {findings[0]}")
    took["clauses"] = len(clauses)
    return took


def measured(folder: Path, lines: int, runs: int) -> dict[str, float]:
    """The shortest times of some runs, and the size of the framework."""
    files = framework(lines)
    place = write(files, folder / f"lines-{lines}")
    taken = [phases(place) for _ in range(runs if lines <= SHORT else 1)]
    found = {name: min(each[name] for each in taken) for name in taken[0]}
    found["sum"] = sum(found[name] for name in PHASES)
    gc.collect()
    begun = time.perf_counter()
    assert load_folder(place).compiled is not None
    found["load"] = time.perf_counter() - begun
    found["lines"] = sum(text.count("\n") for name, text in files.items() if name.endswith(".remit"))
    return found


def table(found: list[dict[str, float]]) -> str:
    """The figures for people: seconds, share of the whole, and growth for each line."""
    first, *_ = found
    lines: list[str] = []
    for each in found:
        lines.append(f"{each['lines']:,.0f} lines, {each['clauses']:,.0f} clauses")
        for name in (*PHASES, "sum", "load"):
            growth = each[name] / each["lines"] / (first[name] / first["lines"])
            lines.append(f"  {name:10}{each[name]:>9.3f} s {each[name] / each['sum']:>6.0%}   growth {growth:5.2f}")
    return "\n".join(lines)


def main() -> None:
    """Makes the frameworks, measures, prints."""
    parser = argparse.ArgumentParser(description="Measure the phases of remit check on frameworks of several lengths.")
    parser.add_argument("--lines", default="1000,10000,50000", help="how many lines of rules [default: %(default)s]")
    parser.add_argument("--runs", type=int, default=2, help="runs of each; the shortest counts [default: 2]")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the frameworks here")
    options = parser.parse_args()
    sizes = sorted(int(each) for each in options.lines.split(","))
    with tempfile.TemporaryDirectory() as scrap:
        phases(write(framework(1), Path(scrap) / "warm"))  # the grammar is read once in a process
        found = [measured(options.keep or Path(scrap), lines, max(1, options.runs)) for lines in sizes]
    print(json.dumps(found, indent=2) if options.json else table(found))


if __name__ == "__main__":
    main()
