"""A timeline as SVG: drawn here, since nothing in it needs laying out by others. No two words lie on each other.

What became of a norm is told by the pattern of its bar and by a sign on the day on which it was done, and said beside
it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from ..metrics import text_width
from ..plain import day, drawable, xml_text
from ..theme import FONT_STACK, INK, PAPER, QUIET, SMALL_SIZE, STATE_SIZE, TITLE_SIZE, WAS, region
from .chart import Band, Bar, Chart, Fate
from .signs import BAR, LOOKS, PATTERNS, SIGNS, cross, diamond, disc, edge, sample, stripes, wave

LEFT, WIDE, RIGHT = 232.0, 560.0, 226.0
"""Widths, in points, of the names, of the time, and of what is said of each bar."""

_PAD, _LINE = 14.0, 11.0
_DAY = dt.timedelta(days=1)


def timeline_svg(chart: Chart) -> str:
    """The picture; it has title and description, and each bar its words as tooltip."""
    return _Drawer(chart).svg()


@dataclass(slots=True)
class _Drawer:
    chart: Chart
    top: float = 0.0
    said: list[str] = field(default_factory=list)

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
            f'<title id="{title}">{_text(f"{chart.title}, {chart.subtitle}")}</title>',
            f'<desc id="{told}">{_text(self._description())}</desc>',
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
        said += [f"{bar.label}: {bar.told}." for bar in self.chart.drawn]
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
        """A line of words, as wide as it was reckoned to be whatever letters the reader's machine has.

        It lies above all that is drawn, with a rim that keeps it clear of the line of the day asked for.
        """
        shown = _clipped(drawable(said), size, room, bold=bold)
        wide = text_width(shown, size, bold=bold)
        fixed = f' textLength="{wide:.2f}" lengthAdjust="spacingAndGlyphs"' if wide else ""
        weight = ' font-weight="bold"' if bold else ""
        place = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self.said.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{ink}" stroke="{PAPER}" stroke-width="2.5"'
            f' paint-order="stroke"{weight}{place}{fixed}>{_text(shown)}</text>'
        )

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
            wide = _width(label, SMALL_SIZE)
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
        half = _width(label, SMALL_SIZE, bold=True) / 2
        at = min(max(x, _PAD + half), _PAD + LEFT + WIDE + RIGHT - half)
        yield "</g>"
        self._say(at, top, label, SMALL_SIZE, WIDE, anchor="middle", bold=True)

    def _bands(self) -> Iterator[str]:
        for number, band in enumerate(self.chart.bands):
            yield from self._band(number, band)
        self.top += 6

    def _band(self, number: int, band: Band) -> Iterator[str]:
        colours = region(number)
        top, high = self.top, 18.0
        lines = _folded(band.label, STATE_SIZE - 1, LEFT - 8, 2)
        for place, line in enumerate(lines):
            self._say(_PAD, top + 12 + place * _LINE, line, STATE_SIZE - 1, LEFT - 8, ink=colours.edge, bold=True)
        first, last = self._ends()
        for stay in band.stays:  # the last lasts until the day asked for
            left, right = self._x(stay.since or first), self._x(stay.until or self.chart.as_of)
            dashes = "" if stay.certain else ' stroke-dasharray="3 2"'
            until = f" until {day(stay.until)}" if stay.until else ""
            since = f" from {day(stay.since)}" if stay.since else ""
            label = stay.label if stay.certain else f"perhaps {stay.label}"
            yield f'<g class="state"><title>{_text(f"{label}{since}{until}")}</title>'
            yield (
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(1.0, right - left):.1f}" height="{high:g}"'
                f' fill="{colours.fill}" stroke="{colours.edge}"{dashes}/>'
            )
            # What comes after the day asked for is not known, so there is room for the words of the last state.
            room = (right if stay.until else self._x(last)) - left - 6
            if shown := _clipped(label, SMALL_SIZE, room):
                self._say(left + 3, top + 12, shown, SMALL_SIZE, room)
            yield "</g>"
        self.top += max(high, len(lines) * _LINE + 6) + 5

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
            label = f"{event.label}, {day(event.day)}"
            wide = _width(label, SMALL_SIZE)
            left = min(x + 3, _PAD + LEFT + WIDE + RIGHT - wide)
            row = next((place for place, right in enumerate(rows) if right < left), len(rows))
            rows[row : row + 1] = [left + wide + 8]
            y = top + 16 + row * _LINE
            yield f'<g class="event"><title>{_text(label)}</title>'
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
        left = len(self.chart.undated)
        if left:
            self.top += 12
            said = f"{left} more without days: the table has {'it' if left == 1 else 'them'}."
            self._say(_PAD, self.top, said, SMALL_SIZE, LEFT + WIDE, ink=QUIET)
            self.top += 4

    def _bar(self, bar: Bar) -> Iterator[str]:
        names = _folded(bar.label, SMALL_SIZE, LEFT - 8, 3)
        told = _folded(bar.told, SMALL_SIZE, RIGHT - 10, 3)
        cited = _folded(bar.paragraphs, SMALL_SIZE, RIGHT - 10, 1)
        high = max(len(names), len(told) + len(cited), 2) * _LINE + 5
        middle = self.top + high / 2 - 2
        yield f'<g class="norm"><title>{_text(f"{bar.said}: {bar.told} ({bar.paragraphs}; {bar.place})")}</title>'
        for place, line in enumerate(names):
            self._say(_PAD, self.top + 9 + place * _LINE, line, SMALL_SIZE, LEFT - 8)
        yield from self._window(bar, middle)
        for place, line in enumerate(told):
            self._say(
                _PAD + LEFT + WIDE + 10, self.top + 9 + place * _LINE, line, SMALL_SIZE, RIGHT - 10, bold=place == 0
            )
        for place, line in enumerate(cited, len(told)):
            self._say(_PAD + LEFT + WIDE + 10, self.top + 9 + place * _LINE, line, SMALL_SIZE, RIGHT - 10, ink=QUIET)
        yield "</g>"
        self.top += high
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
        found = {bar.fate for bar in self.chart.drawn}
        return [fate for fate in SIGNS if fate in found]

    def _legend_height(self) -> float:
        return (len(self._used()) + 1) // 2 * (_LINE + 5) + 8

    def _legend(self) -> Iterator[str]:
        self.top += 8
        for number, fate in enumerate(self._used()):
            left, y = _PAD + number % 2 * 380.0, self.top + number // 2 * (_LINE + 5)
            yield from sample(fate, left, y)
            self._say(left + 46, y + 8, SIGNS[fate], SMALL_SIZE, 320)
        self.top += self._legend_height() - 8


def _rule(y: float, ink: str) -> str:
    """A line from edge to edge."""
    return f'<path d="M{_PAD:g},{y:.1f}H{_PAD + LEFT + WIDE + RIGHT:g}" stroke="{ink}" stroke-width="0.6"/>'


# Words


def _width(said: str, size: float, *, bold: bool = False) -> float:
    """About how wide a line is."""
    shown = drawable(said)
    wide = text_width(shown, size, bold=bold)
    return wide if wide is not None else len(shown) * size


def _clipped(said: str, size: float, room: float, *, bold: bool = False) -> str:
    """As many of the first characters as there is room for; nothing where that would be too few to read."""
    if _width(said, size, bold=bold) <= room:
        return said
    kept = said
    while kept and _width(f"{kept}...", size, bold=bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}..." if len(kept) > 3 else ""


def _folded(said: str, size: float, room: float, most: int) -> list[str]:
    """Words in lines that fit; what is left over of more than `most` is cut off with '...'."""
    lines: list[str] = []
    for word in said.split():
        if lines and _width(f"{lines[-1]} {word}", size, bold=True) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [_clipped(" ".join(lines[most - 1 :]), size, room, bold=True)]
    return lines


def _text(words: str) -> str:
    return escape(xml_text(words))


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
