"""What can happen to a créance: the tags of its events, and how they are read back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

# Tag → what a person reads. Closed: the payloads are in decision 0021.
EVENEMENTS: Final[Mapping[str, str]] = {
    "creance.origine_decidee": "Origine de l'erreur décidée",
    "notice.preparee": "Notification préparée",
    "notice.expliquee": "Notification expliquée",
    "notice.appel": "Appel au foyer",
    "notice.envoyee": "Notification envoyée",
    "notice.recue": "Notification reçue",
    "tiers.informe": "Foyer informé de la donnée d'un tiers",
    "rectification.demandee": "Rectification demandée",
    "rectification.repondue": "Réponse à la demande de rectification",
    "creance.suspendue": "Recouvrement suspendu",
    "creance.reprise": "Recouvrement repris",
    "retenue.fixee": "Retenue mensuelle fixée",
    "retenue.defaite": "Retenue défaite, rendue au foyer",
    "echeancier.accepte": "Échéancier accepté",
    "echeancier.rompu": "Échéancier rompu",
    "echeancier.repris": "Échéancier repris",
    "echeancier.termine": "Échéancier terminé",
    "paiement.encaisse": "Paiement encaissé",
    "paiement.rejete": "Paiement rejeté par la banque",
    "mise_en_demeure.envoyee": "Mise en demeure envoyée",
    "mise_en_demeure.recue": "Mise en demeure reçue",
    "contrainte.emise": "Contrainte émise",
    "contrainte.signifiee": "Contrainte signifiée",
    "opposition.formee": "Opposition formée",
    "opposition.jugee": "Opposition jugée",
    "execution.confiee": "Exécution confiée à un commissaire de justice",
    "execution.close": "Exécution close",
    "surendettement.recevable": "Surendettement recevable",
    "surendettement.clos": "Surendettement clos",
    "creance.abandonnee": "Petite dette abandonnée",
    "creance.prescrite": "Prescription acquise",
    "creance.admise_non_valeur": "Admise en non-valeur",
    "creance.transferee": "Transmise au département",
    "creance.transfert_annule": "Transmission annulée : ce n'est plus dû au département",
    "departement.informe": "Département informé",
    "indemnite.decidee": "Indemnité de gestion décidée",
    "indemnite.annulee": "Indemnité de gestion annulée : la fraude n'est plus retenue",
    "restitution.decidee": "Restitution décidée",
}
# Written by other subjects; they say something of a créance too.
QUALIFIED: Final = "indu.qualifie"
REMISE_CLOSED, REMISE_OPENED = "remise.fermee", "remise.rouverte"
APPEALED, SUED = "recours.recu", "instance.saisie"
_READ: Final = frozenset({*EVENEMENTS, QUALIFIED, REMISE_CLOSED, REMISE_OPENED, APPEALED, SUED})

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Evenement(NamedTuple):
    """An event of a dossier, as the fold reads it.

    Attributes:
        dossier: number.
        tag: of the closed list.
        micros: instant, in microseconds since 1970, UTC.
        author: who acted.
        told: its payload.
    """

    dossier: int
    tag: str
    micros: int
    author: str
    told: Mapping[str, Any]

    @property
    def at(self) -> dt.datetime:
        """The instant, UTC: made when it is asked for, since most are not."""
        return _EPOCH + dt.timedelta(microseconds=self.micros)

    def day(self, key: str = "le") -> dt.date | None:
        """Return a day of the payload, None where it is not told.

        Law:
            None: decision 0021, days are written AAAA-MM-JJ.
        """
        text = self.told.get(key)
        return None if text is None else dt.date.fromisoformat(text)

    def le(self) -> dt.date:
        """Return the day of the act: the one told, else that of the event.

        Law:
            None: decision 0021.
        """
        return self.day() or self.at.date()

    def concerns(self) -> tuple[int, ...]:
        """Return the créances that the payload names, `creances` or `creance`.

        Law:
            None: decision 0021.
        """
        if "creances" in self.told:
            return tuple(self.told["creances"])
        return (self.told["creance"],) if "creance" in self.told else ()


def read_events(events: pa.Table) -> list[Evenement]:
    """Return the events that say something of a créance; those of other tags are never parsed.

    Args:
        events: columns `dossier`, `tag`, `at`, `author`, `payload`, in the order of the journals.

    Law:
        None: decision 0021.
    """
    mine = events.filter(pc.is_in(events["tag"], pa.array(sorted(_READ))))
    instants = mine["at"].cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_pylist()
    dossiers, tags, authors, payloads = (
        mine[name].to_pylist() for name in ("dossier", "tag", "author", "payload")
    )
    columns = (dossiers, tags, instants, authors, map(json.loads, payloads))
    return list(map(Evenement._make, zip(*columns, strict=True)))
