"""A file before the commission, on one screen: who asks what, why, the budget, the dates, what can be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyarrow as pa

from justedroit.core.base import Acte, Refusal
from justedroit.core.recours import (
    AUTORITES,
    CONSEIL,
    CRA,
    DE_QUI,
    REMISE,
    SEANCES,
    Decision,
    Delegation,
    Motif,
    Recours,
    Seance,
    is_moot,
    most,
    motifs,
    open_acts,
    recours_of,
    seances_of,
)
from justedroit.core.registre import BENEFIT_LABELS, FUND
from justedroit.records.interface import Records
from justedroit.steps import sit
from justedroit.steps.appeal import Vise, aimed, shown_now
from justedroit.steps.claims import Reclamation, read_claims
from justedroit.steps.consultation.appels import Appel
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.francais import span_text
from justedroit.steps.consultation.instant import day_of
from justedroit.steps.consultation.phrases import origin_lines
from justedroit.steps.consultation.seances import Affaire, Key, was_in

SIGNED: Final = ("accord", "accord_partiel", "rejet", "sans_objet")  # what a person may sign
# An act of a session, as `core.recours.SUITES` names it → its code on the page.
_ACTS: Final[Mapping[str, str]] = {
    "seance-cra … inscrire": "inscrire",
    "seance-cra … voter": "voter",
    "seance-cra … decider": "decider",
}


@dataclass(frozen=True, slots=True)
class Somme:
    """A créance that a file is about.

    Attributes:
        read: the créance, its life, where its error comes from.
        most_cents: what a decision may give up of it at most.
    """

    read: Reclamation
    most_cents: int

    @property
    def number(self) -> int:
        """Its number in the dossier."""
        return self.read.creance.number

    @property
    def label(self) -> str:
        """The French name of its benefit."""
        return BENEFIT_LABELS[self.read.creance.benefit]

    @property
    def span(self) -> str:
        """The months it claims."""
        months = [line.month for line in self.read.creance.lignes]
        return span_text(min(months), max(months))

    @property
    def claimed_cents(self) -> int:
        """What was claimed."""
        return self.read.creance.total("claimed")

    @property
    def open_cents(self) -> int:
        """What is still owed."""
        return self.read.creance.total()

    @property
    def reference(self) -> str:
        """Of the decision it was born of: its page tells which fact did it."""
        return self.read.creance.reference

    @property
    def origin(self) -> list[str]:
        """Where the error comes from, in sentences; empty where nobody has said."""
        return list(origin_lines(self.read))


@dataclass(frozen=True)
class Examen:
    """A file before the commission: all that it needs, to be read on one screen.

    Attributes:
        affaire: the appeal, its standing, `seen` being the last sequence of its dossier.
        seance: where it is examined.
        sums: what it is about.
        others: what the household owes besides: how many créances, and cents.
        delegation: who decides.
        reasons: direction → the reasons in law that may found it, by code.
        moot: whether nothing is left to give up: it can only be « sans objet ».
    """

    affaire: Affaire
    seance: Seance
    sums: tuple[Somme, ...]
    others: tuple[int, int]
    delegation: Delegation
    reasons: Mapping[str, Mapping[str, Motif]]
    moot: bool

    @property
    def recours(self) -> Recours:
        """The appeal."""
        return self.affaire.recours

    @cached_property
    def appel(self) -> Appel:
        """The appeal, as the page of its dossier tells it."""
        return Appel(self.recours, self.affaire.day)

    @property
    def is_here(self) -> bool:
        """Whether it is on the agenda of this session."""
        return self.recours.seance == self.seance.day

    @property
    def is_early(self) -> bool:
        """Whether the day of the session has not come: it is read, and nothing is voted."""
        return self.affaire.day < self.seance.day

    @property
    def decides(self) -> str:
        """Who decides, in French; who did, once it is decided."""
        told = self.recours.decision
        return AUTORITES[told.par] if told is not None else self.delegation.label

    @property
    def whose(self) -> str:
        """Whose decision is to be recorded, « du directeur »: the secretary writes it, no more."""
        vote, par = self.recours.vote, self.delegation.par
        tied = par == CRA and vote is not None and vote.issue == "partage" and not self.moot
        return DE_QUI[CONSEIL if tied else par]

    @property
    def made_on(self) -> dt.date | None:
        """The day of the sheet; None where there is none."""
        text = self.recours.fiche.get("le")
        return None if text is None else dt.date.fromisoformat(text)

    @property
    def income_cents(self) -> int | None:
        """What the household has in a month, its benefits included; None: unknown."""
        told = self.recours.fiche
        known = told.get("ressources_cents")
        return None if known is None else known + told["prestations_cents"]

    @property
    def free_sums(self) -> tuple[Somme, ...]:
        """The sums of which something may be given up."""
        return tuple(s for s in self.sums if s.most_cents > 0 and s.number in self.recours.asked)

    @property
    def most_cents(self) -> int:
        """What may be given up at most, all in all."""
        return sum(one.most_cents for one in self.free_sums)

    @property
    def open_cents(self) -> int:
        """What is owed now of what it is about, all in all."""
        return sum(one.open_cents for one in self.sums)

    @property
    def verb(self) -> str:
        """What a grant does to a sum, in French."""
        return "remis" if self.recours.nature == REMISE else "annulé"

    @property
    def acts(self) -> frozenset[str]:
        """What the session may do of it now: `inscrire`, `voter`, `decider`, `ajourner`."""
        one, day = self.recours, self.affaire.day
        if one.etat == "ferme":
            return frozenset()
        found = {_ACTS[act] for act in open_acts(one, day) if act in _ACTS}
        if one.stage in ("inscrit", "vote"):
            found |= {"ajourner"} | ({"decider"} if self.moot else set())
        if self.seance.is_held:
            found -= {"inscrire", "voter"}
        if self.moot or self.is_early:
            found -= {"voter"}
        return frozenset(found if self.is_here or "inscrire" in found else ())


def examined(records: Records, day: dt.date, key: Key, now: dt.datetime) -> Examen | Refusal:
    """Return a file before the commission: one of its agenda, or one that may be inscribed there.

    Args:
        records: the journals.
        day: of the session.
        key: dossier and number of the appeal.
        now: instant, UTC.
    """
    seance = seances_of(records.events_tagged(sorted(SEANCES), [FUND])).get(day)
    on = aimed(records, key, Acte("consultation", now))
    if isinstance(on, Refusal):
        return on
    if seance is None or not (was_in(on.recours, day) or on.recours.stage == "instruit"):
        what = "ce recours n'est pas à l'ordre du jour de cette séance."
        return Refusal(what, on.where, "Inscrivez-le d'abord.")
    one, claims = on.recours, on.found.creances()
    shown_now([one], claims)
    today = day_of(now)
    sums, others = _sums(on, read_claims(on.found, records.facts([key[0]]), today))
    return Examen(
        Affaire(one, today, on.found.seen),
        seance,
        sums,
        others,
        sit.competent(on),
        {sens: motifs(one, sens, today) for sens in SIGNED},
        is_moot(one, claims),
    )


def drafted(records: Records, key: Key, arret: sit.Arret, acte: Acte) -> Decision | Refusal:
    """Return a decision as it would be signed, or why it cannot be; nothing is written.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        arret: what would be decided.
        acte: who would sign, and when.
    """
    tried = Tried(records)
    if refusal := sit.rule(tried.records, key, arret, acte):
        return refusal
    events = pa.concat_tables(
        [records.events([key[0]]), *(journal.events for journal in tried.journals)]
    )
    [one] = [o for o in recours_of(events)[key[0]] if o.number == key[1]]
    return one.decisions[-1]


def _sums(on: Vise, every: Sequence[Reclamation]) -> tuple[tuple[Somme, ...], tuple[int, int]]:
    """Return the créances of a file, and what is owed besides: how many, and cents."""
    mine = [one for one in every if one.creance.number in on.recours.creances]
    rest = [one.creance.total() for one in every if one not in mine]
    owed = [cents for cents in rest if cents > 0]
    sums = tuple(Somme(one, most(on.recours, one.creance)) for one in mine)
    return sums, (len(owed), sum(owed))
