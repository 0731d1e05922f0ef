"""The register of diagnostics: each code, what it is called, and nothing else.

E0 syntax, E1 names and types, E2 structure and citations, E3 YAML, E4 tables and mappings, E5 cases and scenarios,
E6 files and frameworks. Each has a page in `dsl/pages/`; a test holds the two together.
"""

from __future__ import annotations

CODES: dict[str, str] = {
    "E001": "the clause cannot be read here",
    "E002": "a line in column 0 that starts no clause",
    "E003": "a text is not closed",
    "E004": "'may not' has two meanings",
    "E005": "'and' and 'or' are mixed without brackets",
    "E006": "a character that the language does not use",
    "E007": "the clause ends too early",
    "E008": "the file is empty or is not text",
    "E010": "something is larger than remit takes",
    "E101": "an unknown name",
    "E102": "a name is defined twice",
    "E103": "a value that the type does not have",
    "E104": "the wrong kind of name for this place",
    "E105": "no event to speak of",
    "E106": "a definition that goes round in a circle",
    "E107": "an impossible date, time or duration",
    "E108": "a comparison that the type does not allow",
    "E201": "a citation is missing",
    "E202": "a paragraph that the ledger does not know",
    "E203": "a decision without a way out",
    "E204": "a lifecycle that does not hold together",
    "E205": "a clause group with too many cases",
    "E206": "a window that ends before it begins",
    "E207": "a name that nothing uses",
    "E208": "exceptions that contradict each other",
    "E209": "rows without an order that can both hold",
    "E211": "a value for which an event leads nowhere",
    "E212": "a dead end, or an end that is left",
    "E213": "a state that no case comes to",
    "E214": "a window that cannot be met",
    "E215": "something that could not be decided",
    "E216": "a clause that can never matter",
    "E217": "a condition that also holds where nothing applies",
    "E218": "a repetition that says nothing",
    "E219": "a state of the earlier framework that is not carried over",
    "E220": "a framework that succeeds one that does not come before it",
    "E221": "the ledger and the citations disagree",
    "E301": "the YAML cannot be read",
    "E302": "a key given twice",
    "E303": "an unknown key",
    "E304": "a key is missing",
    "E305": "a value of the wrong type",
    "E306": "an alias or anchor in YAML",
    "E401": "a needed column is missing",
    "E402": "no mapping fits the table",
    "E403": "the mapping does not fit the framework",
    "E404": "the table cannot be read",
    "E405": "a value that cannot be read in a row",
    "E501": "a case that does not fit the framework",
    "E502": "a scenario that expects what cannot be",
    "E503": "an entry that does not fit what it speaks of",
    "E505": "an overlay that does not fit",
    "E506": "overlays that change the same thing",
    "E507": "two scenarios of one name",
    "E510": "a concordance that names what is not there",
    "E601": "a file cannot be opened",
    "E602": "no such framework",
    "E603": "an output that cannot be written",
    "E604": "a date that cannot be read",
    "E605": "no such vocabulary or earlier version",
    "E606": "imports without an end",
    "E607": "a clause that a vocabulary may not hold",
    "E608": "a clause replaced by one of another sort",
    "E609": "a clause taken over without its paragraph",
    "E610": "no answer that can be computed again",
    "E611": "a revision that Git does not give",
}


def title_of(code: str) -> str:
    """What `code` is called.

    Raises KeyError for a code that is not registered.
    """
    return CODES[code]
