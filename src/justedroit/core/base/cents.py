"""Money: whole cents everywhere. The one guarded passage from OpenFisca's floats is here."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from justedroit.core.base.refusal import Refused

# OpenFisca computes in float32, exact to the cent below 2**16 euros. Above, cents would be invented.
EXACT_BELOW_EUR = 65_536.0
FLOAT32_ERROR = 2.0**-24  # relative, at most
HALF_LOST = 0.005  # of a cent: above this error, a half is no longer told from what is near it


def to_cents(amount_eur: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return euros as whole cents, rounded to the nearest cent, halves away from zero.

    Args:
        amount_eur: shape `(n,)`, euros, finite, each below 65 536 € in absolute value.

    Returns:
        Shape `(n,)`, cents.

    Raises:
        ValueError: an amount is not finite.
        Refused: an amount is too large to be exact to the cent in float32.

    Law:
        None: decision 0004, rounding is of the cent; the legal roundings are applied before.
    """
    eur = np.asarray(amount_eur, dtype=np.float64)
    if not np.isfinite(eur).all():
        message = "Un montant calculé n'est pas un nombre fini : l'évaluation est refusée."
        raise ValueError(message)
    if (np.abs(eur) >= EXACT_BELOW_EUR).any():
        message = (
            f"Un montant atteint {EXACT_BELOW_EUR:.0f} € : il n'est plus exact au centime, "
            "l'évaluation est refusée. Vérifiez les faits du dossier (loyer, revenus)."
        )
        raise Refused(message)
    # A half of a cent that the law wrote, such as 151.045, is 151.04499817 in float32: what lies
    # within the error of a float32 under a half is taken for the half.
    hundredths = np.abs(eur) * 100
    cents = np.floor(hundredths + np.minimum(hundredths * FLOAT32_ERROR, HALF_LOST) + 0.5)
    return np.asarray(np.sign(eur) * cents, dtype=np.int64)


def euros(cents: int) -> str:
    """Return an amount in cents as French text, with its sign: `1 234,56 €`.

    Law:
        None: a way of writing.

    >>> euros(123456).replace("\u202f", " ").replace("\u00a0", " ")
    '1 234,56 €'
    """
    sign = "-" if cents < 0 else ""
    units, rest = divmod(abs(int(cents)), 100)
    return f"{sign}{units:,}".replace(",", "\u202f") + f",{rest:02d}\u00a0€"
