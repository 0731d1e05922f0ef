"""Conditions, windows and norms in words, for pictures, tables and explanations."""

from __future__ import annotations

from . import ir

_STEPS = {ir.Relation.AFTER: "after", ir.Relation.BEFORE: "before"}


def spoken(name: str) -> str:
    """A name without its underscores."""
    return name.replace("_", " ")


def lowered(label: str) -> str:
    """A label fit for the middle of a sentence: its first letter small, unless the word is an abbreviation."""
    return label if len(label) < 2 or label[1].isupper() else label[0].lower() + label[1:]


def titled(label: str, name: str) -> str:
    """The label of a thing, or its name where it has none."""
    return label or spoken(name)


def paragraphs(numbers: tuple[str, ...]) -> str:
    """Paragraph numbers as cited: '51, point 2', several as '31 and 33'."""
    shown = [number[:-1].replace("[", ", point ") if number.endswith("]") else number for number in numbers]
    if len(shown) < 2:
        return "".join(shown)
    joint = "; " if any(", " in each for each in shown) else ", "
    return f"{joint.join(shown[:-1])} and {shown[-1]}"


def cite(citation: ir.Citation | None) -> str:
    """'para 34', 'paras 31 and 33', or nothing where nothing is cited."""
    if citation is None or not citation.paragraphs:
        return ""
    return f"{'para' if len(citation.paragraphs) == 1 else 'paras'} {paragraphs(citation.paragraphs)}"


def modality(norm: ir.Modality) -> str:
    """'will normally not'."""
    return " ".join(word for word in (norm.strength.value, norm.softened, "not" if norm.negated else "") if word)


class Words:
    """Says the clauses of one framework in words."""

    def __init__(self, framework: ir.Framework) -> None:
        self.framework = framework

    def label_of(self, name: str) -> str:
        """The label of a top-level clause, or its name."""
        f = self.framework
        for clause in (
            f.facts.get(name),
            f.events.get(name),
            f.defines.get(name),
            f.decisions.get(name),
            f.lifecycles.get(name),
            f.rules.get(name),
            f.parameters.get(name),
        ):
            if clause is not None:
                return titled(clause.label, name)
        return spoken(name)

    def ref(self, ref: ir.Ref | None) -> str:
        """'of the previous graded inspection'; nothing for the event the clause is about."""
        match ref:
            case None | ir.It():
                return ""
            case ir.Pick(selector=selector, event=event):
                return f" of the {selector.value} {lowered(self.label_of(event))}"

    def field(self, event: str, name: str) -> str:
        """The label of a field."""
        found = self.framework.events[event].field(name)
        return lowered(titled(found.label if found else "", name))

    def term(self, term: ir.Term) -> str:
        """What a test looks at."""
        match term:
            case ir.FieldTerm(ref=ref, event=event, field=name):
                return self.field(event, name) + self.ref(ref)
            case ir.FactTerm(fact=name) | ir.StateTerm(lifecycle=name):
                return lowered(self.label_of(name))
            case ir.ReadingTerm(reading=name):
                return f"the reading {name}"
            case ir.ExistsTerm(event=event, since=since, before=before):
                base = since if since is not None else before
                bound = "" if base is None else " since" if since is not None else " before"
                if isinstance(base, ir.Pick):
                    bound += f" the {base.selector.value} {lowered(self.label_of(base.event))}"
                elif base is not None:
                    bound += " it"
                return f"{lowered(self.label_of(event))}{bound}"
            case ir.PassedTerm(point=point):
                return self.point(point)
            case ir.PositionTerm(ref=ref, event=event, moment=moment, day=day):
                owner = self.ref(ref) or f" of the {lowered(self.label_of(event))}"
                return f"the day '{moment}'{owner} against {day.isoformat()}"

    def test(self, test: ir.Test) -> str:
        """A test, as short as it can be said."""
        term, accepted = test.term, test.accepted
        match term:
            case ir.ExistsTerm():
                return ("some " if accepted == {ir.YES} else "no ") + self.term(term)
            case ir.PassedTerm():
                return f"{self.term(term)} has passed"
            case ir.PositionTerm(ref=ref, event=event, moment=moment, day=day):
                owner = self.ref(ref) or f" of the {lowered(self.label_of(event))}"
                return f"'{moment}'{owner} is {' or '.join(sorted(accepted))} {day.isoformat()}"
            case _ if term.domain[:2] == (ir.YES, ir.NO):
                return self.term(term) if accepted == {ir.YES} else f"not: {self.term(term)}"
            case _:
                return f"{self.term(term)} is {self.values(term, accepted)}"

    def values(self, term: ir.Term, accepted: frozenset[str]) -> str:
        """The accepted values; a group by its name, a stretch of a scale by its end."""
        wanted = accepted - {ir.NOT_APPLICABLE, ir.ABSENT}
        for name, members in self.framework.groups.items():
            if len(members) > 2 and wanted == set(members):
                return f"one of {spoken(name)}"
        listed = [value for value in term.domain if value in wanted]
        if isinstance(term, ir.FieldTerm):
            field = self.framework.events[term.event].field(term.field)
            if field and isinstance(field.type, ir.Domain) and field.type.ordered and len(listed) > 1:
                scale = field.type.values
                if tuple(listed) == scale[: len(listed)]:
                    return f"{spoken(listed[-1])} or better"
                if tuple(listed) == scale[-len(listed) :]:
                    return f"{spoken(listed[0])} or worse"
        return " or ".join(spoken(value) for value in listed)

    def cond(self, cond: ir.Cond | None, nested: bool = False) -> str:
        """A condition in one line."""
        match cond:
            case None:
                return "always"
            case ir.Test():
                return self.test(cond)
            case ir.Holds(define=name, ref=ref):
                return lowered(self.label_of(name)) + self.ref(ref)
            case ir.Chosen(decision=name, ref=ref, accepted=accepted):
                values = [spoken(v) for v in self.framework.decisions[name].values if v in accepted]
                return f"{lowered(self.label_of(name))}{self.ref(ref)} is {' or '.join(values)}"
            case ir.Not(item=ir.Chosen(decision=name, ref=ref, accepted=accepted)):
                values = [spoken(v) for v in self.framework.decisions[name].values if v in accepted]
                return f"{lowered(self.label_of(name))}{self.ref(ref)} is not {' or '.join(values)}"
            case ir.Not(item=item):
                return f"not: {self.cond(item, nested=True)}"
            case ir.All(items=items) | ir.AnyOf(items=items):
                joint = " and " if isinstance(cond, ir.All) else " or "
                text = joint.join(self.cond(item, nested=True) for item in items)
                return f"({text})" if nested and len(items) > 1 else text

    # Time

    def offset(self, offset: ir.Offset) -> str:
        """'9 months'."""
        return f"{offset.amount} {offset.unit if offset.amount != 1 else offset.unit[:-1]}"

    def anchor(self, anchor: ir.Anchor) -> str:
        """The day from which is counted."""
        match anchor:
            case ir.MomentAnchor(ref=ref, moment=moment):
                return f"'{moment}'{self.ref(ref)}"
            case ir.FactAnchor(fact=fact):
                return f"the start of '{lowered(self.label_of(fact))}'"
            case ir.DayAnchor(day=day):
                return day.isoformat()

    def point(self, point: ir.Point) -> str:
        """'9 months after 'published''."""
        return f"{self.offset(point.offset)} {_STEPS[point.relation]} {self.anchor(point.anchor)}"

    def window(self, window: ir.Window | None) -> str:
        """A window in words; empty for none."""
        match window:
            case None:
                return ""
            case ir.Window(earliest=None, latest=ir.Point() as latest):
                return f"by {self.point(latest)}"
            case ir.Window(earliest=ir.Point() as earliest, latest=None):
                return f"from {self.point(earliest)}"
            case ir.Window(earliest=ir.Point() as earliest, latest=ir.Point() as latest):
                return f"{self.offset(earliest.offset)} to {self.point(latest)}"
            case _:
                return ""

    def norm(self, rule: ir.Rule, norm: ir.Modality) -> str:
        """'Ofsted will normally hold monitoring inspection'."""
        return (
            f"{spoken(rule.actor).capitalize()} {modality(norm)} {spoken(rule.verb)} {lowered(self.label_of(rule.act))}"
        )
