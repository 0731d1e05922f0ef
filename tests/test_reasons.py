"""Why an answer is what it is: every clause has its standing, and each form of the page says the same."""

from __future__ import annotations

import datetime as dt
import html.parser
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from golden import Golden
from reasoned import FOLDERS, HISTORY, sampled, tiny
from support import ROOT, case, monitoring_surveyed

from remit.dsl import ir
from remit.engine import jsonable
from remit.engine.evaluate import evaluate, evaluation
from remit.engine.evaluation import Evaluation
from remit.engine.groups import Compiled
from remit.engine.outcome import changes
from remit.engine.reasons.derive import derive
from remit.engine.reasons.steps import Derivation, Standing, Step, every
from remit.engine.settings import defaults
from remit.pipeline import load_case, load_folder
from remit.visualise.explained.reasons import reasons_page
from remit.visualise.explained.render import FORMS, rendered


def derived(history: str = HISTORY, day: str = "2024-01-20") -> Derivation:
    compiled = tiny()
    subject = case(history, compiled.framework)
    return derive(evaluation(compiled, subject, dt.date.fromisoformat(day), defaults(compiled.framework)))


def of(derivation: Derivation, name: str) -> Step:
    return next(step for step in derivation.steps if step.rule == name)


def told(step: Step) -> dict[str, Standing]:
    """What each step within a step says, and how it stands."""
    return {f"{each.node}: {each.value}".removesuffix(": "): each.status for each in every(step)}


def test_every_row_of_a_decision_has_its_standing() -> None:
    """A row that would hold is overridden by one that comes first; one behind the last is told aside."""
    rows = of(derived(), "grade").inputs
    assert [(each.value, each.status, each.aside) for each in rows] == [
        ("fine", Standing.BLOCKED, False),
        ("poor", Standing.FIRED, False),
        ("middling", Standing.OVERRIDDEN, True),
        ("poor", Standing.OVERRIDDEN, True),
    ]
    failed = rows[0].inputs[0]
    assert (failed.node, failed.value) == ("mark is high", "it is low"), "why a row fails is told with the value it had"
    assert all(each.citation is not None for each in rows)


def test_every_transition_has_its_standing() -> None:
    """What moved it, what the same event did not take, what has not run out yet, and what leads from elsewhere."""
    care = of(derived(), "care")
    named = {each.rule for each in every(care)}
    assert {each.id for each in tiny().framework.lifecycles["care"].transitions} <= named
    says = told(care)
    assert says["from calm to: Watched"] is Standing.FIRED
    assert says["from calm to: Stale"] is Standing.BLOCKED
    assert says["the time runs out at the end of 2024-02-09"] is Standing.BLOCKED
    assert says["its last day is 2024-01-30"] is Standing.BLOCKED
    assert says["on closing, to: Shut"] is Standing.BLOCKED
    elsewhere = [each for each in care.inputs if each.aside]
    assert [each.node for each in elsewhere[0].inputs] == [
        "from calm to Watched on visit, if grade is poor",
        "from calm to Stale on visit, if grade is middling",
    ]


def test_a_time_that_ran_out_is_told_with_its_day() -> None:
    """What moved a lifecycle without an event stands among the events, on its day."""
    quiet = HISTORY.replace("loud: no", "loud: yes")
    says = told(of(derived(quiet, "2024-03-01"), "care"))
    assert says["2024-02-10: at 30 days after the start of 'watched'"] is Standing.FIRED


def test_an_event_from_which_nothing_leads_is_told() -> None:
    again = HISTORY + "  - {event: visit, date: 2024-01-15, mark: low, serious: no}\n"
    says = told(of(derived(again), "care"))
    assert says["nothing leads from Watched on such an event"] is Standing.BLOCKED


def test_exceptions_that_do_not_act_say_why() -> None:
    """One that holds is overridden by the exception against it; one that fails says which condition."""
    says = told(of(derived(), "ring"))
    assert says["except spared: released"] is Standing.OVERRIDDEN
    assert says["except after all against spared: must"] is Standing.FIRED
    milder = told(of(derived(HISTORY.replace("serious: yes", "serious: no").replace("big: yes", "big: no")), "ring"))
    assert milder["except spared: released"] is Standing.FIRED
    assert milder["except after all against spared: must"] is Standing.BLOCKED
    assert milder["serious of the latest visit: no"] is Standing.BLOCKED


def test_acts_that_do_not_count_say_why() -> None:
    """An act before the trigger, one by somebody else, one that is not as asked, and then one that counts."""
    steps = [each for each in of(derived(), "ring").inputs if each.node.startswith("call on")]
    assert [(each.node, each.value, each.status) for each in steps] == [
        ("call on 2024-01-05", "does not count: it came before the visit (date 2024-01-10)", Standing.BLOCKED),
        (
            "call on 2024-01-12",
            "does not count: others did it, and the rule speaks of them",
            Standing.BLOCKED,
        ),
        ("call on 2024-01-13", "does not count: it is not as the rule asks", Standing.BLOCKED),
    ]
    assert [(each.node, each.value) for each in steps[2].inputs] == [("loud", "no")]
    met = HISTORY.replace("loud: no", "loud: yes")
    assert told(of(derived(met), "ring"))["call on 2024-01-13: counts"] is Standing.FIRED


def test_a_while_that_fails_is_told_and_its_exceptions_aside() -> None:
    calm = 'subject: {urn: "7"}\nfacts: {big: no, waived: no}\nevents: []\n'
    hush = of(derived(calm), "hush")
    assert [(each.node, each.status) for each in hush.inputs] == [("care is watched", Standing.BLOCKED)]


def test_a_ban_that_was_disregarded_names_the_act() -> None:
    says = told(of(derived(), "hush"))
    assert says["call on 2024-01-13: done although it was forbidden"] is Standing.FIRED


def test_what_held_on_the_last_day_is_told_where_it_differs() -> None:
    """A lapse stands, although the exception would release now: so the last day is told."""
    late = HISTORY.replace("serious: yes", "serious: no").replace(
        "big: yes, waived: yes", "big: no, waived: [{value: no}, {value: yes, from: 2024-03-01}]"
    )
    ring = of(derived(late, "2024-04-01"), "ring")
    assert "overdue" in ring.value
    then = next(each for each in ring.inputs if each.node.startswith("on 2024-01-30, the last day"))
    assert not then.aside
    assert told(then)["except spared: released"] is Standing.BLOCKED
    assert told(ring)["waived"] is Standing.FIRED


def test_a_rule_to_which_nothing_gives_rise_is_among_the_reasons() -> None:
    watch = of(derived(), "watch")
    assert (watch.status, watch.aside, watch.inputs[0].node) == (Standing.BLOCKED, True, "there is no closing")
    assert "there is no closing" not in rendered(reasons_page(derived()), "text")
    assert "there is no closing" in rendered(reasons_page(derived(), "watch"), "text")
    assert "Left out: 1 rule or decision to which no event has given rise" in rendered(reasons_page(derived()), "text")


def test_tied_events_are_told() -> None:
    tied = HISTORY + "  - {event: closing, date: 2024-01-13}\n"
    assert "does not give their order" in derived(tied).notes[0]


# What answers rest on


def test_what_an_answer_rests_on() -> None:
    """Readings and parameters are told with value and paragraph, of the clauses that have an answer and no others."""
    compiled = monitoring_surveyed()
    subject = load_case(ROOT / "examples" / "case.yaml", compiled.framework)
    found = derive(evaluation(compiled, subject, dt.date(2025, 3, 31), defaults(compiled.framework)))
    rests = {each.name: each for each in found.rests_on}
    assert rests["first_latest"].value == "9 months"
    assert rests["first_latest"].citation.paragraphs == ("56",)
    assert rests["first_latest"].read_by == ("first_monitoring",)
    empty = case('subject: {urn: "7"}\n', compiled.framework)
    nothing = derive(evaluation(compiled, empty, dt.date(2025, 3, 31), defaults(compiled.framework)))
    assert not nothing.rests_on


def test_readings_that_no_answer_reads_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no event has happened no reading can change an answer, and none is evaluated (semantics 28)."""
    tried: list[object] = []
    plain = Evaluation.otherwise
    monkeypatch.setattr(Evaluation, "otherwise", lambda *given: tried.append(given) or plain(*given))
    compiled = monitoring_surveyed()
    evaluate(compiled, case('subject: {urn: "7"}\n', compiled.framework), dt.date(2025, 3, 31))
    assert len(tried) == 0
    evaluate(compiled, load_case(ROOT / "examples" / "case.yaml", compiled.framework), dt.date(2025, 3, 31))
    assert len(tried) > 3


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: f"{each.parent.name}-{each.name}")
def test_no_reading_that_is_left_untried_changes_an_answer(folder: Path) -> None:
    tried = 0
    for compiled, each in sampled(folder, 5):
        before = evaluate(compiled, each.case, each.as_of, each.settings)
        told = {(turn.reading, turn.other): turn.changes for turn in before.turns_on}
        for name, reading in compiled.framework.readings.items():
            for other in set(reading.names) - {each.settings.reading(name)}:
                after = evaluate(compiled, each.case, each.as_of, each.settings.with_reading(name, other), turns=False)
                assert told.get((name, other), ()) == changes(before, after)
                tried += 1
    assert tried or not load_folder(folder).compiled.framework.readings  # type: ignore[union-attr]


# Forms


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("everything", [False, True], ids=["brief", "all"])
def test_pages_look_as_they_did(form: str, everything: bool, golden: Golden) -> None:
    ending = {"text": "txt", "markdown": "md", "html": "html"}[form]
    name = f"golden/reasons/{'all' if everything else 'brief'}.{ending}"
    golden(name, rendered(reasons_page(derived(), everything=everything), form))


def test_reasons_as_json_look_as_they_did(golden: Golden) -> None:
    golden("golden/reasons/all.json", json.dumps(jsonable.derivation(derived()), indent=2, ensure_ascii=False) + "\n")


def test_markup_in_a_name_stays_text() -> None:
    assert "A &lt;b&gt;*School*&lt;/b&gt;" in rendered(reasons_page(derived()), "html")
    assert r"A \<b\>\*School\*\</b\>" in rendered(reasons_page(derived()), "markdown")


class _Page(html.parser.HTMLParser):
    """The tags of a page; fails where one is not closed, or closed in the wrong place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_is_whole() -> None:
    """Every tag is closed, nothing is loaded, the language is set, lists hold nothing but items, headings descend."""
    page = _Page()
    page.feed(rendered(reasons_page(derived(), everything=True), "html"))
    assert not page.open
    tags = [tag for tag, _ in page.seen]
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert not any({"src", "href", "onclick"} & set(attributes) for _, attributes in page.seen)
    assert ("html", {"lang": "en-GB"}) in page.seen
    assert tags.count("h1") == tags.count("main") == tags.count("title") == 1
    assert all(tags[n + 1] == "li" for n, tag in enumerate(tags) if tag == "ul")


def _lightness(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_text_contrasts_with_every_ground() -> None:
    style = rendered(reasons_page(derived()), "html").partition("<style>")[2].partition("</style>")[0]
    grounds = {each[:7] for each in style.split("background: ")[1:]}
    inks = {each[:7] for each in re.split(r"[{ ]color: ", style)[1:]}
    assert len(grounds) > 2 and inks
    for ground in grounds:
        for ink in inks:
            assert (_lightness(ground) + 0.05) / (_lightness(ink) + 0.05) >= 7


def test_all_forms_say_the_same() -> None:
    """Each line of the text stands in the Markdown and in the page."""

    def lines(step: Step) -> Iterator[str]:
        yield step.node
        for each in step.inputs:
            yield from lines(each)

    found = derived()
    page = _Text()
    page.feed(rendered(reasons_page(found, everything=True), "html"))
    text = " ".join(rendered(reasons_page(found, everything=True), "text").split())
    for step in found.steps:
        for line in lines(step):
            assert " ".join(line.split()) in text
            assert line in page.words


class _Text(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def handle_data(self, data: str) -> None:
        self.words += data


def test_every_answer_has_a_citation_in_its_reasons() -> None:
    """No clause of which an answer is derived goes without its paragraph."""
    compiled = tiny()
    rules = {*compiled.framework.rules, *(each.id for each in transitions(compiled))}
    for step in derived().steps:
        for each in every(step):
            assert each.rule not in rules or each.citation is not None or each.node.startswith("for ")


def transitions(compiled: Compiled) -> Iterator[ir.Transition]:
    for lifecycle in compiled.framework.lifecycles.values():
        yield from lifecycle.transitions
