"""What a writer may have meant by words that cannot stand where they stand: other tongues, other languages' signs.

Each mistake is a pattern and how to mend it. It counts where it covers or touches the place of the fault, so a fault is
never explained by words that stand elsewhere.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip

_MONTH = "|".join(rf"{month}|{month[:3]}" for month in _MONTHS)

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_SPAN = r"(?P<number>\w+)[ ](?P<unit>\w+)"


@dataclass(frozen=True, slots=True)
class Meant:
    """What a writer may have meant where reading stopped later: how to mend it, what is wrong (nothing: that the word
    cannot stand there), and where: the offset in the clause, and the width."""

    hint: str
    message: str
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mistake:
    """Words that mean something to a reader and nothing to the language; `only` in clauses with these keywords."""

    pattern: re.Pattern[str]
    hint: str | Callable[[re.Match[str]], str]
    only: tuple[str, ...] = ()

    def hint_of(self, found: re.Match[str]) -> str:
        """How to mend what was found."""
        return found.expand(self.hint) if isinstance(self.hint, str) else self.hint(found)


def _of(pattern: str, hint: str | Callable[[re.Match[str]], str], *only: str) -> Mistake:
    # A blank in a pattern stands for any gap.
    return Mistake(re.compile(pattern.replace("[ ]", r"\s+"), re.IGNORECASE), hint, only)


def _as_iso(match: re.Match[str]) -> str:
    month = next(number for number, name in enumerate(_MONTHS, start=1) if match["month"].lower() in (name, name[:3]))
    return _date(match["year"], month, match["day"])


def _from_figures(match: re.Match[str]) -> str:
    return _date(match["year"], int(match["month"]), match["day"])


def _date(year: str, month: int, day: str) -> str:
    try:
        return f"Write the date as {dt.date(int(year), month, int(day)).isoformat()}."
    except ValueError:
        return "Write dates as yyyy-mm-dd, for example 2024-09-01."


def _bound(match: re.Match[str]) -> str:
    return f"Write 'will {match['soft']}'." if match["soft"] else "Write 'will', or 'should' for what is advised."


def _due(match: re.Match[str]) -> str:
    """The word that opens a window, where none stands before what was found."""
    return "" if re.search(r"\b(?:due|applies)(?:[ ]\w+)?\s*$", match.string[: match.start()]) else "due "


def _last_day(match: re.Match[str]) -> str:
    span = f"{match['number']} {match['unit']} after …"
    parts = re.findall(r"\b(?:for|while|with|due|applies|repeat|except)\b", match.string[: match.start()])
    if parts and parts[-1] == "repeat":
        return f"Write 'within {span}'."
    return f"Write '{_due(match)}by {span}'."


def _best_first(match: re.Match[str]) -> str:
    chain = [each.strip() for each in match["chain"].split("<")]
    return f"Write the best first, with '>' between: {' > '.join(reversed(chain))}."


def _figure(match: re.Match[str]) -> str:
    return f"Write numbers as figures: {_NUMBERS.index(match['number'].lower()) + 1} {match['unit']}."


def _more_than(match: re.Match[str]) -> str:
    more = match["order"].lower() in ("more", "greater")
    number = int(match["number"]) + (1 if more else -1)
    return f"Write 'at least {number}'." if more else f"Write 'at most {max(number, 0)}'."


MISTAKES: tuple[Mistake, ...] = (
    # Days and windows
    _of(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ ](?:of[ ])?(?P<month>{_MONTH})[ ,]+(?P<year>\d{{4}})\b", _as_iso),
    _of(rf"\b(?P<month>{_MONTH})[ ](?P<day>\d{{1,2}})[ ,]+(?P<year>\d{{4}})\b", _as_iso),
    _of(rf"\b(?:{_MONTH})[ ]\d{{4}}\b", "Write the day as well, as yyyy-mm-dd: 2024-09-01."),
    _of(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b", _from_figures),
    _of(r"\b\d{1,2}(?:\.\d\d)?[ap]m(?:[ ]\w+)?\b|\b\d{1,2}\.\d\d[ ]on\b",
        "Write times with a colon, from 00:00 to 23:59: 09:30."),
    _of(rf"\b(?:due|applies)[ ]{_SPAN}[ ](?P<side>before|after|counting)\b",
        r"Write 'by \g<number> \g<unit> \g<side> …' for a last day, 'from …' for a first one.", "rule"),
    _of(rf"\b(?:due|applies)[ ](?:by[ ])?{_SPAN}[ ](?:of|from)\b",
        r"Write 'by \g<number> \g<unit> after …'.", "rule"),
    _of(r"\b(?P<first>\d+)[ ]to[ ](?P<last>\d+)[ ](?P<unit>[a-z_]+)\b",
        r"Write '\g<first> \g<unit> to \g<last> \g<unit> after …'.", "rule"),
    _of(r"\bwould(?:[ ](?P<soft>normally|usually))?\b", _bound, "rule"),
    _of(rf"\bwithin[ ]{_SPAN}[ ](?:of|after)\b", _last_day, "rule"),
    _of(r"\bbetween[ ](?P<number>\w+)(?:[ ](?P<first>\w+))??[ ]and[ ](?P<last>\w+)[ ](?P<unit>\w+)[ ]after\b",
        lambda found: f"Write '{_due(found)}{found['number']} {found['first'] or found['unit']} to {found['last']} "
        f"{found['unit']} after …'."),
    _of(r"\bbetween[ ]\S+", "Write 'from … to …', or two lengths of time: '3 months to 9 months after …'."),
    _of(rf"\b(?:at[ ]most|no[ ]later[ ]than|not[ ]later[ ]than|up[ ]to)[ ]{_SPAN}[ ](?:after|of)\b",
        _last_day, "rule"),
    _of(rf"\b(?:at[ ]least|no[ ](?:sooner|earlier)[ ]than|not[ ]before)[ ]{_SPAN}[ ](?:after|of)\b",
        lambda found: f"Write '{_due(found)}from {found['number']} {found['unit']} after …'.", "rule"),
    _of(r"\b(?:no|not)[ ]later[ ]than\b", lambda found: f"Write '{_due(found)}by'.", "rule"),
    _of(r"\b(?:no|not)[ ](?:sooner|earlier)[ ]than\b", lambda found: f"Write '{_due(found)}from'.", "rule"),
    _of(r"\b\d+[.,]\d+[ ](?:working_|school_|academic_)?(?:hour|day|week|month|year|term)s?\b",
        "Write a whole number; a smaller unit can say the rest."),
    _of(rf"\b(?P<number>{'|'.join(_NUMBERS)})[ ](?P<unit>(?:hour|day|week|month|year|term)s?)\b", _figure),
    _of(r"\b(?P<first>working|school|academic|calendar|financial)[ ](?P<second>days?|years?)\b",
        r"Write it as one word: \g<first>_\g<second>."),
    # Norms
    _of(r"\bshall\b", "Write 'must' for a duty, 'will' for what somebody undertakes to do.", "rule"),
    _of(r"\b(?:cannot|can[ ]not)\b", "Write 'must not' for a ban, 'need not' where nothing is required.", "rule"),
    _of(r"\b(?:can|could|might)\b", "Write 'may'.", "rule"),
    _of(r"\b(?:has|have|is|are|needs?)[ ]to\b", "Write 'must' for a duty, 'will' for what somebody undertakes to do.",
        "rule"),
    _of(r"\bought[ ]to\b", "Write 'should'.", "rule"),
    _of(r"\b(?:generally|typically|ordinarily|mostly|always|often)\b",
        "Write 'normally' or 'usually', or leave the word out.", "rule"),
    _of(r"\b(?P<soft>normally|usually)[ ](?P<modal>must|will|should|may)\b", r"Write '\g<modal> \g<soft>'.", "rule"),
    _of(r"\brepeat[ ](?P<number>\d+)",
        r"Say how: 'repeat at least \g<number>', 'at most', 'exactly' or 'about'.", "rule"),
    _of(r"\bevery\b", "Write 'each'."),
    _of(r"\bexcept[ ](?P<name>\w+)(?:[ ]against[ ]\w+)?[ ]then\b",
        r"Say when it holds: 'except \g<name> when CONDITION then …'.", "rule"),
    _of(r"\bunless\b", "Write an exception at the end of the rule: 'except NAME when …'.", "rule"),
    _of(r"\bunless\b", "Write 'and not', with brackets around what follows."),
    # Conditions
    _of(r"\belse\b", "Write 'otherwise'.", "decide"),
    _of(r"^define[ ]\w+[ ](?:if|when)\b", "Write 'as'.", "define"),
    _of(r"\bif\b", "Write 'when'."),
    _of(r"\bfor[ ](?:latest|previous|first|each|every|any|all)[ ](?P<event>\w+)",
        r"Write the event alone, 'for \g<event>'; what is said then holds of each.", "define", "decide", "judge"),
    _of(r"\band\s*/\s*or\b", "Write 'or': it also holds where both do."),
    _of(r"&&?", "Write 'and'."),
    _of(r"\|\|", "Write 'or'."),
    _of(r"\bis[ ](?:not[ ])?(?:at[ ](?:least|most)|exactly|about)[ ]\d+",
        "Name the value: 'is VALUE or better', 'is VALUE or worse'; a number goes with 'count of EVENT' alone."),
    _of(r"\bis[ ](?:not[ ])?\d+", "Name the value: its name begins with a letter."),
    _of(r"\b(?:is[ ])?at[ ]least[ ](?P<value>[a-z]\w*)\b|>=\s*(?P<other>[a-z]\w*)",
        lambda found: f"Write 'is {found['value'] or found['other']} or better'."),
    _of(r"\b(?:is[ ])?at[ ]most[ ](?P<value>[a-z]\w*)\b|<=\s*(?P<other>[a-z]\w*)",
        lambda found: f"Write 'is {found['value'] or found['other']} or worse'."),
    _of(r">=|=>(?=\s*\d)", "Write 'is at least'."),
    _of(r"<=|=<", "Write 'is at most'."),
    _of(r"!=|<>|=/=", "Write 'is not'."),
    _of(r"=>|[–—]>|→|>>", "Write '->'.", "lifecycle", "succeeds"),
    _of(r"==?", "Write 'is'.", "define", "decide", "rule", "lifecycle", "event", "deem", "judge"),
    _of(r"!(?=[\s(\w])", "Write 'not'."),
    _of(r"\b(?P<order>more|greater|fewer|less)[ ]than[ ](?P<number>\d{1,9})\b", _more_than),
    _of(r"\b(?:above|better|higher|greater|more)[ ]than\b|\b(?:below|worse|lower|less|fewer)[ ]than\b",
        "Write 'is VALUE or better' or 'is VALUE or worse', or name the values: 'is one of (…)'."),
    _of(r"(?P<chain>\w+(?:\s*<\s*\w+)+)", _best_first, "scale"),
    _of(r"[<,/|]|≥|≤", "Write '>' between the values, the best first.", "scale"),
    _of(r"[<>]", "Write 'is VALUE or better' or 'is VALUE or worse'.", "define", "decide", "rule", "judge"),
    _of(r"\b(?:is|does|has|are|have|do|was|were)n['’]t\b", "Write 'is not', or 'not' before the condition."),
    _of(r"\b(?P<word>has|have)[ ]not[ ]passed\b", r"Write 'not' before the day: 'not … \g<word> passed'."),
    _of(r"\b(?:latest|previous|first)[ ](?:is|has|since|before|where|and|or|cite)\b\s*\w*",
        "Name the event: 'latest EVENT', 'previous EVENT' or 'first EVENT'."),
    _of(r"\b(?:in|among)[ ]\(?\w+", "Write 'is one of (…)', or 'is VALUE'.", "define", "decide", "rule"),
    _of(r"\bits[ ](?P<name>\w+)", r"Write '\g<name> of it'."),
    _of(r"\b(?P<owner>[a-z_]\w*)['’]s[ ](?P<name>[a-z_]\w*)",
        r"Write '\g<name> of it', or '\g<name> of latest \g<owner>'."),
    _of(r"\b(?P<owner>[a-z_]\w*)\.(?P<name>[a-z_]\w*)", r"Write '\g<name> of it', or '\g<name> of latest \g<owner>'."),
    _of(r"\b(?:either|both)[ ]\(?\w+", "Leave it out; 'and' or 'or' says it."),
    _of(r"\b(?P<event>\w+)[ ](?P<side>since|before)\b",
        r"Write 'some \g<event> \g<side> …' or 'no \g<event> \g<side> …'."),
    _of(r"\bexists?\b", "Write 'some EVENT' before it, or 'no EVENT'."),
    _of(r"\bis[ ](?:not[ ])?one[ ](?!of\b)\S+", "Write 'is one of (one)' where a value is named 'one'."),
    _of(r"\bunknown[ ](?!counts[ ]as)\w+", "Write 'unknown counts as yes' or 'unknown counts as no' behind the test."),
    # Words and signs
    _of(r"\bcite[ ](?:(?:para(?:graph)?s?|section|point|§)\.?\s*)(?P<number>[A-Z]?\d[\d.]*)?",
        lambda found: f"Write the number alone: 'cite {found['number'] or 'PARAGRAPH'}'."),
    _of(r"\bcite[ ](?P<numbers>[^\n]*?\w\]?),?[ ]cite[ ](?P<more>\w[\w.]*)",
        r"Put a comma between the paragraphs: 'cite \g<numbers>, \g<more>'."),
    _of(r"\b(?P<number>[A-Z]?\d[\d.]*[A-Za-z]?)\s?\((?P<point>\w+)\)",
        r"Write a point within a paragraph in square brackets: '\g<number>[\g<point>]'."),
    _of(r"\bcite[ ][\d., ]*\d[ ](?:and|&|-|–|to)[ ]\d+", "Give each paragraph with a comma between: 'cite 34, 35'."),
    _of(r"\bcite[ ][^\n]*?\d[ ](?:when|then|->)", "Put 'cite' last, after the condition and what follows from it."),
    _of(r"\bthe\b", "Leave out 'a', 'an' and 'the'."),
    _of(r"#|//|/\*", "Write '--' before a comment."),
    _of(r"[;{}]", "Leave it out: clauses end where the next one begins, in the first column."),
    _of(r"^succeeds[ ](?P<name>[a-z][a-z0-9-]*)", r"Write the version, too, as in '\g<name>@2023-09-01'.", "succeeds"),
    _of(r"\b(?P<first>[a-z]\w*)-(?P<second>[a-z]\w*)(?:-\w+)*",
        "Write a name of several words with underscores: '\\g<first>_\\g<second>'."),
)  # fmt: skip

_PARTS = ("for", "while", "with", "due", "applies", "repeat", "except")

_REACH = 200
"""Characters around a fault that are looked at."""

_TYPES = frozenset({"boolean", "text", "number", "date"})

_TEXTS = re.compile(r'"[^"\n]*"|--[^\n]*')


def shown(text: str) -> str:
    """A clause with blanks for its texts and comments."""
    return _TEXTS.sub(lambda found: " " * len(found.group()), text)


def meant(text: str, offset: int, keyword: str, expected: frozenset[str]) -> str:
    """How to mend the mistake that lies at `offset` in the text of a clause, or nothing where it is none of these.

    `keyword` is the first word of the clause; `expected` names the terminals that could have stood there.
    """
    if hint := _quoted(text[offset:], expected):
        return hint
    bare = shown(text)
    word = re.match(r"\w*", bare[offset:])
    here = word.group() if word else ""
    if keyword == "rule" and (hint := _of_rule(here, expected)):
        return hint
    for mistake in MISTAKES:
        if mistake.only and keyword not in mistake.only:
            continue
        for found in mistake.pattern.finditer(bare, max(0, offset - _REACH), offset + _REACH):
            if found.start() <= offset < found.end():
                return mistake.hint_of(found)
    return _PARAGRAPHS if "PARAGRAPH" in expected else ""


_PARAGRAPHS = "Write the number of a paragraph: 6, 6.1, 6a, A2, or 6[2] for a point in it."


def _quoted(rest: str, expected: frozenset[str]) -> str:
    """How to mend a text in quotation marks that stands where a name or a number must stand."""
    written = re.match(r'"([^"\n]*)"', rest)
    if written is None or "STRING" in expected:
        return ""
    if "PARAGRAPH" in expected:
        return (
            f"Write the number without quotation marks: {written[1]}."
            if any(map(str.isdigit, written[1]))
            else _PARAGRAPHS
        )
    if "NAME" not in expected:
        return ""
    if re.fullmatch(r"[A-Za-z_]\w*", written[1]):
        return f"Write the name without quotation marks: {written[1]}."
    return "Write the name, without quotation marks: texts in quotation marks are labels, for people."


@lru_cache(maxsize=1)
def language() -> frozenset[str]:
    """The words of the language."""
    grammar = files(__package__).joinpath("clause.lark").read_text(encoding="utf-8")
    quoted = re.findall(r'"([a-z]+)"|/([^/\n]+)/', grammar)
    return _TYPES.union(*(re.findall(r"(?<![A-Za-z])[a-z]{2,}", "".join(text)) for text in quoted))


def _of_rule(word: str, expected: frozenset[str]) -> str:
    if word in ("when", "if") and "EXCEPT" in expected:
        return "Write 'while CONDITION', or 'for latest EVENT when CONDITION' about an event; both stand before 'due'."
    if word in _PARTS and "$END" in expected:
        return f"Put the parts of a rule in this order: {', '.join(_PARTS)}."
    return ""
