"""What every subject shares: cents, months, French words for them, dated parameters, refusals."""

from justedroit.core.base.acte import Acte
from justedroit.core.base.cents import euros, to_cents
from justedroit.core.base.delais import (
    days_after,
    is_worked,
    months_after,
    until_worked,
)
from justedroit.core.base.francais import (
    FRANCE,
    counted,
    day_text,
    instant_text,
    month_text,
    of,
    of_month,
    typographic,
    unprintable,
)
from justedroit.core.base.lignes import Colonnes, Fields, Row, printable, read_rows, shown
from justedroit.core.base.months import (
    FIRST_MONTH,
    add_months,
    first_day,
    from_index,
    month_of,
    month_range,
    months_between,
    to_index,
)
from justedroit.core.base.nominatif import (
    compact,
    is_well_formed,
    looks_personal,
    names_someone,
    nir_key,
)
from justedroit.core.base.parametres import Parametre, parametre, parametres
from justedroit.core.base.refusal import Refusal, Refused
from justedroit.core.base.yaml_text import read_yaml

__all__ = [
    "FIRST_MONTH",
    "FRANCE",
    "Acte",
    "Colonnes",
    "Fields",
    "Parametre",
    "Refusal",
    "Refused",
    "Row",
    "add_months",
    "compact",
    "counted",
    "day_text",
    "days_after",
    "euros",
    "first_day",
    "from_index",
    "instant_text",
    "is_well_formed",
    "is_worked",
    "looks_personal",
    "month_of",
    "month_range",
    "month_text",
    "months_after",
    "months_between",
    "names_someone",
    "nir_key",
    "of",
    "of_month",
    "parametre",
    "parametres",
    "printable",
    "read_rows",
    "read_yaml",
    "shown",
    "to_cents",
    "to_index",
    "typographic",
    "unprintable",
    "until_worked",
]
