"""The calendar: days reckoned from days, England's working days, a school's days and terms, periods.

docs/reference/dates.md states every rule with examples.
"""

from __future__ import annotations

from .bank_holidays import SOURCES
from .counted import FIRST_DAY, LAST_DAY, is_working_day
from .periods import PERIODS, Period, academic_year_of, period
from .reckon import UNITS, Reckoned, reckon, shift
from .terms import LONGEST_HOLIDAY, NO_TERMS, Term, Terms, faults_of, is_school_day, term_of

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "LONGEST_HOLIDAY",
    "NO_TERMS",
    "PERIODS",
    "SOURCES",
    "UNITS",
    "Period",
    "Reckoned",
    "Term",
    "Terms",
    "academic_year_of",
    "faults_of",
    "is_school_day",
    "is_working_day",
    "period",
    "reckon",
    "shift",
    "term_of",
]
