"""A framework of all that reasons speak of, a history under it, and scenarios of the frameworks that ship."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from support import ROOT, framework

from remit.dsl.base.spans import Source
from remit.engine.groups import Compiled
from remit.engine.scenario import Scenario, read_scenarios
from remit.pipeline import load_folder

RULES = """
scale level: high > low
fact big "Big": boolean
fact waived "Waived": boolean
event visit "Visit" by them
  field mark: level
  field serious: boolean
event call "Call" by them, others
  field loud: boolean
event closing "Closing" by them
decide grade "Grade" for visit in order
  - fine when mark of it is high cite 1
  - poor when serious of it cite 2
  - middling when big cite 3
  - poor otherwise cite 4
lifecycle care "Care"
  state calm initial cite 5
  state watched "Watched" cite 5
  state stale "Stale" cite 5
  state shut "Shut" final cite 5
  from calm on visit when grade of it is poor -> watched cite 6
  from calm on visit when grade of it is middling -> stale cite 6
  from watched at 30 days after start of watched in care -> stale cite 7
  from watched on lapse of ring -> shut cite 8
  from any on closing -> shut cite 9
rule ring "Ring" cite 10
  them must hold call
  for latest visit when grade of it is not fine
  with loud of done
  due by 20 days after date of it
  except spared when waived cite 11
  except after_all against spared when serious of latest visit then must cite 12
rule watch "Watch" cite 13
  them may hold call
  for latest closing
  due by 10 days after date of it
rule hush "Hush" cite 14
  them must not hold call
  while care is watched
"""

HISTORY = """
subject: {urn: "7", name: "A <b>*School*</b>"}
facts: {big: yes, waived: yes}
events:
  - {event: call, date: 2024-01-05, loud: yes}
  - {event: visit, date: 2024-01-10, mark: low, serious: yes}
  - {event: call, date: 2024-01-12, loud: yes, by: others}
  - {event: call, date: 2024-01-13, loud: no}
"""


@cache
def tiny() -> Compiled:
    return framework(RULES, checked=False)


FOLDERS = sorted(each.parent for each in (ROOT / "policy").glob("*/*/framework.yaml"))


def sampled(folder: Path, many: int) -> Iterator[tuple[Compiled, Scenario]]:
    """So many of the scenarios of a framework, from all of its files."""
    compiled = load_folder(folder).compiled
    assert compiled is not None
    found: list[Scenario] = []
    for file in sorted((folder / "scenarios").glob("*.yaml")):
        found += read_scenarios(Source(file.name, file.read_text("utf-8")), compiled.framework)[0]
    yield from ((compiled, each) for each in found[:: max(1, len(found) // many)][:many])
