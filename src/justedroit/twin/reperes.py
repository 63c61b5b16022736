"""The figures of the twin beside those that the funds published, brought to its size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from justedroit.twin.caf import Caf, fund

if TYPE_CHECKING:
    from collections.abc import Mapping

EUR, PERCENT, EUR_PER_MONTH = "EUR", "%", "EUR par mois"


class Versement(Protocol):
    """What was paid of a benefit over the months."""

    @property
    def cents(self) -> int:
        """Cents."""
        ...

    @property
    def foyers(self) -> int:
        """Households paid at least once."""
        ...

    @property
    def foyer_mois(self) -> int:
        """Rights of a month paid to a household."""
        ...


@dataclass(frozen=True, slots=True)
class Totaux:
    """What the twin counted.

    Attributes:
        foyers: households.
        personnes: persons covered.
        mois: number of months played.
        verse: by benefit.
        indus_cents: indus posted.
    """

    foyers: int
    personnes: int
    mois: int
    verse: Mapping[str, Versement]
    indus_cents: int

    def cents(self, *benefits: str) -> int:
        """Return what was paid of some benefits, of all when none is named."""
        chosen = benefits or tuple(self.verse)
        return sum(self.verse[b].cents for b in chosen if b in self.verse)

    def foyers_of(self, benefit: str) -> int:
        """Return the households paid a benefit in a month, on average."""
        return round(self.verse[benefit].foyer_mois / self.mois) if benefit in self.verse else 0

    def mean_eur(self, benefit: str) -> float:
        """Return what a household paid a benefit gets of it in a month, on average."""
        line = self.verse.get(benefit)
        return line.cents / 100 / line.foyer_mois if line else 0.0


@dataclass(frozen=True, slots=True)
class Repere:
    """A figure of the twin beside a published one.

    Attributes:
        libelle: French label.
        jumeau: figure of the twin.
        publie: published figure, brought to the size and the months of the twin where it is a sum.
        unite: `foyers`, `personnes`, `EUR`, `%`, `EUR par mois`.
        origine: which fund, which year, whether it is the fund played or another.
    """

    libelle: str
    jumeau: float
    publie: float
    unite: str
    origine: str


def reperes(name: str, totals: Totaux) -> tuple[Repere, ...]:
    """Return the figures that can be compared.

    Args:
        name: of the fund played.
        totals: what the twin counted.
    """
    caf = fund(name)
    return (*_sizes(caf, totals), *_sums(caf, totals), *_means(caf, totals))


def _origin(caf: Caf, figure: str, how: str) -> str:
    found = caf.chiffre(figure)
    other = "" if caf.is_own(figure) else " (autre caisse, à défaut)"
    return f"{found.rapport}{other}, {how}"


def _sizes(caf: Caf, t: Totaux) -> tuple[Repere, ...]:
    per_foyer = caf.chiffre("personnes").valeur / caf.chiffre("foyers").valeur
    disabled = caf.chiffre("aah_beneficiaires").valeur
    # The share of AAH is that of the fund that publishes it, over its own households.
    base = fund("pyrenees_orientales").chiffres["foyers"].valeur
    return (
        Repere(
            "Personnes couvertes",
            t.personnes,
            round(per_foyer * t.foyers),
            "personnes",
            _origin(caf, "personnes", "par foyer"),
        ),
        Repere(
            "Foyers payés d'AAH en un mois",
            t.foyers_of("aah"),
            round(disabled / base * t.foyers),
            "foyers",
            _origin(caf, "aah_beneficiaires", "bénéficiaires, par allocataire"),
        ),
    )


def _sums(caf: Caf, t: Totaux) -> tuple[Repere, ...]:
    base = caf if caf.is_own("verse_eur") else fund("vienne")
    scale = t.foyers / base.chiffre("foyers").valeur * t.mois / 12

    def paid(figure: str) -> Repere:
        published = base.chiffre(figure)
        origin = _origin(caf, figure, f"à l'échelle, en euros de {published.annee}")
        return Repere(
            published.libelle, t.cents() / 100, round(published.valeur * scale), EUR, origin
        )

    def indus(figure: str, over: str) -> Repere:
        share = base.chiffre(figure).valeur / base.chiffre(over).valeur
        mine = t.indus_cents / t.cents() if t.cents() else 0.0
        label = f"{base.chiffre(figure).libelle}, part du versé"
        return Repere(
            label,
            round(100 * mine, 2),
            round(100 * share, 2),
            PERCENT,
            _origin(caf, figure, "rapportés au versé"),
        )

    return (
        paid("verse_eur"),
        paid("verse_chiffres_cles_eur"),
        indus("indus_eur", "verse_eur"),
        indus("indus_notifies_eur", "verse_eur"),
    )


def _means(caf: Caf, t: Totaux) -> tuple[Repere, ...]:
    labels = {"rsa": "RSA", "ppa": "Prime d'activité", "asf": "ASF"}
    found = []
    for benefit, label in labels.items():
        sum_eur = caf.chiffre(f"{benefit}_eur")
        published = sum_eur.valeur / caf.chiffre(f"{benefit}_beneficiaires").valeur / 12
        mine = t.mean_eur(benefit)
        how = f"par bénéficiaire et par mois, en euros de {sum_eur.annee}"
        origin = _origin(caf, f"{benefit}_eur", how)
        found.append(
            Repere(f"{label}, moyenne", round(mine, 2), round(published, 2), EUR_PER_MONTH, origin)
        )
    return tuple(found)
