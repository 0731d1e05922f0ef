"""Pictures and their tables: what is in them, that nothing from a policy file breaks out of them, and how they read."""

from __future__ import annotations

import re
import stat
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from golden import Golden
from hypothesis import given, settings
from hypothesis import strategies as st

from remit import drawing
from remit.drawing import render
from remit.dsl.ast import Modality, Strength
from remit.dsl.base.diagnostics import Refused
from remit.dsl.base.spans import at
from remit.dsl.ir import Citation
from remit.engine.graph import ExceptionNote, LifecyclePart, RuleNode, StateGraph, StateNode, TransitionEdge
from remit.visualise import plain, theme
from remit.visualise.dot import dot_of
from remit.visualise.parts import Kind, Mark, Scene, Stroke
from remit.visualise.scene import scene_of
from remit.visualise.svg import accessible
from remit.visualise.table import transition_markdown, transition_table

SVG = "{http://www.w3.org/2000/svg}"
PYTHON = sys.executable
XML = "{http://www.w3.org/XML/1998/namespace}"


def cited(*numbers: str, line: int = 1) -> Citation:
    return Citation(numbers, at("some/folder/rules.remit", line))


def norm(strength: Strength, softened: str = "", negated: bool = False) -> Modality:
    return Modality(strength, softened, negated, at("rules.remit"))


def state(lifecycle: str, name: str, label: str, *, initial: bool = False, final: bool = False) -> StateNode:
    return StateNode(f"{lifecycle}.{name}", lifecycle, name, label, initial, final, cited("3"))


def move(
    lifecycle: str, number: int, sources: tuple[str, ...], target: str, *, everywhere: bool = False, guard: str = ""
) -> TransitionEdge:
    ids = tuple(f"{lifecycle}.{source}" for source in sources)
    return TransitionEdge(
        f"{lifecycle}-{number}", lifecycle, ids, everywhere, f"{lifecycle}.{target}", "Visit", guard,
        cited("4", "5", line=number), ids, f"{lifecycle}.{target}",
    )  # fmt: skip


def rule(name: str, manner: Modality, *lives_in: str, exceptions: tuple[ExceptionNote, ...] = ()) -> RuleNode:
    return RuleNode(
        name, f"Rule {name}", f"the inspector {manner.strength} visit", manner, "the latest visit",
        "by 3 months after 'ended'", cited("7", line=9), exceptions, lives_in,
    )  # fmt: skip


def graph(lifecycles: tuple[LifecyclePart, ...], rules: tuple[RuleNode, ...] = ()) -> StateGraph:
    return StateGraph("small@2024-01-01", "Office: small handbook", "in force from 2024-01-01", lifecycles, rules)


def course(label: str = "Course") -> LifecyclePart:
    states = (
        state("course", "idle", "Nothing runs", initial=True),
        state("course", "due", "A visit is due"),
        state("course", "over", "Closed", final=True),
    )
    moves = (
        move("course", 1, ("idle",), "due", guard="the report is out"),
        move("course", 2, ("idle", "due"), "over", guard="the school shuts"),
        move("course", 3, ("idle", "due", "over"), "idle", everywhere=True),
    )
    return LifecyclePart("course", label, states, moves)


def standing() -> LifecyclePart:
    return LifecyclePart(
        "standing", "Standing",
        (state("standing", "fair", "Fair", initial=True), state("standing", "poor", "Poor")),
        (move("standing", 1, ("fair",), "poor"),),
    )  # fmt: skip


SMALL = graph(
    (course(), standing()),
    (
        rule("visit", norm(Strength.WILL, "normally"), "course.due", "standing.poor", exceptions=(
            ExceptionNote("closed", (), "the school is closed", "released", cited("8")),
            ExceptionNote("urgent", ("closed",), "pupils are unsafe", "will", cited("9[1]")),
        )),
        rule("hire", norm(Strength.MUST, negated=True), "standing.poor"),
        rule("tell", norm(Strength.MAY)),
    ),
)  # fmt: skip


def drawn(scene: Scene) -> ElementTree.Element:
    svg = accessible(render(dot_of(scene), "svg").decode(), scene)
    return ElementTree.fromstring(svg)


def words(root: ElementTree.Element) -> str:
    return "\n".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))


# --- golden ---


def test_dot(golden: Golden) -> None:
    golden("golden/visualise/small.dot", dot_of(scene_of(SMALL)))


def test_table(golden: Golden) -> None:
    golden("golden/visualise/small.txt", transition_table(scene_of(SMALL)))


def test_markdown(golden: Golden) -> None:
    golden("golden/visualise/small.md", transition_markdown(scene_of(SMALL)))


# --- the scene ---


def test_transitions_from_everywhere_leave_one_junction() -> None:
    scene = scene_of(SMALL)
    junctions = [node for node in scene.nodes if node.kind is Kind.ANY]
    assert [node.label for node in junctions] == ["any state"]
    assert [edge.target for edge in scene.edges if edge.number == "3"] == ["state-course-idle"]
    assert [row.source for row in scene.key] == ["Nothing runs", "Nothing runs or A visit is due", "any state", "Fair"]


def test_numbers_run_through_the_picture() -> None:
    scene = scene_of(SMALL)
    assert [row.number for row in scene.key] == ["1", "2", "3", "4"]
    assert {edge.number for edge in scene.edges if edge.transition} == {"1", "2", "3", "4"}
    assert all(len(edge.label.split()) <= 4 for edge in scene.edges)


@pytest.mark.parametrize(
    ("manner", "stroke", "bar"),
    [
        (norm(Strength.MUST), Stroke.BOLD, False),
        (norm(Strength.WILL, negated=True), Stroke.BOLD, True),
        (norm(Strength.WILL, "usually"), Stroke.SOLID, False),
        (norm(Strength.WILL, "normally", True), Stroke.SOLID, True),
        (norm(Strength.SHOULD), Stroke.DASHED, False),
        (norm(Strength.MAY), Stroke.DOTTED, False),
        (norm(Strength.NEED, negated=True), Stroke.DOTTED, False),
    ],
)
def test_line_tells_how_binding_a_rule_is(manner: Modality, stroke: Stroke, bar: bool) -> None:
    scene = scene_of(graph((standing(),), (rule("r", manner, "standing.poor"),)))
    (hung,) = scene.hung
    assert (hung.stroke, hung.bar) == (stroke, bar)
    assert Mark(stroke.value) in {entry.mark for entry in scene.legend}
    assert (Mark.BAR in {entry.mark for entry in scene.legend}) is bar


def test_rules_that_no_state_matters_to_stand_below_the_picture() -> None:
    (note,) = scene_of(SMALL).notes
    assert (note.kind, note.label) == (Kind.RULES, "Whatever the state")
    assert [rule.rule for rule in note.rules] == ["tell"]
    assert not scene_of(SMALL, "standing").notes, "a page of one lifecycle has its own rules alone"


def test_many_rules_are_counted_and_not_drawn() -> None:
    many = tuple(rule(f"r{number}", norm(Strength.MUST), "standing.poor") for number in range(9))
    other = rule("other", norm(Strength.MUST, negated=True), "standing.poor")
    scene = scene_of(graph((standing(),), (*many, other)))
    poor = next(node for node in scene.nodes if node.label == "Poor")
    assert ([each.rule for each in poor.rules], poor.more) == (["r0", "r1", "r2"], "and 7 more rules")
    assert [row.name for row in scene.rules] == [*(each.id for each in many), "other"]


def test_one_lifecycle_brings_its_rules_only() -> None:
    scene = scene_of(SMALL, "course")
    assert [cluster.label for cluster in scene.clusters] == ["Course"]
    assert [row.name for row in scene.rules] == ["visit"]
    assert {edge.target for edge in scene.edges} <= {node.id for node in scene.nodes}
    assert scene_of(SMALL, "standing").clusters[0].number == 1, "a lifecycle keeps its colour"


def test_unknown_lifecycle_is_refused() -> None:
    with pytest.raises(Refused, match="no lifecycle 'standin'") as refused:
        scene_of(SMALL, "standin")
    assert (refused.value.diagnostics[0].code, refused.value.diagnostics[0].hint) == (
        "E101", "Did you mean 'standing'?",
    )  # fmt: skip


def test_long_chains_grow_downwards() -> None:
    names = [f"s{number}" for number in range(7)]
    states = tuple(state("l", name, name, initial=name == "s0") for name in names)
    moves = tuple(move("l", n, (names[n],), names[n + 1]) for n in range(6))
    assert scene_of(graph((LifecyclePart("l", "L", states, moves),))).direction == "TB"
    assert scene_of(SMALL).direction == "LR"


def test_ids_stay_apart() -> None:
    states = (state("l", "a b", "x", initial=True), state("l", "a-b", "y"), state("l", "é", "z"), state("l", "漢", "w"))
    ids = [node.id for node in scene_of(graph((LifecyclePart("l", "L", states, ()),))).nodes]
    assert len(set(ids)) == 4
    assert all(re.fullmatch(r"[A-Za-z][\w-]*", each, re.ASCII) for each in ids)


def test_tooltip_carries_guard_paragraph_and_place() -> None:
    edge = next(edge for edge in scene_of(SMALL).edges if edge.number == "1")
    assert edge.tooltip == (
        "1: Nothing runs to A visit is due", "on: Visit", "when: the report is out", "paras 4 and 5; rules.remit:1",
    )  # fmt: skip


# --- the picture ---


def test_every_part_is_drawn_with_its_words() -> None:
    scene = scene_of(SMALL)
    titles = {}
    for group in drawn(scene).iter(f"{SVG}g"):
        if (title := group.find(f"{SVG}title")) is not None:
            titles[group.get("id")] = title.text
    expected = {part.id: "\n".join(part.tooltip) for part in (*scene.nodes, *scene.edges)}
    expected |= {cluster.id: f"Lifecycle: {cluster.label}" for cluster in scene.clusters}
    expected |= {rule.id: "\n".join(rule.tooltip) for rule in scene.hung}
    expected.pop("rules-whatever")  # no box: its rules stand below the picture
    assert titles == expected


def test_picture_says_what_it_is() -> None:
    scene = scene_of(SMALL)
    root = drawn(scene)
    assert (root.get("role"), root.get("lang"), root.get(f"{XML}lang")) == ("img", "en-GB", "en-GB")
    named = {each.get("id"): each.text for each in root if each.tag in (f"{SVG}title", f"{SVG}desc")}
    assert [named[each] for each in str(root.get("aria-labelledby")).split()] == [
        "Office: small handbook (small@2024-01-01, in force from 2024-01-01)", scene.description,
    ]  # fmt: skip
    assert "'Standing' has 2 states: 'Fair' and 'Poor'; it starts in 'Fair'; 1 change" in scene.description
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


def test_picture_has_no_traces_of_tools() -> None:
    scene = scene_of(SMALL)
    svg = accessible(render(dot_of(scene), "svg").decode(), scene)
    assert not re.search(r"<!|<\?|graphviz|<a\b", svg)
    assert theme.FONT_STACK in svg


def test_picture_holds_key_and_legend() -> None:
    scene = scene_of(SMALL)
    shown = words(drawn(scene))
    assert all(entry.text in shown for entry in scene.legend)
    assert all(text in shown for row in scene.key for text in (row.trigger, row.guard, row.target, row.paragraphs))


def test_long_key_is_left_to_the_table() -> None:
    moves = tuple(move("standing", n, ("fair",), "poor", guard=f"guard {n}.") for n in range(theme.KEY_ROWS + 1))
    scene = scene_of(graph((replace(standing(), transitions=moves),)))
    assert "guard 3." not in words(drawn(scene))
    assert f"see changes 1 to {theme.KEY_ROWS + 1} in the table" in words(drawn(scene))
    assert "guard 3." in transition_table(scene)


def test_same_scene_same_bytes() -> None:
    first, second = (render(dot_of(scene_of(SMALL)), "svg") for _ in range(2))
    assert first == second


def test_empty_framework_is_drawn() -> None:
    scene = scene_of(graph(()))
    assert "Office: small handbook" in words(drawn(scene))
    assert transition_table(scene) == "Office: small handbook\nsmall@2024-01-01, in force from 2024-01-01\n"
    assert transition_markdown(scene) == ""


@pytest.mark.parametrize("odd", ["", "no svg", "<svg", "<svg></svg><svg/>", "<html/>", "<svg>&x;</svg>", "\ud800<svg"])
def test_what_is_not_svg_comes_back(odd: str) -> None:
    assert accessible(odd, scene_of(SMALL)) == odd


def test_entities_are_not_read() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>'
    assert accessible(bomb, scene_of(SMALL)) == bomb


# --- texts from strangers ---

NASTY = (
    'he said "so"', "back\\slash\\", "\\N \\G \\l", "a\nb\tc", "<b>bold</b>", "<<b>x</b>>", "a & b &amp; &#60;", "]]>",
    "-->", "</title><script>alert(1)</script>", "\x00\x1b[31m", "\u202egnirts", "\ufffe \ud800",
    "漢字 – “x” é", "'", "", "|", "a" * 500,
)  # fmt: skip


def with_text(text: str) -> StateGraph:
    """A graph in which `text` stands wherever a policy file's words can."""
    part = course(text)
    part = replace(
        part,
        states=tuple(replace(each, label=text) for each in part.states),
        transitions=tuple(
            replace(each, trigger=text, brief=text, guard=text, few=text, by=text) for each in part.transitions
        ),
    )
    note = ExceptionNote(text, (text,), text, text, Citation((text,), at(text)))
    one = RuleNode(
        "r", text, text, norm(Strength.MAY), text, text, Citation((text,), at(text)), (note,), ("course.due",),
        actor=text, due=text,
    )  # fmt: skip
    return replace(graph((part,), (one,)), title=text, in_force=text, gists=(("3", text), ("7", text)))


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_drawn_as_text(text: str) -> None:
    scene = scene_of(with_text(text))
    root = drawn(scene)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "desc", "g", "path", "polygon", "polyline", "ellipse", "text",
    }  # fmt: skip
    state_group = next(each for each in root.iter(f"{SVG}g") if each.get("id") == "state-course-due")
    shown = "".join("".join(each.itertext()) for each in state_group.iter(f"{SVG}text"))
    expected = "".join(plain.wrapped(plain.drawable(plain.clean(text)), theme.WRAP, theme.MOST_LINES))
    assert squeezed(shown).startswith(squeezed(expected) + "para3")


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(st.text(max_size=60))
@settings(max_examples=40)
def test_any_text_is_drawn_and_tabled(text: str) -> None:
    scene = scene_of(with_text(text))
    root = drawn(scene)
    ids = {each.get("id") for each in root.iter()}
    assert {part.id for part in (*scene.nodes, *scene.edges, *scene.clusters)} <= ids
    title = next(each for each in root if each.tag == f"{SVG}title")
    assert title.text == f"{plain.clean(text)} (small@2024-01-01, {plain.clean(text)})"
    table = transition_table(scene, 80)
    assert all(len(line) <= 80 and (line.isprintable() or not line) for line in table.split("\n")), table
    for line in transition_markdown(scene).split("\n"):
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) in (6, 7, 9)
            assert "<" not in line


@given(st.text(), st.integers(4, 40), st.integers(1, 5))
def test_wrapping_keeps_to_its_room(text: str, width: int, most: int) -> None:
    lines = plain.wrapped(plain.clean(text), width, most)
    assert len(lines) <= most
    assert all(len(line) <= width for line in lines)
    assert squeezed("".join(plain.wrapped(plain.clean(text), width))) == squeezed(plain.clean(text))


@given(st.integers(0, 300))
def test_table_keeps_to_its_width(width: int) -> None:
    assert max(map(len, transition_table(scene_of(SMALL), width).split("\n"))) <= max(width, 60)


# --- colours ---


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_letters_stand_out() -> None:
    pairs = [(theme.INK, theme.PAPER), (theme.QUIET, theme.PAPER)]
    for region in (*theme.REGIONS, theme.NEUTRAL):
        pairs += [(region.edge, region.fill), (theme.INK, region.fill), (theme.QUIET, region.fill)]
    assert {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < 4.5} == {}


def test_no_two_lifecycles_share_a_hue() -> None:
    fills = [theme.region(number).fill for number in range(len(theme.REGIONS) + 1)]
    assert len(set(fills)) == len(fills)


# --- rendering ---


def program(folder: Path, name: str, body: str) -> None:
    """A stand-in for a renderer."""
    file = folder / name
    file.write_text(f"#!{PYTHON}\n{body}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the only one in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(drawing.sysconfig, "get_path", lambda name: str(tmp_path))
    monkeypatch.setattr(drawing.sys, "executable", str(tmp_path / "python"))
    return tmp_path


def test_png() -> None:
    assert render(dot_of(scene_of(SMALL)), "png").startswith(b"\x89PNG\r\n")


def test_faulty_dot_is_refused_with_the_renderers_words() -> None:
    with pytest.raises(Refused, match=r"cannot be drawn: .*syntax error in line 1") as refused:
        render("digraph { – a [", "svg")
    assert refused.value.diagnostics[0].code == "E603"
    assert "Warning" not in str(refused.value)


def test_missing_programs_are_named(only: Path) -> None:
    with pytest.raises(Refused, match="'graphviz-pure', which draws the pictures, was not found"):
        render("digraph {}", "svg")
    with pytest.raises(Refused, match="a PDF needs the program 'dot'") as refused:
        render("digraph {}", "pdf")
    assert (refused.value.diagnostics[0].code, "SVG or PNG" in refused.value.diagnostics[0].hint) == ("E603", True)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts that a shell starts")
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("print('<svg>')", "left the picture unfinished"),
        ("import sys; sys.exit('no room')", "cannot be drawn: no room"),
        ("import time; time.sleep(30)", "longer than 2 seconds"),
    ],
)
def test_failing_renderer_is_refused(only: Path, body: str, message: str) -> None:
    program(only, "graphviz-pure", body)
    with pytest.raises(Refused, match=message):
        render("digraph {}", "svg", seconds=2)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts that a shell starts")
def test_pdf_comes_from_the_systems_renderer(only: Path) -> None:
    program(only, "dot", "import sys; print('%PDF ' + sys.argv[1] + sys.stdin.read() + ' %%EOF')")
    assert render("digraph {}", "pdf") == b"%PDF -Tpdfdigraph {} %%EOF\n"
