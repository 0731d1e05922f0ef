"""A timeline as SVG: drawn here, since nothing in it needs laying out by others. No two words lie on each other.

What became of a norm is told by the pattern of its bar and by a sign on the day on which it was done, and said beside
it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..lettering import clipped_to, folded, svg_text, width_of, written
from ..plain import day
from ..theme import FONT_STACK, INK, PAPER, QUIET, SMALL_SIZE, STATE_SIZE, TITLE_SIZE, WAS, region
from .chart import Band, Bar, Change, Chart, Fate, Side
from .signs import BAR, LOOKS, PATTERNS, SIGNS, cross, diamond, disc, edge, sample, stripes, wave

LEFT, WIDE, RIGHT = 232.0, 560.0, 226.0
"""Widths, in points, of the names, of the time, and of what is said of each bar."""

_PAD, _LINE = 14.0, 11.0
_SIDES = 46.0
"""The width of what says on which of two timelines a bar lies."""

_TWO = (
    "A thick line at the left: the two differ. 'is': as things are; 'would be': if what is supposed were so. "
    "Without either: the same on both."
)
_DAY = dt.timedelta(days=1)


def timeline_svg(chart: Chart) -> str:
    """The picture; it has title and description, and each bar its words as tooltip."""
    return _Drawer(chart).svg()


@dataclass(slots=True)
class _Drawer:
    chart: Chart
    top: float = 0.0
    said: list[str] = field(default_factory=list)
    upper: tuple[Bar, float] | None = None

    def svg(self) -> str:
        chart = self.chart
        body = [
            line
            for part in (self._head(), self._bands(), self._events(), self._bars(), self._legend())
            for line in part
        ]
        wide, high = 2 * _PAD + LEFT + WIDE + RIGHT, self.top + _PAD
        title, told = f"title-{chart.id}", f"description-{chart.id}"
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}pt" height="{high:g}pt"'
            f' viewBox="0 0 {wide:g} {high:g}" role="img" lang="en-GB" xml:lang="en-GB"'
            f' aria-labelledby="{title} {told}" font-family="{FONT_STACK}">',
            f'<title id="{title}">{svg_text(f"{chart.title}, {chart.subtitle}")}</title>',
            f'<desc id="{told}">{svg_text(self._description())}</desc>',
            f"<defs>{PATTERNS}</defs>",
            f'<rect x="0" y="0" width="{wide:g}" height="{high:g}" fill="{PAPER}"/>',
            *body,
            *self._now(high),
            '<g class="words">',
            *self.said,
            "</g>",
            "</svg>",
        ]
        return "\n".join(lines) + "\n"

    def _description(self) -> str:
        said = [f"Timeline of {self.chart.title}, {self.chart.subtitle}."]
        said += [f"{bar.label}{_as(bar.side)}: {bar.told}." for bar in self.chart.drawn]
        said.append("The tables beside the picture say the same in words.")
        return " ".join(said)

    def _say(
        self,
        x: float,
        y: float,
        said: str,
        size: float,
        room: float,
        *,
        bold: bool = False,
        ink: str = INK,
        anchor: str = "start",
    ) -> None:
        """A line of words. It lies above all that is drawn."""
        self.said.append(written(x, y, said, size, room, bold=bold, ink=ink, anchor=anchor))

    # Where days lie

    def _x(self, date: dt.date) -> float:
        first, last = self._ends()
        return _PAD + LEFT + WIDE * ((date - first).days / max(1, (last - first).days))

    def _ends(self) -> tuple[dt.date, dt.date]:
        """The days at both edges: somewhat before the first, somewhat behind the last."""
        first, last = self.chart.first, self.chart.last
        margin = dt.timedelta(days=max(3, (last - first).days // 30))
        return _shifted(first, -margin), _shifted(last, margin)

    # Parts

    def _head(self) -> Iterator[str]:
        chart = self.chart
        self.top = _PAD + TITLE_SIZE
        self._say(_PAD, self.top, chart.title, TITLE_SIZE, LEFT + WIDE + RIGHT, bold=True)
        self.top += _LINE + 3
        self._say(_PAD, self.top, chart.subtitle, SMALL_SIZE, LEFT + WIDE + RIGHT, ink=QUIET)
        self.top += 2.6 * _LINE
        base, right = self.top, -1.0
        for date, label in _ticks(*self._ends()):
            x = self._x(date)
            yield f'<path d="M{x:.1f},{base + 3:.1f}V{base + 8:.1f}" stroke="{INK}" stroke-width="1"/>'
            wide = width_of(label, SMALL_SIZE)
            if x - wide / 2 > right and x + wide / 2 < _PAD + LEFT + WIDE + RIGHT:
                self._say(x, base, label, SMALL_SIZE, WIDE, anchor="middle", ink=QUIET)
                right = x + wide / 2 + 6
        yield f'<path d="M{_PAD + LEFT:.1f},{base + 8:.1f}H{_PAD + LEFT + WIDE:.1f}" stroke="{INK}" stroke-width="1"/>'
        self.top = base + 16

    def _now(self, high: float) -> Iterator[str]:
        """The line of the day asked for, from the axis down, named at its upper end."""
        x = self._x(self.chart.as_of)
        label = f"as of {day(self.chart.as_of)}"
        top = _PAD + TITLE_SIZE + _LINE + 3 + 1.3 * _LINE
        yield f'<g id="as-of"><path d="M{x:.1f},{top + 3:.1f}V{high - self._legend_height() - _PAD:.1f}" stroke="{INK}"'
        yield ' stroke-width="1.6" stroke-dasharray="7 2 2 2"/>'
        half = width_of(label, SMALL_SIZE, bold=True) / 2
        at = min(max(x, _PAD + half), _PAD + LEFT + WIDE + RIGHT - half)
        yield "</g>"
        self._say(at, top, label, SMALL_SIZE, WIDE, anchor="middle", bold=True)

    def _bands(self) -> Iterator[str]:
        labels = list(dict.fromkeys(band.label for band in self.chart.bands))
        for band in self.chart.bands:
            yield from self._band(labels.index(band.label), band)
        self.top += 6

    def _band(self, number: int, band: Band) -> Iterator[str]:
        colours = region(number)
        top, high = self.top, 18.0
        second = band.side is Side.WOULD_BE and band.change is not Change.NEW
        lines = [] if second else folded(band.label, STATE_SIZE - 1, self._names(), 2)
        for place, words in enumerate(lines):
            self._say(_PAD, top + 12 + place * _LINE, words, STATE_SIZE - 1, self._names(), ink=colours.edge, bold=True)
        under = self._word(band, top + 12 + len(lines) * _LINE)
        self._of_side(band, top + 12)
        first, last = self._ends()
        for stay in band.stays:  # the last lasts until the day asked for
            left, right = self._x(stay.since or first), self._x(stay.until or self.chart.as_of)
            dashes = "" if stay.certain else ' stroke-dasharray="3 2"'
            until = f" until {day(stay.until)}" if stay.until else ""
            since = f" from {day(stay.since)}" if stay.since else ""
            label = stay.label if stay.certain else f"perhaps {stay.label}"
            yield f'<g class="state"><title>{svg_text(f"{label}{since}{until}{_as(band.side)}")}</title>'
            yield (
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(1.0, right - left):.1f}" height="{high:g}"'
                f' fill="{colours.fill}" stroke="{colours.edge}"{dashes}/>'
            )
            # What comes after the day asked for is not known, so there is room for the words of the last state.
            room = (right if stay.until else self._x(last)) - left - 6
            if shown := clipped_to(label, SMALL_SIZE, room):
                self._say(left + 3, top + 12, shown, SMALL_SIZE, room)
            yield "</g>"
        self.top += max(high, (len(lines) + under) * _LINE + 6) + 5
        yield from self._differs(band, top, self.top - 5)

    # Of two timelines on one axis

    def _names(self) -> float:
        """The room for names."""
        return LEFT - 8 - (_SIDES if self.chart.paired else 0)

    def _of_side(self, part: Band | Bar, y: float) -> None:
        """On which of two timelines something lies."""
        if part.side:
            self._say(_PAD + LEFT - 8, y, part.side.value, SMALL_SIZE, _SIDES, anchor="end")

    def _word(self, part: Band | Bar, y: float) -> int:
        """How the two differ, in a word beside the lower one of them; how many lines that takes."""
        if not part.change or (part.side is Side.IS and part.change is not Change.GONE):
            return 0
        self._say(_PAD, y, part.change.value, SMALL_SIZE, self._names(), bold=True)
        return 1

    def _differs(self, part: Band | Bar, top: float, bottom: float) -> Iterator[str]:
        """The thick line at the left of what differs."""
        if part.change:
            yield f'<path class="differs" d="M{_PAD - 7:g},{top:.1f}V{bottom:.1f}" stroke="{INK}" stroke-width="3"/>'

    def _moved(self, bar: Bar, middle: float) -> Iterator[str]:
        """An arrow from the last day as it is to the one as it would be."""
        if bar.second and self.upper is not None:
            above, y = self.upper
            if above.until is not None and bar.until is not None and above.until != bar.until:
                left, right = self._x(above.until), self._x(bar.until)
                start, end = y + BAR / 2 + 1, middle - BAR / 2 - 1
                yield f'<path d="M{left:.1f},{start:.1f}L{right:.1f},{end - 4:.1f}" stroke="{INK}" stroke-width="1"/>'
                yield f'<path d="M{right:.1f},{end:.1f}l-3,-5h6z" fill="{INK}"/>'
        self.upper = (bar, middle)

    def _events(self) -> Iterator[str]:
        """Events as diamonds on one line, their names on as many lines as they need below it."""
        if not self.chart.events:
            return
        top = self.top + 6
        self._say(_PAD, top + 4, "Events", STATE_SIZE - 1, LEFT - 8, bold=True)
        yield f'<path d="M{_PAD + LEFT:.1f},{top:.1f}H{_PAD + LEFT + WIDE:.1f}" stroke="{QUIET}" stroke-width="0.6"/>'
        rows: list[float] = []
        for event in self.chart.events:
            x, size = self._x(event.day), 5.0 if event.whole else 3.2
            label = clipped_to(f"{event.said}, {day(event.day)}", SMALL_SIZE, LEFT + WIDE + RIGHT)
            wide = width_of(label, SMALL_SIZE)
            left = min(x + 3, _PAD + LEFT + WIDE + RIGHT - wide)
            row = next((place for place, right in enumerate(rows) if right < left), len(rows))
            rows[row : row + 1] = [left + wide + 8]
            y = top + 16 + row * _LINE
            yield f'<g class="event"><title>{svg_text(label)}</title>'
            yield diamond(x, top, size, event)
            yield f'<path d="M{x:.1f},{top + size:.1f}V{y - 3:.1f}" stroke="{QUIET}" stroke-width="0.6"/>'
            yield "</g>"
            self._say(left, y, label, SMALL_SIZE, wide + 1)
        self.top = top + 16 + len(rows) * _LINE + 4

    def _bars(self) -> Iterator[str]:
        heading = ""
        for bar in self.chart.drawn:
            if bar.heading != heading:
                heading = bar.heading
                self.top += 4
                self._say(_PAD, self.top + 10, heading, STATE_SIZE, LEFT, bold=True)
                yield _rule(self.top + 15, INK)
                self.top += 20
            yield from self._bar(bar)
        left = [bar for bar in self.chart.undated if not bar.second]
        if left:
            self.top += 12
            differ = sum(bool(bar.change) for bar in left)
            more = f", of which {differ} differ{'' if differ > 1 else 's'}" if differ else ""
            said = f"{len(left)} more without days{more}: the table has {'it' if len(left) == 1 else 'them'}."
            self._say(_PAD, self.top, said, SMALL_SIZE, LEFT + WIDE, ink=QUIET)
            self.top += 4

    def _bar(self, bar: Bar) -> Iterator[str]:
        top = self.top
        names = [] if bar.second else folded(bar.label, SMALL_SIZE, self._names(), 3)
        told = folded(bar.told, SMALL_SIZE, RIGHT - 10, 3)
        cited = folded(bar.paragraphs, SMALL_SIZE, RIGHT - 10, 1)
        for place, words in enumerate(names):
            self._say(_PAD, top + 9 + place * _LINE, words, SMALL_SIZE, self._names())
        under = self._word(bar, top + 9 + len(names) * _LINE)
        high = max(len(names) + under, len(told) + len(cited), 2) * _LINE + 5
        middle = top + high / 2 - 2
        self._of_side(bar, middle + 3)
        said = f"{bar.said}: {bar.told} ({bar.paragraphs}; {bar.place}){_as(bar.side)}"
        yield f'<g class="norm"><title>{svg_text(said)}</title>'
        if bar.dated or not bar.partner:
            yield from self._window(bar, middle)
        yield from self._moved(bar, middle)
        for place, words in enumerate(told):
            self._say(_PAD + LEFT + WIDE + 10, top + 9 + place * _LINE, words, SMALL_SIZE, RIGHT - 10, bold=place == 0)
        for place, words in enumerate(cited, len(told)):
            self._say(_PAD + LEFT + WIDE + 10, top + 9 + place * _LINE, words, SMALL_SIZE, RIGHT - 10, ink=QUIET)
        yield "</g>"
        self.top += high
        yield from self._differs(bar, top - 1, self.top - 1)
        if bar.side is not Side.IS or bar.change is Change.GONE:
            yield _rule(self.top - 1, WAS)

    def _window(self, bar: Bar, middle: float) -> Iterator[str]:
        """The bar from its first to its last day; without one of them it runs into an arrow."""
        first, last = self._ends()
        begins, ends = bar.since or first, bar.until or (bar.done if bar.fate is Fate.MET else None) or last
        left, right = self._x(begins), max(self._x(ends), self._x(begins) + 2)
        top = middle - BAR / 2
        look = LOOKS[bar.fate]
        yield f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{BAR:g}" {look}/>'
        if bar.until is None and bar.fate is not Fate.MET:
            yield f'<path d="M{right:.1f},{top - 2:.1f}l6,{BAR / 2 + 2:g}l-6,{BAR / 2 + 2:g}z" fill="{INK}"/>'
        match bar.fate:
            case Fate.LATE if bar.done is not None:
                yield stripes(right, self._x(bar.done), top)
            case Fate.OVERDUE:
                end = max(self._x(self.chart.as_of), right + 6)
                yield stripes(right, end, top)
                yield cross(end, middle)
            case Fate.WRONG:
                yield cross(right, middle)
            case Fate.APPLIES:
                yield edge(left, top)
            case Fate.UNKNOWN:
                yield wave(left, middle)
            case _:
                pass
        if bar.done is not None:
            yield disc(self._x(bar.done), middle)

    # Below

    def _used(self) -> list[Fate]:
        found = {bar.fate for bar in self.chart.drawn if bar.dated}
        return [fate for fate in SIGNS if fate in found]

    def _legend_height(self) -> float:
        return (len(self._used()) + 1) // 2 * (_LINE + 5) + 8 + (2 * _LINE if self.chart.paired else 0)

    def _legend(self) -> Iterator[str]:
        self.top += 8
        if self.chart.paired:
            self._say(_PAD, self.top + 8, _TWO, SMALL_SIZE, LEFT + WIDE + RIGHT, ink=QUIET)
            self.top += 2 * _LINE
        for number, fate in enumerate(self._used()):
            left, y = _PAD + number % 2 * 380.0, self.top + number // 2 * (_LINE + 5)
            yield from sample(fate, left, y)
            self._say(left + 46, y + 8, SIGNS[fate], SMALL_SIZE, 320)
        self.top += (len(self._used()) + 1) // 2 * (_LINE + 5)


def _as(side: Side) -> str:
    return f"; {_SIDED[side]}" if side else ""


_SIDED = {Side.IS: "as it is", Side.WOULD_BE: "as it would be"}


def _rule(y: float, ink: str) -> str:
    """A line from edge to edge."""
    return f'<path d="M{_PAD:g},{y:.1f}H{_PAD + LEFT + WIDE + RIGHT:g}" stroke="{ink}" stroke-width="0.6"/>'


# Days


def _shifted(date: dt.date, by: dt.timedelta) -> dt.date:
    try:
        return date + by
    except OverflowError:
        return dt.date.max if by > dt.timedelta() else dt.date.min


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _ticks(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, str]]:
    """The days that the axis names: first days of months, quarters or years, as many as can be read."""
    months = (last.year - first.year) * 12 + last.month - first.month
    every = next((each for each in (1, 2, 3, 6, 12, 24, 60, 120, 600) if months / each <= 10), 1200)
    number = first.year * 12 + first.month - 1
    for each in range(number - number % every, last.year * 12 + last.month, every):
        year, month = divmod(each, 12)
        if 1 <= year <= 9999:
            date = dt.date(year, month + 1, 1)
            if first <= date <= last:
                yield date, str(year) if every >= 12 else f"{_MONTHS[month]} {year}"
