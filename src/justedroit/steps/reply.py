"""Reply: the letters that an appeal calls for are prepared, from what was received and decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Acte, Refusal, euros, parametre
from justedroit.core.courriers import (
    AccuseRecours,
    CourrierSuivi,
    DecisionContestation,
    DecisionRemise,
    Organisme,
    Voie,
    voies,
)
from justedroit.core.recours import (
    CONTESTATION,
    REMISE,
    Recours,
    creance_names,
    juridiction,
    letters_due,
)
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.records.interface import Records
from justedroit.steps.act import appended
from justedroit.steps.appeal import Vise, aimed
from justedroit.steps.letter import day_of, prepared_rows
from justedroit.steps.sit import competent


def reply(
    records: Records, key: tuple[int, int], organisme: Organisme, acte: Acte
) -> list[CourrierSuivi] | list[Refusal]:
    """Prepare the letters that an appeal calls for as it stands; someone sends them after it.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        organisme: the fund, for what letters say of it.
        acte: who prepares them, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    done: list[CourrierSuivi] = []
    on = aimed(records, key, acte)
    if isinstance(on, Refusal):
        return [on]
    for modele in letters_due(on.recours):
        build = _receipt if modele == AccuseRecours.modele else _answer
        made = prepared_rows(on.found, build(on, organisme, day_of(acte.at)), acte)
        if isinstance(made, list):
            return made
        courrier, rows = made
        appended(records, on.found, rows)
        done.append(courrier)
        again = aimed(records, key, acte)
        assert isinstance(again, Vise)
        on = again
    if not done:
        what = "aucune lettre n'est à faire à ce stade."
        return [Refusal(what, on.where, "Elle le sera à la réception, ou à la décision.")]
    return done


def _receipt(on: Vise, organisme: Organisme, day: dt.date) -> AccuseRecours:
    one = on.recours
    silence = one.silence()
    return AccuseRecours(
        dossier=one.dossier,
        le=day,
        organisme=organisme,
        numero=one.number,
        nature=one.nature,
        recu_le=one.received_on,
        objet=_about(on),
        silence_le=silence.ends_on if silence else None,
        silence=f"{parametre(f'recours/delai.silence.{one.regime}').at(one.received_on)} mois",
        decideur=competent(on).label,
        pieces=one.pieces if one.stage == "incomplet" else (),
        voies=_ways(one, organisme, day),
        fondement=_article(one),
    )


def _answer(on: Vise, organisme: Organisme, day: dt.date) -> DecisionRemise | DecisionContestation:
    one = on.recours
    sens, par, motif, article, decided_on = _decided(on)
    told: dict[str, Any] = {
        "dossier": one.dossier,
        "le": day,
        "organisme": organisme,
        "numero": one.number,
        "recu_le": one.received_on,
        "decide_le": decided_on,
        "par": par,
        "sens": sens,
        "motif": motif,
        "article": article,
        "creances": _effects(on),
        "voies": _ways(one, organisme, day),
        "fondement": _article(one),
    }
    return DecisionRemise(**told) if one.nature == REMISE else DecisionContestation(**told)


def _article(one: Recours) -> str:
    """Return the articles of an appeal: those of its benefit and object."""
    return juridiction(one.prestations[0], one.objet, one.received_on).article


def _decided(on: Vise) -> tuple[str, str, str, str, dt.date]:
    """Return sense, authority, reasons, article and day, of a decision or of an inadmissibility."""
    one = on.recours
    if one.decision is not None:
        told = one.decision
        return told.sens, told.par, told.motif, told.article, told.le
    [event] = [e for e in one.history if e.tag == "recours.irrecevable"]
    sens = "irrecevable" if one.nature == CONTESTATION else "rejet"
    par = competent(on).par
    return sens, par, event.told["motif"], event.told["article"], event.day()


def _effects(on: Vise) -> tuple[tuple[int, str, int, int], ...]:
    """Return (number, label, owed before, no longer owed) of each créance, in cents."""
    found = []
    for claim in on.found.creances():
        if claim.number in on.recours.creances:
            names = creance_names(on.recours, claim.number)
            mine = pc.is_in(on.found.transfers["reference"], pa.array(names))
            cents = on.found.transfers.filter(mine)["amount_cents"]
            gone = sum(cents.to_pylist())
            label = BENEFIT_LABELS[claim.benefit].capitalize()
            found.append((claim.number, label, claim.total() + gone, gone))
    return tuple(found)


def _about(on: Vise) -> str:
    one = on.recours
    if not one.creances:
        return f"le droit à : {_benefits(one.prestations)}"
    some = [claim for claim in on.found.creances() if claim.number in one.creances]
    return " ; ".join(
        f"la créance {claim.number}, {BENEFIT_LABELS[claim.benefit]}, dont il reste "
        f"{euros(claim.total())} à rembourser"
        for claim in some
    )


def _benefits(some: Sequence[str]) -> str:
    return ", ".join(BENEFIT_LABELS[benefit] for benefit in some)


def _ways(one: Recours, organisme: Organisme, day: dt.date) -> tuple[Voie, ...]:
    """Return who to ask after this decision: the judge, since it answers the prior appeal.

    So is a request of remise (CE, avis, 23 mai 2011, n° 344970, of the RSA; CCH art. R825-3).
    """
    ways = voies(one.prestations, one.objet, organisme, day)
    return tuple(
        replace(way, prealable="", adresse=(), silence="", delai=way.delai_tribunal) for way in ways
    )
