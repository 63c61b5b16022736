"""An appeal or a request of remise, arranged to be read: where it stands, its sheet, its letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from justedroit.core.base import Acte, typographic
from justedroit.core.courriers import (
    MODELES,
    AccuseRecours,
    Contenu,
    DecisionContestation,
    DecisionRemise,
    Liste,
)
from justedroit.core.creances import Creance, creances
from justedroit.core.recours import (
    AUTORITES,
    BEFORE_DECISION,
    CANAUX,
    DECIDEURS,
    ETATS,
    SENS,
    Decision,
    Juridiction,
    Recours,
    days_ahead,
    juridiction,
    letters_due,
    recours_of,
)
from justedroit.steps.appeal import Vise, sheet_of, shown_now
from justedroit.steps.consultation.courriers import Lettre, letters_at
from justedroit.steps.consultation.instant import Instant, opened_at
from justedroit.steps.consultation.phrases_recours import (
    benefits_text,
    event_text,
    granted_text,
    next_acts,
    opinion_text,
    sheet_lines,
    signed_by,
    vote_text,
    who_text,
)
from justedroit.steps.consultation.suites import AGENT, LETTRE, Suite
from justedroit.steps.consultation.suites_instances import seizure
from justedroit.steps.consultation.suites_recours import (
    GESTES,
    acts_of_appeal,
    letter_due,
    withdrawal,
)
from justedroit.steps.grant import refuse_withdrawal

_ANSWERS: Final = (DecisionRemise.modele, DecisionContestation.modele)


@dataclass(frozen=True)
class Appel:
    """An appeal or a request of remise, as a page shows it.

    Attributes:
        recours: as its events tell it.
        day: of the reading.
        letters: that are about it, the last first.
        claims: the créances it is about, by number.
        is_of_fraud: whether it is a remise granted of a debt that was since qualified of fraud.
        seizure: of a court of it; None where it is too soon, too late, or done.
    """

    recours: Recours
    day: dt.date
    letters: tuple[Lettre, ...] = ()
    claims: tuple[Creance, ...] = ()
    is_of_fraud: bool = False
    seizure: Suite | None = None

    @property
    def benefits(self) -> str:
        """Its benefits, in French."""
        return benefits_text(self.recours)

    @property
    def etat(self) -> str:
        """Where it stands, in French."""
        return ETATS[self.recours.etat_at(self.day)]

    @property
    def is_pending(self) -> bool:
        """Whether something is still to be done of it; one that silence has rejected waits no more."""
        open_now = bool(next_acts(self.recours, self.day))
        return open_now and self.recours.etat_at(self.day) == self.recours.etat

    @property
    def waits(self) -> bool:
        """Whether it waits for a decision: its sheet tells what is owed on the day it is read."""
        return self.recours.stage in BEFORE_DECISION

    @property
    def open_cents(self) -> int:
        """What the créances it is about still owe."""
        return sum(claim.total() for claim in self.claims)

    @property
    def canal(self) -> str:
        """By which way it came, in French."""
        return CANAUX[self.recours.canal].lower()

    @cached_property
    def judge(self) -> Juridiction:
        """Who judges it, and who decides before."""
        one = self.recours
        return juridiction(one.prestations[0], one.objet, one.received_on)

    @property
    def authority(self) -> str:
        """Who decides it, in French; once it is decided, who did."""
        decision = self.recours.decision
        return AUTORITES[decision.par] if decision is not None else DECIDEURS[self.judge.decide]

    @property
    def ahead(self) -> list[str]:
        """The days that count, in sentences."""
        return days_ahead(self.recours, self.day)

    @property
    def avis(self) -> str:
        """The opinion of who instructed it, in French; empty while nobody has."""
        return opinion_text(self.recours.avis)

    @property
    def votes(self) -> list[str]:
        """The votes of the commission, in sentences."""
        return list(map(vote_text, self.recours.votes))

    @property
    def decisions(self) -> list[tuple[Decision, str, int, str]]:
        """Each decision, its direction in French, the cents it grants, who signed it."""
        every = self.recours.decisions
        return [(d, SENS[d.sens], sum(d.amounts.values()), signed_by(d)) for d in every]

    @property
    def granted(self) -> list[str]:
        """The remises granted before, in lines, of the sheet that was kept."""
        return [granted_text(*row) for row in self.recours.fiche.get("remises", ())]

    @property
    def letters_due(self) -> list[str]:
        """The letters that it calls for and that nobody has prepared, in French."""
        return [MODELES[name].libelle for name in letters_due(self.recours) if not self._made(name)]

    @property
    def letters_ready(self) -> tuple[Lettre, ...]:
        """The letters that are prepared, and that nobody has sent."""
        return tuple(one for one in self.letters if one.courrier.waits)

    @property
    def awaited(self) -> Lettre | None:
        """The letter that tells the decision, where it has left and nothing proves that it came."""
        sent = [one for one in self.letters if one.courrier.modele in _ANSWERS]
        return next((one for one in sent if one.state == "partie"), None)

    @property
    def acts(self) -> list[Suite]:
        """What can be done next: what it is for, its letters, the withdrawal of what fraud obtained."""
        found = [letter_due(self.recours, label) for label in self.letters_due]
        for one in self.letters_ready:
            what = f"envoyer la lettre {one.numero} : {one.label[:1].lower()}{one.label[1:]}"
            # By its page: it is read before it leaves.
            command = one.acts[0].command
            found.append(Suite(AGENT, what, command, page=LETTRE, number=one.numero))
        told = list(acts_of_appeal(self.recours, self.day))
        if self.awaited is not None:
            # The reception of the letter notifies the decision: it is not recorded twice.
            what = f"consigner la réception de la lettre {self.awaited.numero}, qui dit la décision"
            came = replace(self.awaited.acts[0], what=what)
            told = [came if one.geste == GESTES["notifier"] else one for one in told]
        found += [*told, *([self.seizure] if self.seizure is not None else [])]
        return [*found, *([withdrawal(self.recours)] if self.is_of_fraud else [])]

    def _made(self, model: str) -> bool:
        """Whether a letter of a model was prepared that says what it must say now."""
        pieces = self.recours.pieces if self.recours.stage == "incomplet" else ()
        asks = pieces if model == AccuseRecours.modele else ()
        mine = [one for one in self.letters if one.courrier.modele == model]
        return any(one.state != "retiree" and _asks(one.contenu, asks) for one in mine)

    @property
    def history(self) -> list[tuple[dt.date, str, str]]:
        """Each event: its day, what happened, who recorded it."""
        return [(one.day(), event_text(one), who_text(one.author)) for one in self.recours.history]


@dataclass(frozen=True, slots=True)
class FicheLue:
    """The sheet of an appeal, as a page shows it.

    Attributes:
        told: as `core.recours.Fiche.payload` gives it.
        is_kept: whether the instruction has kept it; else it is as it would be made now.
    """

    told: Mapping[str, Any]
    is_kept: bool

    @property
    def le(self) -> dt.date:
        """The day on which it was made."""
        return dt.date.fromisoformat(self.told["le"])

    @property
    def budget(self) -> tuple[str, ...]:
        """The budget of the household, in lines."""
        return tuple(sheet_lines(self.told))

    @property
    def granted(self) -> list[str]:
        """The remises that were granted before, in lines."""
        return [granted_text(*row) for row in self.told["remises"]]


def appeals_at(instant: Instant) -> list[Appel]:
    """Return the appeals of a dossier, by number, as they were known at an instant."""
    claims = creances(instant.transfers).get(instant.dossier, [])
    some = recours_of(instant.events).get(instant.dossier, [])
    shown_now(some, claims)
    letters = letters_at(instant) if some else ()
    return [
        Appel(
            one,
            instant.day,
            _letters(one, letters),
            tuple(claim for claim in claims if claim.number in one.creances),
            is_of_fraud=_is_of_fraud(instant, one),
            seizure=seizure(opened_at(instant), one, instant.day),
        )
        for one in some
    ]


def _is_of_fraud(instant: Instant, one: Recours) -> bool:
    granted = one.stage in ("executoire", "notifie") and bool(one.executed)
    return granted and refuse_withdrawal(_vise(instant, one)) is None


def sheet_at(instant: Instant, one: Recours) -> FicheLue | None:
    """Return the sheet that was kept, or as it would be made; None where it is decided without one."""
    if one.fiche:
        return FicheLue(one.fiche, is_kept=True)
    if one.stage not in BEFORE_DECISION:
        return None
    made = sheet_of(_vise(instant, one), instant.facts, instant.day)
    return FicheLue(made.payload(), is_kept=False)


def _vise(instant: Instant, one: Recours) -> Vise:
    return Vise(opened_at(instant), one, Acte("consultation", instant.at))


def _asks(contenu: Contenu, pieces: tuple[str, ...]) -> bool:
    """Return whether a letter asks for some documents, where there are."""
    section = contenu.section("pieces")
    lists = [bloc for bloc in section.blocs if isinstance(bloc, Liste)] if section else []
    asked = [typographic(piece) for piece in pieces]
    return not asked or any(asked == list(map(typographic, one.lignes)) for one in lists)


def _letters(one: Recours, letters: Iterable[Lettre]) -> tuple[Lettre, ...]:
    return tuple(letter for letter in letters if letter.recours == one.number)
