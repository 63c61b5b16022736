"""A month of life as the events see it: the households, chance, the rates, and the plume."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from justedroit.core.base import read_yaml
from justedroit.twin.hasard import between
from justedroit.twin.menages import DEMANDES
from justedroit.twin.plume import Who

if TYPE_CHECKING:
    from justedroit.twin.caf import Caf
    from justedroit.twin.hasard import Bools, Days, Floats, Hasard, Ints
    from justedroit.twin.menages import Menages
    from justedroit.twin.plume import Plume

DSN_DAY = 9  # day of the following month when the employers' data come, from 0


@cache
def rates() -> dict[str, Any]:
    """Return the parameters of life, as `vie.yaml` gives them."""
    text = resources.files("justedroit.twin").joinpath("vie.yaml").read_text("utf-8")
    read: dict[str, Any] = read_yaml(text)
    return read


def per_month(name: str) -> float:
    """Return the chance that an event of `vie.yaml` happens in a month."""
    return float(rates()["par_an"][name]["valeur"]) / 12


def part(name: str) -> float:
    """Return a share of `vie.yaml`."""
    return float(rates()["parts"][name]["valeur"])


def spread(mask: Bools, days: Days) -> Days:
    """Return days at the places of a mask, a day that never comes elsewhere, shape `(n,)`."""
    every: Days = np.full(len(mask), np.datetime64("2262-01-01", "D"))
    every[mask] = days
    return every


@dataclass(frozen=True, slots=True)
class Moment:
    """One month of the life of the fund.

    Attributes:
        m: the households, changed as the month goes.
        chance: streams of this month.
        plume: where what becomes known is said.
        number: of the month, 0 for the first.
        first: its first day.
        caf: the fund.
    """

    m: Menages
    chance: Hasard
    plume: Plume
    number: int
    first: np.datetime64
    caf: Caf

    @property
    def next(self) -> np.datetime64:
        """First day of the next month."""
        return self.later(1)

    def later(self, months: int) -> np.datetime64:
        """Return the first day of the month that many months later."""
        day: np.datetime64 = (self.first.astype("datetime64[M]") + months).astype("datetime64[D]")
        return day

    def alive(self) -> Bools:
        """Return the dossiers that have come and are still open, shape `(n,)`."""
        there: Bools = (self.m.arrivee < self.number) & ~self.m.ferme
        return there

    def u(self, name: str, mask: Bools | None = None) -> Floats:
        """Return a uniform number for each dossier, or for each that a mask keeps."""
        return self.chance.uniform(name, len(self.m) if mask is None else int(mask.sum()))

    def hits(self, name: str, eligible: Bools, event: str = "") -> Bools:
        """Return the eligible dossiers to which an event happens this month, shape `(n,)`."""
        happens: Bools = eligible & (self.u(event or name) < per_month(name))
        return happens & self.alive()

    def days(self, name: str, mask: Bools) -> Days:
        """Return a day of the month for each dossier of a mask."""
        days: Days = self.first + between(self.u(f"jour {name}", mask), 0, 27).astype(
            "timedelta64[D]"
        )
        return days

    def known(self, name: str, mask: Bools, event: Days, retard: str) -> Days:
        """Return the day each event becomes known: within ten days, or late by months."""
        share, low, high = rates()["retards"][retard]
        late = self.u(f"retard {name}", mask) < share
        wait = between(self.u(f"attente {name}", mask), 1, 10)
        months = between(self.u(f"mois de retard {name}", mask), low, high) * 30
        days: Days = event + np.where(late, months, wait).astype("timedelta64[D]")
        return days

    def dsn(self, count: int) -> Days:
        """Return the day the employers' data of this month come, shape `(count,)`."""
        return np.full(count, self.next + np.timedelta64(DSN_DAY, "D"))

    def who(self, mask: Bools, person: int | Ints, known: Days) -> Who:
        """Return one person of each dossier of a mask, shape `(k,)`.

        Nothing is heard of a person before the day the fund knows there is one.
        """
        dossier = self.m.dossier[mask]
        number = np.broadcast_to(np.asarray(person), dossier.shape)
        return Who(dossier, number, np.maximum(known, self.m.connu[mask, number]))

    def claim(self, benefit: str, mask: Bools, day: Days, known: Days | None = None) -> None:
        """Claim a benefit, where it was not, on the day the fund receives it.

        Args:
            benefit: one of DEMANDES.
            mask: dossiers, shape `(n,)`.
            day: of the claim, shape `(k,)` of the mask.
            known: when the fund hears of it, where the claim was made elsewhere (at the MDPH).
        """
        place = DEMANDES.index(benefit)
        fresh = np.isnat(self.m.demande[mask, place])
        claims = np.zeros_like(mask)
        claims[np.flatnonzero(mask)[fresh]] = True
        self.m.demande[claims, place] = day[fresh]
        who = self.who(claims, 0, (day if known is None else known)[fresh])
        self.plume.say(who, f"demande_{benefit}", value=True, since=day[fresh])
