"""One case under a chain of frameworks, each while it was in force (semantics 27)."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..dsl import ir
from . import fold
from .binding import Asked
from .carried_duties import ended, idle, restarted, stands
from .chain import Chain, Era, Mode
from .course import Course
from .deeming import NOTHING_YET, counting, ways
from .evaluate import readings_read
from .evaluation import Evaluation
from .history import MAX_ORDERS, Case, Dated, History, ordered
from .instances import taken_over
from .merge import merged
from .outcome import Finding, Missing, NormAnswer, Outcome, Possible, Span, StateAnswer, TurnsOn, changes
from .passage import Gap, Neighbours, Passage
from .phrases import Phrases
from .record import amendments, recorded
from .reign import Reign
from .settings import Settings, defaults
from .valuation import Known, Ruler

_DAY = dt.timedelta(days=1)
_RESTARTS = ir.Fate.RESTARTS


def evaluate_in_force(
    chain: Chain,
    case: Case,
    as_of: dt.date,
    settings: Settings | None = None,
    *,
    known_by: dt.date | None = None,
    turns: bool = True,
) -> Outcome:
    """The answer under the framework in force on the day, what lies before having been read under those before it.

    `settings` are those of the framework asked for, the last of the chain; the others take its readings where they have
    the same. `turns`: also on which readings of any of them the answer turns.
    """
    taken, by = _settings(chain, settings or defaults(chain.eras[-1].compiled.framework)), known_by or as_of
    record = recorded(case, chain.words, as_of, by)
    outcome = _outcome(chain, record.case, as_of, taken)
    told = amendments(case, chain.words, record, outcome, lambda each: _outcome(chain, each, as_of, taken))
    outcome = replace(outcome, known_by=by, findings=(*outcome.findings, *record.findings, *told))
    if not turns:
        return outcome
    found: list[TurnsOn] = []
    read = {name for era in chain.begun(as_of) for name in readings_read(era.compiled, record.case)}
    for name, reading in _readings(chain.begun(as_of)):
        for other in reading.names if name in read else ():
            if other != taken.reading(name):
                changed = changes(outcome, _outcome(chain, record.case, as_of, taken.with_reading(name, other)))
                if changed:
                    under = next(e.full_id for e in reversed(chain.eras) if name in e.compiled.framework.readings)
                    own = under == outcome.framework.manifest.full_id
                    found.append(TurnsOn(name, taken.reading(name), other, changed, "" if own else under))
    return replace(outcome, turns_on=tuple(found))


def works(
    chain: Chain, case: Case, as_of: dt.date, settings: Settings, known_by: dt.date | None = None
) -> tuple[Works, ...]:
    """The work on each history that a case allows; the first has its events in the canonical order, and each as no more
    than it surely counts."""
    taken = _settings(chain, settings)
    known = recorded(case, chain.words, as_of, known_by or as_of).case
    return tuple(Works(chain, known, each, taken) for each in _histories(chain, known, as_of, taken))


def _outcome(chain: Chain, case: Case, as_of: dt.date, settings: Settings) -> Outcome:
    found = _histories(chain, case, as_of, settings)
    return merged([Works(chain, case, each, settings).outcome(as_of) for each in found], found)


def _histories(chain: Chain, case: Case, as_of: dt.date, settings: Settings) -> tuple[History, ...]:
    """The histories that a case allows. What an event counts as, the framework says that is in force on its day."""
    known = {
        era.full_id: Known(era.compiled.framework, case, NOTHING_YET, _own(settings, era), as_of, era.compiled.filters)
        for era in chain.eras
    }

    def counted(event: Dated) -> tuple[Dated, ...]:
        era = chain.on(event.day)
        return (event,) if era is None else tuple(ways(era.compiled, known[era.full_id], event))

    orders = ordered(case, chain.effective_day, as_of)
    found = [each for order in orders for each in counting([counted(event) for event in order.past], order)]
    return tuple(found[:MAX_ORDERS])


def _readings(eras: tuple[Era, ...]) -> Iterator[tuple[str, ir.Reading]]:
    """The readings of some frameworks; of those with one name the latest framework's."""
    found: dict[str, ir.Reading] = {}
    for era in reversed(eras):
        for name, reading in era.compiled.framework.readings.items():
            found.setdefault(name, reading)
    yield from found.items()


def _settings(chain: Chain, asked: Settings) -> Settings:
    """The readings taken of all frameworks of a chain."""
    readings = {name: reading.default for name, reading in _readings(chain.eras)} | dict(asked.readings)
    return Settings(tuple(readings.items()), asked.parameters)


def _own(settings: Settings, era: Era) -> Settings:
    """The settings as one framework has them."""
    own = defaults(era.compiled.framework)
    for name, reading in era.compiled.framework.readings.items():
        if settings.reading(name) in reading.names:
            own = own.with_reading(name, settings.reading(name))
    return own


@dataclass(slots=True)
class Works:
    """The work on one history of a case under every framework of a chain."""

    chain: Chain
    case: Case
    history: History
    settings: Settings
    _at: dict[dt.date, tuple[Evaluation, ...]] = field(default_factory=dict)

    def at(self, as_of: dt.date) -> tuple[Evaluation, ...]:
        """The work under each framework that had come into force by a day, as of that day."""
        if as_of not in self._at:
            self._at[as_of] = self._taken_up(as_of)
        return self._at[as_of]

    def _taken_up(self, as_of: dt.date) -> tuple[Evaluation, ...]:
        eras = self.chain.begun(as_of)
        history = replace(self.history, past=tuple(each for each in self.history.past if each.day <= as_of))
        phrases: dict[str, Phrases] = {}
        neighbours = [Neighbours() for _ in eras]
        found: list[Evaluation] = []

        def earlier(place: int, rule: str) -> Ruler | None:
            """The rule of that name under the nearest framework before, whose duties run on until this one."""
            own = eras[place].compiled.rules.get(rule)
            while place and fate(eras[place], rule) is ir.Fate.CONTINUES:
                place -= 1
                group = eras[place].compiled.rules.get(rule)
                if group is not None:
                    return Ruler(found[place].known, group) if own is None or alike(own.rule, group.rule) else None
            return None

        for place, era in enumerate(eras):
            following = eras[place + 1].compiled.rules if place + 1 < len(eras) else {}
            framework = era.compiled.framework
            reign = Reign(
                era.begins,
                sum(1 for each in history.past if each.day < era.begins),
                era.ends,
                None if era.ends is None else sum(1 for each in history.past if each.day <= era.ends),
                frozenset(name for name in era.compiled.rules if earlier(place, name) is not None),
                frozenset(
                    name
                    for name, group in era.compiled.rules.items()
                    if name in following and alike(group.rule, following[name].rule)
                ),
            )
            departures = tuple(each for each in self.case.departures if each.rule in era.compiled.rules)
            known = Known(
                framework,
                replace(self.case, departures=departures),
                history,
                _own(self.settings, era),
                as_of,
                era.compiled.filters,
                reign=reign,
                earlier=functools.partial(earlier, place),
            )
            phrases[era.full_id] = Phrases(framework, phrases)
            course = Course.of(era.compiled, known, neighbours[place])
            found.append(Evaluation.along(course, phrases[era.full_id]))
        courses = [None, *(each.course for each in found), None]
        for place, (older, newer) in enumerate(itertools.pairwise(courses)):
            passage = Passage.between(older, newer, self._gap(place))
            if place:
                neighbours[place - 1].going = passage
            if newer is not None:
                neighbours[place].coming = passage
        return tuple(found)

    def _gap(self, place: int) -> Gap | None:
        """The span before the framework at a place of the chain for which none is loaded."""
        eras = self.chain.eras
        ends = eras[place - 1].ends if place else None
        until = eras[place].begins - _DAY if place < len(eras) else None
        if place and ends is None:
            return None
        since = None if ends is None else ends + _DAY
        return None if since is not None and until is not None and since > until else Gap(since, until)

    # Answers

    def outcome(self, as_of: dt.date) -> Outcome:
        """All answers."""
        works, era = self.at(as_of), self.chain.on(as_of)
        if not works:
            return self._before_all(as_of)
        current = works[-1]
        states = tuple(self.state(current, name) for name in current.compiled.framework.lifecycles)
        norms = self.norms(as_of)
        if era is None:
            current.note_events()
            current.note_aside()
            outcome = replace(current.bare(), states=states, norms=norms, in_force=False)
        else:
            outcome = replace(current.outcome(), states=states, norms=norms)
        missing: dict[str, Missing] = {}
        findings: list[Finding] = []
        for each in works:
            missing |= {found.name: found for found in each.wanted.missing()}
            if each is not current:
                each.note_events()
            findings += each.findings
        return replace(
            outcome,
            missing=tuple(missing.values()),
            findings=tuple(dict.fromkeys((*findings, *self._unread(current)))),
            mode=Mode.IN_FORCE,
            spans=self.spans(as_of),
        )

    def spans(self, as_of: dt.date) -> tuple[Span, ...]:
        """The frameworks in force up to a day, and the spans between them for which none is loaded."""
        found: list[Span] = []
        eras = self.chain.begun(as_of)
        for place in range(len(eras) + 1):
            gap = self._gap(place)
            if gap is not None and (gap.since is None or gap.since <= as_of):
                found.append(Span(None, gap.since, gap.until))
            if place < len(eras):
                found.append(Span(eras[place].compiled.framework, eras[place].begins, eras[place].ends))
        return tuple(found)

    def _before_all(self, as_of: dt.date) -> Outcome:
        """The answer for a day on which not even the first framework was in force."""
        first = self.chain.eras[0]
        reason = str(self._gap(0))
        framework = first.compiled.framework
        states = tuple(
            StateAnswer(name, None, tuple(Possible(leaf, ((reason,),)) for leaf in each.leaves), None, None)
            for name, each in framework.lifecycles.items()
        )
        known = Known(framework, self.case, self.history, _own(self.settings, first), as_of, first.compiled.filters)
        bare = Evaluation.along(Course.of(first.compiled, known), Phrases(framework)).bare()
        return replace(bare, states=states, in_force=False, mode=Mode.IN_FORCE, spans=self.spans(as_of))

    def state(self, work: Evaluation, name: str) -> StateAnswer:
        """Where a lifecycle stands; where nothing has moved it since, what carried it there is cited."""
        outside = work.course.outside
        if outside is not None and self.chain.on(work.known.as_of) is None:
            return work.standing(name, outside.after(name, work.known.at_as_of()))
        answer = work.state(name)
        succession, reign = work.compiled.framework.succession, work.known.reign
        worlds = work.course.worlds(name, work.known.at_as_of())
        if succession is None or reign.begins is None or any(_moved(world, reign, reign.begins) for world in worlds):
            return answer
        lineages = [work.compiled.framework.lifecycles[name].lineage(world.state) for world in worlds]
        lines = [
            each.citation
            for each in succession.states
            if each.lifecycle == name and any(each.target in lineage for lineage in lineages)
        ]
        if not lines:
            return answer
        paragraphs = tuple(dict.fromkeys(p for each in lines for p in each.paragraphs))
        return replace(answer, citation=ir.Citation(paragraphs, lines[0].span))

    def norms(self, as_of: dt.date) -> tuple[NormAnswer, ...]:
        """The norms of the framework in force on a day, and what has become of those before it."""
        works = self.at(as_of)
        eras = self.chain.begun(as_of)
        if not works:
            return ()
        current = eras[-1]
        if current.ends is not None and as_of > current.ends:
            reason = f"what became of it is not known: {self._gap(len(eras))}"
            return tuple(stands(each, reason) for each in self.norms(current.ends))
        found = [norm for group in current.compiled.rules.values() for norm in works[-1].norm(group)]
        if len(eras) < 2:
            return tuple(found)
        before = eras[-2]
        assert before.ends is not None, "another framework came after it"
        rules: dict[tuple[str, str], list[NormAnswer]] = {}
        for each in self.norms(before.ends):
            rules.setdefault((each.under or before.full_id, each.name), []).append(each)
        for (under, name), answers in rules.items():
            place = next(number for number, era in enumerate(eras) if era.full_id == under)
            found += [replace(each, under=under) for each in self._after(works, place, name, answers, current)]
        return tuple(found)

    def _after(
        self, works: tuple[Evaluation, ...], place: int, name: str, answers: list[NormAnswer], current: Era
    ) -> list[NormAnswer]:
        """What has become of the norms of an earlier rule, as they stood before the present framework began."""
        if answers[0].ended:
            return answers
        work, eras = works[place], self.chain.begun(works[-1].known.as_of)
        group, reign = work.compiled.rules[name], work.known.reign
        trigger = group.rule.trigger
        said = fate(current, name)
        anew = max((each for each in range(place + 1, len(eras)) if fate(eras[each], name) is _RESTARTS), default=None)
        if said is ir.Fate.CONTINUES and anew is None:
            gone = trigger is None and taken_over(Ruler(work.known, group), work.known.at_as_of())
            return [] if gone else list(work.norm(group))
        later = [] if reign.end is None else work.known.history.past[reign.end :]
        if trigger is not None and not group.rule.each and any(trigger in each.kinds for each in later):
            return []  # a later event has taken the place of the one that gave rise to it
        if said in (ir.Fate.CONTINUES, ir.Fate.RESTARTS) and anew is not None:
            new = works[anew].compiled.rules.get(name)
            text = works[anew] if new is not None and alike(new.rule, group.rule) else work
            eve = eras[anew - 1].ends
            assert reign.ends is not None and eve is not None, "another framework came after it"
            under = "" if anew - 1 == place else eras[place].full_id
            before = [each for each in self.norms(eve) if (each.name, each.under) == (name, under)]
            instances = work.ruling.instances_at(group, Asked(reign.ends, reign.end or 0))
            return list(restarted(text, name, instances, before, eras[anew].begins))
        full_id = current.full_id
        reason = f"{full_id} does not carry it over" if said is None else f"it ended when {full_id} came into force"
        return [ended(each, reason) for each in answers if not idle(each)]

    def _unread(self, current: Evaluation) -> Iterator[Finding]:
        """Events that no framework read on the day on which they took effect."""
        for event in current.known.history.past:
            era = self.chain.on(event.day)
            if era is None:
                words = (
                    f"{current.phrases.occurrence(event.occurrence)} moves nothing: no framework is loaded for its day"
                )
                yield Finding(event.occurrence.event, words)
            elif event.occurrence.event not in era.events:
                words = f"{current.phrases.occurrence(event.occurrence)} moves nothing on its day: "
                yield Finding(event.occurrence.event, f"{words}{era.full_id}, then in force, has no such event")


def fate(era: Era, rule: str) -> ir.Fate | None:
    """What a framework says becomes of the duties under a rule of the framework before; None: nothing."""
    succession = era.compiled.framework.succession
    return next((each.fate for each in succession.rules if each.rule == rule), None) if succession else None


def alike(rule: ir.Rule, other: ir.Rule) -> bool:
    """Whether two rules of one name are about the same: raised by the same event, met by the same act."""
    return (rule.trigger, rule.each, rule.act) == (other.trigger, other.each, other.act)


def _moved(world: fold.World, reign: Reign, begins: dt.date) -> bool:
    """Whether a lifecycle has been moved since a framework came into force; perhaps, where it is not known when."""
    match world.since:
        case None:
            return not any(isinstance(hanging, fold.Unsaid) for hanging, _ in world.conditions)
        case dt.date():
            return world.since > begins
        case place:
            return place >= reign.first
