"""Mutants of times, repetition, documents and the like: what is changed, and that every change can be asked."""

from __future__ import annotations

import datetime as dt

import pytest
from support import answered, case, framework
from test_mutate import changed, described

from remit.dsl import ir
from remit.engine.groups import compile_groups
from remit.engine.mutate import Kind, mutants
from remit.engine.outcome import changes

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
        (Kind.TEST, "definition applies: 'extra is applicable' negated"),
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
