"""How long remit takes and how much memory it needs, as whole processes from a cold start.

    python benchmarks/bench_survey.py [--json] [--runs N]

Each figure is the median of some runs of the command line in a process of its own, after one run that is not counted
(it leaves the compiled byte code, as an installation does). Memory is the most that a process held at a time. The
published files are looked for in the folder that REMIT_DATA names, by default ../shared/data; without them only what
the project ships is measured. Only the standard library is needed here.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measuring import ROOT, Measured, environment, machine, measure

CASE = ROOT / "examples" / "case.yaml"
SYNTHETIC = ROOT / "examples" / "synthetic-mi-2020-08-31.csv"
ENGLAND = "ofsted-mi-2020-08-31-england.csv.gz"
FRAMEWORK = "ofsted-schools@2024-09-16"
STARTS = 10


def remit(*arguments: str) -> list[str]:
    return ["-m", "remit", *arguments]


def survey(table: Path, output: Path) -> list[str]:
    return remit("survey", str(table), "-f", FRAMEWORK, "--as-of", "2020-08-31", "--json", "-o", str(output))


def differences(table: Path) -> list[str]:
    """Two editions side by side, with the schools of a table for which their answers differ."""
    return remit(
        "diff", "ofsted-schools@2012-11-01", FRAMEWORK, "--data", str(table), "--as-of", "2020-08-31", "--json"
    )


def measured(runs: int) -> list[Measured]:
    asked = [str(CASE), "-f", FRAMEWORK, "--as-of", "2025-03-31"]
    data = (ROOT / os.environ.get("REMIT_DATA", "../shared/data")).resolve()
    with tempfile.TemporaryDirectory() as folder:
        env, output = environment(Path(folder) / "cache"), Path(folder) / "status.csv"
        found = [
            measure("start: remit --version", remit("--version"), STARTS, env),
            measure("Python alone", ["-c", "pass"], STARTS, env),
            measure("one case: remit evaluate", remit("evaluate", *asked), STARTS, env),
            measure("its reasons: remit explain", remit("explain", *asked), STARTS, env),
            measure("framework: remit check", remit("check", FRAMEWORK), runs, env),
            measure("survey, synthetic", survey(SYNTHETIC, output), runs, env),
        ]
        if (data / ENGLAND).exists():
            found.append(measure("survey, all England", survey(data / ENGLAND, output), runs, env))
            found.append(measure("diff, all England", differences(data / ENGLAND), runs, env))
        else:
            print(
                f"no file {data / ENGLAND}: all England is left out; REMIT_DATA names another folder", file=sys.stderr
            )
    return found


def table(found: list[Measured]) -> str:
    lines = [machine(), "", f"{'':28}{'runs':>5}{'wall s':>9}{'cpu s':>8}{'peak MB':>9}"]
    lines += [f"{each.name:28}{each.runs:>5}{each.wall:>9.3f}{each.cpu:>8.3f}{each.peak:>9.0f}" for each in found]
    start = found[0]
    lines.append("")
    for each in found[1:]:
        line = f"{each.name}: {each.wall / start.wall:.0f} starts"
        if each.name.startswith("survey"):
            summary = json.loads(each.out)
            schools = summary["schools"]
            line += f"; {schools:,} schools, {(each.wall - start.wall) / schools * 1e6:,.0f} microseconds each"
        lines.append(line)
    surveys = [each for each in found if each.name.startswith("survey")]
    if len(surveys) == 2:
        small, large = (json.loads(each.out)["schools"] for each in surveys)
        times = surveys[1].wall / surveys[0].wall
        lines.append(f"all England to synthetic: {large / small:.0f} times the schools, {times:.1f} times the time")
    for each in surveys:
        lines += ["", f"{each.name}: subjects asked and distinct keys decided, by clause group"]
        lines += [
            f"  {key['group']:38}{key['subjects']:>8,}{key['distinct']:>7,}" for key in json.loads(each.out)["keys"]
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure remit as whole processes.")
    parser.add_argument("--runs", type=int, default=3, help="runs of each command [default: 3]")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    found = measured(max(1, options.runs))
    if options.json:
        fields = ("name", "runs", "wall", "cpu", "peak")
        figures = [{name: getattr(each, name) for name in fields} for each in found]
        print(json.dumps({"machine": machine(), "measured": figures}, indent=2))
    else:
        print(table(found))


if __name__ == "__main__":
    main()
