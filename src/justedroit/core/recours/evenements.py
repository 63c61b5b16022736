"""What can happen to an appeal: the tags of its events, and how they are read back."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE
from justedroit.core.registre import each

# Tag → what a person reads. Closed: the payloads are in decision 0021.
EVENEMENTS: Final[Mapping[str, str]] = {
    "recours.recu": "Reçu",
    "recours.accuse": "Accusé de réception envoyé",
    "recours.recevable": "Recevable",
    "recours.irrecevable": "Irrecevable",
    "recours.pieces_demandees": "Pièces demandées",
    "recours.complet": "Complet",
    "recours.instruit": "Instruit",
    "recours.inscrit": "Inscrit à une séance",
    "recours.vote": "Voté",
    "recours.decide": "Décidé",
    "recours.transmis_mnc": "Transmis au contrôle de légalité",
    "recours.suspendu_mnc": "Suspendu par le contrôle de légalité",
    "recours.annule_mnc": "Annulé par le contrôle de légalité",
    "recours.executoire": "Exécutoire",
    "recours.notifie": "Notifié au foyer",
    "recours.rejete_implicitement": "Rejeté par le silence",
    "recours.desiste": "Le foyer se désiste",
    "remise.fermee": "Remise fermée par une qualification",
    "remise.rouverte": "Remise rouverte par une qualification",
    "remise.retrait_annonce": "Retrait de la remise annoncé au foyer",
    "remise.retiree": "Remise retirée",
}
SEANCES: Final[Mapping[str, str]] = {
    "seance.ouverte": "Séance ouverte",
    "seance.tenue": "Séance close",
}


class Evenement(NamedTuple):
    """An event of an appeal, as the fold reads it.

    Attributes:
        dossier: number.
        tag: of the closed lists.
        at: instant, UTC.
        author: who acted.
        told: its payload.
    """

    dossier: int
    tag: str
    at: dt.datetime
    author: str
    told: Mapping[str, Any]

    def day(self, key: str = "le") -> dt.date:
        """Return a day of the payload; that of the event, where it is not told.

        Law:
            None: decision 0021, days are written AAAA-MM-JJ.
        """
        text = self.told.get(key)
        return self.at.astimezone(FRANCE).date() if text is None else dt.date.fromisoformat(text)


def read(events: pa.Table, tags: Mapping[str, str] = EVENEMENTS) -> list[Evenement]:
    """Return the events of some tags; those of others are never parsed.

    Args:
        events: columns `dossier`, `tag`, `at`, `author`, `payload`, in the order of the journals.
        tags: what is read.

    Law:
        None: decision 0021.
    """
    mine = events.filter(pc.is_in(events["tag"], pa.array(sorted(tags))))
    rows = each(mine, "dossier", "tag", "at", "author", "payload")
    return [Evenement(of, tag, at, author, json.loads(told)) for of, tag, at, author, told in rows]


class Numerote(Protocol):
    """What the events of a dossier follow, by its number: a case in court, a complaint, a médiation."""

    number: int
    history: list[Evenement]


T = TypeVar("T", bound=Numerote)


def folded(
    events: pa.Table,
    tags: Mapping[str, str],
    opens: Callable[[Evenement], T],
    takes: Callable[[T, Evenement], None],
) -> dict[int, list[T]]:
    """Return what the events of some dossiers follow, by number.

    Args:
        events: schema EVENTS, of any number of dossiers, in the order of the journals.
        tags: those that are read; the first opens, the others name by number what they change.
        opens: what the event that opens makes.
        takes: what each of the others does to it.

    Law:
        None: decision 0021, a state is a fold of events.
    """
    first = next(iter(tags))
    subject = first.partition(".")[0]
    found: dict[int, list[T]] = defaultdict(list)
    for event in read(events, tags):
        if event.tag == first:
            found[event.dossier].append(opens(event))
            continue
        for one in found[event.dossier]:
            if one.number == event.told[subject]:
                one.history.append(event)
                takes(one, event)
    return {dossier: some for dossier, some in found.items() if some}
