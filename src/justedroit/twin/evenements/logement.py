"""Moves, and rents that an agent or a landlord writes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from justedroit.twin.declaration import say_dwelling
from justedroit.twin.hasard import between, choose, round_to
from justedroit.twin.menages import FOYER, HLM, MEUBLE, VIDE
from justedroit.twin.parts import shares
from justedroit.twin.plume import Who
from justedroit.twin.population import draw_rent, draw_tiers_payant

if TYPE_CHECKING:
    from justedroit.twin.hasard import Bools
    from justedroit.twin.moment import Moment


def housing(c: Moment) -> None:
    """Live the month of the dwellings."""
    moves(c)
    wrong_rents(c, "erreur_agent_loyer", "agent")
    wrong_rents(c, "erreur_bailleur", "bailleur")


def _tenants(c: Moment) -> Bools:
    tenants: Bools = np.isin(c.m.statut, [HLM, VIDE, MEUBLE, FOYER])
    return tenants


def moves(c: Moment) -> None:
    """Move households to another dwelling, declared in time or not."""
    m, tenants = c.m, _tenants(c)
    moved = c.hits("demenagement_locataire", tenants, "demenagement")
    moved |= c.hits("demenagement_autre", ~tenants, "demenagement")
    if not moved.any():
        return
    some, streams = m.rows(moved), c.chance.within("nouveau logement")
    n, p = len(some), shares()
    table = [p["logement"][kind] for kind in p["types"]]
    some.statut = choose(streams.uniform("statut", n), table, some.kind)
    some.commune = choose(streams.uniform("commune", n), list(c.caf.communes.values()))
    some.loyer = draw_rent(some, streams)
    some.tiers_payant = draw_tiers_payant(some, streams)
    some.coloc[:] = False
    some.emmenage = c.days("demenagement", moved)
    m.put(moved, some)
    known = c.known("demenagement", moved, some.emmenage, "demenagement")
    who = Who(some.dossier, np.zeros(n, np.int64), known)
    say_dwelling(c.plume, some, who, c.caf)
    _no_rent(c, moved, who)


def _no_rent(c: Moment, moved: Bools, who: Who) -> None:
    """Say that there is no rent any more, where there is none in the new dwelling."""
    free = c.m.loyer[moved] == 0
    since = c.m.emmenage[moved][free]
    c.plume.say(who.where(free).by(proof="attestation_hebergement"), "loyer", 0, since=since)


def wrong_rents(c: Moment, event: str, source: str) -> None:
    """Write a wrong rent, with the piece that should have been read, and mend it later."""
    m = c.m
    concerned = _tenants(c) & (m.loyer > 0) & (m.emmenage < c.later(-1))
    concerned &= (m.statut == HLM) if source == "bailleur" else True
    wrong = c.hits(event, concerned, event)
    factor = between(c.u(f"{event} facteur", wrong), 0.5, 1.6)
    told = round_to(m.loyer[wrong] * factor, 1)
    since, day = m.emmenage[wrong], c.days(event, wrong)
    who = c.who(wrong, 0, day)
    c.plume.say(who.by(source, proof="quittance"), "loyer", told, since=since)
    months = between(c.u(f"{event} mois", wrong), 1.2, 7) * 30
    later = c.who(wrong, 0, day + months.astype("timedelta64[D]"))
    c.plume.say(
        later.by(source, proof="quittance"),
        "loyer",
        # A landlord takes its figure back, and its first one holds again; an agent writes it anew.
        None if source == "bailleur" else m.loyer[wrong],
        since=since,
        corrects=since,
    )
