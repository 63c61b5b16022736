"""Appeals, cases in court, complaints and médiations of a dossier, arranged to be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from justedroit.core.recours import (
    Mediation,
    Reclamation,
    mediations_of,
    reclamations_of,
)
from justedroit.records.interface import Records
from justedroit.steps.consultation.appels import Appel, FicheLue, appeals_at, sheet_at
from justedroit.steps.consultation.fil import Pas, thread_of_appeal
from justedroit.steps.consultation.instances import Proces, cases_at
from justedroit.steps.consultation.instant import Absent, Instant, cut
from justedroit.steps.consultation.phrases_recours import (
    complaint_lines,
    mediation_lines,
)
from justedroit.steps.consultation.suites import Suite
from justedroit.steps.consultation.suites_plaintes import acts_of_complaint, acts_of_mediation


@dataclass(frozen=True, slots=True)
class AppelSuivi:
    """One appeal, with all that is around it.

    Attributes:
        instant: the journals it is read from.
        appel: the appeal.
        cases: in court, about it, the last first.
        fiche: of the commission; None where it is decided and none was kept.
        thread: what happened around it, in order of days.
    """

    instant: Instant
    appel: Appel
    cases: tuple[Proces, ...]
    fiche: FicheLue | None
    thread: tuple[Pas, ...]


@dataclass(frozen=True, slots=True)
class Plainte:
    """A complaint, as a page shows it."""

    reclamation: Reclamation
    day: dt.date

    @property
    def head(self) -> str:
        """What it is about and where it stands, in a sentence."""
        return next(complaint_lines(self.reclamation, self.day))

    @property
    def lines(self) -> list[str]:
        """What is said, the term, the answer, in sentences."""
        return list(complaint_lines(self.reclamation, self.day))[1:]

    @property
    def standing(self) -> str:
        """Where it stands, in a word or two."""
        one = self.reclamation
        if not one.is_open:
            return "Devenue recours" if one.appeals else "Traitée"
        return "Hors délai" if one.late(self.day) else "En cours"

    @property
    def acts(self) -> list[Suite]:
        """What can be done next."""
        return list(acts_of_complaint(self.reclamation, self.day))


@dataclass(frozen=True, slots=True)
class Saisine:
    """A médiation, as a page shows it."""

    mediation: Mediation

    @property
    def head(self) -> str:
        """Who asks, and why, in a sentence."""
        return next(mediation_lines(self.mediation))

    @property
    def lines(self) -> list[str]:
        """What is asked, what it suspends, what came of it, in sentences."""
        return list(mediation_lines(self.mediation))[1:]

    @property
    def acts(self) -> list[Suite]:
        """What can be done next."""
        return list(acts_of_mediation(self.mediation))


@dataclass(frozen=True, slots=True)
class Contentieux:
    """All that a household has contested or asked, in a dossier.

    Attributes:
        instant: the journals it is read from.
        appeals: contestations and remises, the last first.
        cases: in court, the last first.
        complaints: the last first.
        mediations: the last first.
    """

    instant: Instant
    appeals: tuple[Appel, ...]
    cases: tuple[Proces, ...]
    complaints: tuple[Plainte, ...]
    mediations: tuple[Saisine, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever contested or asked."""
        return not (self.appeals or self.cases or self.complaints or self.mediations)


def consult_appeals(
    records: Records, dossier: int, at: dt.datetime, now: dt.datetime
) -> Contentieux:
    """Return what a household has contested or asked, as it was known at an instant.

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
    instant = cut(records, dossier, at, now)
    day, events = instant.day, instant.events
    return Contentieux(
        instant,
        tuple(reversed(appeals_at(instant))),
        tuple(reversed(cases_at(instant))),
        tuple(Plainte(one, day) for one in reversed(reclamations_of(events).get(dossier, []))),
        tuple(Saisine(one) for one in reversed(mediations_of(events).get(dossier, []))),
    )


def consult_appeal(
    records: Records, key: tuple[int, int], at: dt.datetime, now: dt.datetime
) -> AppelSuivi:
    """Return one appeal, as it was known at an instant. See `consult_appeals` for the refusals.

    Args:
        records: the journals, read three times.
        key: dossier and number of the appeal.
        at: instant of knowledge, UTC.
        now: instant of the reading, UTC.

    Raises:
        Absent: the dossier has no appeal of this number.
    """
    dossier, number = key
    instant = cut(records, dossier, at, now)
    every = {one.recours.number: one for one in appeals_at(instant)}
    if number not in every:
        known = ", ".join(map(str, every))
        told = f"Ses recours : {known}." if every else "Il n'en a aucun."
        raise Absent(f"Le dossier {dossier} n'a pas de recours {number}. {told}")
    appel = every[number]
    cases = reversed(cases_at(instant))
    return AppelSuivi(
        instant,
        appel,
        tuple(one for one in cases if one.instance.recours == number),
        sheet_at(instant, appel.recours),
        thread_of_appeal(instant, number),
    )
