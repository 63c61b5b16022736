"""Names, numbers, addresses and accounts for the households of a demonstration: none can be real.

Surnames that nobody bears, NIR of countries that do not exist (département 99, communes 901 to 999),
accounts at a bank whose code is not given (99999), streets of example. Their keys are right all the
same, so that what checks them can be shown at work. Each follows from the seed and the number of
the dossier: none is written in the code, and the same fund has the same people.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from schwifty import IBAN

from justedroit.core.faits import as_known
from justedroit.core.identites import Adresse, Compte, Identite, nir_key
from justedroit.steps.identify import identify
from justedroit.twin.menages import PERSONS

if TYPE_CHECKING:
    from justedroit.records.interface import Identities, Records
    from justedroit.twin.plan import Plan

_ROOTS: Final = [
    "Exempl",
    "Fict",
    "Imagin",
    "Invent",
    "Simul",
    "Factic",
    "Suppos",
    "Hypoth",
    "Essay",
    "Modél",
    "Figur",
    "Theor",
    "Synthet",
    "Illustr",
]
_ENDS: Final = [
    "ard",
    "eau",
    "ier",
    "in",
    "ot",
    "et",
    "aud",
    "elle",
    "on",
    "ac",
    "iez",
    "ois",
    "ault",
    "ette",
    "ain",
    "ousse",
    "uel",
    "ardin",
]
_FOR_ALL: Final = (
    *("Camille", "Sacha", "Alix", "Charlie", "Claude", "Dominique", "Eden", "Lou"),
    *("Maxime", "Morgan", "Noa", "Robin", "Andréa", "Ange"),
)
# First names by the sex that the NIR begins with: 1, a man; 2, a woman.
FIRST_NAMES: Final = {
    1: (*_FOR_ALL, "Élie", "Hugo", "Jules", "Adam", "Paul", "Louis", "Théo", "Yanis", "Malo"),
    2: (*_FOR_ALL, "Zoé", "Léa", "Inès", "Chloé", "Rose", "Jade", "Anna", "Nina", "Sarah"),
}
_STREETS: Final = ("rue", "avenue", "allée", "place", "impasse", "chemin")
_OF: Final = ("de l'Exemple", "de la Fiction", "du Modèle", "de l'Essai", "du Jumeau")
_TOWNS: Final = tuple(
    f"{start}-{end}"
    for start in ("Exempleville", "Fictionnay", "Modelieu", "Simulac", "Essayeux")
    for end in ("le-Vieux", "sur-Test", "la-Plaine", "en-Feinte")
)
_BANK, _BRANCH, _LANDLORD_BRANCH = "99999", "00000", "00001"
# Born abroad, in countries that no code names, in months that no calendar has.
_ABROAD, _COMMUNES, _MONTHS = 99, range(901, 1000), range(50, 100)
_AT_ONCE = 2_000
AUTHOR: Final = "jumeau"
_KINDS: Final = ("date_naissance", "tiers_payant_bailleur")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Sort:
    """What chance gives a dossier, or a person of it: numbers that follow from the seed alone.

    Attributes:
        graine: the seed.
        who: dossier, or dossier and person.
    """

    graine: int
    who: tuple[int, ...]

    def draw(self, what: str, below: int) -> int:
        """Return a number from 0 to `below`, excluded."""
        text = f"{self.graine}/{'/'.join(map(str, self.who))}/{what}"
        digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % below

    def among(self, what: str, choices: Sequence[str]) -> str:
        """Return one of some choices."""
        return choices[self.draw(what, len(choices))]


def identity(
    graine: int, dossier: int, person: int, birth: dt.date | None, *, landlord: bool = False
) -> Identite:
    """Return who a person of a dossier is.

    Args:
        graine: the seed of the fund.
        dossier: its number.
        person: number in the dossier; the allocataire, 1, has an address and an account.
        birth: from the facts, gives the year of the NIR; None: drawn.
        landlord: whether the housing aid is paid to a landlord.
    """
    household, own = Sort(graine, (dossier,)), Sort(graine, (dossier, person))
    # ASSUMPTION: children bear the name of the allocataire, a conjoint a name of their own.
    adult = person in (2, 10)
    name = _surname(own if adult else household)
    first = own.among("prenom", FIRST_NAMES[_sex(own)])
    year = birth.year % 100 if birth else own.draw("annee", 100)
    found = Identite(dossier, person, name, first, nir=_nir(own, year))
    if person != 1:
        return found
    compte = Compte(f"{first} {name}", _iban(household, _BRANCH, "compte"))
    bailleur = _landlord(household) if landlord else None
    return replace(found, adresse=_address(household), compte=compte, bailleur=bailleur)


def people(
    records: Records,
    identities: Identities,
    plan: Plan,
    now: dt.datetime,
    progress: Progress = lambda *_: None,
) -> int:
    """Give an identity to every person of a fund that was played; return how many.

    Args:
        records: its journals, which are told that it was done, and nothing of what is kept.
        identities: where to keep them.
        plan: what was played.
        now: when they are recorded, UTC: those whose birth is known by then.
        progress: told how many dossiers are done, out of how many.
    """
    numbers, total = records.dossiers(), 0
    for start in range(0, len(numbers), _AT_ONCE):
        progress("Identités", start, len(numbers))
        facts = records.facts(numbers[start : start + _AT_ONCE])
        some = [*_identities(facts, plan.graine, now)]
        refusals = identify(records, identities, some, now, AUTHOR)
        assert not refusals, refusals[0]
        total += len(some)
    progress("Identités", len(numbers), len(numbers))
    return total


def _identities(facts: pa.Table, graine: int, now: dt.datetime) -> Iterator[Identite]:
    """Yield the identities of the persons of some dossiers, from their births."""
    told = facts.filter(pc.is_in(facts["kind"], value_set=pa.array(_KINDS)))
    rows = as_known(told, at=now).sort_by([("dossier", "ascending"), ("person", "ascending")])
    for dossier, held in groupby(rows.to_pylist(), key=lambda row: int(row["dossier"])):
        known = list(held)
        landlord = any(_pays_landlord(row) for row in known)
        births = {r["person"]: r["value"] for r in known if r["kind"] == "date_naissance"}
        for person, day in births.items():
            yield identity(graine, dossier, person, _day(day), landlord=landlord)


def _pays_landlord(row: dict[str, Any]) -> bool:
    return bool(row["kind"] == "tiers_payant_bailleur" and row["value"] == "true")


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _surname(sort: Sort) -> str:
    return sort.among("racine", _ROOTS) + sort.among("fin", _ENDS)


def _sex(own: Sort) -> int:
    """Return the first digit of a NIR: 1, a man; 2, a woman."""
    return 1 + own.draw("sexe", 2)


def _nir(own: Sort, year: int) -> str:
    """Return a NIR that nobody has, and that no one else of the fund has."""
    dossier, person = own.who
    rank, order = divmod(dossier * PERSONS + person, 999)
    rank, commune = divmod(rank, len(_COMMUNES))
    month = _MONTHS[rank % len(_MONTHS)]
    number = f"{_sex(own)}{year:02d}{month:02d}{_ABROAD}{_COMMUNES[commune]:03d}{order + 1:03d}"
    return f"{number}{nir_key(number):02d}"


def _iban(sort: Sort, branch: str, what: str) -> str:
    account = f"{sort.draw(what, 10**11):011d}"
    return str(IBAN.generate("FR", bank_code=_BANK, branch_code=branch, account_code=account))


def _landlord(household: Sort) -> Compte:
    """Return the account of a landlord: one of a few, since each has many tenants."""
    landlord = Sort(household.graine, (household.draw("bailleur", 400),))
    holder = f"Bailleur {landlord.among('racine', _ROOTS)}{landlord.among('fin', _ENDS)}"
    return Compte(holder, _iban(landlord, _LANDLORD_BRANCH, "bailleur"))


def _address(household: Sort) -> Adresse:
    town = household.draw("commune", len(_TOWNS))
    return Adresse(
        numero=str(1 + household.draw("numero", 120)),
        rue=f"{household.among('voie', _STREETS)} {household.among('nom de voie', _OF)}",
        code_postal=f"99{town * 10:03d}",  # no département 99 has postcodes
        commune=_TOWNS[town],
    )
