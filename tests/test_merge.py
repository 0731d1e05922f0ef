"""Several histories of one case taken together (semantics 5 and 10): what they say alike is told, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from support import case, framework

from remit.engine.evaluate import evaluate
from remit.engine.jsonable import outcome

DEEMED = """
event short "Short" by them
  field counted "Counted": boolean
event full "Full" by them
event call "Call" by them
judge strong "Strong" for full: yes, no by them cite 1
  sign called for yes when some call since it cite 1
deem short as full when counted of it cite 1
lifecycle where "Where it stands"
  state fresh initial cite 1
  state seen cite 1
  from any on full -> seen cite 1
decide settled for full in order
  - yes when some full cite 1
  - no otherwise cite 1
rule may_call "Call" cite 1
  them may hold call
  for latest full
rule often "Calls" cite 1
  them must hold call
  for latest full
  repeat at least 1 within 10 days after date of it
"""

TWICE = """
subject: {urn: "1"}
events:
  - {event: full, date: 2024-01-10, strong: yes}
  - {event: call, date: 2024-01-11}
  - {event: short, date: 2024-01-12, strong: no}
"""


def told(rules: str, text: str, as_of: str) -> dict[str, Any]:
    """The answer as JSON."""
    compiled = framework(rules)
    day = dt.date.fromisoformat(as_of)
    return outcome(evaluate(compiled, case(text, compiled.framework), day, turns=False), {})


def test_since_when_a_state_lasts_is_not_told_where_histories_differ() -> None:
    state = told(DEEMED, TWICE, "2024-01-15")["states"]["where"]
    assert (state["value"], state["since"]) == ("seen", None)


def test_what_a_decision_is_about_is_not_told_where_histories_differ() -> None:
    decision = told(DEEMED, TWICE, "2024-01-15")["decisions"]["settled"]
    assert (decision["value"], decision["about"]) == ("yes", None)


def test_which_event_gave_rise_to_a_norm_is_not_told_where_histories_differ() -> None:
    answer = told(DEEMED, TWICE, "2024-01-15")
    assert answer["powers"][0]["instance"] is None


def test_a_judgement_and_its_signs_are_open_where_histories_differ() -> None:
    strong = told(DEEMED, TWICE, "2024-01-15")["judgements"]["strong"]
    assert (strong["value"], strong["about"], strong["signs"][0]["met"]) == (None, None, "unknown")


def test_that_histories_differ_is_told_even_of_days_alone() -> None:
    (finding,) = told(DEEMED, TWICE, "2024-01-15")["findings"]
    assert finding["about"].split(", ")[:2] == ["where", "settled"]
    assert "may count as 'full' or not" in finding["message"]


def test_how_often_something_was_done_is_told_for_all_histories() -> None:
    tied = """
    subject: {urn: "1"}
    events: [{event: full, date: 2024-01-10}, {event: call, date: 2024-01-10}, {event: call, date: 2024-01-11}]
    """
    (often,) = told(DEEMED, tied, "2024-01-15")["duties"]
    assert (often["status"], often["count"]["at_least"], often["count"]["at_most"]) == ("met", 1, 2)


def test_two_events_that_are_alike_stay_two_where_something_else_is_tied() -> None:
    rules = """
event visit "Visit" by them
event call "Call" by them
event end "End" by them
rule answer "Answer" cite 1
  them must hold call
  for each visit
"""
    text = """
subject: {urn: "1"}
events: [{event: visit, date: 2024-01-10}, {event: visit, date: 2024-01-10}, {event: call, date: 2024-01-11},
         {event: end, date: 2024-01-11}]
"""
    assert [each["status"] for each in told(rules, text, "2024-01-15")["duties"]] == ["met", "open"]


def test_a_state_is_missing_only_where_nothing_else_is_in_any_history() -> None:
    rules = """
fact flag "Flag": boolean
fact other "Other": boolean
event visit "Visit" by them
event call "Call" by them
event end "End" by them
lifecycle where "Where it stands"
  state fresh initial cite 1
  state seen cite 1
  state shut cite 1
  from fresh on call when flag -> seen cite 1
  from any on end -> shut cite 1
rule ring "Ring" cite 1
  them must hold call
  for latest visit when where is seen
decide again for visit in order
  - yes when some call since it and other cite 1
  - no otherwise cite 1
"""
    before = """
subject: {urn: "1"}
events: [{event: call, date: 2024-01-09}, {event: visit, date: 2024-01-10}, {event: end, date: 2024-01-11}]
"""
    tied = before.replace("2024-01-09", "2024-01-10")
    missing = {text: [each["name"] for each in told(rules, text, "2024-01-15")["missing"]] for text in (before, tied)}
    assert missing == {before: ["where"], tied: ["other"]}


def test_a_state_without_a_citation_of_its_own_cites_what_may_have_led_there() -> None:
    rules = """
event visit "Visit" by them
event call "Call" by them
lifecycle where "Where it stands"
  state fresh initial
  state shut
  from fresh on visit -> shut cite 2
  from fresh on call -> shut cite 3
  from fresh at 2024-02-01 -> shut cite 4
"""
    entered = 'subject: {urn: "1"}\nevents: [{event: call, date: 2024-01-10}]'
    assert told(rules, entered, "2024-01-15")["states"]["where"]["cite"]["paragraphs"] == ["2", "3"]
    alone = 'subject: {urn: "1"}'
    assert told(rules, alone, "2024-01-15")["states"]["where"]["cite"] is None
    assert told(rules, alone, "2024-02-15")["states"]["where"]["cite"]["paragraphs"] == ["4"]
