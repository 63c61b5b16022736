"""Which household does what: drawn from the rates, or imposed so that each way is seen once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from justedroit.core.recours import regime
from justedroit.twin.suites.agenda import Recit
from justedroit.twin.suites.bureau import Affaire, Service, habits
from justedroit.twin.suites.commission import asks_remise, contests
from justedroit.twin.suites.instances import (
    annulled,
    complains,
    complains_late,
    complains_of_a_decision,
    confirmed,
    goes_to_mediation,
    not_rectified,
    rectified,
    rectifies,
    remise_then_court,
)
from justedroit.twin.suites.remboursement import (
    breaks_a_plan,
    by_withholding,
    is_late,
    keeps_a_plan,
    nothing,
    pays,
    pays_too_much,
)
from justedroit.twin.suites.rigueur import (
    deceives,
    is_cleared,
    is_erased,
    is_forced,
    is_passed_on,
    is_reminded,
    is_spread,
    opposes,
)

Conduite = Callable[[Service, Affaire], Recit[None]]

_DRAWN: Final[dict[str, Conduite]] = {
    "remise": asks_remise,
    "contestation": contests,
    "paiement": pays,
    "echeancier": keeps_a_plan,
    "echeancier_en_retard": is_late,
    "echeancier_rompu": breaks_a_plan,
    "rectification": rectifies,
    "reclamation": complains,
    "mediation": goes_to_mediation,
}


@dataclass(frozen=True, slots=True)
class Parcours:
    """A way through what follows an indu, that the demonstration must show once.

    Attributes:
        nom: as the closing table names it.
        conduite: what the household and the fund do.
        cents: least and most that is claimed, in cents.
        served: least and most that the household is paid a month, in cents.
        regimes: of appeal; any by default.
        seul: whether one benefit alone is claimed.
    """

    nom: str
    conduite: Conduite
    cents: tuple[int, int] = (15_000, 10_000_000)
    served: tuple[int, int] = (0, 10_000_000)
    regimes: tuple[str, ...] = ()
    seul: bool = False

    def fits(self, affaire: Affaire, day: object) -> bool:
        """Return whether the indus of a decision can take this way."""
        low, high = self.cents
        told = {regime(benefit, day) for benefit in affaire.prestations}  # type: ignore[arg-type]
        return (
            low <= affaire.cents <= high
            and self.served[0] <= affaire.served <= self.served[1]
            and (not self.regimes or told <= set(self.regimes))
            and (not self.seul or len(affaire.creances) == 1)
        )


COURT: Final = "remise refusée, retenue, contestation, tribunal, restitution"
_ANY: Final = 10_000_000

# In this order: the first decisions that fit take them, the others are drawn.
IMPOSES: Final[tuple[Parcours, ...]] = (
    Parcours(COURT, remise_then_court, (150_000, 400_000), (40_000, _ANY), ("rsa",), seul=True),
    Parcours("tribunal, indu confirmé", confirmed, (15_000, 200_000)),
    Parcours("tribunal, indu annulé", annulled, (15_000, 200_000), (5_000, _ANY)),
    Parcours("contrainte exécutée, puis non-valeur", is_forced, (10_000, _ANY), (0, 0)),
    Parcours("contrainte, opposition", opposes, (10_000, _ANY), (0, 0)),
    Parcours("fraude, remise fermée, indemnité", deceives, (15_000, _ANY)),
    Parcours("fraude écartée, remise rouverte", is_cleared, (15_000, _ANY)),
    Parcours("surendettement, effacement", is_erased, (15_000, _ANY)),
    Parcours("surendettement, plan", is_spread, (15_000, _ANY)),
    Parcours("médiation", goes_to_mediation),
    Parcours("réclamation requalifiée en recours", complains_of_a_decision),
    Parcours("réclamation en retard, transmise plus haut", complains_late, (3_000, _ANY)),
    Parcours("rectification rejetée", not_rectified, (3_000, _ANY)),
    Parcours("rectification acceptée", rectified, (3_000, _ANY)),
    Parcours("échéancier rompu puis repris", breaks_a_plan, (20_000, 150_000)),
    Parcours("échéancier en retard", is_late, (12_000, 150_000)),
    Parcours("échéancier tenu", keeps_a_plan, (12_000, 150_000)),
    Parcours("échéancier par retenue", by_withholding, (12_000, 150_000), (10_000, _ANY)),
    Parcours("transmis au département", is_passed_on, (7_700, _ANY), (0, 7_000), ("rsa",)),
    Parcours("trop remboursé", pays_too_much, (5_000, 60_000)),
)


def conduct(affaire: Affaire) -> Conduite:
    """Return what a household does, drawn; most let the withholding of the month do."""
    u = affaire.u("conduite")
    for name, told in habits()["conduites"].items():
        u -= float(told["valeur"])
        if u < 0:
            return _DRAWN[name]
    if "rsa" in affaire.prestations:
        return is_passed_on
    # Nothing can be withheld where nothing is served: the fund asks to be paid.
    return nothing if affaire.served else is_reminded
