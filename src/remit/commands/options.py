"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..dsl import ir
from ..dsl.base.dates import read_iso_date
from ..dsl.base.diagnostics import did_you_mean, hints
from ..engine.calendar import shift
from ..engine.settings import Settings, defaults

if TYPE_CHECKING:
    from ..engine.asking import Asking
    from ..engine.chain import Chain, Era


class Day(click.ParamType[dt.date]):
    """A day as yyyy-mm-dd."""

    name = "yyyy-mm-dd"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day that was given."""
        day = value if isinstance(value, dt.date) else read_iso_date(str(value))
        if day is None:
            self.fail(f"'{value}' is not a day. Write it as yyyy-mm-dd, for example 2025-03-31.", param, ctx)
        return day


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: so many days, weeks or months."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount}{self.unit[0]}"


class LengthType(click.ParamType[Length]):
    """A length of time, as 30d, 4w or 3m."""

    name = "30d|4w|3m"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Length:
        """The length that was given."""
        if isinstance(value, Length):
            return value
        found = re.fullmatch(r"([0-9]{1,4}) *([dwm])", str(value).strip().lower())
        if found is None:
            self.fail(f"'{value}' is no length of time. Write days, weeks or months as 30d, 4w or 3m.", param, ctx)
        return Length(int(found[1]), {"d": "days", "w": "weeks", "m": "months"}[found[2]])


framework_option = click.option(
    "-f",
    "--framework",
    "framework_name",
    required=True,
    metavar="FRAMEWORK",
    help="id (the version in force), id@version, or a folder.",
)
set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give a parameter, reading or fact another value; may be repeated.",
)
with_option = click.option(
    "--with",
    "overlays",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="OVERLAY.yaml",
    help="Lay an overlay over it; may be repeated: a later one counts, and --set counts last.",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default=None,
    help="For a terminal, for a pull request, or as a page. [default: text, or as the end of -o says]",
)
FORMS = {".txt": "text", ".md": "markdown", ".html": "html", ".htm": "html", ".json": "json"}
"""What the end of a file's name says of the form of an answer."""

as_of_option = click.option("--as-of", type=Day(), default=None, help="The day for which is asked. [default: today]")
known_by_option = click.option(
    "--known-by",
    type=Day(),
    default=None,
    help="By what was on record on that day. [default: the day for which is asked]",
)
within_option = click.option(
    "--within",
    type=LengthType(),
    default=None,
    help="Say also which duties fall due so long after that day: 30d, 4w or 3m.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
reading_option = click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="NAME=ALTERNATIVE",
    help="Take another reading of an ambiguity; may be repeated.",
)


mode_option = click.option(
    "--mode",
    type=click.Choice(["as-if", "in-force"]),
    default="as-if",
    show_default=True,
    help="Read the history as if the framework had always been in force, or under each while it was in force.",
)


def today_or(as_of: dt.date | None) -> dt.date:
    """The day for which is asked; today, and said so, where none was given."""
    if as_of is not None:
        return as_of
    today = dt.date.today()
    click.echo(f"as of today, {today.isoformat()}", err=True)
    return today


def due_by(asked: dt.date, within: Length | None) -> dt.date | None:
    """The day that lies so long after the day asked for."""
    if within is None:
        return None
    day = shift(asked, within.amount, within.unit)
    if day is None:
        raise click.BadParameter("the calendar ends before that day.", param_hint="--within")
    return day


def settings_of(framework: ir.Framework, readings: tuple[str, ...]) -> Settings:
    """The framework's own settings, with the readings that the user asks for."""
    settings = defaults(framework)
    for given in readings:
        name, _, alternative = given.partition("=")
        reading = framework.readings.get(name)
        if reading is None:
            there_are = ", ".join(framework.readings)
            bare = [each for each, found in framework.readings.items() if given in found.names]
            hint = hints(
                f"Write --reading {bare[0]}={given}." if bare else did_you_mean(name, framework.readings),
                f"There are: {there_are}." if there_are else "The framework has none.",
            )
            raise click.BadParameter(f"there is no reading '{name}'. {hint}", param_hint="--reading")
        if alternative not in reading.names:
            raise click.BadParameter(
                f"'{alternative}' is not an alternative of '{name}': {', '.join(reading.names)}.",
                param_hint="--reading",
            )
        settings = settings.with_reading(name, alternative)
    return settings


def asking(framework_name: str, as_of: dt.date, mode: str, readings: tuple[str, ...]) -> Asking:
    """How cases are asked: under which framework, in which mode, with which readings.

    Raises Refused with every error where a framework cannot be evaluated.
    """
    from ..pipeline import asking_of, usable

    compiled, loaded = usable(framework_name, as_of)
    return asking_of(loaded, mode, settings_of(compiled.framework, readings))


def begun_by(chain: Chain, as_of: dt.date) -> tuple[Era, ...]:
    """The frameworks of a chain that had come into force by a day; refuses a day before all of them."""
    begun = chain.begun(as_of)
    if not begun:
        first = chain.eras[0]
        raise click.UsageError(f"No framework was in force on {as_of}: {first.full_id} begins on {first.begins}.")
    return begun


def asked_command() -> tuple[str, ...]:
    """The command that is being answered, with nothing left to the day or the folder in which it is asked: files by
    their names, the day said, and not where the answer goes."""
    context = click.get_current_context()
    words = [context.info_name or ""]
    for parameter in context.command.params:
        value = context.params.get(parameter.name or "")
        if parameter.name == "as_of" and value is None:
            value = dt.date.today()
        if value is None or value == () or parameter.name == "output" or value == parameter.get_default(context):
            continue
        for each in value if isinstance(value, tuple) else (value,):
            text = each.name if isinstance(each, Path) else each.isoformat() if isinstance(each, dt.date) else str(each)
            name = () if isinstance(parameter, click.Argument) else (parameter.opts[-1],)
            words += name if each is True else (*name, text)
    return tuple(words)


def refuse(given: Mapping[str, object], why: str) -> None:
    """Refuses the first option that was given, though nothing here reads it."""
    if named := next((name for name, value in given.items() if value), None):
        raise click.UsageError(f"{named} {why}.")
