"""Decisions of the MDPH that begin or end, and days of absence beside a child or a relative."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from justedroit.twin.declaration import say_disability
from justedroit.twin.enfants import say_child_disability
from justedroit.twin.hasard import between, choose
from justedroit.twin.menages import (
    AAH,
    AT_HOME,
    CHILDREN,
    CHOMEUR,
    INACTIF,
    INVALIDE,
    PERSON_OF_ADULT,
    PERSON_OF_CHILD,
    SALARIE,
)
from justedroit.twin.moment import spread
from justedroit.twin.plume import Who

if TYPE_CHECKING:
    from justedroit.twin.hasard import Bools
    from justedroit.twin.moment import Moment


def health(c: Moment) -> None:
    """Live the month of disability and absence."""
    for place in range(2):
        granted(c, place)
        ended(c, place)
    for place in range(CHILDREN):
        child_granted(c, place)
        child_ended(c, place)
    present_days(c, "ajpp", c.m.children_at_home() > 0)
    present_days(c, "ajpa", c.m.situation[:, 0] == SALARIE)


def granted(c: Moment, place: int) -> None:
    """Recognise a disability: the MDPH decides months after the claim, which dates the right."""
    m = c.m
    eligible = np.isin(m.situation[:, place], [INACTIF, CHOMEUR, INVALIDE])
    eligible &= (m.taux[:, place] == 0) & m.present()[:, place]
    gets = c.hits("aah_accordee", eligible, f"aah {place}")
    if not gets.any():
        return
    known = c.days(f"aah {place}", gets)
    back = between(c.u(f"aah depuis {place}", gets), 60, 170).astype("timedelta64[D]")
    chosen = choose(c.u(f"aah taux {place}", gets), [0.4, 0.6])
    m.taux[gets, place] = np.array([60, 80])[chosen]
    m.situation[gets, place] = AAH
    claim = known - back
    c.claim("aah", gets, claim, known)
    everyone = Who(m.dossier, np.zeros(len(m), np.int64), spread(gets, known))
    say_disability(c.plume, m, place, everyone, gets, claim)


def ended(c: Moment, place: int) -> None:
    """Let a decision end without renewal."""
    m = c.m
    holds = (m.taux[:, place] > 0) & m.present()[:, place]
    ends = c.hits("aah_terminee", holds, f"fin aah {place}")
    m.taux[ends, place] = 0
    m.situation[ends, place] = np.where(m.salaire[ends, place] > 0, SALARIE, INACTIF)
    day = np.full(int(ends.sum()), c.first)
    known = c.known(f"fin aah {place}", ends, day, "sante")
    one = c.who(ends, int(PERSON_OF_ADULT[place]), known)
    c.plume.say(one.by("mdph"), "taux_incapacite", 0, since=day)


def child_granted(c: Moment, place: int) -> None:
    """Recognise a child's disability, months after the claim."""
    m = c.m
    eligible = (m.enfant[:, place] == AT_HOME) & ~m.handicap[:, place]
    gets = c.hits("aeeh_accordee", eligible, f"aeeh {place}")
    known = c.days(f"aeeh {place}", gets)
    back = between(c.u(f"aeeh depuis {place}", gets), 40, 150).astype("timedelta64[D]")
    m.handicap[gets, place] = True
    level = choose(c.u(f"aeeh complement {place}", gets), [0.55, 0.1, 0.17, 0.11, 0.05, 0.02])
    m.complement[gets, place] = level
    since = np.maximum(known - back, m.enfant_ne[gets, place])
    c.claim("aeeh", gets, since, known)
    one = c.who(gets, int(PERSON_OF_CHILD[place]), known)
    say_child_disability(c.plume, m, place, one, gets, since)


def child_ended(c: Moment, place: int) -> None:
    """Let a child's decision end."""
    m = c.m
    ends = c.hits("aeeh_terminee", m.handicap[:, place] & (m.enfant[:, place] == AT_HOME))
    m.handicap[ends, place] = False
    day = np.full(int(ends.sum()), c.first)
    known = c.known(f"fin aeeh {place}", ends, day, "sante")
    one = c.who(ends, int(PERSON_OF_CHILD[place]), known)
    c.plume.say(one.by("mdph"), "handicap", value=False, since=day)


def present_days(c: Moment, benefit: str, eligible: Bools) -> None:
    """Take days off, for three to six months, beside a child or a relative."""
    fresh = eligible & ~c.m.claimed(benefit)
    takes = c.hits(benefit, fresh)
    day = c.days(benefit, takes)
    months = between(c.u(f"{benefit} mois", takes), 3, 7).astype(np.int64)
    month = np.full(int(takes.sum()), c.first).astype("datetime64[M]")
    count = between(c.u(f"{benefit} jours", takes), 4, 20).astype(np.int64)
    c.claim(benefit, takes, day)
    who = c.who(takes, 1, day)
    until = (month + months).astype("datetime64[D]")
    c.plume.say(who, f"{benefit}_jours", count, since=c.first, until=until)
