"""Claims that come with a new need, and claims that come late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from justedroit.twin.declaration import say_prepare
from justedroit.twin.demandes import calls_for
from justedroit.twin.hasard import between, round_to, years_between
from justedroit.twin.menages import INDEPENDANT, PRECAIRE, SALARIE
from justedroit.twin.moment import per_month, spread
from justedroit.twin.parts import shares
from justedroit.twin.plume import Who

if TYPE_CHECKING:
    from justedroit.twin.hasard import Bools
    from justedroit.twin.moment import Moment

OWN_RATE = ("rsa", "ppa", "aide_logement")


def claims(c: Moment, before: dict[str, Bools]) -> dict[str, Bools]:
    """Let households claim: most of those whose need is new, few of the others.

    Args:
        c: the month.
        before: who thought of each benefit last month.

    Returns:
        Who thinks of each benefit now.
    """
    now = calls_for(c.m, c.first)
    for benefit, needs in now.items():
        new = needs & ~before.get(benefit, np.zeros_like(needs))
        late = per_month(f"recours_{benefit if benefit in OWN_RATE else 'autre'}")
        rate = np.where(new, shares()["recours"][benefit], late)
        asks = needs & ~c.m.claimed(benefit) & c.alive() & (c.u(f"recours {benefit}") < rate)
        # The claim takes up to three weeks to be made: it falls in the month.
        day = c.days(f"recours {benefit}", asks)
        c.claim(benefit, asks, day)
        if benefit == "paje_prepare":
            everyone = Who(c.m.dossier, np.zeros(len(c.m), np.int64), spread(asks, day))
            say_prepare(c.plume, c.m, everyone, asks)
    return now


def care(c: Moment) -> None:
    """Begin and end the care of young children by someone paid."""
    m = c.m
    young = years_between(m.youngest(), c.first) < 3
    works = np.isin(m.situation, [SALARIE, PRECAIRE, INDEPENDANT]) | ~m.present()
    begins = c.hits("garde_enfant", young & works.all(axis=1) & (m.cmg == 0))
    ends = c.hits("fin_garde", (m.cmg > 0) & c.m.claimed("paje_cmg"))
    amount = round_to(between(c.u("cmg", begins), 180, 720), 1)
    m.cmg[begins], m.cmg[ends] = amount, 0
    day = c.days("garde", begins)
    c.claim("paje_cmg", begins, day)
    for mask, value in ((begins, amount), (ends, np.zeros(int(ends.sum()), np.int64))):
        known = np.full(int(mask.sum()), c.later(1) + np.timedelta64(4, "D"))
        since = c.first if mask is begins else c.next
        who = c.who(mask, 0, known)
        c.plume.say(who.by("pajemploi"), "cmg_montant", value, since=since)
