"""The pages of a report on a framework: what it is, its lifecycles, clauses, paragraphs, and what it leaves open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ...dsl import ir
from ...dsl.citing import clauses_by_paragraph
from ...dsl.words import Words, spoken, titled
from ..parts import ExceptionRow, KeyRow, PartRow, RuleRow, Scene
from ..plain import day, listed, place, slug
from ..prose import Paragraph, Picture, Section
from .blocks import Block, Cell, Facts, Link, Page, Report, Row, Table
from .inline import inline

LIFECYCLES, CLAUSES, PARAGRAPHS, OPEN = "lifecycles.html", "clauses.html", "paragraphs.html", "open.html"

_POINT = re.compile(r", point \S+?(?=,|;| and |$)")
"""The part of a paragraph, as citations name it: '51, point 2'."""

_TREATED = {
    ir.Treatment.MODELLED: "said by clauses",
    ir.Treatment.PARTLY: "said in part",
    ir.Treatment.NARRATIVE: "tells, and asks nothing",
    ir.Treatment.OUTSIDE: "outside what rules can say",
    ir.Treatment.NOT_YET: "not yet",
}


def framework_report(
    framework: ir.Framework, scene: Scene, pictures: Mapping[str, str], reads: Mapping[str, frozenset[str]], tool: str
) -> Report:
    """The report on a framework.

    `scene`: all of it; `pictures`: the SVG of each lifecycle, by name, and under '' that of the whole; `reads`: the
    clauses that read each reading and parameter.
    """
    of = _Framework(framework, scene, pictures, reads)
    manifest = framework.manifest
    until = f" until {day(manifest.in_force_until)}" if manifest.in_force_until else ""
    about = (manifest.full_id, f"in force from {day(manifest.in_force_from)}{until}; published by {manifest.publisher}")
    foot = (f"Made with {tool} from {manifest.full_id}, content {framework.content_hash}.", *manifest.notes)
    pages = (of.overview(), of.lifecycles(), of.clauses(), of.paragraphs(), of.open())
    return Report(manifest.title, about, pages, foot)


def places(framework: ir.Framework) -> dict[str, str]:
    """Where the report on a framework tells of each clause that has a place of its own in it, by name."""
    f = framework
    told = {name: f"{CLAUSES}#{_anchor(name)}" for name in (*f.rules, *f.decisions, *f.judgements)}
    told |= {name: f"{LIFECYCLES}#lifecycle-{slug(name)}" for name in f.lifecycles}
    return told | {name: f"{OPEN}#{_anchor(name)}" for name in (*f.readings, *f.gaps, *f.parameters)}


def place_of(paragraph: str) -> str:
    """Where the report on a framework tells of a paragraph of its ledger."""
    return f"{PARAGRAPHS}#{_paragraph_anchor(paragraph)}"


class _Framework:
    def __init__(
        self,
        framework: ir.Framework,
        scene: Scene,
        pictures: Mapping[str, str],
        reads: Mapping[str, frozenset[str]],
    ) -> None:
        self.framework, self.scene, self.pictures, self.reads = framework, scene, pictures, reads
        self.words = Words(framework)
        self.clauses_of = clauses_by_paragraph(framework)
        self.places = places(framework)

    # Pages

    def overview(self) -> Page:
        framework = self.framework
        ledger = Counter(each.treatment for each in framework.ledger.values())
        said = ledger[ir.Treatment.MODELLED] + ledger[ir.Treatment.PARTLY]
        pairs = [
            ("Source", framework.manifest.source),
            ("Lifecycles", listed(tuple(titled(each.label, each.name) for each in framework.lifecycles.values()))),
            ("Rules", self._manners()),
            ("Decisions", str(len(framework.decisions))),
            ("Human judgements", str(len(framework.judgements))),
            ("Paragraphs", f"{len(framework.ledger)}, of which {said} are said by clauses, whole or in part"),
            ("Readings", f"{len(framework.readings)} ambiguities, each with the alternative taken"),
            ("Gaps", f"{len(framework.gaps)} places where the source is silent, damaged or cannot be modelled"),
        ]
        tally = Table(
            "treatment",
            "How the paragraphs of the source are treated",
            ("Treatment", "Means", "Paragraphs"),
            tuple(Row((each.value, words, ledger[each])) for each, words in _TREATED.items() if ledger[each]),
        )
        picture = self._picture("", "The lifecycles, and the rules that come first")
        lead = "What this framework holds: its lifecycles in a picture, and how much of its source is said by clauses."
        return Page("index.html", "Overview", lead, (Facts(tuple(pairs)), tally, *picture))

    def lifecycles(self) -> Page:
        blocks: list[Block] = []
        for name, each in self.framework.lifecycles.items():
            label = titled(each.label, name)
            rows = [row for row in self.scene.key if row.lifecycle == label]
            blocks += [
                Section(label, f"lifecycle-{slug(name)}"),
                *self._picture(name, f"{label}, with the rules that live in its states"),
                self._changes(name, label, rows),
            ]
        lead = "The states in which a school can be, and what moves it from one to another."
        return Page(LIFECYCLES, "Lifecycles", lead, tuple(blocks))

    def clauses(self) -> Page:
        scene = self.scene
        blocks: list[Block] = [
            Section("Rules", "rules"),
            self._rules(scene.rules),
            self._exceptions(scene.rules),
            Section("Decisions", "decisions"),
            self._decisions(),
            Section("Judgements", "judgements"),
            Paragraph("What somebody has to judge: no rule decides it."),
            self._judgements(),
            Section("Documents", "documents"),
            self._parts("documents", "What documents hold, and to whom they go", "Document", scene.documents),
            Section("What counts as something else", "deemings"),
            self._deemings(),
        ]
        lead = "Every clause in words, with the paragraph that it says and the place where it is written."
        return Page(CLAUSES, "Clauses", lead, tuple(_without_empty(blocks)))

    def paragraphs(self) -> Page:
        rows = [
            Row(
                (
                    each.number,
                    each.gist,
                    each.treatment.value,
                    self._clause_links(self.clauses_of.get(each.number, ())),
                    "; ".join(filter(None, (each.note, f"damaged: {each.damaged}" if each.damaged else ""))),
                ),
                _paragraph_anchor(each.number),
            )
            for each in self.framework.ledger.values()
        ]
        heads = ("Paragraph", "Gist", "Treated as", "Clauses", "What is missing, or why")
        table = Table("paragraphs", "The paragraphs of the source", heads, tuple(rows))
        lead = "Each paragraph of the source in a few words of our own, how far clauses say it, and which."
        return Page(PARAGRAPHS, "Paragraphs", lead, (table,))

    def open(self) -> Page:
        framework = self.framework
        readings = [
            Row(
                (
                    each.question,
                    dict(each.alternatives)[each.default] or spoken(each.default),
                    "; ".join(label or spoken(name) for name, label in each.alternatives if name != each.default),
                    self._clause_links(self.reads.get(each.name, ())),
                    self._cited(each.citation),
                ),
                _anchor(each.name),
            )
            for each in framework.readings.values()
        ]
        gaps = [
            Row(
                (titled(each.label, each.name), self._clause_links(each.touches), self._cited(each.citation)),
                _anchor(each.name),
            )
            for each in framework.gaps.values()
        ]
        parameters = [
            Row(
                (
                    titled(each.label, each.name),
                    self.words.offset(each.offset),
                    self._clause_links(self.reads.get(each.name, ())),
                    self._cited(each.citation),
                ),
                _anchor(each.name),
            )
            for each in framework.parameters.values()
        ]
        blocks: list[Block] = [
            Section("Readings", "readings"),
            Table(
                "readings",
                "Where the source can be read in more than one way",
                ("Question", "Taken", "Else", "Read by", "Paragraphs"),
                tuple(readings),
            ),
            Section("Gaps", "gaps"),
            Table("gaps", "What the source lacks", ("Gap", "Touches", "Paragraphs"), tuple(gaps)),
            Section("Parameters", "parameters"),
            Table(
                "parameters",
                "Quantities that a what-if question may change",
                ("Parameter", "Value", "Read by", "Paragraphs"),
                tuple(parameters),
            ),
        ]
        lead = "What somebody had to choose, what the source does not say, and what may be varied."
        return Page(OPEN, "What is open", lead, tuple(_without_empty(blocks)))

    # Tables

    def _changes(self, name: str, label: str, rows: Iterable[KeyRow]) -> Table:
        return Table(
            f"changes-{slug(name)}",
            f"Changes of state: {label}",
            ("No.", "From", "On", "By", "When", "To", "Paragraphs"),
            tuple(
                Row(
                    (
                        each.number,
                        each.source,
                        each.trigger,
                        each.by,
                        each.when,
                        each.target,
                        self._said(each.paragraphs),
                    )
                )
                for each in rows
            ),
        )

    def _rules(self, rows: Iterable[RuleRow]) -> Table:
        return Table(
            "rules",
            "Rules: who must, should or may do what, and when",
            ("Rule", "Norm", "When", "For", "Paragraphs", "Written in"),
            tuple(
                Row(
                    (
                        each.label,
                        each.norm,
                        each.window or "at any time",
                        each.scope,
                        self._said(each.paragraphs),
                        each.place,
                    ),
                    _anchor(each.name),
                )
                for each in rows
            ),
        )

    def _exceptions(self, rows: Iterable[RuleRow]) -> Table:
        def row(rule: RuleRow, each: ExceptionRow) -> Row:
            cells: tuple[Cell, ...] = (rule.label, each.name, each.when, each.effect)
            return Row((*cells, ", ".join(each.against), self._said(each.paragraphs), each.place))

        return Table(
            "exceptions",
            "Exceptions to rules",
            ("Rule", "Exception", "When", "Then", "Against", "Paragraphs", "Written in"),
            tuple(row(rule, each) for rule in rows for each in rule.exceptions),
        )

    def _decisions(self) -> Table:
        rows = [
            Row(
                (
                    titled(decision.label, decision.name),
                    spoken(each.value),
                    self.words.cond(each.when) if each.when is not None else "otherwise",
                    self._cited(each.citation),
                    place(each.citation),
                ),
                _anchor(decision.name) if number == 0 else "",
            )
            for decision in self.framework.decisions.values()
            for number, each in enumerate(decision.rows)
        ]
        heads = ("Decision", "Comes to", "When", "Paragraphs", "Written in")
        return Table("decisions", "Decisions, row by row; the first row that holds counts", heads, tuple(rows))

    def _judgements(self) -> Table:
        rows = [
            Row(
                (
                    titled(each.label, each.name),
                    listed(tuple(self.words.named(by) for by in each.by), "or"),
                    listed(tuple(spoken(value) for value in each.values), "or"),
                    "; ".join(titled(sign.label, sign.name) for sign in each.signs),
                    self._cited(each.citation),
                ),
                _anchor(each.name),
            )
            for each in self.framework.judgements.values()
        ]
        heads = ("Judgement", "By", "Comes to", "What is looked at", "Paragraphs")
        return Table("judgements", "Human judgements", heads, tuple(rows))

    def _parts(self, name: str, caption: str, head: str, rows: Iterable[PartRow]) -> Table:
        return Table(
            name,
            caption,
            (head, "Part", "What or who", "When", "Paragraphs"),
            tuple(Row((each.owner, each.kind, each.says, each.when, self._said(each.paragraphs))) for each in rows),
        )

    def _deemings(self) -> Table:
        rows = [
            Row(
                (
                    self.words.label_of(each.event),
                    self.words.label_of(each.target),
                    self.words.cond(each.when) if each.when is not None else "always",
                    self._cited(each.citation),
                )
            )
            for each in self.framework.deems
        ]
        return Table(
            "deemings", "What counts as something else", ("Event", "Counts as", "When", "Paragraphs"), tuple(rows)
        )

    # Parts

    def _manners(self) -> str:
        counts = Counter(each.manner for each in self.scene.rules)
        told = listed(tuple(f"{count} '{manner}'" for manner, count in counts.most_common()))
        return f"{len(self.scene.rules)}: {told}" if told else "none"

    def _picture(self, name: str, caption: str) -> tuple[Block, ...]:
        svg = self.pictures.get(name)
        return (Picture(inline(svg, f"in-{slug(name)}" if name else "in"), caption),) if svg else ()

    def _clause_links(self, names: Iterable[str]) -> Cell:
        """Links to the clauses that have a place of their own."""
        found: list[Link] = []
        others: list[str] = []
        for name in sorted(names):
            if name in self.places:
                found.append(Link(self.words.label_of(name), self.places[name]))
            else:
                others.append(spoken(name))
        return tuple(found) if found else ", ".join(others)

    def _cited(self, citation: ir.Citation) -> Cell:
        return self._numbers(citation.paragraphs)

    def _said(self, paragraphs: str) -> Cell:
        """Paragraphs as a table in words names them, as links where the ledger has each."""
        numbers = re.split(r", | and |; ", _POINT.sub("", paragraphs.partition(" ")[2]))
        known = all(each in self.framework.ledger for each in numbers)
        return self._numbers(numbers) if known else paragraphs

    def _numbers(self, numbers: Iterable[str]) -> Cell:
        found = tuple(dict.fromkeys(each.partition("[")[0] for each in numbers))
        if any(each not in self.framework.ledger for each in found):
            return ", ".join(found)
        return tuple(Link(each, place_of(each)) for each in found)


def _anchor(name: str) -> str:
    return f"clause-{slug(name)}"


def _paragraph_anchor(number: str) -> str:
    return f"paragraph-{slug(number)}"


def _without_empty(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without tables that have no rows; a heading with nothing under it says so."""
    kept = [each for each in blocks if not isinstance(each, Table) or each.rows]
    for number, each in enumerate(kept):
        yield each
        following = kept[number + 1] if number + 1 < len(kept) else None
        if isinstance(each, Section) and (following is None or isinstance(following, Section)):
            yield Paragraph("There is none.")
