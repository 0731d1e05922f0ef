"""Conditions, windows and norms in words, for pictures, tables and explanations."""

from __future__ import annotations

from . import ir

_STEPS = {ir.Relation.AFTER: "after", ir.Relation.BEFORE: "before", ir.Relation.COUNTING: "counting"}


def spoken(name: str) -> str:
    """A name without its underscores."""
    return name.replace("_", " ")


def lowered(label: str) -> str:
    """A label fit for the middle of a sentence: its first letter small, unless the word is an abbreviation."""
    return label if len(label) < 2 or label[1].isupper() else label[0].lower() + label[1:]


def bare(label: str) -> str:
    """A label fit to follow 'the': without an article of its own."""
    words = lowered(label)
    return next((words[len(each) :] for each in ("the ", "a ", "an ") if words.startswith(each)), words)


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


def counted(accepted: frozenset[str]) -> str:
    """A set of counts in words: 'at least 5', '0 to 2', '1 or 4'."""
    numbers = sorted(int(each) for each in accepted)
    if len(numbers) > 1 and numbers[-1] == ir.MAX_COUNT and numbers == list(range(numbers[0], ir.MAX_COUNT + 1)):
        return f"at least {numbers[0]}"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"at most {numbers[-1]}" if numbers[0] == 0 else f"{numbers[0]} to {numbers[-1]}"
    return " or ".join(str(each) for each in numbers) or "no number"


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
            case ir.Done() | ir.That():
                return ""
            case ir.Entry():
                return f" of {self.bound(ref)}"
            case ir.Pick(selector=selector, event=event, stretch=stretch, where=where):
                return f" of the {selector.value} {bare(self.label_of(event))}{self.among(stretch, where)}"

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
            case ir.ExistsTerm(event=event, stretch=stretch, where=where):
                return f"{lowered(self.label_of(event))}{self.among(stretch, where)}"
            case ir.CountTerm(event=event, stretch=stretch, where=where):
                return f"the number of events '{lowered(self.label_of(event))}'{self.among(stretch, where)}"
            case ir.KnownTerm(term=inner):
                return self.term(inner)
            case ir.PresumedTerm(cond=cond, answer=answer):
                return f"{self.cond(cond, nested=True)} (where that is not known: {answer})"
            case ir.PassedTerm(point=point):
                return self.point(point)
            case ir.PositionTerm(ref=ref, event=event, moment=moment, mark=mark):
                owner = self.ref(ref) or f" of the {bare(self.label_of(event))}"
                return f"the day '{moment}'{owner} against {self.point(mark)}"

    def among(self, stretch: ir.Stretch, where: ir.Cond | None) -> str:
        """The stretch of the history in which an event is looked for, and what it must pass; nothing for all of it."""
        words = ""
        for preposition, bound in (("since", stretch.since), ("before", stretch.before)):
            if bound is not None:
                words += f" {preposition} {self.bound(bound)}"
        return words if where is None else f"{words} with {self.cond(where, nested=True)}"

    def bound(self, bound: ir.Bound) -> str:
        """An end of a stretch of the history."""
        match bound:
            case ir.It():
                return "it"
            case ir.Done():
                return "the act"
            case ir.That():
                return "that"
            case ir.DayAnchor(day=day):
                return day.isoformat()
            case ir.Entry(lifecycle=lifecycle, state=name):
                label = self.framework.lifecycles[lifecycle].state(name).label
                return f"the event that led to '{lowered(titled(label, name))}'"
            case ir.Pick(selector=selector, event=event, stretch=stretch, where=where):
                return f"the {selector.value} {bare(self.label_of(event))}{self.among(stretch, where)}"

    def test(self, test: ir.Test) -> str:
        """A test, as short as it can be said."""
        term, accepted = test.term, test.accepted
        match term:
            case ir.ExistsTerm():
                return ("some " if accepted == {ir.YES} else "no ") + self.term(term)
            case ir.PassedTerm():
                return f"{self.term(term)} has passed"
            case ir.PositionTerm(ref=ref, event=event, moment=moment, mark=mark):
                owner = self.ref(ref) or f" of the {bare(self.label_of(event))}"
                sides = [side for side in ("on", "before", "after") if side in accepted]
                return f"'{moment}'{owner} is {' or '.join(sides)} {self.point(mark)}"
            case ir.CountTerm():
                return f"{self.term(term)} is {counted(accepted)}"
            case ir.KnownTerm():
                return f"{self.term(term)} is {'known' if accepted == {ir.YES} else 'not known'}"
            case _ if term.domain[:2] == (ir.YES, ir.NO):
                return self.term(term) if accepted == {ir.YES} else f"not: {self.term(term)}"
            case _:
                return f"{self.term(term)} is {self.values(term, accepted)}"

    def values(self, term: ir.Term, accepted: frozenset[str]) -> str:
        """The accepted values; a group by its name, a stretch of a scale by its end."""
        wanted = accepted - {ir.NOT_APPLICABLE, ir.ABSENT}
        if ir.NOT_APPLICABLE in term.domain and wanted == set(term.domain) - {ir.NOT_APPLICABLE, ir.ABSENT}:
            return "applicable" if ir.NOT_APPLICABLE not in accepted else "anything"
        if accepted == {ir.NOT_APPLICABLE}:
            return "not applicable"
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
        return f"{offset.amount} {spoken(offset.unit if offset.amount != 1 else offset.unit[:-1])}"

    def anchor(self, anchor: ir.Anchor) -> str:
        """The day from which is counted."""
        match anchor:
            case ir.MomentAnchor(ref=ref, moment=moment):
                return f"'{moment}'{self.ref(ref)}"
            case ir.FactAnchor(fact=fact):
                return f"the start of '{lowered(self.label_of(fact))}'"
            case ir.EntryAnchor(lifecycle=lifecycle, name=name):
                if name is None:
                    return f"the start of the present state of '{lowered(self.label_of(lifecycle))}'"
                label = self.framework.lifecycles[lifecycle].state(name).label
                return f"the start of '{lowered(titled(label, name))}'"
            case ir.DayAnchor(day=day):
                return day.isoformat()

    def point(self, point: ir.Point) -> str:
        """'9 months after 'published'', '12:30 on 2 days before 'started''."""
        base = self.anchor(point.anchor)
        if point.offset is not None and point.edge is not None:
            first = "beginning" if point.edge is ir.Edge.BEGINS else "end"
            period = f"{spoken(point.offset.unit)} {point.offset.amount}"
            base = f"the {first} of {period} {_STEPS[point.relation]} {base}"
        elif point.offset is not None:
            base = f"{self.offset(point.offset)} {_STEPS[point.relation]} {base}"
        if point.extension is not None:
            base += f", extended by {self.offset(point.extension)}"
        if point.beside:
            base = f"the day {'after' if point.beside > 0 else 'before'} {base}"
        return f"{point.clock} on {base}" if point.clock else base

    def window(self, window: ir.Window | None) -> str:
        """A window in words; empty for none."""
        match window:
            case None:
                return ""
            case ir.Window(earliest=None, latest=ir.Point() as latest):
                return f"by {self.point(latest)}"
            case ir.Window(earliest=ir.Point() as earliest, latest=None):
                return f"from {self.point(earliest)}"
            case ir.Window(
                earliest=ir.Point(edge=ir.Edge.BEGINS, offset=ir.Offset() as offset) as begins, latest=latest
            ):
                period = f"{spoken(offset.unit)} {offset.amount}"
                words = f"during {period} {_STEPS[begins.relation]} {self.anchor(begins.anchor)}"
                more = latest.extension if latest is not None else None
                return f"{words}, extended by {self.offset(more)}" if more is not None else words
            case ir.Window(earliest=ir.Point() as earliest, latest=ir.Point() as latest) if earliest == latest:
                return f"on {self.point(latest)}"
            case ir.Window(
                earliest=ir.Point(offset=ir.Offset() as offset, anchor=anchor), latest=ir.Point() as latest
            ) if anchor == latest.anchor:
                return f"{self.offset(offset)} to {self.point(latest)}"
            case ir.Window(earliest=ir.Point() as earliest, latest=ir.Point() as latest):
                return f"from {self.point(earliest)} to {self.point(latest)}"
            case _:
                return ""

    def norm(self, rule: ir.Rule, norm: ir.Modality) -> str:
        """'Ofsted will normally hold monitoring inspection'."""
        to = f" to {self.named(rule.addressee)}" if rule.addressee else ""
        return (
            f"{self.named(rule.actor, first=True)} {modality(norm)} {self.named(rule.verb)} "
            f"{lowered(self.label_of(rule.act))}{to}{self.performing(rule)}"
        )

    def named(self, name: str, first: bool = False) -> str:
        """Somebody who acts, or what they do, as `names` in framework.yaml has it; `first` in the sentence."""
        known = self.framework.manifest.names.get(name)
        if known is not None:
            return known[:1].upper() + known[1:] if first else known
        return spoken(name).capitalize() if first else spoken(name)

    def performing(self, rule: ir.Rule) -> str:
        """What an act must be like to count: ', with …'; nothing where any does."""
        return "" if rule.performing is None else f", with {self.cond(rule.performing)}"

    def repeat(self, repeat: ir.Repeat | None) -> str:
        """How often an act is done, in words; empty for no repetition."""
        if repeat is None:
            return ""
        match repeat.over:
            case ir.Within(window=window):
                ends = [end for end in (window.latest, window.earliest) if end is not None and end.offset is not None]
                over = f"within {self.point(ends[0])}"
            case ir.Rolling(offset=offset):
                over = f"within any {self.offset(offset)}"
            case ir.EachPeriod(period=period):
                over = f"each {spoken(period)}"
            case ir.EachStretch(offset=offset, anchor=anchor):
                over = f"each {self.offset(offset)} from {self.anchor(anchor)}"
        return f"{repeat.quantity.value} {repeat.number.value} {over}"

    def trigger(self, trigger: ir.Trigger) -> str:
        """What sets a transition off: 'graded inspection', 'lapse of …', 'at …'."""
        match trigger:
            case ir.OnEvent(event=event):
                return self.label_of(event)
            case ir.OnLapse(rule=rule):
                return f"lapse of {lowered(self.label_of(rule))}"
            case ir.AtTime(point=point):
                return f"at {self.point(point)}"
