"""The pages of a report on a comparison: the headline, concepts, changes by level, pictures, whose outcome differs.

What is told is what `remit diff` tells: its report, page by page, with links to the pages of both frameworks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...dsl import ir
from ...engine.compare.found import Change, Comparison, Concept, Level, Side, Sort
from ..compared import blocks as compared
from ..compared.report import LEGEND, MARKS, heads, paragraphs_of, place
from ..compared.report import report as comparing
from ..plain import clean, counted, slug
from ..prose import Items, Paragraph, Picture, Section
from .blocks import Block, Cell, Facts, Line, Lines, Link, Links, Page, Report, Row, Table
from .framework import place_of, places
from .inline import inline

INDEX, CONCEPTS, CHANGES, PICTURES, SCHOOLS, GROUNDS = (
    f"{name}.html" for name in ("index", "concepts", "changes", "pictures", "schools", "grounds")
)

FIRST, SECOND = "first", "second"
"""The folders of the two frameworks."""

DRAWN = {
    "both": ("Both", "The lifecycles of both in one picture: what is new, gone and changed"),
    "before": ("The first alone", "The lifecycles of the first, on the places of the picture of both"),
    "after": ("The second alone", "The lifecycles of the second, on the places of the picture of both"),
}
"""The pictures of a comparison, each with its title and what it shows."""

_ON = {"most": INDEX, "concepts": CONCEPTS, "whose": SCHOOLS, "grounds": GROUNDS, "notes": GROUNDS}
"""On which page each part of what `remit diff` tells stands; the levels stand on that of changes."""

_LEADS = {
    CONCEPTS: ("Concepts", "What each says on the concepts that both have, with its paragraphs."),
    CHANGES: ("Differences", "Every difference, those first that matter most, with both paragraphs and both places."),
    SCHOOLS: ("Schools", "For how many schools an answer differs, what becomes of it, and because of what."),
    GROUNDS: ("How it was compared", "What is taken for the same in both, on which ground, and what else to know."),
}

_FEW = 6
"""So many links stand in one cell."""

_NOTHING = "nothing"


def comparison_report(
    found: Comparison,
    more: Iterable[compared.Block],
    pictures: Mapping[str, str],
    files: tuple[tuple[str, str], ...],
    foot: tuple[str, ...],
) -> Report:
    """The report. `more`: on schools; `pictures`: the SVG of each of DRAWN, by name; `files`: what else stands in the
    folder, each with a note."""
    return _Pages(found, more, pictures, files).report(foot)


def changes_table(found: Comparison) -> Table:
    """Every difference as one row of plain cells, for spreadsheets and programs."""
    of_sides = (f"{side}: {what}" for side in ("First", "Second") for what in ("says", "paragraphs", "place"))
    columns = ("Id", "Level", "What became of it", "Kind", "Clause", "Label", "What of it", *of_sides)
    rows = (
        Row((each.id, each.level.value, each.sort.value, each.kind.value, each.name, clean(each.label), each.aspect,
             *_flat(each.before), *_flat(each.after), ", ".join(each.touches)))
        for each in found.changes
    )  # fmt: skip
    return Table("changes", "Every difference, with its level", (*columns, "Answers that it reaches"), tuple(rows))


def _flat(side: Side | None) -> tuple[str, str, str]:
    return ("", "", "") if side is None else (clean(side.words), ", ".join(paragraphs_of(side)), clean(place(side)))


def differing(found: Comparison, first: bool) -> dict[str, tuple[Link, ...]]:
    """What differs of each clause and paragraph of one side, by its place in the report on that side."""
    framework = found.before if first else found.after
    known, links = places(framework), dict[str, dict[str, Link]]()
    for change in found.changes:
        side = change.before if first else change.after
        if side is None:
            continue
        target = f"../{CHANGES}#{_anchor(change)}"
        if side.name in known:
            links.setdefault(known[side.name], {})[target] = Link(_what(change), target)
        if change.level is Level.WORDING:
            continue  # of a paragraph what matters is told; wording would bury it
        for paragraph in paragraphs_of(side):
            if paragraph in framework.ledger:
                link = Link(clean(f"{change.label}: {_what(change)}"), target)
                links.setdefault(place_of(paragraph), {})[target] = link
    return {at: _few(tuple(each.values()), f"../{CHANGES}") for at, each in links.items()}


class _Pages:
    def __init__(
        self,
        found: Comparison,
        more: Iterable[compared.Block],
        pictures: Mapping[str, str],
        files: tuple[tuple[str, str], ...],
    ) -> None:
        self.found, self.pictures, self.files = found, pictures, files
        self.told = comparing(found, everything=True, more=more)
        self.heads = heads(found)
        self.places = tuple(map(places, (found.before, found.after)))
        self.concepts = {each.name: each for each in found.concepts}
        self.changes = {each.id: each for each in found.changes}

    def report(self, foot: tuple[str, ...]) -> Report:
        parts: dict[str, list[Block]] = {INDEX: [], CONCEPTS: [], CHANGES: [], SCHOOLS: [], GROUNDS: []}
        page = INDEX
        for number, block in enumerate(self.told.blocks):
            if isinstance(block, Section):
                page = _ON.get(block.anchor, CHANGES)
            parts[page] += self._block(block, f"{page.removesuffix('.html')} {number}")
        pages = [self._index(parts[INDEX])]
        for file, (title, lead) in _LEADS.items():
            blocks = parts[file]
            if file == CHANGES and blocks:
                below = Links(tuple((Link(each.title, f"#{each.anchor}"), "") for each in _sections(blocks)))
                blocks = [Paragraph(LEGEND), below, *blocks]
            if blocks:
                pages.append(Page(file, title, lead, tuple(blocks)))
            if file == CHANGES and self.pictures:
                pages.append(self._drawn())
        beside = tuple(
            Link(f"The {side}: {name}", f"{side}/{INDEX}")
            for side, name in zip((FIRST, SECOND), self.heads, strict=True)
        )
        return Report("Two frameworks side by side", self.told.about, tuple(pages), foot, beside)

    # Pages

    def _index(self, most: list[Block]) -> Page:
        sides = zip(("First", "Second"), (self.found.before, self.found.after), self.heads, strict=True)
        blocks: list[Block] = [
            Facts(tuple((side, _framework(framework, name)) for side, framework, name in sides)),
            *most,
        ]
        if self.found.changes:
            blocks.append(self._levels())
        if "both" in self.pictures:
            blocks += [Section("The lifecycles of both in one picture", "picture"), self._picture("both")]
        blocks += [Section("Files", "files"), Links(tuple((Link(file, file), note) for file, note in self.files))]
        return Page(INDEX, "Overview", self.told.headline, tuple(blocks))

    def _levels(self) -> Table:
        rows = []
        for level in Level:
            sorts = [each.sort for each in self.found.of(level)]
            counts = (sorts.count(each) for each in (Sort.CHANGED, Sort.REMOVED, Sort.ADDED))
            rows.append(Row((level.value, *counts, len(sorts))))
        columns = ("Level", "Changed", "Only in the first", "Only in the second", "All")
        return Table("levels", "How much the differences matter", columns, tuple(rows))

    def _drawn(self) -> Page:
        blocks: list[Block] = []
        for name, (title, _) in DRAWN.items():
            saved = Links(tuple((Link(f"pictures/{name}.{form}", f"pictures/{name}.{form}"), "") for form in _FORMS))
            blocks += [Section(title, name), self._picture(name), saved]
        lead = "The lifecycles of both, laid out once: a state stands at the same place in all three pictures."
        return Page(PICTURES, "Pictures", lead, tuple(blocks))

    def _picture(self, name: str) -> Picture:
        return Picture(inline(self.pictures[name], name), DRAWN[name][1])

    # Blocks

    def _block(self, block: compared.Block, name: str) -> Iterator[Block]:
        match block:
            case Section() | Paragraph() | Items() | Picture():
                yield block
            case compared.Tally():
                rows = tuple(Row((words, number)) for number, words in block.moves)
                yield Table(name, clean(block.title), ("What becomes of it", "Schools"), rows)
                yield from (Paragraph(words) for words in (*block.days, block.why) if words)
            case compared.Table():
                yield self._table(block, name)

    def _table(self, table: compared.Table, name: str) -> Table:
        of_concepts = any(row.id in self.concepts for row in table.rows)
        columns = ("Concept" if of_concepts else "Difference", *table.heads, *(("Differences",) if of_concepts else ()))
        return Table("concepts" if of_concepts else name, table.caption, columns, tuple(map(self._row, table.rows)))

    def _row(self, row: compared.Row) -> Row:
        concept, change = self.concepts.get(row.id), self.changes.get(row.id)
        named = Line(f"{row.mark} {row.head}", (row.id if change is not None else row.badge,))
        under, reaches = ((Line(words),) if words else () for words in (row.under, row.reaches))
        head = Lines((*under, named, *reaches))
        cells: tuple[Cell, ...] = (head, self._cell(row.before, True), self._cell(row.after, False))
        if concept is not None and change is None:
            return Row((*cells, self._links(concept)), f"concept-{slug(concept.name)}")
        return Row(cells, _anchor(change) if change is not None else "")

    def _links(self, concept: Concept) -> Cell:
        changes = (self.changes[each] for each in concept.changes)
        links = tuple(Link(clean(f"{e.label}: {_what(e)}"), f"{CHANGES}#{_anchor(e)}") for e in changes)
        return _few(links, CHANGES) or "none"

    def _cell(self, cell: compared.Cell, first: bool) -> Cell:
        if not cell.lines:
            return _NOTHING
        return Lines(tuple(Line(each.words, tuple(self._where(each, first))) for each in cell.lines))

    def _where(self, line: compared.Line, first: bool) -> Iterator[Link | str]:
        framework = self.found.before if first else self.found.after
        side = FIRST if first else SECOND
        if all(each in framework.ledger for each in line.paragraphs):
            for paragraph in line.paragraphs:
                yield Link(f"para {paragraph}", f"{side}/{place_of(paragraph)}")
        elif line.cited:
            yield line.cited
        if (at := self.places[0 if first else 1].get(line.clause)) is not None:
            yield Link(line.place, f"{side}/{at}")
        elif line.place:
            yield line.place


_FORMS = ("svg", "png")


def _framework(framework: ir.Framework, name: str) -> str:
    manifest = framework.manifest
    said = counted(len(framework.rules), "rule"), counted(len(framework.ledger), "paragraph")
    return f"{clean(manifest.title)} ({name}), {' and '.join(said)}"


def _sections(blocks: Iterable[Block]) -> Iterator[Section]:
    return (each for each in blocks if isinstance(each, Section))


def _anchor(change: Change) -> str:
    return f"change-{'.'.join(map(slug, change.id.split('.')))}"


def _what(change: Change) -> str:
    return clean(change.aspect) or f"{MARKS[change.sort]} {change.sort.value}"


def _few(links: tuple[Link, ...], rest: str) -> tuple[Link, ...]:
    more = len(links) - _FEW
    return links if more <= 0 else (*links[:_FEW], Link(f"and {more} more", rest))
