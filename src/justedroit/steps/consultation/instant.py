"""The journals of one dossier, cut at an instant of knowledge: three reads, whatever is shown."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Refused, day_text, month_of
from justedroit.core.ecarts import REVISED, REVISED_PARTLY
from justedroit.core.faits import as_known
from justedroit.core.registre import FUND, posted_rights
from justedroit.records.interface import Records
from justedroit.steps.act import Opened

Row = dict[str, Any]
# What names a revision begins with the month that it closes.
_CLOSED: Final = re.compile(r"revision:(\d{6})")


class UnknownDossier(Refused):
    """There is no dossier of this number."""


class Absent(Refused):
    """What is asked for is not in the dossier."""


class TooEarly(Refused):
    """Nothing was known of the dossier yet.

    Attributes:
        first: the day on which something was.
    """

    def __init__(self, message: str, first: dt.date) -> None:
        """Keep the first day."""
        super().__init__(message)
        self.first = first


class TooLate(Refused):
    """The instant asked for has not come."""


@dataclass(frozen=True, slots=True)
class Instant:
    """What the journals of a dossier held at an instant.

    Attributes:
        dossier: number.
        at: instant of knowledge, UTC.
        now: instant of the reading; later than `at` when one goes back.
        facts: schema FACTS, every fact of the journal, later ones too.
        told: schema FACTS, those known at the instant.
        events: schema EVENTS, those that had happened.
        transfers: schema TRANSFERS, those that had been entered.
        known: schema KNOWN, what was believed.
        first_known_at: when the first fact was known.
        fund: schema EVENTS, those of the fund that had happened; none where they were not asked for.
    """

    dossier: int
    at: dt.datetime
    now: dt.datetime
    facts: pa.Table
    told: pa.Table
    events: pa.Table
    transfers: pa.Table
    known: pa.Table
    first_known_at: dt.datetime
    fund: pa.Table

    @property
    def day(self) -> dt.date:
        """The day of the instant, in France."""
        return day_of(self.at)

    @property
    def is_past(self) -> bool:
        """Whether the instant is on a day before the one of the reading."""
        return self.day < day_of(self.now)

    @property
    def revised_at(self) -> dt.datetime | None:
        """When the rights were last revised; None: never."""
        revisions = self.events.filter(pc.equal(self.events["tag"], REVISED))
        entered = self.transfers["entered_at"] if not revisions.num_rows else revisions["at"]
        found: dt.datetime | None = pc.max(entered).as_py()
        return found

    @property
    def last_month(self) -> int | None:
        """The last month that has a right; None: none ever had."""
        found: int | None = pc.max(posted_rights(self.transfers)["month"]).as_py()
        return found

    @property
    def revised_month(self) -> int | None:
        """The last month that a revision has closed, with a right or without; None: none has."""
        tags = pa.array([REVISED, REVISED_PARTLY])
        told = self.events.filter(pc.is_in(self.events["tag"], tags))["payload"].to_pylist()
        named = (_CLOSED.match(json.loads(text).get("reference", "")) for text in told)
        return max((int(found[1]) for found in named if found), default=None)

    @property
    def waiting(self) -> pa.Table:
        """The facts newer than the last revision, schema FACTS: no right takes them in yet."""
        since = self.revised_at
        if since is None:
            return self.told
        return self.told.filter(pc.greater(self.told["known_at"], _instant(since, self.told)))


def opened_at(instant: Instant) -> Opened:
    """Return a dossier as an act reads it, as it stood at an instant: to be read, not acted on."""
    return Opened(instant.dossier, 0, instant.transfers, instant.events)


def day_of(at: dt.datetime) -> dt.date:
    """Return the day of an instant, in France."""
    return at.astimezone(FRANCE).date()


def end_of(day: dt.date) -> dt.datetime:
    """Return the last instant of a day in France: what was known that evening."""
    return dt.datetime.combine(day, dt.time.max, tzinfo=FRANCE).astimezone(dt.UTC)


def closed_month(day: dt.date) -> int:
    """Return the month before the one of a day: the last that a fund can have closed."""
    return month_of(day.replace(day=1) - dt.timedelta(days=1))


def cut(
    records: Records, dossier: int, at: dt.datetime, now: dt.datetime, *, fund: bool = False
) -> Instant:
    """Return what the journals of a dossier held at an instant.

    Args:
        records: the journals.
        dossier: number.
        at: instant of knowledge, UTC.
        now: instant of the reading, UTC.
        fund: whether the events of the fund are read too, in the same reading.

    Raises:
        UnknownDossier: no such dossier.
        TooEarly: nothing was known of it yet.
        TooLate: the instant has not come.
    """
    facts = records.facts([dossier])
    if facts.num_rows == 0:
        raise UnknownDossier(
            f"Le dossier {dossier} n'existe pas. Vérifiez son numéro, ou cherchez-le par le nom."
        )
    if at > now:
        raise TooLate(
            f"Le {day_text(day_of(at))} n'est pas encore arrivé : on ne peut revenir qu'à un jour "
            f"passé. Donnez un jour jusqu'au {day_text(day_of(now))}."
        )
    first = pc.min(facts["known_at"]).as_py()
    if at < first:
        raise TooEarly(
            f"Le {day_text(day_of(at))}, rien n'était encore connu du dossier {dossier} : il "
            f"s'ouvre le {day_text(day_of(first))}. Donnez ce jour, ou un jour d'après.",
            day_of(first),
        )
    events = _until(records.events([FUND, dossier] if fund else [dossier]), "at", at)
    transfers = records.transfers([dossier])
    of_fund = pc.equal(events["dossier"], FUND)
    return Instant(
        dossier=dossier,
        at=at,
        now=now,
        facts=facts,
        told=_until(facts, "known_at", at),
        events=events.filter(pc.invert(of_fund)),
        transfers=_until(transfers, "entered_at", at),
        known=as_known(facts, at=at),
        first_known_at=first,
        fund=events.filter(of_fund),
    )


def _until(table: pa.Table, column: str, at: dt.datetime) -> pa.Table:
    return table.filter(pc.less_equal(table[column], _instant(at, table, column)))


def _instant(at: dt.datetime, table: pa.Table, column: str = "known_at") -> pa.Scalar:
    return pa.scalar(at, table.schema.field(column).type)
