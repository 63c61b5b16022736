"""What may be supposed of the dwelling: a move, another rent, no rent any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from justedroit.core.base import Refusal, day_text, euros, first_day, of_month
from justedroit.core.droits.hypothese_foyer import Foyer, Suppose, amount
from justedroit.core.faits import kind

OCCUPANCY = "statut_occupation_logement"
FREE = "loge_gratuitement"
_RENTED = "locataire"  # how the occupancies that pay a rent begin
_BUYING, _OWNED = "primo_accedant", "proprietaire"


@dataclass(frozen=True, slots=True)
class Demenagement:
    """The household moves into another dwelling.

    Attributes:
        le: day of entry.
        loyer_cents: rent without charges, a month; None: as before.
        depcom: INSEE code of the town; None: as before.
        statut: a value of `statut_occupation_logement`; None: as before.
    """

    le: dt.date
    loyer_cents: int | None = None
    depcom: str | None = None
    statut: str | None = None

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the new dwelling, and the entry into it.

        Law:
            CCH art. R823-7, R823-10; L823-1: the aid is counted on the rent.
        """
        rent = self.loyer_cents
        cents = foyer.cents(0, "loyer", self.le) if rent is None else rent
        free = not cents and self.statut is None
        told = {
            "loyer": None if rent is None else amount(rent),
            "depcom": self.depcom,
            OCCUPANCY: _rentless(foyer, self.le) if free else self.statut,
        }
        fault = foyer.outside(self.le) or self._contradiction(foyer) or self._lacks(foyer, told)
        if fault:
            return fault
        said = [foyer.says(0, k, v, self.le) for k, v in told.items() if v is not None]
        said.append(foyer.says(0, "date_entree_logement", self.le.isoformat(), self.le))
        if statut := told[OCCUPANCY]:
            social = "true" if statut == "locataire_hlm" else "false"
            said.append(foyer.says(0, "logement_conventionne", social, self.le))
        at = f"au loyer de {euros(cents)} par mois" if cents else "sans loyer"
        return Suppose(
            f"un déménagement le {day_text(self.le)}, {at}",
            self.le,
            tuple(said),
            tuple(self._assumed(without_rent=free and bool(statut))),
        )

    def _lacks(self, foyer: Foyer, told: Mapping[str, str | None]) -> Refusal | None:
        lacking = [k for k, v in told.items() if v is None and foyer.value(0, k, self.le) is None]
        if not lacking:
            return None
        names = ", ".join(f"« {kind(name).libelle} »" for name in lacking)
        return foyer.refusal(f"Le dossier ne dit pas : {names}.", "Donnez-les avec l'hypothèse.")

    def _contradiction(self, foyer: Foyer) -> Refusal | None:
        """Return why the rent and the occupancy supposed cannot both be."""
        rent, statut = self.loyer_cents, self.statut or ""
        pays = statut.startswith(_RENTED) or statut == _BUYING
        if (rent == 0 and pays) or (rent and statut == FREE):
            label = kind(OCCUPANCY).valeurs[statut]
            what = f"Le loyer de {euros(rent)} contredit l'occupation « {label} »."
            return foyer.refusal(what, "Changez l'un ou l'autre.")
        return None

    def _assumed(self, *, without_rent: bool) -> Iterator[str]:
        if self.statut is not None:
            yield "Un logement HLM est conventionné (APL), les autres ne le sont pas."
        if without_rent:
            yield NO_RENT


@dataclass(frozen=True, slots=True)
class NouveauLoyer:
    """The rent of the same dwelling changes.

    Attributes:
        loyer_cents: rent without charges, a month; 0: the dwelling is occupied for free.
        depuis: first month of the new rent, 202507.
    """

    loyer_cents: int
    depuis: int

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the rent; where there is none any more, the occupancy too.

        Law:
            CCH art. R823-7; L823-1: the aid is counted on the rent.
        """
        day, cents = first_day(self.depuis), self.loyer_cents
        fault = foyer.outside(day)
        if not fault and foyer.value(0, "loyer", day) is None:
            what = "Le dossier n'a pas de loyer connu."
            fault = foyer.refusal(what, "Supposez plutôt un déménagement, avec sa commune.")
        if fault:
            return fault
        rent = foyer.says_amount(0, "loyer", cents, self.depuis)
        if cents:
            label = f"un loyer de {euros(cents)} par mois à partir {of_month(self.depuis)}"
            assumed = tuple(_later(foyer, cents, self.depuis))
            return Suppose(label, day, (rent,), assumed)
        statut = _rentless(foyer, day)
        free = [] if statut is None else [foyer.says(0, OCCUPANCY, statut, day)]
        label = f"un logement sans loyer à partir {of_month(self.depuis)}"
        return Suppose(label, day, (rent, *free), (NO_RENT,) if free else ())


# ASSUMPTION: who pays no rent any more is housed for free, or owns what was being bought.
NO_RENT = (
    "Sans loyer ni mensualité, le logement est tenu pour occupé gratuitement, ou acquis : une aide "
    "au logement aide à payer un loyer, il n'y en a donc plus (CCH L823-1)."
)


def _rentless(foyer: Foyer, day: dt.date) -> str | None:
    """Return the occupancy of a dwelling for which nothing is paid any more; None: as before."""
    now = foyer.value(0, OCCUPANCY, day) or ""
    if now == _BUYING:
        return _OWNED
    return FREE if now.startswith(_RENTED) else None


def _later(foyer: Foyer, cents: int, since: int) -> Iterator[str]:
    """Yield why another rent may change nothing yet, where it is another."""
    if cents != foyer.cents(0, "loyer", first_day(since)):
        yield (
            "Dans le même logement, l'aide au logement retient le loyer de juillet de l'année "
            "d'avant (CCH R823-7) : un loyer qui change ne compte qu'à partir du mois de janvier "
            "qui suit."
        )
