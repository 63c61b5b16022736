"""Sit: the commission meets. Agenda, votes, decisions; each is written alone: a cut loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import FRANCE, Acte, Refusal, day_text, euros, parametre
from justedroit.core.creances import creances, suivis, too_far
from justedroit.core.recours import (
    CRA,
    DEPARTEMENT,
    REMISE,
    SANS_OBJET,
    SENS,
    Bilan,
    Delegation,
    Recours,
    Seance,
    Vote,
    amounts,
    bilan,
    controlled,
    decideur,
    is_moot,
    motifs,
    recours_of,
    refuse_fraud,
    refuse_membres,
    refuse_second,
    refuse_voix,
    seances_of,
)
from justedroit.core.registre import FUND
from justedroit.records.interface import EVENTS, Journal, Records
from justedroit.steps.act import event, refuse_text
from justedroit.steps.appeal import Vise, act_on, aimed, concerned, shown_now

_AJOURNE: Final = "ajourne"
# How a decision against an opinion is mended; each surface adds where it is confirmed.
CONFIRM: Final = (
    "Décidez ce qu'elle propose, ou confirmez que la décision est prise malgré son avis."
)


@dataclass(frozen=True, slots=True)
class Voix:
    """A proposition, and the votes on it.

    Attributes:
        sens: of SENS.
        pour, contre, abstentions: votes.
        asked: créance → cents, or a percentage, for a partial grant.
    """

    sens: str
    pour: int
    contre: int
    abstentions: int
    asked: Mapping[int, int] | int | None = None


@dataclass(frozen=True, slots=True)
class Arret:
    """What a person decides and signs.

    Attributes:
        par: `cra`, `directeur`, `departement` or `ca`; empty: who is competent.
        sens: of SENS.
        code: reason of the closed list, `core.recours.motifs`.
        motif: the reasons, in French, as the household reads them.
        asked: créance → cents, or a percentage, for a partial grant that no vote has told.
        malgre_avis: whether they confirm that they depart from the opinion of the commission.
    """

    sens: str
    code: str
    motif: str
    par: str = ""
    asked: Mapping[int, int] | int | None = None
    malgre_avis: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """The agenda of a session.

    Attributes:
        seance: None where it was not opened.
        inscrits: appeals inscribed, by dossier.
        prets: appeals instructed, that no session has.
    """

    seance: Seance | None
    inscrits: tuple[Recours, ...]
    prets: tuple[Recours, ...]


def agenda(records: Records, day: dt.date) -> Role:
    """Return the agenda of the session of a day, and what could be inscribed."""
    every = [
        one
        for some in recours_of(records.events(concerned(records))).values()
        for one in some
        if one.etat != "ferme"
    ]
    _shown_now(records, [one for one in every if one.seance == day or one.stage == "instruit"])
    return Role(
        seances_of(records.events([FUND])).get(day),
        tuple(one for one in every if one.seance == day),
        tuple(one for one in every if one.stage == "instruit"),
    )


def _shown_now(records: Records, some: Sequence[Recours]) -> None:
    dossiers = sorted({one.dossier for one in some})
    known = creances(records.transfers(dossiers)) if dossiers else {}
    for one in some:
        shown_now([one], known.get(one.dossier, []))


def yearly(records: Records, year: int) -> Bilan:
    """Return what a year of the commission comes to, as the reports of activity count it."""
    every = recours_of(records.events(concerned(records))).values()
    return bilan((one for some in every for one in some), year)


def convene(
    records: Records, day: dt.date, membres: Mapping[str, int], acte: Acte
) -> Refusal | None:
    """Open a session, or resume one with the members who are there now.

    Args:
        records: the journals.
        day: of the session.
        membres: college → how many are present.
        acte: who opens it, and when.

    Raises:
        StaleSequence: others write to the fund's dossier at the same time.
    """
    found, seen = _session(records, day)
    where = f"séance du {day:%d/%m/%Y}"
    if found is not None and found.is_held:
        return Refusal("cette séance est close.", where, "Ouvrez-en une à un autre jour.")
    if found is None and (what := too_far(day, _today(acte), "seance")):
        return Refusal(what, where, "Donnez le jour où la commission se réunit.")
    if refusal := refuse_membres(membres, day) or refuse_text(acte.author, where, "qui ouvre"):
        return refusal
    _write(records, "seance.ouverte", (day, membres), acte, seen)
    return None


def inscribe(records: Records, day: dt.date, key: tuple[int, int], acte: Acte) -> Refusal | None:
    """Put an appeal that is instructed on the agenda of a session."""
    return act_on(
        records,
        key,
        acte,
        ("instruit",),
        lambda on: (
            _not_open(records, day)
            or _not_received(on, day)
            or [on.event("recours.inscrit", seance=day.isoformat())]
        ),
    )


def ballot(
    records: Records, day: dt.date, key: tuple[int, int], voix: Voix, acte: Acte
) -> Refusal | None:
    """Record the vote of the commission on a proposition, or correct the votes on it.

    It votes on another only where the first was not adopted, see `refuse_second`.

    Args:
        records: the journals.
        day: of the session.
        key: dossier and number of the appeal.
        voix: proposition and votes.
        acte: who records them, and when.
    """

    def decide(on: Vise) -> Refusal | list[dict[str, Any]]:
        refusal = _not_open(records, day) or _not_come(day, acte) or _not_inscribed(on, day)
        if refusal := refusal or _not_received(on, day) or _fraud(on):
            return refusal
        if voix.sens not in SENS or voix.sens in (_AJOURNE, SANS_OBJET):
            what = f"« {voix.sens} » ne se vote pas."
            mend = "Choix : accord, accord_partiel, rejet. « sans_objet » se décide sans vote."
            return Refusal(what, on.where, mend)
        seance = _session(records, day)[0]
        assert seance is not None
        counts = (voix.pour, voix.contre, voix.abstentions)
        if refusal := refuse_voix(seance, counts):
            return refusal
        told = _amounts(on, voix.sens, voix.asked)
        if isinstance(told, Refusal):
            return told
        if refusal := refuse_second(on.recours, on.found.creances(), (voix.sens, told)):
            return refusal
        payload = {
            "seance": day.isoformat(),
            "pour": voix.pour,
            "contre": voix.contre,
            "abstentions": voix.abstentions,
            "sens": voix.sens,
            "montants": told,
        }
        return [on.event("recours.vote", **payload)]

    return act_on(records, key, acte, ("inscrit", "vote"), decide)


def rule(records: Records, key: tuple[int, int], arret: Arret, acte: Acte) -> Refusal | None:
    """Record a decision, which a person signs: the commission, the director, the département.

    The commission decides what it has voted; the director and the département after its opinion.
    What is no longer owed is neither granted nor refused: it is « sans objet », without a vote.

    Args:
        records: the journals.
        key: dossier and number of the appeal.
        arret: what is decided.
        acte: who signs, and when.
    """
    unvoted = arret.sens in (_AJOURNE, SANS_OBJET)
    stages = ("inscrit", "vote") if unvoted else _stages(records, key, acte)
    return act_on(records, key, acte, stages, lambda on: _ruled(on, arret))


def _stages(records: Records, key: tuple[int, int], acte: Acte) -> tuple[str, ...]:
    """Return where an appeal must stand to be decided: voted, unless nobody asks the commission."""
    on = aimed(records, key, acte)
    consulted = parametre("recours/rsa.cra_consultee").at(_today(acte))
    if isinstance(on, Vise) and not consulted and competent(on).par == DEPARTEMENT:
        return ("instruit", "inscrit", "vote")
    return ("vote",)


def competent(on: Vise) -> Delegation:
    """Return who decides an appeal; after a tie of the commission, the council."""
    one = on.recours
    debt = sum(c.total() for c in on.found.creances() if c.number in one.creances)
    return decideur(one.prestations[0], one.objet, debt, one.received_on)


def _ruled(on: Vise, arret: Arret) -> Refusal | list[dict[str, Any]]:
    day = _today(on.acte)
    if arret.sens not in SENS:
        return Refusal(f"« {arret.sens} » est inconnu.", on.where, f"Choix : {', '.join(SENS)}.")
    if refusal := refuse_text(arret.motif, on.where, "le motif"):
        return refusal
    if arret.sens == _AJOURNE:
        later = {"sens": _AJOURNE, "code": "", "motif": arret.motif.strip(), "article": ""}
        return [on.event("recours.decide", par=CRA, le=day.isoformat(), **later)]
    if refusal := _fraud(on):
        return refusal
    par = _signed(on, arret)
    if isinstance(par, Refusal):
        return par
    reasons = motifs(on.recours, arret.sens, day)
    if arret.code not in reasons:
        known = " ; ".join(f"{code} ({m.libelle})" for code, m in reasons.items())
        what = "une décision est motivée en droit, par un motif de la liste."
        return Refusal(what, on.where, f"Choix : {known}.", "CRPA art. L211-2 et L211-5")
    given = _decided_amounts(on, arret, par)
    if isinstance(given, Refusal):
        return given
    vote = on.recours.vote
    against = vote is not None and vote.opposes(arret.sens, given)
    if against and not arret.malgre_avis and vote is not None:
        return _refuse_against(on, vote)
    name = "remises" if on.recours.nature == REMISE else "annulations"
    reason = reasons[arret.code]
    told: dict[str, Any] = {
        "sens": arret.sens,
        name: given,
        "code": arret.code,
        "article": reason.article,
    } | ({"malgre_avis": True} if against else {})
    text = _reasons(reason.libelle, arret.motif)
    return [on.event("recours.decide", par=par, le=day.isoformat(), motif=text, **told)]


def _refuse_against(on: Vise, vote: Vote) -> Refusal:
    """Return why a decision against an opinion is not signed by inadvertence."""
    amount = f" de {euros(sum(vote.amounts.values()))}" if vote.amounts else ""
    done = "voté" if vote.issue == "adoptee" else "repoussé"
    what = (
        f"l'avis de la commission est contraire : « {SENS[vote.sens]} »{amount}, {done} le "
        f"{day_text(vote.seance)} par {vote.pour} pour et {vote.contre} contre."
    )
    return Refusal(what, on.where, CONFIRM, competent(on).article)


def _reasons(libelle: str, motif: str) -> str:
    """Return the reason in law, then the reasons of fact where they say something else."""
    said = " ".join(motif.split())
    alike = said.rstrip(". ").casefold() == libelle.rstrip(". ").casefold()
    return f"{libelle}." if alike else f"{libelle}. {said}"


def _signed(on: Vise, arret: Arret) -> str | Refusal:
    """Return who decides, or why it cannot be who is said."""
    who = competent(on)
    vote = on.recours.vote
    voted = vote is not None and arret.sens != SANS_OBJET
    tied = voted and who.par == CRA and vote is not None and vote.issue == "partage"
    council = parametre("recours/seance.partage")
    par = str(council.at(_today(on.acte))) if tied else who.par
    if arret.par not in ("", par):
        why = "les voix sont partagées" if tied else who.label
        what = f"« {arret.par} » ne décide pas de ce recours."
        return Refusal(what, on.where, f"Décide : {par} ({why}).", who.article)
    if tied and not arret.par:
        what = "les voix sont partagées : le conseil d'administration décide."
        return Refusal(what, on.where, f"Saisissez sa décision : par « {par} ».", council.article)
    return par


def _decided_amounts(on: Vise, arret: Arret, par: str) -> dict[int, int] | Refusal:
    """Return what is given up, a cent at least; the commission gives what it has voted, nothing else."""
    vote = on.recours.vote
    if arret.sens == SANS_OBJET:
        return _refuse_owed(on) or {}
    if par != CRA or vote is None:
        return _amounts(on, arret.sens, _or_voted(arret, vote))
    if vote.issue == "repoussee":
        what = f"la proposition ({SENS[vote.sens]}) a été repoussée."
        return Refusal(what, on.where, "Faites voter la commission sur une autre.")
    if vote.sens != arret.sens:
        what = f"la commission a voté « {SENS[vote.sens]} »."
        return Refusal(what, on.where, "Décidez ce qu'elle a voté, ou ajournez-le.")
    if arret.asked is not None and _amounts(on, arret.sens, arret.asked) != vote.amounts:
        what = "ces montants ne sont pas ceux que la commission a votés."
        return Refusal(what, on.where, "N'en donnez pas : ce sont ceux du vote.")
    if not vote.amounts:
        return {}
    # What was paid since the vote is not remitted: the decision says what can still be.
    most = _amounts(on, "accord", None)
    if isinstance(most, Refusal):
        return most
    given = {n: min(cents, most[n]) for n, cents in vote.amounts.items() if n in most}
    if given:
        return given
    what = "ce que la commission a voté ne peut plus être accordé : ces créances sont éteintes."
    return Refusal(what, on.where, "Faites-la voter sur ce qui est encore dû.", "CSS art. L553-2")


def _refuse_owed(on: Vise) -> Refusal | None:
    """Return why a decision cannot be « sans objet »: something may still be given up."""
    if is_moot(on.recours, on.found.creances()):
        return None
    what = "il reste quelque chose à décider : la dette n'est pas éteinte."
    return Refusal(what, on.where, "Décidez un accord, un accord partiel ou un rejet.")


def _or_voted(arret: Arret, vote: Vote | None) -> Mapping[int, int] | int | None:
    """Return the amounts asked; those of the opinion where none are, for the same sense."""
    if arret.asked is None and vote is not None and vote.sens == arret.sens:
        return vote.amounts
    return arret.asked


def _amounts(
    on: Vise, sens: str, asked: Mapping[int, int] | int | None
) -> dict[int, int] | Refusal:
    return amounts(on.recours, on.found.creances(), sens, asked)


def _fraud(on: Vise) -> Refusal | None:
    """Return the refusal of a remise that a qualification closes for all that is asked."""
    if on.recours.nature != REMISE:
        return None
    claims = on.found.creances()
    pairs = zip(claims, suivis(claims, on.found.events), strict=True)
    refusals = [refuse_fraud(c, s) for c, s in pairs if c.number in on.recours.creances]
    return refusals[0] if refusals and all(refusals) else None


def _not_inscribed(on: Vise, day: dt.date) -> Refusal | None:
    if on.recours.seance == day:
        return None
    seance = on.recours.seance
    what = "ce recours n'est pas à l'ordre du jour de cette séance."
    mend = f"Il l'est le {day_text(seance)}." if seance else "Inscrivez-le d'abord."
    return Refusal(what, on.where, mend)


def _not_received(on: Vise, day: dt.date) -> Refusal | None:
    """Return why a session could not know of an appeal: it came after. One may be recorded late."""
    if on.recours.received_on <= day:
        return None
    what = (
        f"ce recours, reçu le {day_text(on.recours.received_on)}, n'existait pas à la séance du "
        f"{day_text(day)}."
    )
    return Refusal(what, on.where, "Inscrivez-le à une séance qui suit sa réception.")


def adjourn(records: Records, day: dt.date, acte: Acte) -> Refusal | None:
    """Close a session: each appeal of its agenda must have its decision, or be adjourned."""
    found, seen = _session(records, day)
    where = f"séance du {day:%d/%m/%Y}"
    if refusal := _not_open(records, day) or _not_come(day, acte):
        return refusal
    assert found is not None
    role = agenda(records, day)
    left = [f"dossier {o.dossier}, recours {o.number}" for o in role.inscrits if _undecided(o)]
    if left:
        what = f"{len(left)} recours sans décision : {' ; '.join(left[:5])}."
        return Refusal(what, where, "Décidez-les, ou ajournez-les.")
    _write(records, "seance.tenue", (day, found.membres), acte, seen)
    return None


def _undecided(one: Recours) -> bool:
    """Return whether a session has not said what it must: vote, and decide what it decides."""
    if one.stage == "inscrit":
        return True
    if one.stage != "vote" or (one.vote is not None and one.vote.issue == "partage"):
        return False
    debt: int = one.fiche.get("dette_cents", 0)
    return decideur(one.prestations[0], one.objet, debt, one.received_on).par == CRA


def transmit(records: Records, day: dt.date, acte: Acte) -> list[tuple[int, int]] | Refusal:
    """Send the decisions of a session to the control of legality.

    Returns:
        Dossier and number of each appeal sent. Running it again sends what was left.
    """
    found, _ = _session(records, day)
    if found is None or not found.is_held:
        where = f"séance du {day:%d/%m/%Y}"
        return Refusal("cette séance n'est pas close.", where, "Closez-la d'abord.")
    sent = []
    for one in agenda(records, day).inscrits:
        decision = one.decision
        if one.stage != "decide" or decision is None or not controlled(decision.par, day):
            continue
        refusal = act_on(records, (one.dossier, one.number), acte, ("decide",), _sent)
        if refusal is None:
            sent.append((one.dossier, one.number))
    return sent


def _sent(on: Vise) -> list[dict[str, Any]]:
    return [on.event("recours.transmis_mnc", le=_today(on.acte).isoformat(), motif="")]


def _session(records: Records, day: dt.date) -> tuple[Seance | None, int]:
    seen = records.sequences([FUND])[FUND]
    return seances_of(records.events([FUND])).get(day), seen


def _not_open(records: Records, day: dt.date) -> Refusal | None:
    found, _ = _session(records, day)
    where = f"séance du {day:%d/%m/%Y}"
    if found is None:
        return Refusal("cette séance n'est pas ouverte.", where, "Ouvrez-la d'abord.")
    if found.is_held:
        return Refusal("cette séance est close.", where, "Choisissez une autre séance.")
    return None


def _not_come(day: dt.date, acte: Acte) -> Refusal | None:
    """Return why a session says nothing yet: its day has not come. An agenda is made before."""
    if day <= _today(acte):
        return None
    what = "cette séance n'a pas encore eu lieu."
    return Refusal(what, f"séance du {day:%d/%m/%Y}", f"Attendez le {day_text(day)}.")


def _write(
    records: Records, tag: str, what: tuple[dt.date, Mapping[str, int]], acte: Acte, seen: int
) -> None:
    day, membres = what
    row = event(FUND, tag, acte, {"seance": day.isoformat(), "membres": dict(membres)})
    records.append(Journal(events=pa.Table.from_pylist([row], schema=EVENTS)), {FUND: seen})


def _today(acte: Acte) -> dt.date:
    return acte.at.astimezone(FRANCE).date()
