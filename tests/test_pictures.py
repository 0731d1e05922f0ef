"""Pictures of frameworks as written: nested states, times, lapses, links, where rules live, and what lies on what."""

from __future__ import annotations

import functools
from pathlib import Path
from xml.etree import ElementTree

import pytest
from golden import Golden
from laid_out import SVG, overlaps
from support import ROOT, framework

from remit.drawing import picture
from remit.engine.alive import rules_alive
from remit.engine.graph import StateGraph, state_graph
from remit.pipeline import load_folder
from remit.visualise import theme
from remit.visualise.brief import in_brief
from remit.visualise.dot import dot_of
from remit.visualise.metrics import text_width
from remit.visualise.parts import Line, Mark
from remit.visualise.scene import scene_of
from remit.visualise.table import transition_markdown, transition_table

NESTED = """
scale Grade "Grade": good > weak > bad
kind Kind "Kind": day, boarding
fact kind "Kind": Kind constant
fact closing "Closing": boolean

event inspection "Inspection" by office
  moments started, ended, published
  field overall "Overall": Grade
event visit "Visit" by office
  field thorough "Thorough": boolean
event letter "Letter" by office
  contains "date of the visit" cite 1
  contains "care" when kind is boarding cite 2
  to school cite 3
event hire "Hire" by school

lifecycle standing "Standing"
  state clear "Clear" initial cite 5
  state watched "Watched" cite 5
  state mild "Mild" in watched initial cite 5
  state severe "Severe" in watched cite 5
  state closed "Closed" final cite 5
  from any on inspection when overall of it is bad -> severe cite 6
  from clear on inspection when overall of it is weak -> watched cite 6
  from watched on inspection when overall of it is good -> clear cite 6
  from watched on visit when improved of it is no -> severe cite 6
  from severe at 12 months after start of watched in standing -> closed cite 7

judge improved "Improved" for visit: yes, no by office cite 20
  sign calm "Calm corridors" for yes cite 20

lifecycle care "Care"
  state idle "Idle" initial cite 8
  state due_now "Due" cite 8
  state late_now "Late" cite 8
  from idle on inspection when overall of it is weak or worse -> due_now cite 8
  from due_now on visit when standing is watched -> idle cite 8
  from due_now on lapse of first_visit -> late_now cite 9

reading strict "Are powers tied to the closing alone?": so "yes" | otherwise_too "no" default otherwise_too cite 30

define powers "Powers" as
  (standing is severe and strict is otherwise_too) or (strict is so and standing is clear) or care is late_now
  cite 30

rule first_visit "First visit" cite 13
  office will hold visit
  for latest inspection when overall of it is weak or worse
  with thorough of done
  due by 12:30 on 3 months after published of it cite 13
rule each_letter "Letter for each visit" cite 16
  office must send letter to school
  for each visit
  due by 3 weeks after date of it cite 16
rule yearly "Visits" cite 18
  office will usually hold visit
  while standing is watched
  repeat about 2 within any 12 months cite 18
rule no_hire "No hiring" cite 19
  school must not make hire
  while standing is severe and not closing
rule power "Power" cite 30
  office may hold visit
  while powers
rule anyhow "Anyhow" cite 31
  office may hold visit
  while closing or care is late_now
rule after_good "After a good inspection" cite 32
  office may hold visit
  for each inspection when overall of it is good
"""


@functools.lru_cache(maxsize=1)
def nested() -> StateGraph:
    return state_graph(framework(NESTED, checked=False).framework)


def drawn(graph: StateGraph, lifecycle: str | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(picture(scene_of(graph, lifecycle), "svg"))


TRIBOROUGH = ROOT / "policy" / "triborough-schools" / "2013-01-01"
FRAMEWORKS = sorted((ROOT / "policy").glob("*/*/framework.yaml"))


@functools.lru_cache(maxsize=8)
def graph_at(folder: Path) -> StateGraph:
    return state_graph(load_folder(folder).compiled.framework)


# --- golden ---


def test_dot(golden: Golden) -> None:
    golden("golden/visualise/nested.dot", dot_of(scene_of(nested())))


def test_tables(golden: Golden) -> None:
    golden("golden/visualise/nested.txt", transition_table(scene_of(nested())))
    golden("golden/visualise/nested.md", transition_markdown(scene_of(nested())))


# --- nested states ---


def test_state_with_others_inside_is_a_frame_and_no_box() -> None:
    scene = scene_of(nested())
    assert [(frame.label, frame.small) for frame in scene.frames] == [("Watched", ("para 5",))]
    assert [node.label for node in scene.frames[0].nodes] == ["any of these", "Mild", "Severe"]
    assert "Watched" not in {node.label for node in scene.nodes}
    assert [node.label for node in scene.nodes if node.initial] == ["Clear", "Mild", "Idle"]
    assert "In 'Watched' lie 'Mild' and 'Severe'." in scene.description
    assert "'Standing' has 4 states" in scene.description


def test_transitions_are_drawn_as_written() -> None:
    scene = scene_of(nested())
    ends = {(edge.number, edge.source, edge.target) for edge in scene.edges if edge.number in ("1", "2", "3", "4")}
    assert ends == {
        ("1", "any-standing", "state-standing-severe"),
        ("2", "state-standing-clear", "state-standing-watched"),
        ("3", "state-standing-watched", "state-standing-clear"),
        ("4", "any-standing-watched", "state-standing-severe"),
    }
    dot = dot_of(scene)
    assert '"state-standing-clear" -> "state-standing-mild"' in dot, "into the state entered first"
    assert dot.count('lhead="cluster_state-standing-watched"') == 1
    assert [row.source for row in scene.key[:4]] == ["any state", "Clear", "Watched", "Watched"]


def test_frame_that_is_left_for_itself_leads_into_what_is_entered() -> None:
    again = NESTED.replace("when improved of it is no -> severe", "-> watched")
    edge = next(
        edge for edge in scene_of(state_graph(framework(again, checked=False).framework)).edges if edge.number == "4"
    )
    assert (edge.source, edge.target) == ("any-standing-watched", "state-standing-mild")


def test_network_has_leaves_alone() -> None:
    network = nested().network()
    assert "standing.watched" not in network
    assert set(network.successors("standing.mild")) == {"standing.severe", "standing.clear"}


def test_frame_is_named_in_the_picture() -> None:
    groups = {each.get("id"): each for each in drawn(nested()).iter(f"{SVG}g")}
    frame = groups["state-standing-watched"]
    assert (frame.get("class"), frame.findtext(f"{SVG}title")) == (
        "cluster state composite", "Watched\nState of 'Standing'\npara 5; tiny.remit:20",
    )  # fmt: skip


# --- causes and links ---


def test_lines_tell_what_sets_a_change_off() -> None:
    scene = scene_of(nested())
    lines = {edge.number: (edge.line, edge.label) for edge in scene.edges if edge.transition}
    assert lines["1"] == (Line.EVENT, "Inspection")
    assert lines["5"] == (Line.TIME, "after 12 months")
    assert lines["8"] == (Line.LAPSE, "lapse: first visit")
    assert {Mark.EVENT, Mark.TIME, Mark.LAPSE, Mark.LINK, Mark.FRAME} <= {entry.mark for entry in scene.legend}


def test_legend_names_no_line_that_is_not_drawn() -> None:
    scene = scene_of(nested(), "care")
    assert {Mark.TIME, Mark.LINK, Mark.FRAME, Mark.ANY, Mark.BAR}.isdisjoint(entry.mark for entry in scene.legend)


def test_guard_that_looks_at_another_lifecycle_is_a_link() -> None:
    scene = scene_of(nested())
    (link,) = (edge for edge in scene.edges if edge.line is Line.LINK)
    assert (link.source, link.target, link.label) == ("lifecycle-care", "lifecycle-standing", "7 looks at")
    assert scene.key[6].when == "standing is 'Watched' (looks at 'Standing')"
    assert not [edge for edge in scene_of(nested(), "care").edges if edge.line is Line.LINK]


# --- rules ---


def test_where_rules_live() -> None:
    alive = {
        name: (each.states, each.either)
        for name, each in rules_alive(framework(NESTED, checked=False).framework).items()
    }
    assert alive == {
        "first_visit": (("standing.mild", "standing.severe", "standing.closed", "care.due_now"), False),
        "each_letter": (("standing.mild", "standing.severe"), False),
        "yearly": (("standing.mild", "standing.severe"), False),
        "no_hire": (("standing.severe",), False),
        "power": (("standing.severe", "care.late_now"), True),
        "anyhow": ((), False),
        "after_good": (("standing.clear",), False),
    }


def test_rules_in_words() -> None:
    rows = {row.name: row for row in scene_of(nested()).rules}
    assert rows["first_visit"].scope == "the latest inspection, when overall is weak or worse"
    assert rows["first_visit"].norm == "Office will hold visit, with thorough"
    assert rows["first_visit"].window == "by 12:30 on 3 months after 'published'"
    assert rows["each_letter"].scope == "each visit"
    assert rows["each_letter"].norm == "Office must send letter to school"
    assert rows["yearly"].scope == "while standing is 'Watched'"
    assert rows["yearly"].window == "about 2 within any 12 months"
    assert rows["yearly"].lives_in == "Standing: Watched"
    assert rows["power"].lives_in == "Standing: Severe; or Care: Late"


def test_rules_hang_on_the_states_in_which_they_live() -> None:
    scene = scene_of(nested())
    boxed = (*scene.nodes, *scene.frames)
    hung = {box.label: [rule.rule for rule in box.rules] for box in boxed if box.rules}
    assert hung == {
        # One that needs states of two lifecycles hangs on the first; one that either suffices for, on both.
        "Severe": ["no_hire", "power"], "Closed": ["first_visit"], "Clear": ["after_good"], "Late": ["power"],
        "Watched": ["each_letter", "first_visit", "yearly"],
        "Whatever the state": ["anyhow"],
    }  # fmt: skip
    elsewhere = {box.label: box.more for box in boxed if box.more}
    assert elsewhere == {"Due": "1 rule of 'Standing' needs this state, too"}
    assert [rule.rule for rule in scene_of(nested(), "care").hung] == ["first_visit", "power"]


def test_rules_with_a_time_come_first_and_the_soonest_before_the_later() -> None:
    many = NESTED + "".join(
        f'rule n{number} "N{number}" cite 40\n  office must hold visit\n  for latest inspection\n'
        f"  while standing is clear\n  due by {number} months after published of it\n"
        for number in (9, 2, 30, 1, 4)
    )
    graph = state_graph(framework(many, checked=False).framework)
    clear = next(node for node in scene_of(graph).nodes if node.label == "Clear")
    assert [rule.rule for rule in clear.rules] == ["n1", "n2", "n4"]
    assert clear.more == "and 3 more rules"
    every = next(node for node in scene_of(graph, poster=True).nodes if node.label == "Clear")
    assert [rule.rule for rule in every.rules] == ["n1", "n2", "n4", "n9", "n30", "after_good"]


def test_windows_in_few_words() -> None:
    due = {rule.rule: (rule.said, rule.due, rule.paragraphs) for rule in scene_of(nested()).hung}
    assert due["first_visit"] == (
        "Office will: First visit",
        "by 12:30 on 3 months after inspection (published)",
        "para 13",
    )
    assert due["each_letter"] == ("Office must: Letter for each visit", "by 3 weeks after visit", "para 16")
    assert due["yearly"] == ("Office will usually: Visits", "about 2 within any 12 months", "para 18")


def test_ways_out_name_every_change_that_leads_from_a_state() -> None:
    small = {node.label: node.small for node in scene_of(nested()).nodes}
    assert small["Mild"] == ("para 5", "ways out: 1, 3, 4")
    assert small["Severe"] == ("para 5", "ways out: 3, 5")
    assert small["Late"] == ("para 8",)


@pytest.mark.parametrize("file", FRAMEWORKS, ids=lambda file: file.parts[-3])
def test_every_way_out_of_a_state_can_be_seen_at_the_state(file: Path) -> None:
    graph = graph_at(file.parent)
    scene = scene_of(graph)
    frames = {node.id: {frame.id for frame in scene.frames if node in frame.nodes} for node in scene.nodes}
    drawn = {(edge.number, edge.source) for edge in scene.edges}
    told: dict[str, set[str]] = {}
    for node in scene.nodes:
        said = next((line for line in node.small if line.startswith("ways out: ")), "").removeprefix("ways out: ")
        for run in filter(None, said.split(", ")):
            first, _, last = run.partition(" to ")
            told.setdefault(node.id, set()).update(map(str, range(int(first), int(last or first) + 1)))
    number = 0
    for part in graph.lifecycles:
        for each in part.transitions:
            number += 1
            for leaf in set(each.leaves) - {each.leaf}:
                box = f"state-{leaf.replace('.', '-')}"
                seen = any((str(number), at) in drawn for at in (box, *frames[box]))
                assert seen or str(number) in told.get(box, set()), (number, leaf)


def test_key_says_who_brings_a_change_about() -> None:
    by = [row.by for row in scene_of(nested()).key]
    assert by == ["Office", "Office", "Office", "Office", "time alone", "Office", "Office", "Office, by not acting"]


def test_guard_in_few_words_is_what_tells_a_change_from_its_neighbours() -> None:
    text = NESTED.replace("when overall of it is bad -> severe", "when not closing and overall of it is bad -> severe")
    text = text.replace(
        "when overall of it is weak -> watched", "when not closing and overall of it is weak -> watched"
    )
    edges = scene_of(state_graph(framework(text, checked=False).framework)).edges
    assert {"not: closing and overall is bad", "not: closing and overall is weak"} <= {edge.guard for edge in edges}
    longer = text.replace('"Closing"', '"The school is about to be closed for good"')
    edges = scene_of(state_graph(framework(longer, checked=False).framework)).edges
    assert "overall is bad..." in {edge.guard for edge in edges}


# --- documents and signs ---


def test_documents_and_signs_stand_in_the_tables() -> None:
    scene = scene_of(nested())
    assert [(row.kind, row.says, row.when) for row in scene.documents] == [
        ("holds", "date of the visit", "always"), ("holds", "care", "kind is boarding"),
        ("goes to", "school", "always"),
    ]  # fmt: skip
    assert [(row.owner, row.kind, row.says, row.when) for row in scene.signs] == [
        ("Improved, by office", "yes", "Calm corridors", "somebody must look"),
    ]  # fmt: skip
    assert scene_of(nested(), "standing").signs == scene.signs
    assert not scene_of(nested(), "care").signs, "no change and no rule of it reads the judgement"


# --- layout ---


@pytest.mark.parametrize("file", FRAMEWORKS, ids=lambda file: file.parts[-3])
def test_nothing_lies_on_words(file: Path) -> None:
    graph = graph_at(file.parent)
    for lifecycle in (None, *(part.id for part in graph.lifecycles)):
        assert overlaps(drawn(graph, lifecycle)) == [], lifecycle


def test_nothing_lies_on_words_of_nested_states() -> None:
    for lifecycle in (None, "standing", "care"):
        assert overlaps(drawn(nested(), lifecycle)) == []


def test_overlaps_are_found() -> None:
    svg = (
        f'<svg xmlns="{SVG[1:-1]}"><g class="node" id="a"><path d="M0,0C0,0 50,20 50,20"/>'
        '<text x="25" y="12" text-anchor="middle" font-size="10" textLength="40">one</text></g>'
        '<g class="edge" id="b"><g><text x="30" y="14" font-size="10" textLength="40">two</text></g></g></svg>'
    )
    assert overlaps(ElementTree.fromstring(svg)) == ["'one' on 'two'", "'two' across the border of a"]


def test_words_keep_the_width_they_were_laid_out_for() -> None:
    for text in drawn(nested()).iter(f"{SVG}text"):
        words = "".join(text.itertext())
        bold = text.get("font-weight") == "bold"
        wide = text_width(words, float(text.get("font-size", "0")), bold=bold)
        assert (text.get("textLength") is None) == (wide is None), words
        assert wide is None or float(text.get("textLength", "0")) == pytest.approx(wide, abs=0.01)


def test_many_rules_do_not_make_a_picture_without_end() -> None:
    scene = scene_of(graph_at(TRIBOROUGH))
    assert len(scene.rules) > 90
    boxed = (*scene.nodes, *scene.frames)
    assert max(len(box.rules) for box in boxed if box.id != "rules-whatever") <= 4
    assert len(scene.hung) < 60
    assert len({rule.rule for rule in scene_of(graph_at(TRIBOROUGH), poster=True).hung}) == len(scene.rules)


@pytest.mark.parametrize("file", FRAMEWORKS, ids=lambda file: f"{file.parts[-3]}-{file.parts[-2]}")
def test_pictures_can_be_read_on_a3(file: Path) -> None:
    graph = graph_at(file.parent)
    for lifecycle, least in ((None, 6), *((part.id, 4.5) for part in graph.lifecycles)):
        root = drawn(graph, lifecycle)
        wide, high = (float(root.get(name, "0").removesuffix("pt")) for name in ("width", "height"))
        long, short = max(wide, high), min(wide, high)
        scale = min(1, 1134 / long, 785 / short)  # A3 within margins of one centimetre
        assert scale * theme.SMALL_SIZE >= least, (lifecycle, wide, high)


# --- in brief ---


@pytest.mark.parametrize("file", [file for file in FRAMEWORKS if in_brief(scene_of(graph_at(file.parent)))], ids=str)
def test_an_overview_in_brief_tells_every_state_and_change_once(file: Path) -> None:
    scene = scene_of(graph_at(file.parent))
    root = drawn(graph_at(file.parent))
    ids = [group.get("id", "") for group in root.iter(f"{SVG}g")]
    assert len(ids) == len(set(ids))
    states = {each.id for each in (*scene.nodes, *scene.frames) if each.id.startswith("state-")}
    assert states | {each.id for each in scene.clusters} | {each.id for each in scene.hung} <= {*ids}
    told = [edge.number for edge in scene.edges if edge.id in ids]
    assert sorted(told, key=int) == [each.number for each in scene.key]
    words = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert {each.label for each in scene.clusters} <= words and {each.number for each in scene.key} <= words


def test_what_is_to_be_looked_about_in_is_drawn() -> None:
    scene = scene_of(graph_at(TRIBOROUGH))
    edge = next(each for each in scene.edges if each.transition)
    line = f'"{edge.source}" -> "{edge.target}"'
    assert line not in dot_of(scene) and line in dot_of(scene, drawn=True)
    assert not in_brief(scene_of(graph_at(TRIBOROUGH), poster=True)) and not in_brief(scene_of(nested()))


def test_an_overview_in_brief_tells_of_links_frames_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.visualise.brief.CROWDED", 0)
    root = drawn(nested())
    assert overlaps(root) == []
    words = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    for said in ("looks at 'Standing'", "ways out:", "lapse of"):
        assert said in words, words
