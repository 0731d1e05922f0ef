"""Days reckoned from days. Months are added in one step from the anchor and clamp to the month's end."""

from __future__ import annotations

import datetime as dt

from dateutil.relativedelta import relativedelta

from ..dsl.ir import Relation


def shift(anchor: dt.date, amount: int, unit: str, relation: Relation = Relation.AFTER) -> dt.date | None:
    """The day `amount` units (days, weeks, months or years) after or before `anchor`.

    The anchor's own day is not counted. 31 August and 6 months give 28 or 29 February. None where the calendar ends.
    """
    signed = amount if relation is Relation.AFTER else -amount
    try:
        match unit:
            case "days":
                return anchor + dt.timedelta(days=signed)
            case "weeks":
                return anchor + dt.timedelta(weeks=signed)
            case "months":
                return anchor + relativedelta(months=signed)
            case "years":
                return anchor + relativedelta(years=signed)
            case _:
                raise AssertionError(f"a unit that the resolver does not let through: {unit}")
    except (OverflowError, ValueError):
        return None
