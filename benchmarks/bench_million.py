"""Very many schools with ten events each: states, decisions and duties, with citations, in columns.

    python benchmarks/bench_million.py [--schools N] [--json]

Without `--schools` 20,000 are taken, since a million take hours where much is not known. As in `remit survey`, clauses
are left out for which more than a hundred schools would have to be asked alone; they are told.

Each run is a process of its own in which nothing was worked out before. The schools are those of `plausible.py`: once
with everything known, once with a tenth of all values not known, so that possible worlds are followed. Making the
schools is not measured. Memory is the most that the process held, the schools themselves included. For each clause
group the schools asked and the distinct keys are told: the kernel decides each key once.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "src")]

from measuring import environment, machine, run  # noqa: E402

FRAMEWORK = "ofsted-schools@2024-09-16"
SHARES = (0.0, 0.1)


def child(schools: int, unknown: float) -> dict[str, Any]:
    """Measures in this process."""
    from plausible import AS_OF, GRADED, VISITS, Maker

    from remit.engine.bulk.population import number
    from remit.engine.bulk.survey import survey
    from remit.engine.settings import defaults
    from remit.pipeline import usable

    compiled, _ = usable(FRAMEWORK)
    population = Maker(compiled.framework, schools, unknown).population()
    begun, used = time.perf_counter(), time.process_time()
    found = survey(compiled, population, defaults(compiled.framework), number(AS_OF), every_clause=False)
    wall, cpu = time.perf_counter() - begun, time.process_time() - used
    states = {}
    for name in found.answers.blocks.keys() & compiled.framework.lifecycles.keys():
        states[name] = dict(found.answers.tally(name, f"{name}_possible"))
    return {
        "events": schools * (GRADED + VISITS),
        "wall": wall,
        "cpu": cpu,
        "keys": [(each.group, each.subjects, each.keys) for each in found.counts],
        "possible": dict(sorted(states.items())),
        "left out": found.left_out,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure very many schools with ten events each.")
    parser.add_argument("--schools", type=int, default=20_000, help="how many [default: %(default)s]")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--child", type=float, metavar="UNKNOWN", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        print(json.dumps(child(options.schools, options.child)))
        return
    found = []
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder))
        run([__file__, "--schools", "1000", "--child", "0.1"], env)  # leaves the compiled byte code
        for unknown in SHARES:
            command = [__file__, "--schools", str(options.schools), "--child", str(unknown)]
            *_, peak, out = run(command, env)
            found.append({"unknown": unknown, "peak": peak, **json.loads(out)})
    if options.json:
        print(json.dumps({"machine": machine(), "schools": options.schools, "measured": found}, indent=2))
        return
    print(f"{machine()}\n{options.schools:,} schools, ten events each\n")
    for each in found:
        rate = each["events"] / each["wall"]
        print(f"{each['unknown']:.0%} of the values not known: {each['wall']:.1f} s by the clock,")
        print(f"  {each['cpu']:.1f} s of processor, {rate:,.0f} events a second, at most {each['peak']:,.0f} MB")
        for group, subjects, keys in each["keys"]:
            print(f"  {group:44}{subjects:>12,}{keys:>8,} keys")
        print(f"  left out: {', '.join(each['left out']) or 'nothing'}")
        for name, states in each["possible"].items():
            several = sum(number for states_, number in states.items() if " | " in states_)
            print(f"  {name}: {len(states)} sets of possible states, {several:,} schools in one of several")
    first, second = found
    print(f"\nwith unknown values to without: {second['wall'] / first['wall']:.1f} times the time")


if __name__ == "__main__":
    main()
