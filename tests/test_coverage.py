"""Coverage: what scenarios put to work, item by item, and how it is told."""

from __future__ import annotations

from pathlib import Path

from support import MONITORING, framework, monitoring

from remit.dsl.base.spans import Source
from remit.engine.coverage import Coverage, Part, cover, items, standings
from remit.engine.groups import Compiled
from remit.engine.scenario import read_scenarios
from remit.pipeline import load_folder, load_scenarios
from remit.visualise.trials import coverage_text, percent

TEXT = """
kind Colour "Colour": red, blue
fact closed "Closed": boolean
event visit "Visit" by them
  moments ended, published
  field colour "Colour": Colour
event call "Call" by them
define alarming "Alarming" for visit as
  colour of it is red
  cite 1
reading how "How?": soft "softly" | hard "hardly" default soft cite 2
decide course "Course" for visit in order
  - calls when alarming of it cite 1
  - nothing otherwise cite 2
lifecycle standing "Standing"
  state fine "Fine" initial cite 1
  state watched "Watched" cite 1
  from any on visit when alarming of it -> watched cite 1
  from watched on visit when not alarming of it -> fine cite 1
rule follow_up "Follow up" cite 3
  them must hold call
  for latest visit when course of it is calls
  due 1 months to 2 months after published of it cite 3
  except shut when closed and how is soft then must not cite 4
"""


def covered(compiled: Compiled, *cases: str, readings: str = "") -> set[str]:
    """What scenarios with these facts and events put to work, as 'part clause side'."""
    return {
        " ".join(each.item.key[1:]) for each in coverage(compiled, *cases, readings=readings).items if each.scenarios
    }


def coverage(compiled: Compiled, *cases: str, readings: str = "") -> Coverage:
    text = "scenarios:\n" + "".join(
        f"""
  - name: scenario {number}
    as_of: 2024-03-01
    readings: {{{readings}}}
    case: {{subject: {{urn: "1"}}, {case}}}
    expect: {{}}
"""
        for number, case in enumerate(cases)
    )
    scenarios, faults = read_scenarios(Source("s.yaml", text), compiled.framework)
    assert not faults, faults
    return cover(compiled, scenarios)


def visit(day: str, colour: str) -> str:
    return f"{{event: visit, ended: {day}, published: {day}, colour: {colour}}}"


def test_a_scenario_puts_to_work_what_it_goes_through() -> None:
    compiled = framework(TEXT)
    assert covered(compiled, f"facts: {{closed: no}}, events: [{visit('2024-01-10', 'red')}]") == {
        "course 0",
        "standing standing.1",
        "standing fine",
        "standing watched",
        "follow_up duty: open",
        "alarming yes",
        "how soft",
    }


def test_what_came_before_counts_for_states_alone() -> None:
    compiled = framework(TEXT)
    two = f"facts: {{closed: no}}, events: [{visit('2024-01-10', 'red')}, {visit('2024-02-10', 'blue')}]"
    assert covered(compiled, two) == {
        "course 1",
        "standing standing.1",
        "standing standing.2",
        "standing fine",
        "standing watched",
        "alarming yes",
        "alarming no",
        "how soft",
    }


def test_exceptions_and_readings() -> None:
    compiled = framework(TEXT)
    shut = f"facts: {{closed: yes}}, events: [{visit('2024-01-10', 'red')}]"
    acting = {"follow_up shut", "follow_up duty: void", "follow_up prohibition: applies"}
    assert acting <= covered(compiled, shut)
    found = covered(compiled, shut, readings="how: hard")
    assert not acting & found and {"how hard", "follow_up duty: open"} <= found and "how soft" not in found


def test_what_is_open_does_not_count() -> None:
    """The colour is not known: no row was shown to decide, no transition to be taken, no status to be had."""
    compiled = framework(TEXT)
    found = covered(compiled, f"facts: {{closed: no}}, events: [{visit('2024-01-10', 'unknown')}]")
    assert found == {"how soft", "standing fine"}, "where it stood before is known"


def test_an_order_that_is_open_does_not_count() -> None:
    """Two visits of one day: the second transition is taken in one of both orders only, the first in both."""
    compiled = framework(TEXT)
    tied = f"facts: {{closed: no}}, events: [{visit('2024-01-10', 'red')}, {visit('2024-01-10', 'blue')}]"
    found = covered(compiled, tied)
    assert "standing standing.1" in found and "standing standing.2" not in found
    assert "course 0" not in found and "course 1" not in found


def test_scenarios_are_counted() -> None:
    compiled = framework(TEXT)
    red = f"facts: {{closed: no}}, events: [{visit('2024-01-10', 'red')}]"
    blue = f"facts: {{closed: no}}, events: [{visit('2024-01-10', 'blue')}]"
    counts = {each.item.key: each.scenarios for each in coverage(compiled, red, red, blue).items}
    assert counts[Part.ROW, "course", "0"] == 2
    assert counts[Part.ROW, "course", "1"] == 1
    assert counts[Part.READING, "how", "soft"] == 3
    assert counts[Part.READING, "how", "hard"] == 0


def test_statuses_that_cannot_be_are_not_asked_for() -> None:
    compiled = framework(TEXT)
    rule = compiled.framework.rules["follow_up"]
    assert [f"{view}: {status}" for view, status in standings(rule, compiled.framework)] == [
        "duty: not yet open",
        "duty: open",
        "duty: met",
        "duty: overdue",
        "duty: void",
        "prohibition: applies",
    ]
    plain = framework(
        TEXT.replace("  due 1 months to 2 months after published of it cite 3\n", "").split("  except")[0]
    )
    assert [str(status) for _, status in standings(plain.framework.rules["follow_up"], plain.framework)] == [
        "open",
        "met",
    ]
    for then in ("then due by 3 months after published of it", "then should"):
        softened = framework(TEXT.replace("then must not", then)).framework
        assert "void" not in [str(status) for _, status in standings(softened.rules["follow_up"], softened)]
    late = framework(TEXT.replace("due 1 months to 2 months after published", "due by 2 months after published"))
    at_once = framework(TEXT.replace("due 1 months to 2 months after published", "due by 2 months after ended"))
    for compiled, waits in ((late, True), (at_once, False)):
        found = [str(status) for _, status in standings(compiled.framework.rules["follow_up"], compiled.framework)]
        assert ("not yet open" in found) is waits


def test_what_is_missed_is_told_with_its_place() -> None:
    compiled = framework(TEXT)
    text = coverage_text(coverage(compiled, f"facts: {{closed: no}}, events: [{visit('2024-01-10', 'red')}]"))
    assert "  decision rows                    1 of    2   50 %\n" in text
    assert "  exceptions                       0 of    1    0 %\n" in text
    lines = TEXT.split("\n")
    line = 1 + lines.index("  - nothing otherwise cite 2")
    assert f"  tiny.remit:{line}:3: row 2 of course, 'nothing', decides nothing (para 2)\n" in text
    line = 1 + next(n for n, each in enumerate(lines) if each.startswith("  except shut"))
    assert f"  tiny.remit:{line}:3: exception shut of follow_up never acts (para 4)\n" in text
    assert "reading how is never taken as hard (para 2)" in text


# What came with times, repetition, documents and the like

MANY = """
scale Grade "Grade": good > bad
kind Sort "Sort": day, boarding
fact sort "Sort": Sort constant
fact calm "Calm": boolean
event visit "Visit" by them
  field grade "Grade": Grade
event call "Call" by them
  field long "Long": boolean
event letter "Letter" by them
  contains "always" cite 1
  contains "care" when sort is boarding cite 2
  to home when sort is boarding cite 3
event permit "Permit" by them
event leave "Leave" by home
deem call as visit when long of it cite 4
define strict "Strict" for call as long of it cite 5
define often "Often" as some call since latest visit where (strict of that) cite 5
decide level "Level" in order
  - high when often cite 5
  - low otherwise cite 5
judge profile "Profile": strong, fair by them cite 6
  sign calmness "Calmness" for strong when calm cite 6
lifecycle standing "Standing"
  state fine "Fine" initial cite 7
  state watched "Watched" cite 7
  state mild "Mild" in watched initial cite 7
  state severe "Severe" in watched cite 7
  state over "Over" final cite 7
  from fine on visit when grade of it is bad -> watched cite 7
  from mild on lapse of follow_up -> severe cite 7
  from severe at 12 months after start of watched in standing -> over cite 7
rule follow_up "Follow up" cite 8
  them must hold call
  for each visit when grade of it is bad
  with strict of done
  due by 1 month after date of it cite 8
rule cap "Cap" cite 9
  them may hold leave
  for latest visit
  repeat at most 1 within 2 months after date of it cite 9
rule yearly "Yearly" cite 9
  them should make permit
  repeat exactly 1 each calendar_year cite 9
rule quiet "Quiet" cite 10
  home must not make leave
  except permitted when some permit before done cite 11
rule write "Write" cite 12
  them should send letter
  for latest visit
""".replace("them may hold leave", "home may hold leave")


def bad_visit(day: str) -> str:
    return f"{{event: visit, date: {day}, grade: bad}}"


def many(events: str, facts: str = "", readings: str = "") -> set[str]:
    return covered(framework(MANY, checked=False), f"facts: {{{facts}}}, events: [{events}]", readings=readings)


def test_lapses_and_times_are_transitions_and_states_are_leaves() -> None:
    """The asking day is 2024-03-01: the duty lapsed on 1 February 2023, the twelve months ended on 31 December."""
    found = many(bad_visit("2022-12-31"))
    assert {"standing standing.1", "standing standing.2", "standing standing.3"} <= found
    assert {"standing fine", "standing mild", "standing severe", "standing over"} <= found
    assert "standing watched" not in found and "standing watched" not in {
        " ".join(each.key[1:]) for each in items(framework(MANY, checked=False).framework)
    }
    early = many(bad_visit("2024-02-20"))
    assert "standing standing.1" in early and not {"standing standing.2", "standing standing.3"} & early
    unsure = covered(framework(MANY, checked=False), f"events: [{bad_visit('2022-12-31')}], complete: {{call: no}}")
    assert "standing standing.2" not in unsure, "a call may have gone unrecorded"


def test_several_instances_and_what_an_act_must_be_like() -> None:
    two = f"{bad_visit('2024-01-20')}, {bad_visit('2024-02-20')}"
    assert "follow_up " in many(two) and "follow_up " not in many(bad_visit("2024-02-20"))
    assert "follow_up no" in many(f"{two}, {{event: call, date: 2024-02-22, long: no}}")
    assert "follow_up yes" in many(f"{two}, {{event: call, date: 2024-02-22, long: yes}}")
    unknown = many(f"{two}, {{event: call, date: 2024-02-22}}")
    assert not {"follow_up yes", "follow_up no"} & unknown


def test_statuses_of_repetition() -> None:
    compiled = framework(MANY, checked=False)
    rules = compiled.framework.rules
    assert [f"{view}: {status}" for view, status in standings(rules["cap"], compiled.framework)] == [
        "limit: open", "limit: used", "limit: closed", "limit: exceeded",
    ]  # fmt: skip
    assert [str(status) for _, status in standings(rules["yearly"], compiled.framework)] == [
        "open", "met", "overdue", "exceeded",
    ]  # fmt: skip
    leave = [f"{{event: leave, date: 2024-02-{day}}}" for day in (21, 22)]
    assert "cap limit: open" in many(bad_visit("2024-02-20"))
    assert "cap limit: used" in many(f"{bad_visit('2024-02-20')}, {leave[0]}")
    assert "cap limit: exceeded" in many(f"{bad_visit('2024-02-20')}, {leave[0]}, {leave[1]}")
    assert "cap limit: closed" in many(bad_visit("2023-02-20"))
    assert {"yearly duty: overdue", "yearly duty: open"} <= many("")


def test_prohibitions_and_their_exceptions_when_it_was_done() -> None:
    leave = "{event: leave, date: 2024-02-21}"
    assert "quiet prohibition: disregarded" in many(leave)
    allowed = many(f"{{event: permit, date: 2024-02-20}}, {leave}")
    assert "quiet permitted" in allowed and "quiet prohibition: disregarded" not in allowed
    rule = framework(MANY, checked=False).framework.rules["quiet"]
    found = [str(status) for _, status in standings(rule, framework(MANY, checked=False).framework)]
    assert found == ["applies", "disregarded", "void"]


def test_deemings_documents_and_signs() -> None:
    assert "call 0" in many("{event: call, date: 2024-02-21, long: yes}")
    assert "call 0" not in many("{event: call, date: 2024-02-21, long: no}")
    assert "call 0" not in many("{event: call, date: 2024-02-21}"), "it may count, which shows nothing"
    due = bad_visit("2024-02-20")
    assert {"letter contains always: yes", "letter contains care: yes", "letter to home: yes"} <= many(
        due, "sort: boarding, calm: yes"
    )
    assert {"letter contains care: no", "letter to home: no"} <= many(due, "sort: day")
    assert not [each for each in many("") if each.startswith("letter")], "nothing asks for it"
    assert "profile calmness: yes" in many("", "calm: yes")
    assert "profile calmness: no" in many("", "calm: no")
    assert not [each for each in many("") if each.startswith("profile")]


def test_what_a_where_reads_counts_within_its_stretch() -> None:
    before = f"{{event: call, date: 2024-01-05, long: no}}, {bad_visit('2024-02-20')}"
    assert "often no" in many(before) and "strict no" not in many(before).difference(
        many("{event: call, date: 2024-01-05, long: no}")
    )
    assert "strict no" in many(f"{bad_visit('2024-01-04')}, {{event: call, date: 2024-01-05, long: no}}")


def test_each_thing_missed_has_words_and_paragraphs() -> None:
    text = coverage_text(coverage(framework(MANY, checked=False), "facts: {}"))
    for words in (
        "state severe of standing is never reached (para 7)",
        "transition 2 of standing, to severe (lapse of follow up), is never taken (para 7)",
        "to over (at 12 months after the start of 'watched'), is never taken (para 7)",
        "rule follow_up never arises for more than one visit (para 8)",
        "'with' of rule follow_up is never met (para 8)",
        "call never counts as visit (para 4)",
        "'care' (letter, contains) is never left out (para 2)",
        "'home' (letter, to) is never needed (para 3)",
        "sign calmness of profile is never met (para 6)",
        "rule cap as a limit is never 'exceeded' (para 9)",
    ):
        assert words in text, text


def test_percentages_are_rounded_down() -> None:
    assert [percent(1, 3), percent(199, 200), percent(200, 200), percent(0, 0)] == ["33 %", "99 %", "100 %", "100 %"]


def test_paragraphs_come_from_the_ledger(tmp_path: Path) -> None:
    (tmp_path / "framework.yaml").write_text(
        "framework: tiny\nversion: 2024-01-01\ntitle: T\npublisher: P\nsource: S\nin_force: {from: 2024-01-01}\n"
    )
    (tmp_path / "rules.remit").write_text(TEXT)
    (tmp_path / "ledger.yaml").write_text(
        "paragraphs:\n"
        '  "1": {gist: a, status: modelled}\n  "2": {gist: b, status: partly, missing: c}\n'
        '  "3": {gist: d, status: modelled}\n  "4": {gist: e, status: modelled}\n  "5": {gist: f, status: narrative}\n'
    )
    loaded = load_folder(tmp_path)
    assert loaded.compiled is not None, loaded.diagnostics
    found = coverage(loaded.compiled, f"facts: {{closed: yes}}, events: [{visit('2024-01-10', 'red')}]")
    assert {each.item.key[1]: each.scenarios for each in found.of(Part.PARAGRAPH)} == {"1": 1, "2": 0, "3": 0, "4": 1}


def test_items_are_distinct() -> None:
    for of in (monitoring().framework, framework(MANY, checked=False).framework):
        keys = [each.key for each in items(of)]
        assert len(set(keys)) == len(keys) > 40
    with_ledger = {part for part, _, _ in (*keys, *(each.key for each in items(monitoring().framework)))}
    assert with_ledger == set(Part)


def test_the_scenarios_of_the_monitoring_handbook_leave_nothing_out() -> None:
    """But for paragraphs that answers rest on through definitions, vocabulary and judgements alone."""
    loaded = load_folder(MONITORING)
    assert loaded.compiled is not None
    scenarios, _ = load_scenarios(loaded)
    missed = [each.key[:2] for each in cover(loaded.compiled, scenarios).missed]
    assert missed == [(Part.PARAGRAPH, number) for number in ("10", "32", "43")]
