"""The law as OpenFisca-France writes it: loaded once, its versions, its silence."""

from __future__ import annotations

import contextlib
import warnings
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

import numpy as np

from justedroit.core.droits.openfisca.calendrier import remember_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def law_system() -> Any:  # OpenFisca is not typed
    """Return OpenFisca-France, loaded once per process (about 3 s the first time).

    Returns:
        A `FranceTaxBenefitSystem`. It is shared: never modify it.

    Law:
        None: OpenFisca-France holds the law, pinned to one version.
    """
    remember_calendar()
    with quiet():
        from openfisca_france import FranceTaxBenefitSystem  # noqa: PLC0415  (slow, and only here)

        return FranceTaxBenefitSystem()


@cache
def versions() -> dict[str, str]:
    """Return the versions that decide the amounts, by package.

    Law:
        None: which edition of the law was used, for proof.
    """
    return {name: metadata.version(name) for name in ("openfisca-core", "openfisca-france")}


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Silence what OpenFisca says while it loads or calculates, and only that.

    Its vectorised formulas divide by zero in the branches that they then discard: numpy would
    warn of each. A result that is not finite is refused where it leaves OpenFisca, not here.

    Law:
        None: a way of calling OpenFisca.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.filterwarnings("ignore", module=r"openfisca_|numexpr|numpy|pendulum")
        yield
