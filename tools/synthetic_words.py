"""The words of the invented schools: the published columns, the kinds of school, and names that no school has."""

from __future__ import annotations

NULL = "NULL"
EARLY, SIXTH = "Early years provision (where applicable)", "Sixth form provision (where applicable)"
COLUMNS = tuple((
    "Web link|URN|LAESTAB|School name|Ofsted phase|Type of education|School open date|Admissions policy|Sixth form"
    "|Designated religious character|Religious ethos|Faith grouping|Ofsted region|Region|Local authority"
    "|Parliamentary constituency|Postcode|The income deprivation affecting children index (IDACI) quintile"
    "|Total number of pupils|Latest section 8 inspection number since last full inspection"
    "|Does the section 8 inspection relate to the URN of the current school?|URN at time of the section 8 inspection"
    "|LAESTAB at time of the section 8 inspection|School name at time of the latest section 8 inspection"
    "|School type at time of the latest section 8 inspection"
    "|Number of section 8 inspections since the last full inspection|Date of latest section 8 inspection"
    "|Section 8 inspection publication date|Did the latest section 8 inspection convert to a full inspection?"
    "|Section 8 inspection overall outcome|Number of other section 8 inspections since last full inspection"
    "|Inspection number of latest full inspection|Inspection type|Inspection type grouping|Event type grouping"
    "|Inspection start date|Inspection end date|Publication date"
    "|Does the latest full inspection relate to the URN of the current school?|URN at time of latest full inspection"
    "|LAESTAB at time of latest full inspection|School name at time of latest full inspection"
    "|School type at time of latest full inspection|Overall effectiveness|Category of concern|Quality of education"
    "|Behaviour and attitudes|Personal development|Effectiveness of leadership and management"
    f"|Safeguarding is effective?|{EARLY}|{SIXTH}|Previous full inspection number|Previous inspection start date"
    "|Previous inspection end date|Previous publication date"
    "|Does the previous full inspection relate to the URN of the current school?"
    "|URN at time of previous full inspection|LAESTAB at time of previous full inspection"
    "|School name at time of previous full inspection|School type at time of previous full inspection"
    "|Previous full inspection overall effectiveness|Previous category of concern|Previous quality of education"
    "|Previous behaviour and attitudes|Previous personal development"
    "|Previous effectiveness of leadership and management|Previous safeguarding is effective?"
    f"|Previous {EARLY[0].lower()}{EARLY[1:]}|Previous {SIXTH[0].lower()}{SIXTH[1:]}"
).split("|"))  # fmt: skip

SECTION_8, LATEST, PREVIOUS = COLUMNS[19:31], COLUMNS[31:52], COLUMNS[52:]
DATES = tuple(name for name in COLUMNS if "date" in name.lower())

# Type of education; phases; what it was before it became this type, if that; weight.
TYPES: tuple[tuple[str, tuple[str, ...], str, int], ...] = (
    ("Community School", ("Primary", "Primary", "Secondary"), "", 22),
    ("Voluntary Aided School", ("Primary", "Secondary"), "", 9),
    ("Voluntary Controlled School", ("Primary",), "", 6),
    ("Foundation School", ("Primary", "Secondary"), "", 6),
    ("Academy Converter", ("Primary", "Secondary"), "Community School", 22),
    ("Academy Sponsor Led", ("Primary", "Secondary"), "Foundation School", 22),
    ("Free School", ("Primary", "Secondary"), "", 7),
    ("LA Nursery School", ("Nursery",), "", 9),
    ("Community Special School", ("Special",), "", 8),
    ("Foundation Special School", ("Special",), "", 4),
    ("Non-Maintained Special School", ("Special",), "", 7),
    ("Academy Special Converter", ("Special",), "Community Special School", 5),
    ("Academy Special Sponsor Led", ("Special",), "Community Special School", 5),
    ("Free School Special", ("Special",), "", 4),
    ("Pupil Referral Unit", ("PRU",), "", 9),
    ("Academy Alternative Provision Converter", ("PRU",), "Pupil Referral Unit", 4),
    ("Academy Alternative Provision Sponsor Led", ("PRU",), "Pupil Referral Unit", 4),
    ("Free School - Alternative Provision", ("PRU",), "", 4),
    ("University Technical College", ("Secondary",), "", 4),
    ("Studio School", ("Secondary",), "", 4),
    ("City Technology College", ("Secondary",), "", 3),
)
NEVER_OPENED_ANEW = ("Community", "Voluntary", "Foundation", "LA Nursery", "Pupil Referral", "Non-Maintained")

# Quality of education, behaviour and attitudes, personal development, leadership and management, safeguarding; weight.
SOUND = (
    ("1111Y", 7), ("1112Y", 2), ("2222Y", 24), ("2212Y", 8), ("2122Y", 5), ("2112Y", 4), ("2221Y", 3), ("3222Y", 13),
    ("3333Y", 10), ("3323Y", 9), ("3232Y", 3), ("2323Y", 2), ("2332Y", 1), ("3221Y", 2), ("3322Y", 2), ("3223Y", 5),
)  # fmt: skip
CAUSING_CONCERN = (
    "4444N", "4434N", "4334Y", "4223Y", "4224Y", "4344Y", "4444Y", "4243N", "3434Y", "3433Y", "3344Y", "2342Y", "3334Y",
    "2224N", "2222N", "3333N", "2424Y", "4333Y", "4234N", "3443N", "1114N", "4332Y", "2223N", "3324N",
)  # fmt: skip

PLACES = (("Marlshire", "South East"), ("Wexmoor", "South West"), ("Hallowdale", "Yorkshire and the Humber"),
          ("Penbrooke", "North West"), ("Ashmere and Vale", "East Midlands"), ("Calderstow", "West Midlands"),
          ("Orrinshire", "North East"), ("Dunmarsh", "East of England"), ("Greywater Hamlets", "London"))  # fmt: skip
NORTH_EAST = ("North East", "Yorkshire and the Humber")
FIRST = ("Quill", "Thorn", "Ember", "Lark", "Otter", "Fenn", "Bram", "Hazel", "Wren", "Mallow", "Sorrel", "Tansy",
         "Alder", "Pell", "Gorse", "Kestrel", "Drover", "Yarrow", "Cobble", "Juniper")  # fmt: skip
LAST = ("hollow", "mere", "combe", "garth", "thwaite", "bourne", "holt", "stow", "wickham", "rigg")
ODD = ("École {}", "{} Drovers’ {}", "{} – Upper Site", "Hélène Quillay {}", "{} à la Rivière", "{} (Børn & Co.) {}")
KINDS = {"Nursery": "Nursery School", "Special": "Special School", "PRU": "Centre"}
