#!/bin/sh
# The demonstration: three questions to the 2024 schools handbook, answered from files in examples/.
# Usage: sh tools/demo.sh REMIT OUT    (`make demo` runs it)
set -eu
remit=$1
out=$2
framework=ofsted-schools@2024-09-16
case_file=examples/case.yaml

# Runs a command whose every answer is expected to be free of findings.
step() {
    echo "  remit $*" >&2
    "$remit" "$@"
}

# Runs a command that is expected to report findings: exit code 1, neither 0 nor anything else.
step_with_findings() {
    echo "  remit $*" >&2
    code=0
    "$remit" "$@" || code=$?
    [ "$code" -eq 1 ] || {
        echo "demo: expected findings (exit code 1) from 'remit $1', and got exit code $code" >&2
        exit 1
    }
}

rm -rf "$out"
mkdir -p "$out"

echo "1. Which schools are due what, and by when?" >&2
# The example table holds rows with mistakes on purpose, which the survey reports.
step_with_findings survey examples/synthetic-mi-2020-08-31.csv -f "$framework" --as-of 2020-08-31 -o "$out/status.csv"

echo "2. What happens to one school next, and why?" >&2
step evaluate "$case_file" -f "$framework" --as-of 2025-03-31 > "$out/answer.txt"
step evaluate "$case_file" -f "$framework" --as-of 2025-03-31 --json > "$out/answer.json"
step explain "$case_file" -f "$framework" --as-of 2025-03-31 > "$out/explanation.txt"

echo "3. What does the handbook's lifecycle look like?" >&2
step diagram "$framework" -o "$out/monitoring.svg" > "$out/transitions.txt"
step diagram "$framework" -o "$out/monitoring.png" --table none
step diagram "$framework" --case "$case_file" --as-of 2025-03-31 -o "$out/school.html" --table none
step timeline "$case_file" -f "$framework" --as-of 2025-03-31 -o "$out/timeline.html" --format none

for name in status.csv answer.txt answer.json explanation.txt monitoring.svg monitoring.png transitions.txt school.html \
    timeline.html; do
    [ -s "$out/$name" ] || { echo "demo: $out/$name is missing or empty" >&2; exit 1; }
done

cat <<END

Done. Open:
  $out/status.csv        every school of the example table: state, what is due, by when (a spreadsheet opens it)
  $out/answer.txt        one school: states, decisions, duties, powers, what is missing
  $out/explanation.txt   the same school: why, with paragraphs
  $out/monitoring.svg    the lifecycle as a picture (a browser opens it; .png for documents)
  $out/transitions.txt   the same lifecycle as a table
  $out/school.html       the school in it: its way, where it is, what may follow (a page to look about in)
  $out/timeline.html     the school along the days: what was due when, what happened
  $out/answer.json       the answer for other programs
END
