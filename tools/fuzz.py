"""Spoils frameworks, cases, scenarios, mappings and tables by the thousand and looks for faults of remit's own.

    python tools/fuzz.py --count 100000 --seed 1 [--out out/fuzz] [--only rules] [--processes 2]
    python tools/fuzz.py --seed 1 --again 4711          one trial once more, with its traceback

Each trial follows from the seed and its number. A run that was broken off goes on where it was: what is done stands in
the folder of the outputs. There is a folder for each failure, with the files of the trial and what went wrong; failures
that look the same are kept once and counted. It leaves with 1 where there are failures.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from fuzzing import KINDS, SECONDS, Trial, attempt, lay_out, trial  # noqa: E402

MEMORY = 4 << 30
"""Bytes of address space that a process may take: above it, memory that a file made grow without bound."""


def failure(each: Trial, folder: Path) -> tuple[bool, str]:
    """Whether a case was answered, and the traceback of what went wrong, or an empty text."""
    try:
        return attempt(each, folder), ""
    except (Exception, RecursionError):
        return False, traceback.format_exc()
    except BaseException as error:  # polars lets a panic of its own through as one of these
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return False, traceback.format_exc()


def looks(told: str) -> str:
    """What two failures of one cause have in common: the place in remit's own code, and the sort of error."""
    places = [line.split("/")[-1] for line in told.splitlines() if line.startswith("  File ") and str(ROOT) in line]
    last = re.sub(r"\d+|/\S+|'[^']*'", "…", told.strip().splitlines()[-1])
    return f"{(places or ['?'])[-1]} {last[:100]}"


def work(number: int, of: int, options: argparse.Namespace) -> int:
    """The trials of one process: each `of`-th from `number` on. How many failures were new."""
    _bound_memory()
    out: Path = options.out
    progress = out / f"seed-{options.seed}-{options.only or 'all'}-{number}-of-{of}.json"
    state = json.loads(progress.read_text()) if progress.exists() else {"next": number, "answered": 0, "seen": {}}
    seen: Counter[str] = Counter(state["seen"])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "trial"
        begun, parent = time.monotonic(), os.getppid()
        while state["next"] < options.count and os.getppid() == parent:
            each = trial(options.seed, state["next"], options.only)
            done, told = failure(each, folder)
            state["answered"] += done
            if told:
                look = looks(told)
                seen[look] += 1
                if seen[look] == 1:
                    keep(each, told, out)
                    print(f"seed {each.seed} number {each.number} ({each.kind}): {look}", flush=True)
            state["next"] += of
            if time.monotonic() - begun > 5 or state["next"] >= options.count:
                begun = time.monotonic()
                _save(progress, {**state, "seen": dict(seen)})
    if number == 0:
        print(f"process 0: {state['answered']} of its trials answered a case", flush=True)
    return len(seen)


def keep(each: Trial, told: str, out: Path) -> None:
    """The files of a failure in a folder of its own."""
    folder = out / f"failure-{each.seed}-{each.number}"
    lay_out(each, folder)
    (folder / "told.txt").write_text(told, encoding="utf-8", errors="replace")


def _save(path: Path, state: object) -> None:
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(state))
    draft.replace(path)


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # not on every system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def again(options: argparse.Namespace) -> int:
    """One trial once more."""
    each = trial(options.seed, options.again, options.only)
    with tempfile.TemporaryDirectory() as place:
        done, told = failure(each, Path(place) / "trial")
    print(told or f"{each.kind}: no failure{', a case was answered' if done else ''}")
    return 1 if told else 0


def main() -> int:
    """Runs the trials in some processes."""
    parser = argparse.ArgumentParser(description="Look for faults with spoilt files.")
    parser.add_argument("--count", type=int, default=10_000, help="how many trials [default: 10000]")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same trials [default: 1]")
    parser.add_argument("--only", choices=sorted(KINDS), help="spoil files of one kind alone")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "fuzz", help="for progress and failures")
    parser.add_argument("--processes", type=int, default=2, help="how many at a time [default: 2]")
    parser.add_argument("--again", type=int, metavar="NUMBER", help="run one trial and print its traceback")
    options = parser.parse_args()
    if options.again is not None:
        return again(options)
    options.out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    with context.Pool(options.processes) as pool:
        asked = [(number, options.processes, options) for number in range(options.processes)]
        failures = sum(pool.starmap(work, asked))
    print(f"{options.count} trials with seed {options.seed}, none longer than {SECONDS:g} s unless told: "
          f"{failures} sorts of failure{f'; see {options.out}' if failures else ''}")  # fmt: skip
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
