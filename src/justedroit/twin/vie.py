"""The life of a fund, month after month: what happens, and what the fund hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import add_months, first_day
from justedroit.twin.demandes import calls_for
from justedroit.twin.evenements.emploi import work
from justedroit.twin.evenements.famille import family
from justedroit.twin.evenements.logement import housing
from justedroit.twin.evenements.recours import care, claims
from justedroit.twin.evenements.sante import health
from justedroit.twin.hasard import Hasard
from justedroit.twin.menages import ADULTS
from justedroit.twin.moment import Moment, rates
from justedroit.twin.plume import TO_SAY, Plume, by_dossier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from justedroit.twin.caf import Caf
    from justedroit.twin.hasard import Days
    from justedroit.twin.menages import Menages


def live(
    m: Menages, initial: pa.Table, graine: int, debut: int, caf: Caf
) -> Iterator[tuple[int, pa.Table]]:
    """Yield what becomes known before the first month, then in each month, without end.

    Args:
        m: the households as drawn; the life is that of a copy.
        initial: their facts, schema TO_SAY, those of who arrives later included.
        graine: the seed.
        debut: first month.
        caf: the fund.

    Yields:
        A month (the one before `debut` first) and its statements, schema TO_SAY, by day known,
        dossier, and as they were said.
    """
    households, chance, plume = m.copy(), Hasard(graine, "vie"), Plume()
    pending = _on_mail_days(initial, np.datetime64(first_day(debut), "D"))
    before, pending = _known_before(pending, debut)
    yield add_months(debut, -1), before
    needs = calls_for(households, np.datetime64(first_day(debut), "D"))
    number = 0
    while True:
        month = add_months(debut, number)
        first = np.datetime64(first_day(month), "D")
        c = Moment(households, chance.within(number), plume, number, first, caf)
        family(c)
        for place in range(ADULTS):
            work(c, place)
        housing(c)
        health(c)
        care(c)
        needs = claims(c, needs)
        pending = pa.concat_tables([pending, _on_mail_days(plume.take(), first)])
        heard, pending = _known_before(pending, add_months(month, 1))
        yield month, heard
        number += 1


def _known_before(said: pa.Table, month: int) -> tuple[pa.Table, pa.Table]:
    heard = pc.less(said["known_on"], pa.scalar(first_day(month), pa.date32()))
    return by_dossier(said.filter(heard)), said.filter(pc.invert(heard))


def _on_mail_days(said: pa.Table, not_before: np.datetime64) -> pa.Table:
    """Bring each statement to the next day when the mail is opened, never before a day.

    What was known before the first month, the eve of which is no mail day, stays there.
    """
    place = TO_SAY.get_field_index("known_on")
    known = said["known_on"].to_numpy().astype("datetime64[D]")
    eve = known < not_before
    opened = _next_mail_day(known)
    return said.set_column(place, TO_SAY.field(place), pa.array(np.where(eve, known, opened)))


def _next_mail_day(day: Days) -> Days:
    month = day.astype("datetime64[M]")
    number = (day - month.astype("datetime64[D]")).astype(np.int64) + 1
    opened = np.array([*rates()["jours_de_courrier"], 0])
    place = np.searchsorted(opened[:-1], number)
    month = month + (place == len(opened) - 1)
    wait = np.where(place == len(opened) - 1, opened[0], opened[place]) - 1
    later: Days = month.astype("datetime64[D]") + wait.astype("timedelta64[D]")
    return later
