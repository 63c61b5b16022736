"""What may be supposed of a household: a job, a birth, a move, a separation, anything.

Each hypothesis is turned into statements of the catalogue, the same as would be declared if it
came true, or is refused by what is known of the household.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from justedroit.core.base import Refusal, day_text, euros, first_day, month_text, of_month
from justedroit.core.droits.hypothese_foyer import Foyer, Hypothese, Suppose
from justedroit.core.droits.hypothese_logement import Demenagement, NouveauLoyer
from justedroit.core.faits import Statement

__all__ = [
    "ALLOWANCES",
    "WAGES",
    "ArriveeEnfant",
    "Demenagement",
    "DepartEnfant",
    "Emploi",
    "FaitsSupposes",
    "MiseEnCouple",
    "Naissance",
    "NouveauLoyer",
    "PerteEmploi",
    "Separation",
    "communes_of",
]

WAGES = ("salaire_net", "salaire_imposable")
ALLOWANCES = ("chomage_net", "chomage_imposable")
# ASSUMPTION: a new spouse earned as much before; the benefits of a year look two years back.
_YEARS_BEFORE = 2
# ASSUMPTION: a wage that nothing replaces counts for nothing in the month when it ends, and counts
# again when the next quarter begins: OpenFisca-France 176.1.8 sees an interruption only where the
# month before was paid (`rsa_revenu_activite_individu`), while CASF R262-13 has no such limit.
_FORGOTTEN = (
    "Le RSA oublie le salaire perdu dès le mois de la perte (CASF R262-13). Au trimestre suivant, "
    "le calcul peut encore compter les derniers salaires, si ses mois de référence les "
    "contiennent : le droit réel peut alors être plus élevé."
)
_TAXABLE = "Le salaire imposable est pris égal au salaire net."


@dataclass(frozen=True, slots=True)
class Emploi:
    """Someone works from a month on: this wage takes the place of the one known.

    Attributes:
        salaire_net_cents: net wage a month.
        depuis: first month worked, 202507.
        personne: number in the dossier.
    """

    salaire_net_cents: int
    depuis: int
    personne: int = 1

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the wage, and the end of the unemployment allowance.

        Law:
            CASF art. R262-37; CSS art. L842-3: the wage is told month by month.
        """
        day = first_day(self.depuis)
        if fault := foyer.outside(day) or foyer.absent(self.personne, day):
            return fault
        said = [
            foyer.says_amount(self.personne, k, self.salaire_net_cents, self.depuis) for k in WAGES
        ]
        said.append(foyer.says(self.personne, "activite", "actif", day))
        return Suppose(
            f"un emploi à {euros(self.salaire_net_cents)} net par mois{_of(self.personne)} à partir "
            f"{of_month(self.depuis)}",
            day,
            (*said, *self._allowance_ended(foyer, day)),
            (_TAXABLE, *self._replaced(foyer, day)),
        )

    def _allowance_ended(self, foyer: Foyer, day: dt.date) -> Iterator[Statement]:
        # ASSUMPTION: the allowance ends with the job; keeping a part of it is another statement.
        for name in ALLOWANCES:
            if foyer.cents(self.personne, name, day):
                yield foyer.says(self.personne, name, "0", day)

    def _replaced(self, foyer: Foyer, day: dt.date) -> Iterator[str]:
        wage, allowance = (foyer.cents(self.personne, k[0], day) for k in (WAGES, ALLOWANCES))
        if wage:
            yield f"Ce salaire remplace celui qui est connu ({euros(wage)} par mois)."
        if allowance:
            yield f"Les allocations de chômage ({euros(allowance)} par mois) s'arrêtent."


@dataclass(frozen=True, slots=True)
class PerteEmploi:
    """Someone works no more from a month on.

    Attributes:
        depuis: first month without wage, 202507.
        personne: number in the dossier.
        chomage_net_cents: allowance a month from then on; 0: none.
    """

    depuis: int
    personne: int = 1
    chomage_net_cents: int = 0

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the end of the wage, and the allowance if there is one.

        Law:
            CASF art. R262-37.
        """
        day = first_day(self.depuis)
        if fault := foyer.outside(day) or foyer.absent(self.personne, day):
            return fault
        wage = foyer.cents(self.personne, "salaire_net", day)
        wage = wage or foyer.cents(self.personne, "salaire_imposable", day)
        if not wage:
            what = f"La personne {self.personne} n'a pas de salaire en {month_text(self.depuis)}."
            return foyer.refusal(what, "Choisissez la personne qui travaille, ou un autre mois.")
        said = [foyer.says(self.personne, k, "0", day) for k in WAGES]
        said.append(foyer.says(self.personne, "activite", "chomeur", day))
        paid = self.chomage_net_cents
        if paid:
            said += [foyer.says_amount(self.personne, k, paid, self.depuis) for k in ALLOWANCES]
        with_ = (
            f", avec {euros(paid)} de chômage par mois" if paid else ", sans allocation de chômage"
        )
        return Suppose(
            f"la perte d'un emploi à {euros(wage)} par mois{_of(self.personne)} "
            f"en {month_text(self.depuis)}{with_}",
            day,
            tuple(said),
            () if paid else (_FORGOTTEN,),
        )


@dataclass(frozen=True, slots=True)
class Naissance:
    """A child is born in the household.

    Attributes:
        le: day of birth, to come.
        personne: number of the child; None: the one who is expected, else a new one.
    """

    le: dt.date
    personne: int | None = None

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the birth, as it is told on its day.

        Law:
            CSS art. L512-1, R552-2.
        """
        if self.le <= foyer.today:
            what = f"La naissance supposée le {self.le:%d/%m/%Y} est déjà passée."
            return foyer.refusal(what, "Une naissance qui a eu lieu se déclare.")
        expected = [person for person, _ in foyer.expected()]
        child = self.personne or (expected or [foyer.new_person()])[0]
        fault = foyer.outside(self.le)
        if not fault and foyer.value(child, "date_naissance", dt.date.max - dt.timedelta(1)):
            what = f"La personne {child} est déjà née."
            fault = foyer.refusal(what, "Laissez le numéro de l'enfant vide : il sera nouveau.")
        return fault or Suppose(
            f"une naissance le {day_text(self.le)}", self.le, _child(foyer, child, self.le, self.le)
        )


@dataclass(frozen=True, slots=True)
class ArriveeEnfant:
    """A child already born comes into the household.

    Attributes:
        le: day of arrival.
        naissance: day of birth.
    """

    le: dt.date
    naissance: dt.date

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the child and since when it is at charge.

        Law:
            CSS art. L513-1, R552-2.
        """
        if self.naissance > self.le:
            what = f"L'enfant arriverait avant d'être né, le {self.naissance:%d/%m/%Y}."
            return foyer.refusal(what, "Corrigez une date, ou supposez une naissance.")
        return foyer.outside(self.le) or Suppose(
            f"l'arrivée d'un enfant né le {day_text(self.naissance)}, le {day_text(self.le)}",
            self.le,
            _child(foyer, foyer.new_person(), self.naissance, self.le),
        )


@dataclass(frozen=True, slots=True)
class DepartEnfant:
    """A child leaves the household.

    Attributes:
        personne: number of the child.
        le: first day when it is no longer there.
    """

    personne: int
    le: dt.date

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the end of the child's charge.

        Law:
            CSS art. R552-3.
        """
        if fault := foyer.outside(self.le):
            return fault
        here = foyer.people("enfant", self.le)
        if self.personne not in here:
            what = (
                f"La personne {self.personne} n'est pas un enfant du foyer le {self.le:%d/%m/%Y}."
            )
            who = ", ".join(map(str, here)) or "aucun"
            return foyer.refusal(what, f"Enfants du foyer ce jour-là : {who}.")
        gone = foyer.says(self.personne, "enfant", "false", self.le)
        return Suppose(
            f"le départ d'un enfant{_of(self.personne)} le {day_text(self.le)}", self.le, (gone,)
        )


@dataclass(frozen=True, slots=True)
class Separation:
    """The couple parts; the children stay with the allocataire.

    Attributes:
        le: first day apart.
    """

    le: dt.date

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the departure of the spouse, and the isolation of a parent.

        Law:
            CASF art. L262-9, R262-37.
        """
        if fault := foyer.outside(self.le):
            return fault
        gone = foyer.people("conjoint", self.le)
        if not gone:
            what = f"L'allocataire n'est pas en couple le {self.le:%d/%m/%Y}."
            return foyer.refusal(what, "Il n'y a personne dont se séparer : vérifiez le foyer.")
        said = [foyer.says(person, "conjoint", "false", self.le) for person in gone]
        stay: tuple[str, ...] = ()
        if foyer.people("enfant", self.le) or foyer.expected():
            said.append(foyer.says(0, "isolement_date", self.le.isoformat(), self.le))
            stay = ("Les enfants restent avec l'allocataire ; aucune pension n'est versée.",)
        return Suppose(f"une séparation le {day_text(self.le)}", self.le, tuple(said), stay)


@dataclass(frozen=True, slots=True)
class MiseEnCouple:
    """The allocataire lives with someone.

    Attributes:
        le: first day together.
        salaire_net_cents: net wage a month of the spouse; 0: none.
        naissance: of the spouse; None: the allocataire's.
        statut: a value of `statut_couple`.
    """

    le: dt.date
    salaire_net_cents: int = 0
    naissance: dt.date | None = None
    statut: str = "concubin"

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the spouse, and what it earns.

        Law:
            CASF art. R262-37.
        """
        if fault := foyer.outside(self.le):
            return fault
        if there := foyer.people("conjoint", self.le):
            what = f"L'allocataire est déjà en couple (personne {there[0]})."
            return foyer.refusal(what, "Supposez d'abord une séparation.")
        born = self.naissance or self._as_old(foyer)
        if born is None:
            what = "La date de naissance du conjoint manque."
            return foyer.refusal(what, "Donnez-la avec l'hypothèse.")
        wage = self.salaire_net_cents
        earns = f" qui gagne {euros(wage)} net par mois" if wage else " sans revenu"
        return Suppose(
            f"une mise en couple le {day_text(self.le)} avec une personne{earns}",
            self.le,
            tuple(self._spouse(foyer, foyer.new_person(), born)),
            tuple(self._assumed()),
        )

    def _as_old(self, foyer: Foyer) -> dt.date | None:
        told = [
            foyer.value(p, "date_naissance", self.le) for p in foyer.people("allocataire", self.le)
        ]
        return dt.date.fromisoformat(told[0]) if told and told[0] else None

    def _spouse(self, foyer: Foyer, person: int, born: dt.date) -> Iterator[Statement]:
        yield foyer.says(person, "date_naissance", born.isoformat(), born)
        yield foyer.says(person, "conjoint", "true", self.le)
        yield foyer.says(0, "statut_couple", self.statut, self.le)
        if self.salaire_net_cents:
            first = (self.le.year - _YEARS_BEFORE) * 100 + 1
            for name in WAGES:
                yield foyer.says_amount(person, name, self.salaire_net_cents, first)
            yield foyer.says(person, "activite", "actif", first_day(first))

    def _assumed(self) -> Iterator[str]:
        if self.naissance is None:
            yield "Le conjoint a l'âge de l'allocataire."
        if self.salaire_net_cents:
            yield f"Le conjoint gagnait déjà autant les deux années d'avant. {_TAXABLE}"


@dataclass(frozen=True, slots=True)
class FaitsSupposes:
    """Any statements of the catalogue, received as they are.

    Attributes:
        statements: of this dossier.
    """

    statements: tuple[Statement, ...]

    def suppose(self, foyer: Foyer) -> Suppose | Refusal:
        """Return the statements, if they are of the dossier.

        Law:
            None: the catalogue names the law of each.
        """
        if not self.statements:
            return foyer.refusal("Rien n'est supposé.", "Donnez au moins un fait.")
        if any(said.dossier != foyer.dossier for said in self.statements):
            return foyer.refusal("Un fait concerne un autre dossier.", "Retirez-le.")
        since = min(said.valid_from for said in self.statements)
        return Suppose(" ; ".join(map(_said, self.statements)), since, self.statements)


def communes_of(supposed: Sequence[Hypothese]) -> list[str]:
    """Return the INSEE codes of the communes that hypotheses speak of, each once.

    Law:
        None: what was told.
    """
    told = [one.depcom for one in supposed if isinstance(one, Demenagement)]
    for one in supposed:
        if isinstance(one, FaitsSupposes):
            told += [said.value for said in one.statements if said.kind == "depcom"]
    return [*dict.fromkeys(code.strip() for code in told if code)]


def _said(said: Statement) -> str:
    value = "retiré" if said.value is None else said.value
    return f"« {said.kind} » ({value}) à partir du {day_text(said.valid_from)}{_of(said.person)}"


def _child(foyer: Foyer, child: int, born: dt.date, since: dt.date) -> tuple[Statement, ...]:
    birth = foyer.says(child, "date_naissance", born.isoformat(), born)
    return birth, foyer.says(child, "enfant", "true", since)


def _of(person: int) -> str:
    return f" (personne {person})" if person > 1 else ""
