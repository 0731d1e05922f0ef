"""The report on a what-if question about a table: who would move where, how days move, and by which columns."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...dsl import ir
from ...dsl.overlay import Overlay
from ...engine.bulk.groups import Groups
from ...engine.whatif.alterations import Alteration
from ...engine.whatif.spread import Spread, spread, steps
from ...engine.whatif.table import Beside, Moves, Shift, Turn
from ..plain import counted, day, listed, slug
from ..prose import Items, Paragraph, Picture, Section
from ..report.blocks import Block, Facts, Link, Page, Report, Row, Table
from ..report.chart import bars
from .flow import flow_svg
from .ledger import Ledger
from .moves import ENDS, counted_schools, labelled, title_of
from .pages import SIDES, supposed_blocks, titled_what_if

MOVES, DAYS, READING = "moves.html", "days.html", "reading.html"

MOST_FLOWS = 16
"""So many ways to move are drawn; the table has all."""

MOST_WAYS = 6
"""So many ways to move have a column of their own where schools are told by groups."""

_TURNED = ("Earlier", "Later", "As it is", "New", "Gone", "Not known", "Median, in days (earlier: negative)")

_LONGEST = 60
"""Characters of a column's name in the name of a file."""

_DAYS_IN_MONTH = 30.4375


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """What a report tells of a table: both surveys side by side, and how the table was read.

    `groups`: for some columns of the table what each school has there.
    """

    found: Beside
    frameworks: tuple[ir.Framework, ir.Framework]
    alterations: Sequence[Alteration]
    overlays: Sequence[Overlay]
    as_of: dt.date
    source: str
    not_read: int
    problems: int
    notes: tuple[str, ...]
    groups: Mapping[str, Sequence[str]]

    @property
    def schools(self) -> int:
        """How many schools were asked."""
        return self.found.surveys[0].population.size

    @property
    def moving(self) -> list[Moves]:
        """The answers that differ for somebody."""
        return [each for each in self.found.units if each.tally]

    @property
    def shifting(self) -> list[Shift]:
        """The days that differ for somebody, deadlines first."""
        found = [each for each in self.found.shifts if each.differs.any()]
        return sorted(found, key=lambda each: list(ENDS).index(each.end) if each.end in ENDS else len(ENDS))


def many_report(of: Many, foot: Sequence[str]) -> Report:
    """The report: for how many something would differ first."""
    manifest = of.frameworks[0].manifest
    about = (f"as of {day(of.as_of)}, under {manifest.title} ({manifest.full_id})", f"from {of.source}")
    pages = [_overview(of)]
    if of.moving:
        pages.append(_moves(of))
    if of.shifting:
        pages.append(_days(of))
    names: list[str] = []
    for column in of.groups:
        names.append(_unique(slug(column)[:_LONGEST], names))
        pages.append(_grouped(of, column, names[-1]))
    pages.append(_reading(of))
    return Report(titled_what_if(of.overlays), about, tuple(pages), tuple(foot))


def _unique(name: str, taken: Sequence[str]) -> str:
    """A name that none of the others has."""
    return next(
        each for each in (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3))) if each not in taken
    )


def _overview(of: Many) -> Page:
    differ = int(of.found.differs.sum())
    pairs = (
        ("Schools", f"{of.schools:,}"),
        ("Something would differ for", f"{differ:,} ({_share(differ, of.schools)})"),
        ("Rows not read", f"{of.not_read:,}"),
        ("Cells that could not be used", f"{of.problems:,}"),
    )
    blocks: list[Block] = [Facts(pairs), *supposed_blocks(of.alterations, of.overlays)]
    if of.moving or of.shifting:
        blocks.append(Section("What would differ", "differences"))
    if of.moving:
        rows = [
            Row(((Link(_title(each, of), f"{MOVES}#{_anchor(each)}"),), sum(n for *_, n in each.tally), each.same))
            for each in of.moving
        ]
        heads = ("Answer", "Schools for which it would differ", "Schools for which it stays")
        blocks.append(Table("differences", "Answers that would differ", heads, tuple(rows), foremost=True))
    if of.shifting:
        rows = [_shift_row(each, of) for each in of.shifting]
        blocks.append(Table("days", "Days that would move: schools", ("Day", *_TURNED), tuple(rows)))
    lead = f"{counted_schools(of.found)}."
    return Page("index.html", "Overview", lead, tuple(blocks))


def _title(moves: Moves, of: Many) -> str:
    return title_of(moves.unit, of.frameworks)


def _anchor(moves: Moves) -> str:
    return f"{slug(moves.unit.name)}-{moves.unit.part}"


# Who moves


def _moves(of: Many) -> Page:
    blocks = [block for each in of.moving for block in _moved(each, of)]
    stay = sorted({labelled(each.unit.name, of.frameworks) for each in of.found.units if not each.tally and each.same})
    moving = {labelled(each.unit.name, of.frameworks) for each in of.moving}
    if stay := [each for each in stay if each not in moving]:
        blocks += [Section("What stays for every school", "stays"), Paragraph(f"{listed(tuple(stay))}.")]
    lead = "How many schools go from what to what. 'X or Y': the table does not say enough to tell which; "
    lead += "'X ; Y': a rule that arises more than once for a school."
    return Page(MOVES, "Who moves", lead, tuple(blocks))


def _moved(moves: Moves, of: Many) -> list[Block]:
    """An answer that differs: who goes where as picture and table, and what it is for how many on both sides."""
    ledger = Ledger.of(moves, of.frameworks)
    title, name = _title(moves, of), _anchor(moves)
    caption = f"{title}: schools that would move"
    flows = ledger.moving
    svg = flow_svg(f"flow-{name}", caption, ledger.places, flows[:MOST_FLOWS])
    blocks: list[Block] = [Section(title, name), Picture(svg, caption, f"flow-{name}")]
    if left := flows[MOST_FLOWS:]:
        schools = sum(each.schools for each in left)
        said = f"{len(left)} more ways to move, of {counted(schools, 'school')}, are in the table alone."
        blocks.append(Paragraph(said))
    heads = ("As it is", *(f"would be: {each}" for each in ledger.after), "All")
    rows = [Row((value, *cells, sum(cells))) for value, cells in zip(ledger.before, ledger.matrix, strict=True)]
    sums = [sum(column) for column in zip(*ledger.matrix, strict=True)]
    rows.append(Row(("All", *sums, sum(sums))))
    blocks.append(Table(f"flow-{name}", f"{title}: schools, from what to what", heads, tuple(rows)))
    held = [Row((value, was, would, would - was)) for value, was, would in ledger.held]
    heads = ("Answer", *SIDES, "More or fewer")
    blocks.append(Table(f"held-{name}", f"{title}: schools on either side", heads, tuple(held)))
    return blocks


# How days move


def _days(of: Many) -> Page:
    blocks = [block for each in of.shifting for block in _shifted(each, of)]
    lead = "By how many days windows and acts move. Schools that gain or lose such a day are counted apart."
    return Page(DAYS, "How days move", lead, tuple(blocks))


def _named(shift: Shift, of: Many) -> str:
    return f"{labelled(shift.name, of.frameworks)}: {ENDS.get(shift.end, shift.end)}"


_TURNS = {
    Turn.SAME: "is the same day",
    Turn.GAINED: "there would be one, and there is none",
    Turn.LOST: "there would be none, and there is one",
    Turn.UNKNOWN: "is not known on one side or both",
}


def _shifted(shift: Shift, of: Many) -> list[Block]:
    title, name = _named(shift, of), f"{slug(shift.name)}-{shift.end}"
    by = shift.by()
    earlier, later = _directions(by)
    rows = [Row(("would be earlier", earlier)), Row(("would be later", later))]
    rows += [Row((words, shift.count(turn))) for turn, words in _TURNS.items()]
    blocks: list[Block] = [
        Section(title, f"days-{name}"),
        Table(f"turns-{name}", f"{title}: schools", ("The day", "Schools"), tuple(rows)),
    ]
    found = spread(by)
    if found is None:
        return blocks
    heads = ("Of those for whom it moves", "Days (earlier: negative)", "About so many months")
    blocks.append(Table(f"spread-{name}", f"{title}: by how much it moves", heads, tuple(_five(found))))
    widths = steps(by)
    caption = f"{title}: by how many days it moves, for how many schools"
    counts = [(_step(each.first, each.last), each.schools) for each in widths]
    blocks.append(Picture(bars(f"days-{name}", caption, counts), caption, f"days-{name}"))
    told = tuple(Row((words, schools)) for words, schools in counts)
    blocks.append(Table(f"steps-{name}", caption, ("It moves by", "Schools"), told))
    return blocks


def _directions(by: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """For how many it moves earlier, and for how many later."""
    return sum(schools for days, schools in by if days < 0), sum(schools for days, schools in by if days > 0)


def _five(found: Spread) -> list[Row]:
    told = (
        ("Least", found.least),
        ("Lower quarter", found.lower),
        ("Median", found.median),
        ("Upper quarter", found.upper),
        ("Most", found.most),
    )
    return [Row((words, days, f"{days / _DAYS_IN_MONTH:.1f}")) for words, days in told]


def _step(first: int, last: int) -> str:
    """'86 to 92 days earlier'."""
    low, high = sorted((abs(first), abs(last)))
    span = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"{span} day{'' if high == 1 else 's'} {'later' if first > 0 else 'earlier'}"


def _shift_row(shift: Shift, of: Many) -> Row:
    by = shift.by()
    turns = (shift.count(each) for each in (Turn.SAME, Turn.GAINED, Turn.LOST, Turn.UNKNOWN))
    link = Link(_named(shift, of), f"{DAYS}#days-{slug(shift.name)}-{shift.end}")
    return Row(((link,), *_directions(by), *turns, _median(by)))


def _median(by: Sequence[tuple[int, int]]) -> int | str:
    found = spread(by)
    return "" if found is None else found.median


# By columns


def _grouped(of: Many, column: str, name: str) -> Page:
    """What differs by the values of one column of the table; `name`: fit for that of a file."""
    groups = Groups.of(of.groups[column])
    sizes = groups.sizes()
    hit = groups.counts(of.found.differs.astype("int8"), 2)
    rows = [
        Row((group, size, counts[1], _share(counts[1], size)))
        for group, size, counts in zip(groups.names, sizes, hit, strict=True)
    ]
    rows.append(Row(("All", of.schools, sum(counts[1] for counts in hit), _share(sum(c[1] for c in hit), of.schools))))
    heads = (column, "Schools", "Something would differ for", "Share")
    caption = f"For how many something would differ, by {column}"
    blocks: list[Block] = [Table(f"differ-by-{name}", caption, heads, tuple(rows))]
    for moves in of.moving:
        blocks += _moved_by(moves, of, groups, (column, name))
    for shift in of.shifting:
        blocks += _shifted_by(shift, of, groups, (column, name))
    lead = f"What would differ by '{column}', a column of the table. Counts are told as they are, however small."
    return Page(f"by-{name}.html", f"By {column}", lead, tuple(blocks))


def _moved_by(moves: Moves, of: Many, groups: Groups, named: tuple[str, str]) -> list[Block]:
    column, name = named
    ledger = Ledger.of(moves, of.frameworks)
    ways = [(each.source, each.target) for each in ledger.moving]
    shown, title = ways[:MOST_WAYS], _title(moves, of)
    rows = []
    totals: Counter[int] = Counter()
    for group, pairs in zip(groups.names, moves.among(groups), strict=True):
        tally: Counter[tuple[str, str]] = Counter()
        for words, schools in zip(ledger.words, pairs, strict=True):
            tally[words] += schools
        cells = [tally[each] for each in shown]
        if len(ways) > MOST_WAYS:
            cells.append(sum(tally[each] for each in ways[MOST_WAYS:]))
        cells.append(sum(schools for way, schools in tally.items() if way not in ways))
        cells.append(sum(tally.values()))
        totals.update(dict(enumerate(cells)))
        rows.append(Row((group, *cells)))
    rows.append(Row(("All", *(totals[place] for place in range(len(totals))))))
    more = ("in other ways",) if len(ways) > MOST_WAYS else ()
    heads = (column, *(f"{first} -> {second}" for first, second in shown), *more, "as it is", "All")
    anchor = f"{_anchor(moves)}-by-{name}"
    caption = f"{title}, by {column}: schools that would move"
    return [Section(title, anchor), Table(anchor, caption, heads, tuple(rows))]


def _shifted_by(shift: Shift, of: Many, groups: Groups, named: tuple[str, str]) -> list[Block]:
    column, file = named
    rows = []
    for place, group in enumerate(groups.names):
        members = groups.members(place)
        by = shift.by(members)
        turns = (shift.count(each, members) for each in (Turn.SAME, Turn.GAINED, Turn.LOST, Turn.UNKNOWN))
        rows.append(Row((group, *_directions(by), *turns, _median(by))))
    title = _named(shift, of)
    heads = (column, *_TURNED)
    name = f"days-{slug(shift.name)}-{shift.end}-by-{file}"
    return [Section(title, name), Table(name, f"{title}, by {column}: schools", heads, tuple(rows))]


def _reading(of: Many) -> Page:
    notes = ("Counts are told as they are: none is rounded or left out because it is small.", *of.notes)
    lead = "What was assumed, and what could not be used."
    return Page(READING, "How it was read", lead, (Section("How the table was read", "notes"), Items(notes)))


def _share(count: int, size: int) -> str:
    return f"{100 * count / size:.1f}%" if size else "0.0%"
