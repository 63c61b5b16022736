"""Money: whole cents everywhere. The one guarded passage from OpenFisca's floats is here."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

# OpenFisca computes in float32, exact to the cent below 2**16 euros. Above, cents would be invented.
EXACT_BELOW_EUR = 65_536.0


def to_cents(amount_eur: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return euros as whole cents, rounded to the nearest cent, halves away from zero.

    Args:
        amount_eur: shape `(n,)`, euros, finite, each below 65 536 € in absolute value.

    Returns:
        Shape `(n,)`, cents.

    Raises:
        ValueError: an amount is not finite, or too large to be exact to the cent in float32.

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
        raise ValueError(message)
    # A float32 amount such as 151.05 is 151.05000305 in float64: the nearest thousandth first
    # recovers what the law wrote, so that halves of a cent are seen as halves.
    thousandths = np.rint(eur * 1000)
    cents: npt.NDArray[np.int64] = np.sign(thousandths) * ((np.abs(thousandths) + 5) // 10)
    return cents.astype(np.int64)


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
