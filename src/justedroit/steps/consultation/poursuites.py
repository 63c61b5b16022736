"""Forced recovery under way: each mise en demeure, contrainte and procedure, its days, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from justedroit.core.base import day_text
from justedroit.core.courriers import creances_text
from justedroit.core.creances import Contrainte, Creance, MiseEnDemeure, Suivi, Surendettement
from justedroit.core.recours import Instance, mise_en_demeure, opposition
from justedroit.core.recouvrement import (
    ISSUES_SURENDETTEMENT,
    RESULTATS,
    SIGNIFICATIONS,
    Ordre,
    demands_of,
    orders_of,
    refuse_contrainte,
    refuse_execution,
    refuse_service,
)
from justedroit.steps.claims import Reclamation
from justedroit.steps.consultation.phrases import outcome_text
from justedroit.steps.consultation.suites import AGENT, ALLOCATAIRE, Suite

DEMEURE: Final = "demeure"
CONTRAINTE: Final = "contrainte"
SURENDETTEMENT: Final = "surendettement"
_Claims = Mapping[int, tuple[Creance, Suivi]]


@dataclass(frozen=True, slots=True)
class Poursuivie:
    """An act of forced recovery, or a procedure of over-indebtedness, as a page shows it.

    Attributes:
        kind: DEMEURE, CONTRAINTE or SURENDETTEMENT.
        number: in the dossier.
        head: what it is and of when, in French.
        etat: where it stands, in French.
        creances: numbers.
        lines: what happened, and the delays, in sentences.
        acts: what can be done next of it.
        instance: number of the case in court that an opposition has opened; None where there is none.
    """

    kind: str
    number: int
    head: str
    etat: str
    creances: tuple[int, ...]
    lines: tuple[str, ...]
    acts: tuple[Suite, ...]
    instance: int | None = None


def pursuits(
    every: Sequence[Reclamation], day: dt.date, cases: Sequence[Instance] = ()
) -> tuple[Poursuivie, ...]:
    """Return the forced recovery of a dossier: procedures, contraintes, then mises en demeure, last first.

    Args:
        every: its créances, all of them.
        day: of the reading.
        cases: its cases in court.
    """
    claims = {one.creance.number: (one.creance, one.suivi) for one in every}
    threads = [one.suivi for one in every]
    orders = orders_of(threads)
    found = [_of_procedure(*told, claims) for told in _procedures(threads).values()]
    judged = {one.contrainte: one.number for one in cases if one.contrainte is not None}
    for number, order in reversed(orders.items()):
        found.append(replace(_of_order(order, claims, day), instance=judged.get(number)))
    demands = reversed(demands_of(threads).items())
    found += [_of_demand(number, told, claims, day) for number, told in demands]
    return tuple(found)


def _procedures(threads: Sequence[Suivi]) -> dict[int, tuple[Surendettement, list[int]]]:
    found: dict[int, tuple[Surendettement, list[int]]] = {}
    for thread in threads:
        if (one := thread.surendettement) is not None:
            found.setdefault(one.number, (one, []))[1].append(thread.number)
    return dict(sorted(found.items(), reverse=True))


def _of_procedure(one: Surendettement, some: Sequence[int], claims: _Claims) -> Poursuivie:
    since = day_text(one.since)
    head = f"Surendettement {one.number}, recevable le {since}, {creances_text(some)}"
    if one.closed_on is not None:
        how = ISSUES_SURENDETTEMENT.get(one.outcome, one.outcome)
        lines = (f"Clos le {day_text(one.closed_on)} : {how}.",)
        return Poursuivie(SURENDETTEMENT, one.number, head, "clos", tuple(some), lines, ())
    lines = ("Le recouvrement est suspendu jusqu'à son issue.",)
    dossier = claims[some[0]][0].dossier
    close = f"justedroit forcer surendettement {dossier} ISSUE --le JOUR --agent …"
    what = "consigner l'issue du surendettement"
    act = Suite(AGENT, what, close, number=one.number, geste="surendettement-issue")
    return Poursuivie(SURENDETTEMENT, one.number, head, "en cours", tuple(some), lines, (act,))


def _of_demand(
    number: int, told: tuple[MiseEnDemeure, tuple[int, ...]], claims: _Claims, day: dt.date
) -> Poursuivie:
    sent, some = told
    head = f"Mise en demeure {number} du {day_text(sent.sent_on)}, {creances_text(some)}"
    mine = [claims[one] for one in some]
    due_on = mise_en_demeure(sent.received_on).ends_on if sent.received_on else None
    follows = any(one.issued_on >= sent.sent_on for _, thread in mine for one in thread.contraintes)
    if sent.received_on is None or due_on is None:
        lines = ("Réception pas encore prouvée : le délai de paiement ne court pas.",)
        etat = "réception à prouver"
    else:
        received, until = day_text(sent.received_on), day_text(due_on)
        lines = (f"Reçue le {received}, à payer jusqu'au {until}.",)
        etat = "délai de paiement" if day <= due_on else "délai passé"
    if not any(claim.total() > 0 for claim, _ in mine):
        etat = "plus rien n'est dû"
    elif follows:
        etat = "suivie d'une contrainte"
    acts = _demand_acts((number, sent), mine, due_on, day)
    return Poursuivie(DEMEURE, number, head, etat, some, lines, tuple(acts))


def _demand_acts(
    named: tuple[int, MiseEnDemeure],
    mine: Sequence[tuple[Creance, Suivi]],
    due_on: dt.date | None,
    day: dt.date,
) -> Iterator[Suite]:
    number, sent = named
    key = (mine[0][0].dossier, number)
    if sent.received_on is None and any(claim.total() > 0 for claim, _ in mine):
        how = ("recue", "--le JOUR", "mise-en-demeure-recue")
        yield _suite(key, f"consigner la réception de la mise en demeure {number}", how)
    elif refuse_contrainte(mine, number, due_on, day) is None:
        yield _suite(key, "émettre la contrainte", ("contrainte", "", "contrainte"))


def _of_order(order: Ordre, claims: _Claims, day: dt.date) -> Poursuivie:
    one = order.contrainte
    issued = day_text(one.issued_on)
    head = f"Contrainte {one.number} du {issued}, {creances_text(order.creances)}"
    lines = tuple(_order_lines(one))
    etat = _order_state(one, day)
    if not any(claims[number][0].total() > 0 for number in order.creances):
        etat = "plus rien n'est dû"
    acts = tuple(_order_acts(order, claims, day))
    return Poursuivie(CONTRAINTE, one.number, head, etat, order.creances, lines, acts)


def _order_lines(one: Contrainte) -> Iterator[str]:
    if one.served_on is None:
        yield "Pas encore signifiée : le délai d'opposition ne court pas."
    else:
        until = day_text(opposition(one.served_on).until)
        how = SIGNIFICATIONS.get(one.served_by, "")
        by = f", par {how}" if how else ""
        yield f"Signifiée le {day_text(one.served_on)}{by} ; opposition jusqu'au {until}."
    if one.opposed_on is not None:
        yield f"Opposition formée le {day_text(one.opposed_on)}."
    if one.judged_on is not None:
        yield f"Opposition jugée le {day_text(one.judged_on)} : {outcome_text(one)}."
    if one.entrusted_on is not None:
        yield f"Exécution confiée le {day_text(one.entrusted_on)} à un commissaire de justice."
    if one.closed_on is not None:
        how = RESULTATS.get(one.result, one.result)
        yield f"Exécution close le {day_text(one.closed_on)} : {how}."


def _order_state(one: Contrainte, day: dt.date) -> str:
    """Return where a contrainte stands: the last of its moments that has come."""
    if not one.stands:
        return "annulée par le tribunal"
    if one.closed_on is not None:
        return "exécution close"
    if one.entrusted_on is not None:
        return "en exécution"
    if one.opposed_on is not None and one.judged_on is None:
        return "opposition devant le juge"
    if one.served_on is None:
        return "à signifier"
    if one.opposed_on is None and not opposition(one.served_on).passed(day):
        return "délai d'opposition"
    return "exécutoire"


def _order_acts(order: Ordre, claims: _Claims, day: dt.date) -> Iterator[Suite]:
    one = order.contrainte
    dossier, key = claims[order.creances[0]][0].dossier, one.number
    if one.stands and one.served_on is None:
        if refuse_service(order, claims, day, day) is None:
            how = ("signifier", "--le JOUR --par …", "contrainte-signifiee")
            yield _suite((dossier, key), "consigner la signification", how)
        return
    if one.stands and one.opposed_on is None and one.closed_on is None:
        how = ("opposition", "--le JOUR --motif …", "opposition")
        yield _suite((dossier, key), "consigner une opposition", how, ALLOCATAIRE)
    until = opposition(one.served_on).until if one.served_on else None
    if refuse_execution(order, claims, until, day) is None:
        how = ("confier", "", "execution-confier")
        yield _suite((dossier, key), "confier l'exécution au commissaire de justice", how)
    if one.entrusted_on is not None and one.closed_on is None:
        how = ("clore", "RESULTAT", "execution-clore")
        yield _suite((dossier, key), "clore l'exécution", how)


def _suite(key: tuple[int, int], what: str, how: tuple[str, str, str], who: str = AGENT) -> Suite:
    """Return what can be done of an act: `how` is its command, the options of it, its page."""
    dossier, number = key
    verb, rest, geste = how
    words = ["justedroit forcer", verb, str(dossier), f"--numero {number}", rest, "--agent …"]
    return Suite(who, what, " ".join(filter(None, words)), number=number, geste=geste)
