"""One school in the picture of its framework: the way it took, where it is, what may follow and by when."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from golden import Golden
from laid_out import overlaps
from support import ROOT, case, framework
from test_pictures import NESTED

from remit.cli import root
from remit.drawing import picture
from remit.engine.asking import AsIf
from remit.engine.graph import state_graph
from remit.engine.groups import Compiled
from remit.engine.path import Way, traced
from remit.engine.settings import defaults
from remit.pipeline import load_folder, load_scenarios
from remit.visualise.painted import Painting
from remit.visualise.parts import Mark, Presence, Scene
from remit.visualise.scene import scene_of
from remit.visualise.table import transition_table

SCHOOL = """
subject: {urn: "1", name: One}
facts: {kind: day, closing: no}
events:
  - {event: inspection, started: 2024-01-08, ended: 2024-01-10, published: 2024-02-01, overall: weak}
  - {event: visit, date: 2024-03-04, thorough: yes, improved: yes}
  - {event: inspection, started: 2024-06-03, ended: 2024-06-05, published: 2024-07-01, overall: bad}
"""


@functools.lru_cache(maxsize=1)
def compiled() -> Compiled:
    return framework(NESTED, checked=False)


def painted(text: str = SCHOOL, as_of: str = "2024-12-31") -> Painting:
    asking = AsIf(compiled(), defaults(compiled().framework))
    return Painting(*traced(asking, case(text, compiled().framework), dt.date.fromisoformat(as_of), None))


def drawn(text: str = SCHOOL, as_of: str = "2024-12-31", lifecycle: str | None = None) -> Scene:
    return scene_of(state_graph(compiled().framework), lifecycle, painting=painted(text, as_of))


def way(lifecycle: str, text: str = SCHOOL, as_of: str = "2024-12-31") -> Way:
    return next(each for each in painted(text, as_of).ways if each.lifecycle == lifecycle)


def told(found: Way) -> list[tuple[str, str, str, bool]]:
    return [(str(each.day), each.source, each.target, each.certain) for each in found.passages]


# --- the way that was taken ---


def test_way_through_events_times_and_lapses() -> None:
    assert told(way("standing")) == [("2024-01-10", "clear", "mild", True), ("2024-06-05", "mild", "severe", True)]
    later = told(way("standing", as_of="2025-06-30"))
    assert later[-1] == ("2025-01-11", "severe", "closed", True), "twelve months after it came into 'watched'"
    assert told(way("care")) == [
        ("2024-01-10", "idle", "due_now", True), ("2024-03-04", "due_now", "idle", True),
        ("2024-06-05", "idle", "due_now", True), ("2024-10-02", "due_now", "late_now", True),
    ]  # fmt: skip


def test_what_is_not_known_is_perhaps() -> None:
    vague = SCHOOL.replace("overall: bad", "overall: unknown")
    assert told(way("standing", vague))[1:] == [
        ("2024-06-05", "mild", "severe", False), ("2024-06-05", "mild", "clear", False),
    ]  # fmt: skip
    scene = drawn(vague)
    perhaps = {node.label for node in scene.nodes if node.presence is Presence.PERHAPS}
    assert perhaps == {"Clear", "Severe", "Idle", "Due", "Late", "Mild"}
    assert Mark.PERHAPS in {entry.mark for entry in scene.legend}
    assert {edge.taken for edge in scene.edges if edge.number == "3"} == {"perhaps 5 June 2024"}


@pytest.mark.parametrize("file", sorted((ROOT / "policy").glob("*/*/framework.yaml")), ids=lambda file: file.parts[-3])
def test_way_ends_where_the_answer_stands(file: Path) -> None:
    loaded = load_folder(file.parent)
    scenarios, _ = load_scenarios(loaded)
    asking = AsIf(loaded.compiled, defaults(loaded.framework))
    for scenario in scenarios[:: max(1, len(scenarios) // 8)]:
        outcome, ways = traced(asking, scenario.case, scenario.as_of, None)
        for each, answer in zip(ways, outcome.states, strict=True):
            ends = each.passages[-1] if each.passages else None
            if ends is not None and all(passage.certain for passage in each.passages):
                assert (ends.target, ends.day) == (answer.value, answer.since), (scenario.name, each.lifecycle)
            elif ends is None and answer.value is not None:
                assert answer.value == loaded.framework.lifecycles[each.lifecycle].initial


# --- what may follow ---


def test_what_may_follow_and_by_when() -> None:
    found = {(each.transition, each.source): (each.latest, each.certain, each.rule) for each in way("standing").onward}
    assert list(found.values()) == [
        (None, False, ""),  # an inspection: nothing says when
        (dt.date(2025, 1, 11), True, ""),
    ]
    running = way("care", as_of="2024-08-15").onward
    assert [(str(each.latest), each.certain, each.rule) for each in running] == [
        ("2024-10-01", False, "first_visit"), ("2024-10-02", True, "first_visit"),
    ]  # fmt: skip


# --- the picture ---


def test_tables_tell_the_way(golden: Golden) -> None:
    golden("golden/visualise/painted.txt", transition_table(drawn(as_of="2024-08-15")))


def test_picture_tells_the_way(golden: Golden) -> None:
    golden("golden/visualise/painted.dot", picture(drawn(as_of="2024-08-15"), "dot").decode())


def test_states_say_when() -> None:
    scene = drawn()
    stays = {node.label: (node.presence, node.stay) for node in scene.nodes if node.stay}
    assert stays == {
        "Clear": (Presence.WAS, "was here until 10 January 2024"),
        "Mild": (Presence.WAS, "was here from 10 January 2024 until 5 June 2024"),
        "Severe": (Presence.HERE, "here now since 5 June 2024"),
        "Idle": (Presence.WAS, "was here until 10 January 2024 and from 4 March 2024 until 5 June 2024"),
        "Due": (
            Presence.WAS,
            "was here from 10 January 2024 until 4 March 2024 and from 5 June 2024 until 2 October 2024",
        ),
        "Late": (Presence.HERE, "here now since 2 October 2024"),
    }
    assert "It tells of One (URN 1) as of 31 December 2024." in scene.description
    assert "'Severe': here now since 5 June 2024." in scene.description


def test_norms_hang_where_the_school_is() -> None:
    scene = drawn(as_of="2024-08-15")
    boxed = (*scene.nodes, *scene.frames)
    hung = {box.label: [(rule.rule, rule.due) for rule in box.rules] for box in boxed if box.rules}
    assert hung["Severe"] == [("power", "open"), ("no_hire", "applies")]
    assert ("first_visit", "open, until 1 October 2024 at 12:30") in hung["Watched"]
    assert "Clear" not in hung


def test_nothing_lies_on_words() -> None:
    for lifecycle in (None, "standing", "care"):
        assert overlaps(ElementTree.fromstring(picture(drawn(lifecycle=lifecycle), "svg"))) == []


# --- the command ---

EXAMPLE = ["diagram", "ofsted-schools@2024-09-16", "--case", "examples/case.yaml", "--as-of", "2025-03-31"]


@pytest.mark.parametrize("mode", [[], ["--mode", "in-force"]])
def test_command(monkeypatch: pytest.MonkeyPatch, mode: list[str]) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(root, [*EXAMPLE, *mode])
    assert result.exit_code == 0, result.output
    assert "The way taken" in result.stdout and "Example Primary (URN 100001) as of 31 March 2025" in result.stdout


@pytest.mark.parametrize("option", [["--as-of", "2025-01-01"], ["--mode", "in-force"], ["--reading", "a=b"]])
def test_options_of_a_school_need_a_school(option: list[str]) -> None:
    result = CliRunner().invoke(root, ["diagram", "ofsted-schools@2024-09-16", *option])
    assert result.exit_code == 2
    assert "--case" in result.output
