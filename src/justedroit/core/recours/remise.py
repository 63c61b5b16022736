"""What a decision gives up or annuls: how much, why, and the transfers that say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Refusal, euros, parametre
from justedroit.core.creances import (
    Creance,
    Extinction,
    Suivi,
    creance_reference,
    creance_row,
    extinguished,
    oldest_first,
)
from justedroit.core.recours.dossier_recours import REMISE, SANS_OBJET, SENS, Recours
from justedroit.core.registre import TRANSFERS

# What may found a grant → in French. Which of them, by regime: parameter `remise.criteres`.
CRITERES: Final = {
    "precarite": "La situation du foyer est précaire",
    "bonne_foi": "Le foyer est de bonne foi",
}
_WHOLE: Final = 100
RENDUE: Final = "remise_rendue"  # act of what a remise gives back: paid since it was decided
_PLAN: Final = "Proposez un échéancier, ou une contestation de l'indu"


@dataclass(frozen=True, slots=True)
class Motif:
    """A reason in law, of a closed list.

    Attributes:
        code: in the list.
        libelle: in French.
        article: legal text, that of the regime.
    """

    code: str
    libelle: str
    article: str


def motifs(recours: Recours, sens: str, day: dt.date) -> dict[str, Motif]:
    """Return the reasons in law that may found a decision, by code.

    Args:
        recours: decided.
        sens: `accord`, `accord_partiel`, `rejet` or `sans_objet`.
        day: of the decision.

    Law:
        CSS art. L553-2, L845-3; CASF art. L262-46 al. 9; CCH art. L825-3; CRPA art. L211-2.
    """
    refused = parametre(f"recours/{recours.nature}.refus").at(day)
    texts: Mapping[str, str] = next(iter(refused.values()))["textes"]
    if sens == "rejet":
        found = [(code, told["libelle"], told["textes"]) for code, told in refused.items()]
        return {code: Motif(code, text, law[recours.regime]) for code, text, law in found}
    article = texts[recours.regime]
    if sens == SANS_OBJET:
        [(code, told)] = parametre("recours/sans_objet.motifs").at(day)[recours.nature].items()
        return {code: Motif(code, told, article)}
    if recours.nature != REMISE:
        granted: Mapping[str, str] = parametre("recours/contestation.accord").at(day)[sens]
        return {code: Motif(code, told, article) for code, told in granted.items()}
    codes = parametre("recours/remise.criteres").at(day)[recours.regime]
    return {code: Motif(code, CRITERES[code], article) for code in codes}


def most(recours: Recours, creance: Creance) -> int:
    """Return the most that a decision may give up of a créance, in cents.

    A remise gives up what is still owed; a contestation that is upheld annuls what was recovered
    too, and it is given back, and what was passed on to the département, who is told so.

    Law:
        CSS art. L553-2; CASF art. L262-46 al. 9.
    """
    indu = [line for line in creance.lignes if line.nature == "indu"]
    left = sum(line.open for line in indu)
    if recours.nature == REMISE:
        return left
    return left + sum(line.recovered + line.transferred for line in indu)


def is_moot(recours: Recours, creances: Iterable[Creance]) -> bool:
    """Return whether nothing is left of what is asked: it can be neither granted nor refused.

    Args:
        recours: to be decided.
        creances: of the dossier, as the ledger tells them now.

    Law:
        CSS art. L553-2; CASF art. L262-46 al. 9: a debt is remitted, or reduced, while it is owed.
    """
    mine = [most(recours, c) for c in creances if c.number in recours.asked]
    return bool(mine) and not any(mine)


def _refuse_moot(recours: Recours) -> Refusal:
    """Return the refusal to grant what is no longer owed, with what can be decided instead."""
    what = (
        "il ne reste rien à annuler" if recours.nature != REMISE else "il ne reste rien à remettre"
    )
    mend = "Décidez « sans_objet », au motif « dette_eteinte » : cela n'accorde ni ne refuse rien."
    if recours.nature == REMISE:
        mend = f"{mend} Ou rejetez, au même motif."
    where = f"dossier {recours.dossier}, recours {recours.number}"
    return Refusal(f"{what} : la dette est éteinte.", where, mend, "CSS art. L553-2")


def amounts(
    recours: Recours,
    creances: Sequence[Creance],
    sens: str,
    asked: Mapping[int, int] | int | None = None,
) -> dict[int, int] | Refusal:
    """Return what a decision gives up of each créance, in cents, or why it cannot be.

    Args:
        recours: decided.
        creances: of the dossier.
        sens: of SENS.
        asked: créance → cents, or a percentage of each; None: all of it.

    Law:
        CSS art. L553-2: "réduite ou remise"; CASF art. L262-46 al. 9.
    """
    where = f"dossier {recours.dossier}, recours {recours.number}"
    if sens not in ("accord", "accord_partiel"):
        return {}
    mine = {c.number: most(recours, c) for c in creances if c.number in recours.asked}
    whole = {number: cents for number, cents in mine.items() if cents > 0}
    if mine and not whole:
        return _refuse_moot(recours)
    if sens == "accord":
        return whole
    if asked is None:
        what = "un accord partiel dit combien il remet."
        return Refusal(what, where, "Donnez un pourcentage, ou un montant par créance.")
    if isinstance(asked, int):
        if not 0 < asked < _WHOLE:
            what = f"{asked} % n'est pas une part."
            return Refusal(what, where, "Donnez un pourcentage de 1 à 99.")
        # To the cent, in favour of the household.
        given = {number: -(-cents * asked // _WHOLE) for number, cents in whole.items()}
    else:
        given = {number: cents for number, cents in asked.items() if cents}
    if refusal := _refuse_amounts(where, given, mine):
        return refusal
    if given == whole:
        what = f"{euros(sum(given.values()))}, c'est le tout : c'est un accord entier."
        return Refusal(what, where, "Choisissez « accord », ou accordez moins.")
    return given


def refuse_second(
    recours: Recours, creances: Sequence[Creance], told: tuple[str, Mapping[int, int]]
) -> Refusal | None:
    """Return why the commission cannot vote on a proposition: it has adopted another.

    What it has adopted stands. The votes on the same proposition may be entered again, where they were
    entered wrong, as long as nothing is signed. Another proposition is voted where the first was
    rejected or tied, where nothing that it gives up is owed any more, or once the appeal is adjourned
    and inscribed again.

    Args:
        recours: voted on, in the session where it is inscribed.
        creances: of the dossier.
        told: sense of the proposition, and créance → cents that it gives up.

    Law:
        None: a convention; no text says how a commission votes twice (a_verifier).
    """
    vote, (sens, given) = recours.vote, told
    if vote is None or vote.issue != "adoptee":
        return None
    # All of what is owed is the same proposition, whatever was paid meanwhile.
    if sens == vote.sens and (sens == "accord" or given == vote.amounts):
        return None
    left = [c for c in creances if c.number in recours.asked and most(recours, c) > 0]
    if vote.amounts and not any(c.number in vote.amounts for c in left):
        return None
    amount = f" de {euros(sum(vote.amounts.values()))}" if vote.amounts else ""
    what = f"la commission a déjà adopté « {SENS[vote.sens]} »{amount}, par {vote.pour} voix."
    mend = (
        "Décidez ce qu'elle a voté. Pour corriger les voix, redonnez la même proposition ; pour qu'elle "
        "vote sur une autre, ajournez ce recours et inscrivez-le de nouveau."
    )
    return Refusal(what, f"dossier {recours.dossier}, recours {recours.number}", mend)


def _refuse_amounts(
    where: str, given: Mapping[int, int], mine: Mapping[int, int]
) -> Refusal | None:
    if not given or min(given.values()) < 0:
        return Refusal("aucun montant n'est accordé.", where, "Donnez-en un, ou refusez.")
    for number, cents in given.items():
        if number not in mine:
            what = f"la créance {number} n'est pas de ce recours, ou sa remise est fermée."
            known = ", ".join(str(n) for n in mine) or "aucune"
            return Refusal(what, where, f"Créances qui peuvent l'être : {known}.")
        if cents > mine[number]:
            what = (
                f"{euros(cents)} pour la créance {number}, c'est plus que ce qui en est dû, "
                f"{euros(mine[number])}."
            )
            return Refusal(what, where, "Accordez ce montant, ou moins.", "CSS art. L553-2")
    return None


def refuse_fraud(creance: Creance, suivi: Suivi) -> Refusal | None:
    """Return the refusal of a remise that fraud closes.

    Law:
        CSS art. L553-2; CASF art. L262-46 al. 9: "sauf manœuvre frauduleuse ou fausse déclaration".
    """
    told = suivi.qualification
    if told is None or not told.is_long:
        return None
    day = told.at.astimezone(FRANCE).date()
    return Refusal(
        f"la remise est fermée : la dette a été qualifiée de {told.label.lower()} le "
        f"{day:%d/%m/%Y} ({told.reasons})",
        f"dossier {creance.dossier}, créance {creance.number}",
        f"{_PLAN} ; si la qualification est revue en bonne foi, la remise se rouvre.",
        "CSS art. L553-2 ; CASF art. L262-46 al. 9",
    )


def requalified(before: Iterable[Suivi], after: Iterable[Suivi]) -> tuple[list[int], list[int]]:
    """Return the créances whose remise a qualification closes, and those it opens again.

    Args:
        before: what was qualified, of each créance of a dossier.
        after: what is, in the same order.

    Law:
        CSS art. L553-2; CASF art. L262-46 al. 9.
    """
    closed, opened = [], []
    for old, new in zip(before, after, strict=True):
        was, now = (bool(s.qualification and s.qualification.is_long) for s in (old, new))
        if now and not was:
            closed.append(new.number)
        if was and not now:
            opened.append(new.number)
    return closed, opened


def annulled(creance: Creance, cents: int, name: str, at: dt.datetime) -> pa.Table:
    """Return the transfers by which a decision annuls a debt: what is still claimed, then the rest.

    What the département claims is taken back from it. What was recovered is owed to the household,
    and paid with its next payment.

    Args:
        creance: as the ledger tells it.
        cents: annulled, at most what is open, what was passed on and what was recovered.
        name: of the decision, `R2` for an appeal.
        at: instant, UTC.

    Law:
        CSS art. R142-1; Code civil art. 1302: what was received without being owed is given back.
    """
    parts = oldest_first(creance, cents)
    left = cents - sum(part for _, part in parts)
    how = Extinction("annule", "annulation", f"annulation:{name}", at)
    indu = [ligne for ligne in creance.lignes if ligne.nature == "indu"]
    passed_on = []
    for ligne in indu:
        part = min(left, ligne.transferred)
        left -= part
        passed_on += [(ligne, part)] if part else []
    taken_back = _taken_back(extinguished(creance, passed_on, how))
    rows: list[dict[str, Any]] = []
    for ligne in indu:
        part = min(left, ligne.recovered)
        if part > 0:
            left -= part
            rows.append(restitution_row(creance, ligne.month, part, (f"restitution:{name}", at)))
    back = pa.Table.from_pylist(rows, schema=TRANSFERS)
    return pa.concat_tables([extinguished(creance, parts, how), taken_back, back])


def _taken_back(moved: pa.Table) -> pa.Table:
    """Return transfers that annul, taken from what was passed on to the département."""
    place, column = moved.schema.get_field_index("credit"), moved["credit"].cast(pa.string())
    credit = pc.replace_substring(column, ":indu", ":transfere").cast(moved["credit"].type)
    return moved.set_column(place, TRANSFERS.field("credit"), credit)


def restitution_row(
    creance: Creance, month: int, cents: int, how: tuple[str, dt.datetime]
) -> dict[str, Any]:
    """Return the transfer by which what was recovered is owed to the household.

    Args:
        creance: as the ledger tells it.
        month: of the right.
        cents: given back.
        how: act of the reference, `restitution:R2`; instant, UTC.

    Law:
        Code civil art. 1302; decision 0021.
    """
    act, at = how
    return creance_row(creance, ("annule", "droit", "restitution", act), (month, cents), at)


def withdrawn(recours: Recours, creances: Sequence[Creance], at: dt.datetime) -> pa.Table:
    """Return the transfers that claim again what a remise had given up or given back, by month.

    Args:
        recours: executed.
        creances: of the dossier, as the ledger tells them.
        at: instant, UTC.

    Returns:
        Schema TRANSFERS, `indu` from `remise` or `annule`; `sequence` is a place holder.

    Law:
        CRPA art. L241-2: what fraud obtained may be withdrawn at any time.
    """
    rows = []
    for creance in creances:
        back = min(recours.given_back.get(creance.number, 0), creance.total("restituted"))
        # What it had given back of a payment that the bank sent back since is remitted instead.
        rest = recours.executed.get(creance.number, 0)
        rest += recours.given_back.get(creance.number, 0) - back
        left = {"remise": rest, "annule": back}
        for ligne in creance.lignes:
            for nature, gone in (("remise", ligne.remitted), ("annule", ligne.restituted)):
                part = min(left[nature], gone)
                if part > 0:
                    left[nature] -= part
                    how = ("indu", nature, "remise_retiree", f"retrait:R{recours.number}")
                    rows.append(creance_row(creance, how, (ligne.month, part), at))
    return pa.Table.from_pylist(rows, schema=TRANSFERS)


def creance_names(recours: Recours, number: int) -> list[str]:
    """Return the references of the transfers by which a decision extinguishes a créance.

    What a remise gives back had been paid since it was decided: it is a part of it. What a
    contestation gives back of what was recovered is not: it was owed no longer.

    Args:
        recours: executed.
        number: of the créance.

    Law:
        None: decision 0021, the reference names the créance.
    """
    acts = ("remise", RENDUE, "annulation")
    return [creance_reference(number, f"{act}:R{recours.number}") for act in acts]
