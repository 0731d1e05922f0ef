"""Mutants: what is changed, what kills them, and which of them nothing could kill."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from support import MONITORING, framework, monitoring_surveyed

from remit.dsl import ir
from remit.dsl.base.spans import Source
from remit.engine import kernel
from remit.engine.equivalent import alike
from remit.engine.groups import Compiled, compile_groups
from remit.engine.killing import Trial, Verdict, kills, tried
from remit.engine.mutate import Kind, Mutant, mutants, shifted
from remit.engine.scenario import Scenario, read_scenarios
from remit.pipeline import load_folder, load_scenarios
from remit.visualise.trials import killed_share, mutation_text

VISITS = """
scale Grade "Grade": high > middle > low
fact closed "Closed": boolean
fact spared "Spared": boolean
event visit "Visit" by them
  moments ended, published
  field grade "Grade": Grade
  field safe "Safe": boolean
event call "Call" by them
define weak "Weak" for visit as
  grade of it is low or not safe of it
  cite 1
decide course "Course" for visit in order
  - calls when weak of it cite 1
  - letter when grade of it is middle cite 2
  - nothing otherwise cite 2
lifecycle standing "Standing"
  state fine "Fine" initial cite 1
  state watched "Watched" cite 1
  from any on visit when weak of it -> watched cite 1
  from any on visit when not weak of it -> fine cite 1
parameter wait "Wait" = 2 months cite 3
rule follow_up "Follow up" cite 3
  them will normally hold call
  for latest visit when course of it is calls
  due 1 weeks to wait after published of it cite 3
  except shut when closed then will not cite 4
  except kept against shut when spared then must cite 5
"""

SCENARIOS = """
scenarios:
  - name: weak
    as_of: 2024-02-01
    case:
      subject: {urn: "1"}
      facts: {closed: no, spared: no}
      events: [{event: visit, ended: 2024-01-10, published: 2024-01-15, grade: low, safe: yes}]
    expect:
      states: {standing: watched}
      duties: {follow_up: {status: open, modality: will normally, earliest: 2024-01-22, latest: 2024-03-15}}
"""


def given(compiled: Compiled, text: str = SCENARIOS) -> tuple[Scenario, ...]:
    scenarios, faults = read_scenarios(Source("s.yaml", text), compiled.framework)
    assert not faults, faults
    return scenarios


def described(compiled: Compiled) -> list[tuple[Kind, str]]:
    return [(each.kind, each.words) for each in mutants(compiled.framework)]


def changed(compiled: Compiled, words: str) -> Mutant:
    (found,) = [each for each in mutants(compiled.framework) if words in each.words]
    return found


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.TEST, "definition weak: 'grade is low' negated"),
        (Kind.TEST, "definition weak: 'safe' negated"),
        (Kind.TEST, "row 1 of course: 'weak' negated"),
        (Kind.TEST, "transition 2 of standing (to fine): 'weak' negated"),
        (Kind.TEST, "rule follow_up, when it arises: 'course is calls' negated"),
        (Kind.TEST, "exception shut of follow_up: 'closed' negated"),
        (Kind.JOINT, "definition weak: 'or' made 'and' in 'grade is low or not: safe'"),
        (Kind.VALUES, "definition weak: 'grade is low' made 'grade is middle or worse'"),
        (Kind.VALUES, "row 2 of course: 'grade is middle' made 'grade is high'"),
        (Kind.VALUES, "row 2 of course: 'grade is middle' made 'grade is low'"),
        (Kind.TIME, "parameter wait: '2 months' made '1 month'"),
        (Kind.TIME, "parameter wait: '2 months' made '3 months'"),
        (Kind.TIME, "parameter wait: '2 months' made '2 weeks'"),
        (Kind.TIME, "rule follow_up: '1 week' made '0 weeks'"),
        (Kind.TIME, "rule follow_up: '1 week' made '2 weeks'"),
        (Kind.TIME, "rule follow_up: '1 week' made '1 month'"),
        (Kind.END, "rule follow_up: the earliest day ('1 week after 'published'') dropped"),
        (Kind.END, "rule follow_up: the latest day ('2 months after 'published'') dropped"),
        (Kind.MODALITY, "rule follow_up: 'will normally' made 'will'"),
        (Kind.MODALITY, "rule follow_up: 'will normally' made 'will normally not'"),
        (Kind.MODALITY, "rule follow_up: 'will normally' made 'may normally'"),
        (Kind.MODALITY, "exception shut of follow_up: 'will not' made 'will'"),
        (Kind.EXCEPTION, "exception shut of follow_up dropped"),
        (Kind.AGAINST, "exception kept of follow_up: 'against shut' dropped"),
        (Kind.ROW, "row 2 of course ('letter') dropped"),
        (Kind.TRANSITION, "transition 1 of standing (to watched) dropped"),
    ],
)
def test_mutant_is_made(kind: Kind, words: str) -> None:
    assert (kind, words) in described(framework(VISITS))


def test_mutants_are_distinct_and_stand_somewhere() -> None:
    compiled = framework(VISITS)
    found = mutants(compiled.framework)
    assert len({each.words for each in found}) == len(found)
    for each in found:
        assert each.framework != compiled.framework, each.words
        assert each.span.source == "tiny.remit"
        compile_groups(each.framework)


def test_the_last_row_stays() -> None:
    assert not [words for _, words in described(framework(VISITS)) if "row 3" in words]


def test_mutants_stand_where_the_change_is() -> None:
    compiled = framework(VISITS)
    lines = VISITS.split("\n")
    assert lines[changed(compiled, "exception shut of follow_up dropped").span.start.line - 1].startswith(
        "  except shut"
    )
    assert "decide" not in lines[changed(compiled, "row 2 of course ('letter') dropped").span.start.line - 1]


@pytest.mark.parametrize(
    ("accepted", "scale", "wanted"),
    [
        ("d", "abcd", ["cd"]),  # a stretch to the end loses or gains at its other end
        ("cd", "abcd", ["bcd", "d"]),
        ("ab", "abcd", ["a", "abc"]),
        ("b", "abcd", ["a", "c"]),
        ("acd", "abcd", ["bc", "bd"]),
        ("abcd", "abcd", []),
        ("x", "abcd", []),
        ("abx", "abcd", ["ax", "abcx"]),  # what is not on the scale stays
        ("a", "", []),
    ],
)
def test_shifting(accepted: str, scale: str, wanted: list[str]) -> None:
    found = shifted(frozenset(accepted), tuple(scale))
    assert sorted("".join(sorted(each)) for each in found) == sorted(wanted)


# Killing


def trials(compiled: Compiled, scenarios: tuple[Scenario, ...], limit: int = 10_000) -> dict[str, Trial]:
    return {each.mutant.words: each for each in tried(compiled, mutants(compiled.framework), scenarios, limit)}


def test_a_scenario_kills_what_it_can_tell() -> None:
    compiled = framework(VISITS)
    found = trials(compiled, given(compiled))
    for words in (
        "rule follow_up: 'will normally' made 'will'",
        "rule follow_up: '1 week' made '2 weeks'",
        "parameter wait: '2 months' made '3 months'",  # scenarios were read with the framework's own parameters
        "transition 1 of standing (to watched) dropped",
        "exception shut of follow_up: 'closed' negated",
    ):
        assert found[words].verdict is Verdict.KILLED, words
        killer = found[words].killer
        assert killer is not None and killer.name == "weak"
    for words in (
        "exception shut of follow_up dropped",
        "exception kept of follow_up: 'against shut' dropped",
        "row 2 of course ('letter') dropped",
        "definition weak: 'grade is low' made 'grade is middle or worse'",
    ):
        assert found[words].verdict is Verdict.SURVIVED and found[words].killer is None, words


def test_nothing_is_killed_without_scenarios() -> None:
    compiled = framework(VISITS)
    found = trials(compiled, ())
    assert not [words for words, each in found.items() if each.verdict is Verdict.KILLED]
    assert killed_share(list(found.values())) == 0.0
    assert killed_share([]) == 100.0


EVEN = """
fact p "P": boolean
fact q "Q": boolean
event visit "Visit" by them
decide d "D" for visit in order
  - a when p cite 1
  - a when p and q cite 1
  - b otherwise cite 1
"""


def test_equivalent_mutants_are_told_apart() -> None:
    """The second row never decides: what is changed in it alone changes nothing, unless it then does decide."""
    compiled = framework(EVEN)
    found = {words: each.verdict for words, each in trials(compiled, ()).items()}
    assert found["row 2 of d ('a') dropped"] is Verdict.EQUIVALENT
    assert found["row 2 of d: 'Q' negated"] is Verdict.EQUIVALENT
    assert found["row 2 of d: 'P' negated"] is Verdict.SURVIVED
    assert found["row 2 of d: 'and' made 'or' in 'P and Q'"] is Verdict.SURVIVED
    assert found["row 1 of d ('a') dropped"] is Verdict.SURVIVED


def test_what_takes_too_long_is_not_decided() -> None:
    compiled = framework(EVEN)
    found = {words: each.verdict for words, each in trials(compiled, (), limit=1).items()}
    assert found["row 2 of d ('a') dropped"] is Verdict.UNDECIDED
    text = mutation_text(list(trials(compiled, (), limit=1).values()))
    assert "Not decided:" in text and "tiny.remit:7:" in text


def values_of(compiled: Compiled) -> list[tuple[str, ...]]:
    """What the decision `course` comes to over all worlds, each given by grade and safety, by brute force."""
    group = compiled.decisions["course"]
    found = []
    for world in itertools.product(("high", "middle", "low"), (ir.YES, ir.NO)):
        given_ = dict(zip(("grade", "safe"), world, strict=True))
        fields = [each.term.field for each in group.variables if isinstance(each.term, ir.FieldTerm)]
        masks = tuple(each.mask((given_[name],)) for each, name in zip(group.variables, fields, strict=True))
        (answer,) = kernel.decide(group, masks)
        row = group.rows[answer.outcome].origin
        found.append((*world, row.value, *row.citation.paragraphs))
    return found


def test_being_alike_agrees_with_brute_force() -> None:
    """For what the decision alone reads: every mutant of it is alike exactly if it comes to the same in every world."""
    text = VISITS[: VISITS.index("lifecycle")]
    compiled = framework(text)
    answers: list[bool] = []
    for mutant in mutants(compiled.framework):
        other = compile_groups(mutant.framework)
        same = values_of(compiled) == values_of(other)
        assert alike(compiled, other) is same, mutant.words
        answers.append(same)
    assert answers.count(False) > 5


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("no visit before it", "not safe of previous visit is one of (yes, no)", True),
        ("no visit before it", "not safe of previous visit", False),
        ("safe of it", "safe of it and safe of it", True),
        ("safe of it", "safe of previous visit", False),
    ],
)
def test_worlds_that_cannot_be_do_not_count(first: str, second: str, wanted: bool) -> None:
    one, other = (
        framework(f"""
event visit "Visit" by them
  field safe "Safe": boolean
decide d "D" for visit in order
  - a when {when} cite 1
  - b otherwise cite 1
""")
        for when in (first, second)
    )
    assert alike(one, other) is wanted
    assert alike(other, one) is wanted


RULE = """
fact p "P": boolean
fact q "Q": boolean
event visit "Visit" by them
event call "Call" by them
rule r "R" cite 1
  them must hold call
  for latest visit
  due by 3 months after date of it
  except x when p cite 2
  except y when {when} then must not cite 3
"""


@pytest.mark.parametrize(("when", "wanted"), [("q and p", True), ("q", False)])
def test_rules_are_compared(when: str, wanted: bool) -> None:
    one = framework(RULE.format(when="p and q"), checked=False)
    other = framework(RULE.format(when=when), checked=False)
    assert alike(one, other) is wanted


def test_lifecycles_are_compared() -> None:
    text = VISITS[: VISITS.index("parameter")]
    one = framework(text)
    assert alike(one, framework(text)) is True
    for guard, wanted in (("not weak of it and safe of it", True), ("safe of it and not closed", False)):
        changed_ = text.replace("when not weak of it -> fine", f"when {guard} -> fine")
        assert changed_ != text and alike(one, framework(changed_, checked=False)) is wanted


# The frameworks that ship


def test_no_slip_in_the_monitoring_handbook_goes_unnoticed() -> None:
    """Whoever adds a clause adds the scenarios that hold it. Tried are the clauses on categories and on whom monitoring
    reaches when; all of the handbook would take too long here, and is tried by `remit test --mutate`. Two things are
    said twice: that leadership is 'good or better' where the reading calls good leadership covered, for the clause
    before says it of 'good'; and that there was no inspection before, for one that never was did not carry the
    school's own URN either. And since when a programme that goes on is under way scenarios do not say.
    """
    surveyed = monitoring_surveyed()
    scenarios = [each for each in load_scenarios(load_folder(MONITORING))[0] if not kills(each, surveyed)]
    core = [
        each
        for each in mutants(surveyed.framework)
        if Path(each.span.source).name in ("concern.remit", "monitoring.remit")
    ]
    assert len(core) > 200 and len(scenarios) > 100
    left = [each for each in tried(surveyed, core, scenarios) if not each.killer]
    slips = (
        " dropped",
        ": 'monitoring programme is in category' negated",
        ": 'the reading placed_by is first report' negated",
        ": 'a category was found, as it had been at the inspection before' negated",
    )
    assert [(each.verdict, each.mutant.words) for each in left] == [
        (Verdict.EQUIVALENT, "definition no_earlier: 'before it' dropped"),
        (
            Verdict.EQUIVALENT,
            "definition well_led: 'leadership and management is outstanding' "
            "made 'leadership and management is good or better'",
        ),
        *((Verdict.SURVIVED, f"transition 4 of programme_run (to under way){slip}") for slip in slips),
    ]
