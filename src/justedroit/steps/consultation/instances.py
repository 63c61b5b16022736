"""Cases in court, arranged to be read: what is judged, by whom and why, what moved, what comes next."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyarrow.compute as pc

from justedroit.core.base import day_text, euros, month_text
from justedroit.core.creances import ISSUES, Creance, creances
from justedroit.core.recours import (
    ETATS_INSTANCE,
    INSTANCES,
    JUGES,
    OBJETS,
    PARTIES,
    PREUVES_JUGEMENT,
    SENS,
    SENS_JUGEMENT,
    Evenement,
    Instance,
    Jugement,
    Juridiction,
    Recours,
    devant,
    given_back,
    instances_of,
    mediations_of,
    reclamations_of,
    recours_of,
)
from justedroit.core.registre import BENEFIT_LABELS, TRANSFERS
from justedroit.steps.consultation.courriers import Lettre, letters_at
from justedroit.steps.consultation.instant import Instant
from justedroit.steps.consultation.jugements import route_of
from justedroit.steps.consultation.phrases_recours import instance_lines, who_text
from justedroit.steps.consultation.suites import Suite
from justedroit.steps.consultation.suites_instances import acts_of_case

SEIZED: Final = "instance.saisie"
_SEIZES: Final = (SEIZED, "instance.appelee")


@dataclass(frozen=True, slots=True)
class Enjeu:
    """What a case comes to, of one créance.

    Attributes:
        number: of the créance.
        benefit: as OpenFisca spells it.
        claimed: in cents.
        gone: annulled, or remitted, by the judgments of this case, in cents.
        restituted: of it, given back to the household, in cents.
        open: still owed, in cents.
        others: (way, cents): how the rest went, in French; the row adds up with it.
    """

    number: int
    benefit: str
    claimed: int
    gone: int
    restituted: int
    open: int
    others: tuple[tuple[str, int], ...] = ()

    @property
    def elsewhere(self) -> int:
        """What is owed no longer, for another reason than this case, in cents."""
        return self.claimed - self.gone - self.open


@dataclass(frozen=True, slots=True)
class Maillon:
    """What came before a case, on the same decision.

    Attributes:
        kind: `reclamation`, `mediation` or `recours`.
        number: in the dossier.
        le: day.
        name: in French.
    """

    kind: str
    number: int
    le: dt.date
    name: str


@dataclass(frozen=True)
class Proces:
    """A case in court, as a page shows it.

    Attributes:
        instance: as its events tell it.
        day: of the reading.
        appeal: the prior appeal whose decision is judged; None where there was none.
        stakes: by créance.
        letters: that tell what it gives back, or undoes, the last first.
        before: what came before it, in order of days.
        route: why it is before this judge; None where the table does not say.
    """

    instance: Instance
    day: dt.date
    appeal: Recours | None
    stakes: tuple[Enjeu, ...]
    letters: tuple[Lettre, ...]
    before: tuple[Maillon, ...]
    route: Juridiction | None

    @property
    def head(self) -> str:
        """The judge, and what is judged, in a sentence."""
        return next(instance_lines(self.instance, self.day))

    @property
    def name(self) -> str:
        """The judge, and the object, in a few words."""
        one = self.instance
        return f"Instance {one.number} : {JUGES[one.tribunal]}, {OBJETS[one.objet]}"

    @property
    def lines(self) -> list[str]:
        """Where it stands, its days, its judgments, in sentences."""
        return list(instance_lines(self.instance, self.day))[1:]

    @property
    def etat(self) -> str:
        """Where it stands, in French."""
        return ETATS_INSTANCE[self.instance.etat_at(self.day)]

    @property
    def acts(self) -> list[Suite]:
        """What can be done next."""
        return list(acts_of_case(self.instance, self.day))

    @property
    def is_pending(self) -> bool:
        """Whether a judge is still to decide, or may be seized again."""
        return self.instance.etat_at(self.day) != "definitive"

    @property
    def asked(self) -> str:
        """What is asked of the judge, in the words of who recorded it."""
        return str(self.instance.history[0].told.get("motif", ""))

    @property
    def judged_decision(self) -> str:
        """What the prior appeal had decided, in French; empty where none was, or silence rejected it."""
        if self.appeal is None:
            return ""
        told = self.appeal.decision
        if told is None:
            gone = self.appeal.rejected_on
            return f"rejeté par le silence le {day_text(gone)}" if gone else ""
        return f"{SENS[told.sens]}, le {day_text(told.le)}"

    @property
    def why(self) -> str:
        """Why it is before its first judge: what is judged, of which benefits."""
        one = self.instance
        some = ", ".join(BENEFIT_LABELS[benefit] for benefit in one.prestations)
        judge = self.route.tribunal if self.route is not None else one.tribunal
        return f"{devant(judge)} juge {OBJETS[one.objet]} : {some}"

    @property
    def ahead(self) -> str:
        """What is waited for, with its day, in a sentence; empty where nothing is."""
        one, delay = self.instance, self.instance.appeal()
        if one.is_pending and one.hearing_on and one.hearing_on >= self.day:
            return f"Audience le {day_text(one.hearing_on)}."
        if one.is_pending:
            return "Jugement attendu." if one.hearing_on else "Audience à fixer par le greffe."
        if one.stage == "jugee":
            return "Jugement à notifier : le délai d'appel ou de pourvoi ne court pas encore."
        if delay is None or delay.passed(self.day):
            return ""
        above = devant(one.next_judge() or "")
        return f"Se conteste devant {above} jusqu'au {day_text(delay.until)} ({delay.article})."

    @property
    def waits(self) -> str:
        """Whether recovery waits for it, in a sentence; empty where it judges no créance."""
        one = self.instance
        if not one.creances:
            return ""
        if one.is_pending and one.suspends:
            since = next(e.day() for e in reversed(one.history) if e.tag in _SEIZES)
            return f"Suspendu depuis le {day_text(since)}, jusqu'au jugement."
        if one.suspends and one.jugement is not None:
            return f"La suspension a pris fin avec le jugement, le {day_text(one.jugement.le)}."
        return "Rien n'est suspendu par cette instance."

    @property
    def jugements(self) -> list[tuple[Jugement, str, str, int, str, str]]:
        """Each judgment: its judge, its direction, the cents and months it annuls, the proof of notice."""
        return [
            (
                made,
                JUGES[made.tribunal],
                SENS_JUGEMENT[made.sens],
                sum(made.annulations.values()),
                ", ".join(map(month_text, made.mois)),
                PREUVES_JUGEMENT.get(made.preuve, ""),
            )
            for made in self.instance.jugements
        ]

    @property
    def history(self) -> list[tuple[dt.date, str, str]]:
        """Each event: its day, what happened, who recorded it."""
        return [
            (one.day(), _event_text(one), who_text(one.author)) for one in self.instance.history
        ]

    @cached_property
    def total(self) -> Enjeu:
        """All its créances together."""
        sums = [
            sum(getattr(one, name) for one in self.stakes)
            for name in ("claimed", "gone", "restituted", "open")
        ]
        return Enjeu(0, "", *sums)


def _event_text(event: Evenement) -> str:
    """Return what happened to a case, in a line."""
    told = event.told
    if event.tag == SEIZED:
        return f"Saisie : {JUGES[told['tribunal']]}"
    if event.tag == "instance.jugee":
        cents = sum(told["annulations"].values())
        gone = f", {euros(cents)} annulés" if cents else ""
        return f"Jugement : {SENS_JUGEMENT[told['sens']]}{gone}"
    if event.tag == "instance.appelee":
        late = "".join(f", {reserve}" for reserve in told.get("reserves", ()))
        return f"Appel ou pourvoi par {PARTIES[told['par']]} : {JUGES[told['tribunal']]}{late}"
    return INSTANCES[event.tag]


def cases_at(instant: Instant) -> tuple[Proces, ...]:
    """Return the cases in court of a dossier, as they were known at an instant, by number."""
    found = instances_of(instant.events).get(instant.dossier, [])
    if not found:
        return ()
    claims = creances(instant.transfers).get(instant.dossier, [])
    appeals = {one.number: one for one in recours_of(instant.events).get(instant.dossier, [])}
    letters = letters_at(instant)
    return tuple(
        Proces(
            one,
            instant.day,
            appeals.get(one.recours or 0),
            _stakes(instant, one, claims),
            _letters(instant, one.cause, letters),
            _before(instant, one, appeals.values()),
            route_of(one, claims),
        )
        for one in found
    )


def _stakes(instant: Instant, one: Instance, claims: Iterable[Creance]) -> tuple[Enjeu, ...]:
    back = given_back(TRANSFERS.empty_table(), instant.transfers)
    mine = [part for part in back if part.cause == one.cause]
    return tuple(
        Enjeu(
            claim.number,
            claim.benefit,
            claim.total("claimed"),
            one.annulled.get(claim.number, 0),
            sum(part.cents for part in mine if part.creance == claim.number),
            claim.total(),
            _others(claim, one),
        )
        for claim in claims
        if claim.number in one.creances
    )


def _others(claim: Creance, one: Instance) -> tuple[tuple[str, int], ...]:
    """Return how a créance went besides what this case took of it, in the order of ISSUES."""
    mine = "remitted" if one.objet == "remise" else "annulled"
    gone = {mine: one.annulled.get(claim.number, 0)}
    sums = ((label, claim.total(way) - gone.get(way, 0)) for way, label in ISSUES.items())
    return tuple((label, cents) for label, cents in sums if cents)


def _letters(instant: Instant, cause: str, letters: Iterable[Lettre]) -> tuple[Lettre, ...]:
    """Return the letters that a case has made due."""
    rows = instant.events.filter(pc.equal(instant.events["tag"], "courrier.prepare"))
    told = [json.loads(text) for text in rows["payload"].to_pylist()]
    named = {one["courrier"] for one in told if one.get("cause") == cause}
    return tuple(letter for letter in letters if letter.numero in named)


def _before(instant: Instant, one: Instance, appeals: Iterable[Recours]) -> tuple[Maillon, ...]:
    """Return what came before a case about the same créances, or the same appeal."""
    mine, dossier, found = set(one.creances), instant.dossier, []
    for told in reclamations_of(instant.events).get(dossier, []):
        if mine & set(told.creances) or (one.recours and one.recours in told.appeals):
            name = f"Réclamation {told.number}"
            found.append(Maillon("reclamation", told.number, told.received_on, name))
    for asked in mediations_of(instant.events).get(dossier, []):
        if mine & set(asked.creances) or (one.recours and asked.recours == one.recours):
            name = f"Médiation {asked.number}"
            found.append(Maillon("mediation", asked.number, asked.since, name))
    for made in appeals:
        if mine & set(made.creances) or made.number == one.recours:
            name = f"Recours {made.number}, {made.label.lower()}"
            found.append(Maillon("recours", made.number, made.received_on, name))
    past = (step for step in found if step.le <= one.seized_on)
    return tuple(sorted(past, key=lambda step: step.le))
