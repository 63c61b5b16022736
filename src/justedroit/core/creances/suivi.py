"""What has happened to each créance: a fold of the events of its dossier, never stored."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pyarrow as pa

from justedroit.core.creances.actes import (
    Contrainte,
    EcheancierSuivi,
    MiseEnDemeure,
    NoticeSuivie,
    OrigineDecidee,
    QualificationDecidee,
    Rectification,
    RetenueFixee,
    Sortie,
    Surendettement,
    Suspension,
)
from justedroit.core.creances.creance import Creance
from justedroit.core.creances.evenements import read_events
from justedroit.core.creances.fil import Fil, take

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Suivi:
    """What has happened to a créance, as far as the events that were read.

    Attributes:
        dossier: number.
        number: of the créance.
        benefit: as OpenFisca spells it.
        origine: decided by a person, None where nobody has.
        qualification: the last that concerns the benefit.
        notices: that claim it, in order.
        rectifications: asked of it, in order.
        suspensions: all, ended or not, in order.
        retenue: of the whole dossier, as it stands.
        echeancier: the last plan that repays it.
        paiements: (day, cents, means) of the payments that name it, less those that were sent back.
        demeures: formal demands to pay.
        contraintes: with opposition and execution.
        surendettement: the last procedure.
        sorties: abandon, non-valeur, transfer, indemnity.
        recours: numbers of the appeals that concern it.
        remises: those of them that only ask for a remise.
        instances: numbers of the cases in court that concern it.
        remise_closed: (day, reasons) where a qualification has closed the remise.
    """

    dossier: int
    number: int
    benefit: str
    origine: OrigineDecidee | None = None
    qualification: QualificationDecidee | None = None
    notices: tuple[NoticeSuivie, ...] = ()
    rectifications: tuple[Rectification, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    retenue: RetenueFixee | None = None
    echeancier: EcheancierSuivi | None = None
    paiements: tuple[tuple[dt.date, int, str], ...] = ()
    demeures: tuple[MiseEnDemeure, ...] = ()
    contraintes: tuple[Contrainte, ...] = ()
    surendettement: Surendettement | None = None
    sorties: tuple[Sortie, ...] = ()
    recours: tuple[int, ...] = ()
    remises: tuple[int, ...] = ()
    instances: tuple[int, ...] = ()
    remise_closed: tuple[dt.date, str] | None = None

    @property
    def notice(self) -> NoticeSuivie | None:
        """The last notice prepared."""
        return self.notices[-1] if self.notices else None

    @property
    def received_on(self) -> dt.date | None:
        """The day of the last proven reception of a notice."""
        days = [notice.received_on for notice in self.notices if notice.received_on]
        return max(days, default=None)

    @property
    def rectification(self) -> Rectification | None:
        """The last rectification asked."""
        return self.rectifications[-1] if self.rectifications else None


def suivis(creances: Iterable[Creance], events: pa.Table) -> list[Suivi]:
    """Return what has happened to each of some créances.

    Args:
        creances: of any number of dossiers, all those of each: some events concern them all.
        events: of these dossiers, columns `dossier`, `tag`, `at`, `author`, `payload`, in the
            order of the journals. To know what was known on a past day, give those of until then.

    Returns:
        One for each créance, in the order given.

    Law:
        None: decision 0021, a state is a fold of events.
    """
    some = list(creances)
    threads: dict[int, dict[int, Fil]] = defaultdict(dict)
    for claim in some:
        threads[claim.dossier][claim.number] = Fil(claim.benefit)
    for event in read_events(events):
        if event.dossier in threads:
            take(threads[event.dossier], event)
    return [_frozen(claim, threads[claim.dossier][claim.number]) for claim in some]


def _frozen(claim: Creance, thread: Fil) -> Suivi:
    return Suivi(
        claim.dossier,
        claim.number,
        claim.benefit,
        # What is said of a benefit prevails over what is said of the whole dossier.
        qualification=thread.qualified.get(True) or thread.qualified.get(False),
        notices=tuple(thread.notices.values()),
        rectifications=tuple(thread.rectifications.values()),
        suspensions=tuple(thread.suspensions),
        echeancier=_last(thread.plans),
        paiements=tuple(thread.paiements.values()),
        demeures=tuple(thread.demeures.values()),
        contraintes=tuple(thread.contraintes.values()),
        surendettement=_last(thread.procedures),
        sorties=tuple(thread.sorties),
        recours=tuple(thread.recours),
        remises=tuple(number for number, nature in thread.recours.items() if nature == "remise"),
        instances=tuple(thread.instances),
        **thread.said,
    )


def _last(some: Mapping[int, _T]) -> _T | None:
    return list(some.values())[-1] if some else None
