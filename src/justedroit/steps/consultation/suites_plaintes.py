"""What can be done next of a complaint or a médiation, by whom, and the command that does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from justedroit.core.recours import Mediation, Reclamation
from justedroit.steps.consultation.suites import AGENT, Suite

MEDIATEUR = "Le médiateur"


def acts_of_complaint(one: Reclamation, day: dt.date) -> Iterator[Suite]:
    """Yield what can be done of a complaint on a day, what is awaited of the fund first.

    Args:
        one: the complaint.
        day: of the reading.
    """
    this = f"{one.dossier} --numero {one.number}"

    def act(what: str, verb: str, rest: str) -> Suite:
        command = f"justedroit reclamation {verb} {this} {rest} --agent …"
        return Suite(AGENT, what, command, number=one.number, geste=f"reclamation-{verb}")

    answered = one.stage == "repondue"
    if one.is_open:
        yield act("y répondre", "repondre", "--texte …")
        if one.accused_on is None:
            yield act("consigner l'accusé de réception", "accuser", "--le …")
    if one.contests and one.creances and (one.is_open or answered):
        what = "si elle conteste une décision, en faire un recours, à sa date"
        yield act(what, "requalifier", "--motif …")
    goes_up = one.stage == "recue" and one.late(day)
    if goes_up or answered or (one.stage == "escaladee" and one.echelon != "mediateur"):
        yield act("la faire monter", "escalader", "VERS --motif …")
    if answered or (one.is_open and (one.late(day) or one.echelon == "mediateur")):
        ask = f"justedroit mediation saisir {one.dossier} --origine … --canal … --sujet …"
        yield Suite(AGENT, "saisir le médiateur", f"{ask} --agent …", geste="mediation-saisir")


def acts_of_mediation(one: Mediation) -> Iterator[Suite]:
    """Yield what can be done of a médiation."""
    if one.closed_on is None:
        this = f"{one.dossier} RESULTAT --numero {one.number}"
        close = f"justedroit mediation clore {this} --motif … --agent …"
        what = "la clore, par son résultat et ses raisons"
        yield Suite(MEDIATEUR, what, close, number=one.number, geste="mediation-clore")
