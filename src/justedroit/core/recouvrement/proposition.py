"""The plan of repayment that is proposed: from what is asked, and from what is left to live on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from justedroit.core.base import (
    Refusal,
    add_months,
    day_text,
    euros,
    month_of,
    months_after,
    parametre,
)
from justedroit.core.paiements import payment_day

NOTIFICATION, RECOUVREMENT = "notification", "recouvrement"
_EURO: Final = 100
_WHERE: Final = "échéancier"


@dataclass(frozen=True, slots=True)
class Mensualite:
    """What is to be paid by a day, in cents."""

    le: dt.date
    cents: int


@dataclass(frozen=True, slots=True)
class Budget:
    """What a household has each month, in cents, and who lives on it.

    Attributes:
        ressources: with the benefits.
        charges: housing.
        adultes: 1 or 2.
        enfants: dependent children.
    """

    ressources: int
    charges: int
    adultes: int
    enfants: int

    def left(self, day: dt.date) -> int:
        """Return what is left each month once the housing is paid and what to live on is kept.

        Law:
            None: parameter `echeancier.reste_a_vivre`, a_verifier; it may be less than zero.
        """
        share = parametre("recouvrement/echeancier.reste_a_vivre").at(day)
        kept = share["adulte"] + (self.adultes > 1) * share["second"]
        kept += self.enfants * share["enfant"]
        left: int = self.ressources - self.charges - _EURO * kept
        return left


@dataclass(frozen=True, slots=True)
class Demande:
    """What a plan is asked for.

    Attributes:
        cents: what it repays.
        phase: `notification` (withholding may not have begun) or `recouvrement`.
        premiere: day of the first payment.
        mensualite: cents a month asked for; None: to be proposed.
        mois: number of months asked for; None: to be proposed.
        bareme: cents that the scale would withhold a month; None: its year was not read.
        is_withheld: whether the benefits pay it: each payment on a day on which they are paid.
    """

    cents: int
    phase: str
    premiere: dt.date
    mensualite: int | None = None
    mois: int | None = None
    bareme: int | None = None
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Proposition:
    """A plan that may be accepted.

    Attributes:
        mensualites: each payment, the last one smaller.
        phase: of the demand.
        left_cents: what the budget leaves each month before it; None: no budget was told.
    """

    mensualites: tuple[Mensualite, ...]
    phase: str
    left_cents: int | None = None

    @property
    def is_heavy(self) -> bool:
        """Whether it takes more than what is left once what to live on is kept."""
        return self.left_cents is not None and self.mensualites[0].cents > self.left_cents


def proposition(demande: Demande, budget: Budget | None, day: dt.date) -> Proposition | Refusal:
    """Return the plan that answers a demand, or why it cannot be, with the way forward.

    Args:
        demande: what is asked.
        budget: of the household, None where it is not told.
        day: of the simulation.

    Law:
        CSS art. R133-9-2: at most twelve months before withholding may begin; then, and for the
        smallest payment, and the latest first day, parameters `echeancier.*`, a_verifier. D553-1:
        what the scale would withhold is what is proposed, a convention.
    """
    most: int = parametre("recouvrement/echeancier.mois").at(day)[demande.phase]
    left = None if budget is None else budget.left(day)
    monthly = _monthly(demande, left, most, day)
    if wrong := _unacceptable(demande, monthly, most, day):
        return wrong
    months = -(-demande.cents // monthly)
    parts = [monthly] * (months - 1) + [demande.cents - monthly * (months - 1)]
    days = (_due_day(demande, i) for i in range(months))
    dues = tuple(Mensualite(le, cents) for le, cents in zip(days, parts, strict=True))
    return Proposition(dues, demande.phase, left)


def withholding_day(day: dt.date) -> dt.date:
    """Return the first day, from a given one, on which benefits are paid, and may be withheld.

    Law:
        Arrêté of 29 June 1994: the calendar of payments, `core.paiements.payment_day`.

    >>> withholding_day(dt.date(2026, 4, 1))
    datetime.date(2026, 4, 7)
    """
    month = month_of(day)
    # Of the month before, of this one: the right of a month is paid in the next.
    coming = (payment_day(add_months(month, i)) for i in (-1, 0))
    return next(one for one in coming if one >= day)


def _due_day(demande: Demande, rank: int) -> dt.date:
    """Return the day of a payment, the first of rank 0."""
    if not demande.is_withheld:
        return months_after(demande.premiere, rank)
    return payment_day(add_months(month_of(demande.premiere), rank - 1))


def _monthly(demande: Demande, left: int | None, most: int, day: dt.date) -> int:
    """Return the monthly payment, in cents: the one asked, else that of the scale.

    Less where the budget does not allow it; more, the household may ask for it.
    """
    if demande.mensualite is not None:
        return min(demande.mensualite, demande.cents)
    if demande.mois is not None:
        return -(-demande.cents // max(demande.mois, 1))
    least = max(-(-demande.cents // most), _minimum(day))
    wished = min((cents for cents in (demande.bareme, left) if cents is not None), default=0)
    return min(max(least, wished), demande.cents)


def _minimum(day: dt.date) -> int:
    euros_a_month: float = parametre("recouvrement/echeancier.minimum").at(day)
    return round(_EURO * euros_a_month)


def _unacceptable(demande: Demande, monthly: int, most: int, day: dt.date) -> Refusal | None:
    if demande.cents <= 0:
        return Refusal("rien n'est dû.", _WHERE, "Il n'y a rien à rembourser.", "CSS art. L553-2")
    if demande.premiere < day:
        return Refusal(
            "la première mensualité est passée.", _WHERE, "Donnez un jour à venir.", "R133-9-2"
        )
    last = months_after(day, parametre("recouvrement/echeancier.premiere").at(day))
    if demande.premiere > last:
        return Refusal(
            "la première mensualité est trop loin.",
            _WHERE,
            f"Donnez un jour jusqu'au {day_text(last)}.",
            "CSS art. R133-9-2",
        )
    if monthly <= 0 or (demande.mois is not None and demande.mois < 1):
        return Refusal(
            "il faut au moins une mensualité, de plus de zéro.", _WHERE, "Donnez-en une.", ""
        )
    least = min(_minimum(day), demande.cents)
    months = -(-demande.cents // monthly)
    needed = max(least, -(-demande.cents // most))
    if monthly >= least and months <= most:
        return None
    what = (
        f"une mensualité de {euros(monthly)} est au-dessous du minimum, {euros(least)}."
        if monthly < least
        else f"{months} mois dépassent les {most} mois possibles."
    )
    mend = (
        f"Proposez {euros(needed)} par mois, pendant {-(-demande.cents // needed)} mois ; si le foyer "
        "ne le peut pas, proposez-lui une remise de dette."
    )
    return Refusal(what, _WHERE, mend, "CSS art. R133-9-2")
