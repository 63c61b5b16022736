"""The acts of the life of a créance, each as it stands: notice, suspension, plan, contrainte."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from justedroit.core.base import days_after
from justedroit.core.ecarts import ORIGINES, QUALIFICATION_LABELS


@dataclass(frozen=True, slots=True)
class OrigineDecidee:
    """Where the error comes from, as a person has decided.

    Attributes:
        code: of the closed list ORIGINES.
        reasons: why.
        author: who decided.
        at: when, UTC.
    """

    code: str
    reasons: str
    author: str
    at: dt.datetime

    @property
    def label(self) -> str:
        """The French label of the code."""
        return ORIGINES[self.code]


@dataclass(frozen=True, slots=True)
class QualificationDecidee:
    """What a person has qualified: the last that concerns the benefit.

    Attributes:
        code: `bonne_foi`, `fausse_declaration` or `fraude`.
        reasons: why.
        author: who decided.
        at: when, UTC.
    """

    code: str
    reasons: str
    author: str
    at: dt.datetime

    @property
    def label(self) -> str:
        """The French label of the code."""
        return QUALIFICATION_LABELS[self.code]

    @property
    def is_fraud(self) -> bool:
        """Whether fraud was qualified; a false declaration is not fraud."""
        return self.code == "fraude"

    @property
    def is_long(self) -> bool:
        """Whether the prescription is five years."""
        return self.code != "bonne_foi"


@dataclass(frozen=True, slots=True)
class NoticeSuivie:
    """A notice that concerns the créance.

    Attributes:
        number: of the notice in the dossier.
        creances: all those it claims.
        total_cents: of all of them.
        enriched: whether it needs an explanation and a call before it is sent.
        prepared_at: when, UTC.
        explained_at: when an agent completed the explanation.
        calls: (day, result) of each call attempted.
        sent_on: day.
        received_on: day of the proven reception, from which delays run.
        proof: `accuse_reception`, `espace_allocataire`, `remise_en_main`.
    """

    number: int
    creances: tuple[int, ...]
    total_cents: int
    enriched: bool
    prepared_at: dt.datetime
    explained_at: dt.datetime | None = None
    calls: tuple[tuple[dt.date, str], ...] = ()
    sent_on: dt.date | None = None
    received_on: dt.date | None = None
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class Rectification:
    """A request to rectify the information behind the indu.

    Attributes:
        number: in the dossier.
        asked_on: day.
        reasons: what the household says.
        answer: `acceptee`, `rejetee`, or None.
        answered_on: day of the answer.
        answer_reasons: why.
    """

    number: int
    asked_on: dt.date
    reasons: str = ""
    answer: str | None = None
    answered_on: dt.date | None = None
    answer_reasons: str = ""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A suspension of recovery.

    Attributes:
        cause: `recours:2`, `rectification:1`, `instance:1`, `mediation:1`, `surendettement:1`,
            `agent`.
        since: first day.
        until: last day known in advance, None where it lasts until it is ended.
        ended_on: first day on which it runs no longer, None where nothing ended it.
    """

    cause: str
    since: dt.date
    until: dt.date | None = None
    ended_on: dt.date | None = None

    @property
    def after(self) -> dt.date | None:
        """The first day on which it runs no longer, None where it has no end yet."""
        timely = None if self.until is None else days_after(self.until, 1)
        return min((day for day in (timely, self.ended_on) if day is not None), default=None)

    def runs(self, day: dt.date) -> bool:
        """Return whether recovery is suspended on a day.

        Law:
            CASF art. L262-46; decision 0021: time alone may end a suspension.
        """
        started = self.since <= day
        timely = self.until is None or day <= self.until
        return started and timely and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True)
class RetenueFixee:
    """The one monthly withholding of the dossier, as it stands.

    Attributes:
        cents: a month.
        since_month: first month of benefits it is taken from.
        statut: `calculee` or `decidee`.
        author: who decided.
        at: when, UTC.
    """

    cents: int
    since_month: int
    statut: str
    author: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class EcheancierSuivi:
    """A plan that concerns the créance.

    Attributes:
        number: in the dossier.
        creances: all those it repays.
        dues: (day, cents) of each payment promised, as last accepted.
        accepted_on: day.
        state: `en_cours`, `rompu`, `termine`.
        changed_on: day of the last change.
        reasons: of the last change.
    """

    number: int
    creances: tuple[int, ...]
    dues: tuple[tuple[dt.date, int], ...]
    accepted_on: dt.date
    state: str = "en_cours"
    changed_on: dt.date | None = None
    reasons: str = ""

    def runs(self, day: dt.date) -> bool:
        """Return whether the plan is accepted and neither broken nor finished on a day.

        Law:
            CSS art. R133-9-2: the sums are not withheld while a plan is kept.
        """
        if day < self.accepted_on:
            return False
        return self.state == "en_cours" or (self.changed_on is not None and day < self.changed_on)


@dataclass(frozen=True, slots=True)
class MiseEnDemeure:
    """A formal demand to pay.

    Attributes:
        number: in the dossier.
        sent_on: day.
        received_on: day of the proven reception.
    """

    number: int
    sent_on: dt.date
    received_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Contrainte:
    """An enforceable order, and what followed.

    Attributes:
        number: in the dossier.
        issued_on: day.
        served_on: day, None where it was not served.
        served_by: how.
        opposed_on: day of the opposition.
        judged_on: day of the judgment on the opposition.
        outcome: `confirme`, `annule`, `partiel`.
        entrusted_on: day on which its execution was entrusted to a commissaire de justice.
        closed_on: day on which its execution ended.
        result: of the execution.
    """

    number: int
    issued_on: dt.date
    served_on: dt.date | None = None
    served_by: str = ""
    opposed_on: dt.date | None = None
    judged_on: dt.date | None = None
    outcome: str = ""
    entrusted_on: dt.date | None = None
    closed_on: dt.date | None = None
    result: str = ""

    @property
    def stands(self) -> bool:
        """Whether no judgment has annulled it."""
        return self.outcome != "annule"


@dataclass(frozen=True, slots=True)
class Surendettement:
    """A procedure of over-indebtedness that the commission found admissible.

    Attributes:
        number: in the dossier.
        since: day.
        closed_on: day, None while it runs.
        outcome: `effacement`, `plan`, `rejet`.
    """

    number: int
    since: dt.date
    closed_on: dt.date | None = None
    outcome: str = ""

    def runs(self, day: dt.date) -> bool:
        """Return whether the procedure suspends recovery on a day.

        Law:
            Code de la consommation art. L722-2.
        """
        return self.since <= day and (self.closed_on is None or day < self.closed_on)


@dataclass(frozen=True, slots=True)
class Sortie:
    """How the fund ceased to claim, or what it added: abandon, non-valeur, transfer, indemnity.

    Attributes:
        tag: of the event.
        cents: concerned.
        on: day.
        reasons: why; of a transfer, the reference of its title.
        author: who decided.
        cause: of the suspension that the département was told of; empty for what is no such thing.
        resumed: whether it was told that this suspension has ended.
    """

    tag: str
    cents: int
    on: dt.date
    reasons: str
    author: str
    cause: str = ""
    resumed: bool = False
