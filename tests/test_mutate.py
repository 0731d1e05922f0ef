"""Mutants: what is changed, what kills them, and which of them nothing could kill."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from support import MONITORING, answered, case, framework

from remit.dsl import ir
from remit.dsl.base.spans import Source
from remit.engine import kernel
from remit.engine.equivalent import alike
from remit.engine.groups import Compiled, compile_groups
from remit.engine.killing import Trial, Verdict, tried
from remit.engine.mutate import Kind, Mutant, mutants, shifted
from remit.engine.outcome import changes
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


# What came with times, repetition, documents and the like

MANY = """
scale Grade "Grade": good > weak > bad
kind Sort "Sort": day, boarding
fact sort "Sort": Sort constant
fact extra "Extra": Grade?
event visit "Visit" by them
  moments ended, published
  field grade "Grade": Grade
event call "Call" by them
  field long "Long": boolean
event letter "Letter" by them
  contains "care" when sort is boarding cite 1
  to home cite 2
event leave "Leave" by home
deem call as visit when sort is day cite 1
define often "Often" as count of call since latest visit where (long of that) is at least 2 cite 1
define sure "Sure" as extra is good unknown counts as no cite 1
define applies "Applies" as extra is applicable cite 1
define old "Old" as ended of latest visit is before 2024-09-01 cite 1
lifecycle standing "Standing"
  state fine "Fine" initial cite 1
  state watched "Watched" cite 1
  state mild "Mild" in watched initial cite 1
  state severe "Severe" in watched cite 1
  state over "Over" final cite 1
  from any on visit when grade of it is bad -> severe cite 1
  from watched on visit when grade of it is good -> fine cite 1
  from severe at 15 working_days counting published of latest visit -> over cite 1
  from mild on lapse of follow_up -> over cite 1
  from severe on visit when grade of it is weak -> watched cite 1
judge profile "Profile": strong, fair by them cite 1
  sign marks "Marks" for strong when extra is good cite 1
  sign calm "Calm" for strong cite 1
parameter most "Most" = 2 cite 1
parameter wait "Wait" = 3 months cite 1
rule follow_up "Follow up" cite 1
  them must hold call
  for each visit when grade of it is bad
  with long of done
  due by 12:30 on wait after published of it cite 1
  except more when sure then extended by 10 days cite 1
rule soon "Soon" cite 1
  them should hold call
  for latest visit
  due before 2 days before published of it cite 1
rule term "Term" cite 1
  them should send letter to home
  for latest visit
  due during term 1 after ended of it cite 1
rule day "Day" cite 1
  them should send letter
  for latest visit
  due on 3 days after published of it cite 1
rule span "Span" cite 1
  them should hold call
  for latest visit
  due 1 month to 2 months after published of it cite 1
rule cap "Cap" cite 1
  them may hold call
  for latest visit
  repeat at most most within 30 months after published of it cite 1
rule rolled "Rolled" cite 1
  them may hold call
  repeat at most 3 within any 6 months cite 1
rule yearly "Yearly" cite 1
  them should hold call
  repeat about 2 each academic_year cite 1
rule quiet "Quiet" cite 1
  home must not make leave
  while standing is watched
  except noted when some letter before done cite 1
"""


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.DEEMING, "deem call as visit dropped"),
        (Kind.TEST, "deem call as visit: 'sort is day' negated"),
        (Kind.ITEM, "letter, contains 'care' dropped"),
        (Kind.TEST, "letter, contains 'care': 'sort is boarding' negated"),
        (Kind.ITEM, "letter, to 'home' dropped"),
        (Kind.BOUND, "definition often: 'since the latest visit' dropped"),
        (Kind.WHERE, "definition often: 'where long' dropped"),
        (Kind.TEST, "definition often: where: 'long' negated"),
        (
            Kind.VALUES,
            "definition often: 'the number of events 'call' since the latest visit with long is at least 2' "
            "made 'the number of events 'call' since the latest visit with long is at least 3'",
        ),
        (Kind.UNKNOWN, "definition sure: 'unknown counts as no' made 'yes'"),
        (Kind.UNKNOWN, "definition sure: 'unknown counts as no' dropped"),
        (Kind.VALUES, "definition sure: 'extra is good' made 'extra is good or weak'"),
        (Kind.TEST, "definition applies: 'extra is good or weak or bad' negated"),
        (Kind.DAY, "definition old: '2024-09-01' made 'the day after 2024-09-01'"),
        (Kind.STATE, "transition 1 of standing (to severe): '-> severe' made '-> watched'"),
        (Kind.STATE, "transition 1 of standing (to severe): '-> severe' made '-> mild'"),
        (Kind.STATE, "transition 2 of standing (to fine): 'from watched' without severe"),
        (Kind.TIME, "transition 3 of standing (to over): '15 working days' made '16 working days'"),
        (Kind.TIME, "transition 3 of standing (to over): '15 working days' made '15 days'"),
        (Kind.TIME, "transition 3 of standing (to over): '15 working days' made '15 school days'"),
        (
            Kind.SIDE,
            "transition 3 of standing (to over): '15 working days counting 'published' of the latest visit' "
            "made '15 working days after 'published' of the latest visit'",
        ),
        (Kind.TRANSITION, "transition 4 of standing (to over) dropped"),
        (Kind.SIGN, "sign marks of profile dropped"),
        (Kind.TEST, "sign marks of profile: 'extra is good' negated"),
        (Kind.SIGN, "sign calm of profile dropped"),
        (Kind.TIME, "parameter most: '2' made '3'"),
        (Kind.SCOPE, "rule follow_up: 'for latest visit' instead of 'for each'"),
        (Kind.SCOPE, "rule soon: 'for each visit' instead of 'for latest'"),
        (Kind.WITH, "rule follow_up: 'with long' dropped"),
        (Kind.TEST, "rule follow_up, with: 'long' negated"),
        (
            Kind.DAY,
            "rule follow_up: '12:30 on 3 months after 'published'' made "
            "'12:30 on the day before 3 months after 'published''",
        ),
        (Kind.CLOCK, "rule follow_up: '12:30' made '13:30'"),
        (Kind.EXTENSION, "exception more of follow_up: 'extended by 10 days' dropped"),
        (Kind.TIME, "exception more of follow_up: extended by: '10 days' made '11 days'"),
        (
            Kind.DAY,
            "rule soon: 'the day before 2 days before 'published'' made '2 days before 'published''",
        ),
        (Kind.TIME, "rule term: 'term 1' made 'term 2'"),
        (Kind.TIME, "rule term: 'term 1' made 'academic year 1'"),
        (Kind.TIME, "rule day: '3 days' made '4 days'"),
        (
            Kind.SIDE,
            "rule span: '1 month after 'published'' made '1 month counting 'published''",
        ),
        (Kind.REPEAT, "rule cap: 'at most' made 'at least'"),
        (Kind.TIME, "rule cap: '30 months' made '31 months'"),
        (Kind.REPEAT, "rule rolled: 'at most 3' made 'at most 2'"),
        (Kind.TIME, "rule rolled: '6 months' made '6 weeks'"),
        (Kind.REPEAT, "rule yearly: 'about' made 'exactly'"),
        (Kind.REPEAT, "rule yearly: 'each academic year' made 'each calendar year'"),
        (Kind.BOUND, "exception noted of quiet: 'before the act' dropped"),
    ],
)
def test_mutant_of_what_came_later_is_made(kind: Kind, words: str) -> None:
    assert (kind, words) in described(framework(MANY, checked=False))


def test_every_kind_of_mutant_is_made_and_every_mutant_can_be_asked() -> None:
    """Each is a framework that differs and that a case can be evaluated under."""
    compiled = framework(MANY, checked=False)
    found = mutants(compiled.framework)
    assert {each.kind for each in found} == set(Kind) - {Kind.AGAINST, Kind.ROW, Kind.JOINT}
    text = """
    subject: {urn: "1", sort: day}
    facts: {extra: weak}
    events:
      - {event: visit, ended: 2024-01-10, published: 2024-01-20, grade: bad}
      - {event: call, date: 2024-02-01, long: yes}
      - {event: call, date: 2024-03-01, long: no}
      - {event: letter, date: 2024-03-02}
      - {event: leave, date: 2024-03-03}
    """
    subject = case(text, compiled.framework)
    as_of = dt.date(2024, 8, 1)
    before = answered(compiled, subject, as_of)
    differing = 0
    for each in found:
        assert each.framework != compiled.framework, each.words
        differing += bool(changes(before, answered(compile_groups(each.framework), subject, as_of)))
    assert differing > 40


def test_what_says_both_ends_of_a_window_is_changed_for_both() -> None:
    compiled = framework(MANY, checked=False)
    day = changed(compiled, "rule day: '3 days' made '4 days'").framework.rules["day"].window
    assert day is not None and day.earliest == day.latest
    term = changed(compiled, "rule term: 'term 1' made 'term 2'").framework.rules["term"].window
    assert term is not None and term.earliest is not None and term.latest is not None
    assert term.earliest.offset == term.latest.offset == ir.Offset(2, "term")
    span = changed(compiled, "rule span: '1 month after 'published'' made '1 month counting 'published''")
    window = span.framework.rules["span"].window
    assert window is not None and window.earliest is not None and window.latest is not None
    assert window.earliest.relation is window.latest.relation is ir.Relation.COUNTING
    cap = changed(compiled, "rule cap: '30 months' made '31 months'").framework.rules["cap"].repeat
    assert cap is not None and isinstance(cap.over, ir.Within) and cap.over.window.earliest is not None
    assert cap.over.window.earliest.offset is None


def test_a_window_that_extends_the_rules_own_changes_with_it() -> None:
    """Only the extension is written in the exception: nothing else is changed there, and the rest moves along."""
    compiled = framework(MANY, checked=False)
    words = [each.words for each in mutants(compiled.framework) if each.words.startswith("exception more")]
    assert not [each for each in words if "published" in each or "latest day" in each]
    later = changed(compiled, "rule follow_up: '12:30 on 3 months after 'published'' made '12:30 on the day after")
    (more,) = later.framework.rules["follow_up"].exceptions
    assert more.window is not None and more.window.latest is not None
    assert (more.window.latest.beside, more.window.latest.extension) == (1, ir.Offset(10, "days"))


def test_all_of_a_group_being_known_is_no_presumption() -> None:
    text = """
scale Grade: good > bad
event visit by them
  field a: Grade?
  field b: Grade?
group both = a, b
define d for visit as all both of it is known cite 1
"""
    words = [words for _, words in described(framework(text))]
    assert not [each for each in words if "unknown counts" in each]
    assert len(words) == 3, words  # two tests negated, 'and' made 'or'


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
    """Whoever adds a clause adds the scenarios that hold it. Two things are said twice: that leadership is 'good or
    better' where the reading calls good leadership covered, for the clause before says it of 'good'; and that there was
    no inspection before, for one that never was did not carry the school's own URN either.
    """
    loaded = load_folder(MONITORING)
    assert loaded.compiled is not None
    scenarios, _ = load_scenarios(loaded)
    left = [each for each in tried(loaded.compiled, mutants(loaded.compiled.framework), scenarios) if not each.killer]
    assert [(each.verdict, each.mutant.words) for each in left] == [
        (Verdict.EQUIVALENT, "definition no_earlier: 'before it' dropped"),
        (
            Verdict.EQUIVALENT,
            "definition well_led: 'leadership and management is outstanding' "
            "made 'leadership and management is good or better'",
        ),
    ]
