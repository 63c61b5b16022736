"""Households told in facts, in few words, for the tests of rights and of the chain.

fund = Caisse()
lone = fund.foyer().seul().enfant(2, "2018-05-05").demande("rsa", since="2024-03-10")
rights = Droits(evaluate(fund.known(), month_range(202501, 202512), law))
rights.due(lone, "rsa", 202506)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from justedroit.core.faits import FACTS, as_known

KNOWN_AT = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
LATER = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def day(text: str | None) -> dt.date | None:
    """Return a day written 2025-03-12."""
    return None if text is None else dt.date.fromisoformat(text)


@dataclass
class Foyer:
    """One dossier, to which facts are told."""

    number: int
    rows: list[dict[str, Any]]

    def says(self, kind, value, since, until=None, *, person=0, source="agent", known=KNOWN_AT):
        """Tell one fact; `source` ranks it, `known` dates it."""
        sequence = 1 + sum(row["dossier"] == self.number for row in self.rows)
        self.rows.append(
            {
                "dossier": self.number,
                "sequence": sequence,
                "person": person,
                "kind": kind,
                "value": value,
                "valid_from": day(since),
                "valid_until": day(until),
                "known_at": known,
                "source": source,
                "author": "essai",
                "proof": None,
                "replaces": None,
            }
        )
        return self

    def seul(self, born="1988-01-01", since="2015-01-01", until=None):
        """Tell the allocataire, person 1."""
        self.says("date_naissance", born, born, person=1)
        return self.says("allocataire", "true", since, until, person=1)

    def conjoint(self, since="2015-01-01", until=None, tie="marie", born="1990-02-02"):
        """Tell the spouse, person 2."""
        self.says("date_naissance", born, born, person=2)
        self.says("conjoint", "true", since, until, person=2)
        return self.says("statut_couple", tie, since, until)

    def enfant(self, person, born, since=None, until=None):
        """Tell a child, in the household since its birth by default."""
        self.says("date_naissance", born, born, person=person)
        return self.says("enfant", "true", since or born, until, person=person)

    def enfants(self, *births):
        """Tell children in the household since their births, persons 3 and following."""
        for person, born in enumerate(births, start=3):
            self.enfant(person, born)
        return self

    def locataire(self, loyer, since="2019-01-01", until=None):
        """Tell that an empty dwelling in Poitiers is rented."""
        self.says("statut_occupation_logement", "locataire_vide", since, until)
        self.says("depcom", "86194", since, until)
        return self.says("loyer", f"{loyer:.2f}", since, until)

    def demande(self, *benefits, since="2023-03-10", until=None):
        """Claim benefits (`aide_logement` for the three housing aids)."""
        for benefit in benefits:
            self.says(f"demande_{benefit}", "true", since, until)
        return self

    def salaire(self, amount, since="2015-01-01", until=None, *, person=1):
        """Tell a monthly wage, paid and taxed alike."""
        self.says("salaire_imposable", f"{amount:.2f}", since, until, person=person)
        return self.says("salaire_net", f"{amount:.2f}", since, until, person=person)


@dataclass
class Caisse:
    """Dossiers numbered from 1."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    last: int = 0

    def foyer(self) -> Foyer:
        """Open a dossier."""
        self.last += 1
        return Foyer(self.last, self.rows)

    def facts(self) -> pa.Table:
        """Return the journal, schema FACTS."""
        rows = sorted(self.rows, key=lambda row: (row["dossier"], row["sequence"]))
        return pa.Table.from_pylist(rows, schema=FACTS)

    def known(self) -> pa.Table:
        """Return what is known in the end, schema KNOWN."""
        return as_known(self.facts(), at=LATER)


class Droits:
    """Rights evaluated, read by dossier, benefit and month, in cents."""

    def __init__(self, rights: pa.Table) -> None:
        self.rows = {(r["dossier"], r["benefit"], r["month"]): r for r in rights.to_pylist()}

    def due(self, foyer, benefit, month):
        """Return what is due, 0 where there is no row."""
        return self._read(foyer, benefit, month, "due_cents", 0)

    def computed(self, foyer, benefit, month):
        """Return the right were it claimed, 0 where there is no row."""
        return self._read(foyer, benefit, month, "computed_cents", 0)

    def motive(self, foyer, benefit, month):
        """Return why what is due is not what is computed."""
        return self._read(foyer, benefit, month, "motive", None)

    def year(self, foyer, benefit, year=2025):
        """Return what is due in the twelve months of a year."""
        return [self.due(foyer, benefit, year * 100 + month) for month in range(1, 13)]

    def _read(self, foyer, benefit, month, field, default):
        return self.rows.get((foyer.number, benefit, month), {}).get(field, default)
