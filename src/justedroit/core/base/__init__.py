"""What every subject shares: cents, months, dated parameters, refusals."""

from justedroit.core.base.cents import euros, to_cents
from justedroit.core.base.months import (
    add_months,
    first_day,
    from_index,
    month_of,
    month_range,
    months_between,
    to_index,
)
from justedroit.core.base.parametres import Parametre, parametre, parametres
from justedroit.core.base.refusal import Refusal, Refused

__all__ = [
    "Parametre",
    "Refusal",
    "Refused",
    "add_months",
    "euros",
    "first_day",
    "from_index",
    "month_of",
    "month_range",
    "months_between",
    "parametre",
    "parametres",
    "to_cents",
    "to_index",
]
