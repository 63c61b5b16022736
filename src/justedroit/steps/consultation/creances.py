"""What a dossier owes, arranged to be read: where each euro is, where each créance stands, what comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from justedroit.core.base import Refusal
from justedroit.core.courriers import creances_text, informed, notice_from
from justedroit.core.creances import (
    INDEMNITE,
    ISSUES,
    Creance,
    Etat,
    Ligne,
    LignePrescrite,
    RetenueFixee,
    Situation,
    Suivi,
    small_debts,
)
from justedroit.core.recours import Instance, Recours, instances_of, recours_of
from justedroit.core.recouvrement import CALCULEE, RETENUE
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.records.interface import Records
from justedroit.steps.claims import Reclamation, read_claims
from justedroit.steps.consultation.courriers import Lettre, letters_of
from justedroit.steps.consultation.fil import Pas, thread_of
from justedroit.steps.consultation.francais import span_text
from justedroit.steps.consultation.instant import Absent, Instant, cut, opened_at
from justedroit.steps.consultation.jalons import Jalon, milestones
from justedroit.steps.consultation.phrases import born_on, day_lines, origin_lines
from justedroit.steps.consultation.poursuites import Poursuivie, pursuits
from justedroit.steps.consultation.suites import Suite, next_acts, whole_acts
from justedroit.steps.plan import PlanSuivi, read_plans

OPEN: Final = "open"
# Where nothing may be asked of the household, for now.
_WAITING: Final = frozenset(
    {Etat.DETECTEE, Etat.RECTIFICATION, Etat.CONTESTEE_SUSPENDUE, Etat.SURENDETTEMENT}
)
_ERASED: Final = "Effacée"
_LAST_DAY, _OF_THE_FUND = "dernier jour pour", "dernier jour pour recouvrer"
_LABELS: Final[Mapping[str, str]] = {**ISSUES, OPEN: "Reste dû"}


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part of what is claimed is.

    Attributes:
        code: field of `Ligne`, `open` for what is still owed.
        label: in French.
        cents: more than zero.
    """

    code: str
    label: str
    cents: int


@dataclass(frozen=True, slots=True)
class Mois:
    """A line of a créance: a month, or the indemnité.

    Attributes:
        ligne: as the ledger tells it.
        issues: the ways in which a part of the créance went, in their order.
    """

    ligne: Ligne
    issues: tuple[str, ...]

    @property
    def is_indemnite(self) -> bool:
        """Whether it is the indemnité de gestion, not a right."""
        return self.ligne.nature == INDEMNITE

    @property
    def cells(self) -> tuple[Part, ...]:
        """What went each way, zero included, so that every row has the same cells."""
        return tuple(Part(code, _LABELS[code], getattr(self.ligne, code)) for code in self.issues)


@dataclass(frozen=True, slots=True)
class Temps:
    """What time does to a month.

    Attributes:
        ligne: its prescription.
        open_cents: what is still owed of the month.
        day: of the reading.
        is_annulled: whether the whole month was annulled: no later act restarts what was never due.
    """

    ligne: LignePrescrite
    open_cents: int
    day: dt.date
    is_annulled: bool = False

    @property
    def state(self) -> str:
        """In French: `annule`, `prescrit`, `sans_objet`, `passe`, `court` are its cases."""
        if self.is_annulled:
            return "annule"
        if self.ligne.prescribed_cents:
            return "prescrit"
        if self.open_cents <= 0:
            return "sans_objet"
        return "passe" if self.ligne.recoverable_until < self.day else "court"


@dataclass(frozen=True, slots=True)
class Dette:
    """A créance, as a page shows it.

    Attributes:
        read: the créance, its life, where it stands.
        day: of the reading.
        small_cents: the threshold under which it may be given up; None: it is not a small debt.
        coming: the days that count from now on, in order.
    """

    read: Reclamation
    day: dt.date
    small_cents: int | None
    coming: tuple[Jalon, ...]

    @property
    def creance(self) -> Creance:
        """What is claimed, and what became of each euro."""
        return self.read.creance

    @property
    def suivi(self) -> Suivi:
        """What happened to it."""
        return self.read.suivi

    @property
    def number(self) -> int:
        """Its number in the dossier."""
        return self.creance.number

    @property
    def label(self) -> str:
        """The French name of its benefit."""
        return BENEFIT_LABELS[self.creance.benefit]

    @property
    def span(self) -> str:
        """The months it claims: `de janvier à avril 2025`, `pour avril 2025`."""
        months = [line.month for line in self.creance.lignes if line.nature != INDEMNITE]
        return span_text(min(months), max(months))

    @property
    def born_on(self) -> dt.date:
        """The day of its decision."""
        return born_on(self.creance)

    @property
    def claimed_cents(self) -> int:
        """What was claimed, all in all."""
        return self.creance.total("claimed")

    @property
    def open_cents(self) -> int:
        """What is still owed."""
        return self.creance.total()

    @property
    def restituted_cents(self) -> int:
        """What was given back after it was recovered."""
        return self.creance.total("restituted")

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.open_cents > 0

    @property
    def tone(self) -> str:
        """How much it presses: `du` nothing is owed, `attente` nothing may be asked, `indu`."""
        if not self.is_open:
            return "du"
        return "attente" if self.read.lecture.etat in _WAITING else "indu"

    @property
    def situation(self) -> Situation:
        """Where it stands."""
        return self.read.lecture.situation

    @property
    def state_label(self) -> str:
        """Its state in French; what a surendettement erased is owed no more, nor suspended."""
        erased = self.situation.etat is Etat.SURENDETTEMENT and not self.is_open
        return _ERASED if erased else self.situation.label

    @property
    def household(self) -> tuple[Jalon, ...]:
        """The last days on which the household may act: contest, have rectified, pay, oppose."""
        return tuple(
            one
            for one in self.coming
            if one.what.startswith(_LAST_DAY) and not one.what.startswith(_OF_THE_FUND)
        )

    @property
    def others(self) -> tuple[Situation, ...]:
        """What is true beside it."""
        return self.read.lecture.others

    @property
    def parts(self) -> tuple[Part, ...]:
        """Where each euro of it is; they add up to what is claimed."""
        return parts_of([self.creance])

    @property
    def withholdable_on(self) -> dt.date | None:
        """The first day on which it may be withheld; None: nothing tells one, see `refused`."""
        first = self.read.withholdable
        return None if isinstance(first, Refusal) else first

    @property
    def refused(self) -> Refusal | None:
        """Why it may not be withheld, and what to do about it."""
        first = self.read.withholdable
        return first if isinstance(first, Refusal) else None

    @property
    def next(self) -> Jalon | None:
        """The next day that counts."""
        return self.coming[0] if self.coming else None


@dataclass(frozen=True, slots=True)
class Dettes:
    """All that a dossier owes and has owed.

    Attributes:
        instant: the journals it is read from.
        every: the créances, by number.
        plans: of repayment, by number.
    """

    instant: Instant
    every: tuple[Dette, ...]
    plans: tuple[PlanSuivi, ...]

    @property
    def open(self) -> tuple[Dette, ...]:
        """Those that are still owed."""
        return tuple(one for one in self.every if one.is_open)

    @property
    def closed(self) -> tuple[Dette, ...]:
        """Those of which nothing is owed any more."""
        return tuple(one for one in self.every if not one.is_open)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Where each euro claimed of the dossier is."""
        return parts_of(one.creance for one in self.every)

    @property
    def claimed_cents(self) -> int:
        """What was claimed in all."""
        return sum(one.claimed_cents for one in self.every)

    @property
    def open_cents(self) -> int:
        """What is still owed in all."""
        return sum(one.open_cents for one in self.every)

    @property
    def transferred_cents(self) -> int:
        """What was passed to the département: the household owes it still, to another."""
        return sum(one.creance.total("transferred") for one in self.every)

    @property
    def ways(self) -> tuple[Part, ...]:
        """The ways in which something is owed no longer."""
        return tuple(part for part in self.parts if part.code != OPEN)

    @property
    def rows(self) -> tuple[tuple[Dette, tuple[Part, ...]], ...]:
        """Each créance with a cell for each of these ways, zero included."""
        return tuple((one, _cells(one.creance, self.ways)) for one in self.every)

    @property
    def running(self) -> PlanSuivi | None:
        """The plan under way."""
        return next((one for one in self.plans if one.plan.runs), None)

    @property
    def retenue(self) -> RetenueFixee | None:
        """The monthly withholding of the dossier, while something is owed; None: there is none."""
        told = self.open[0].suivi.retenue if self.open else None
        return told if told is not None and told.cents else None

    @property
    def withholdable_on(self) -> dt.date | None:
        """The first day on which one of them may be withheld; None: nothing tells one."""
        found = [one.withholdable_on for one in self.open if one.withholdable_on is not None]
        return min(found, default=None)

    @property
    def is_withholdable(self) -> bool:
        """Whether something may be withheld on the day of the reading."""
        return any(
            one.withholdable_on is not None and one.withholdable_on <= one.day for one in self.open
        )

    @property
    def is_by_scale(self) -> bool:
        """Whether that withholding was computed by the scale, not decided by a person."""
        return self.retenue is not None and self.retenue.statut == CALCULEE

    @property
    def withheld_for(self) -> str:
        """The debts for which that withholding is made, in French: a plan paid otherwise has its own."""
        plan = self.running.plan if self.running else None
        aside = set(plan.creances) if plan is not None and plan.moyen != RETENUE else set()
        left = [one.number for one in self.open if one.number not in aside]
        if len(left) == len(self.open):
            return "toutes les dettes"
        if not left:
            return "ce que l'échéancier ne rembourse pas : rien aujourd'hui"
        return f"{'la' if len(left) == 1 else 'les'} {creances_text(left)}, hors échéancier"

    @property
    def small(self) -> tuple[Dette, ...]:
        """The small debts: they may be given up."""
        return tuple(one for one in self.every if one.small_cents is not None)

    @property
    def pursuits(self) -> tuple[Poursuivie, ...]:
        """The forced recovery under way, and that of the past."""
        read = [one.read for one in self.every]
        cases = instances_of(self.instant.events).get(self.instant.dossier, [])
        return pursuits(read, self.instant.day, cases)

    @property
    def acts(self) -> tuple[Suite, ...]:
        """What can be done of all that is owed."""
        read = [one.read for one in self.every]
        return tuple(whole_acts(read, self.instant.day, small=bool(self.small)))

    @property
    def next(self) -> tuple[Jalon, Dette] | None:
        """The next day that counts, and the créance for which it does."""
        coming = [(one.next, one) for one in self.every if one.next is not None]
        return min(coming, key=lambda pair: (pair[0].on, pair[0].is_of_time), default=None)


@dataclass(frozen=True, slots=True)
class Detail:
    """One créance, whole.

    Attributes:
        dette: what is claimed, where it stands.
        months: its lines, by month, the indemnité last.
        times: what time does to each month.
        acts: what can be done next.
        letters: that are about it, the last first.
        appeals: that are about it.
        cases: in court, that are about it.
        thread: what happened, in order of days.
        plans: that repay it.
        pursuits: the forced recovery that is about it.
    """

    dette: Dette
    months: tuple[Mois, ...]
    times: tuple[Temps, ...]
    acts: tuple[Suite, ...]
    letters: tuple[Lettre, ...]
    appeals: tuple[Recours, ...]
    cases: tuple[Instance, ...]
    thread: tuple[Pas, ...]
    plans: tuple[PlanSuivi, ...]
    pursuits: tuple[Poursuivie, ...]

    @property
    def origin(self) -> list[str]:
        """Where the error comes from, in sentences."""
        return list(origin_lines(self.dette.read))

    @property
    def days(self) -> list[str]:
        """What happened to it, and when it may be withheld; forced recovery is told apart."""
        return list(day_lines(self.dette.read, forced=False))


def consult_debts(records: Records, dossier: int, at: dt.datetime, now: dt.datetime) -> Dettes:
    """Return what a dossier owes and has owed, as it was known at an instant.

    Args:
        records: the journals, read three times.
        dossier: number.
        at: instant of knowledge, UTC.
        now: instant of the reading, UTC.

    Raises:
        UnknownDossier: no such dossier.
        TooEarly: nothing was known of it yet; the message gives the first day.
        TooLate: the instant has not come.
    """
    return _debts(cut(records, dossier, at, now))


def consult_debt(
    records: Records, dossier: int, number: int, at: dt.datetime, now: dt.datetime
) -> Detail:
    """Return one créance of a dossier, whole. Arguments and refusals: see `consult_debts`.

    Raises:
        Absent: the dossier has no créance of this number.
    """
    every = _debts(cut(records, dossier, at, now))
    if not 0 < number <= len(every.every):
        raise Absent(_no_debt(dossier, number, len(every.every)))
    return _detail(every, every.every[number - 1])


def parts_of(claims: Iterable[Creance]) -> tuple[Part, ...]:
    """Return where each euro of some créances is, what is still owed last; they add up."""
    some = list(claims)
    sums = {code: sum(claim.total(code) for claim in some) for code in _LABELS}
    return tuple(Part(code, _LABELS[code], cents) for code, cents in sums.items() if cents)


def _debts(instant: Instant) -> Dettes:
    found, day = opened_at(instant), instant.day
    claims = read_claims(found, instant.told, day)
    appeals = recours_of(instant.events).get(instant.dossier, [])
    cases = instances_of(instant.events).get(instant.dossier, [])
    small = small_debts([c.creance for c in claims], [c.suivi for c in claims], day)
    limits = {one.creance.number: one.threshold_cents for one in small}
    told = informed(instant.events).values()
    known = appeals, cases, notice_from(max(told)) if told else None
    every = tuple(
        Dette(one, day, limits.get(one.creance.number), milestones(one, day, *known))
        for one in claims
    )
    return Dettes(instant, every, tuple(read_plans(found, day)))


def _detail(every: Dettes, dette: Dette) -> Detail:
    events, number = every.instant.events, dette.number
    left = {line.month: line.open for line in dette.creance.lignes if line.nature != INDEMNITE}
    gone = {line.month for line in dette.creance.lignes if _is_annulled(line)}
    appeals = recours_of(events).get(every.instant.dossier, [])
    cases = instances_of(events).get(every.instant.dossier, [])
    thread = thread_of(every.instant, number)
    issues = tuple(part.code for part in dette.parts if part.code != OPEN)
    return Detail(
        dette,
        tuple(Mois(line, issues) for line in dette.creance.lignes),
        tuple(
            Temps(one, left[one.month], dette.day, one.month in gone)
            for one in dette.read.prescription
        ),
        tuple(next_acts(dette.read, dette.day)),
        letters_of(every.instant, thread, dette.suivi),
        tuple(one for one in appeals if one.number in dette.suivi.recours),
        tuple(one for one in cases if one.number in dette.suivi.instances),
        thread,
        tuple(one for one in every.plans if number in one.plan.creances),
        tuple(one for one in every.pursuits if number in one.creances),
    )


def _is_annulled(line: Ligne) -> bool:
    """Return whether nothing of a line was ever due: all of it was annulled, or undone."""
    return line.claimed > 0 and line.undone + line.annulled + line.returned >= line.claimed


def _cells(claim: Creance, ways: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(Part(way.code, way.label, claim.total(way.code)) for way in ways)


def _no_debt(dossier: int, number: int, count: int) -> str:
    if not count:
        return f"Le dossier {dossier} n'a aucune créance : il ne doit rien, et n'a jamais rien dû."
    known = "une seule, la 1" if count == 1 else f"{count}, de 1 à {count}"
    return f"Le dossier {dossier} n'a pas de créance {number} : il en a {known}."
