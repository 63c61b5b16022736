"""Judge: a court is seized of a decision, hears, judges; the ledger follows, the household is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from justedroit.core.base import Refusal, day_text, euros, parametre
from justedroit.core.courriers import Organisme
from justedroit.core.recours import (
    ETATS_INSTANCE,
    JUGES,
    PARTIES,
    SENS_JUGEMENT,
    Instance,
    Recours,
    annullable,
    claimed_again,
    court_until,
    extended,
    instances_of,
    judged,
    juridiction,
    mediations_of,
    recours_of,
    regime,
    tribunal,
)
from justedroit.core.recouvrement import (
    Creance,
    Extinction,
    Suivi,
    extinguished,
    oldest_first,
    suivis,
)
from justedroit.core.registre import BENEFITS, TRANSFERS
from justedroit.records.interface import Records
from justedroit.steps.act import Acte, Opened, appended, event, opened, refuse_text
from justedroit.steps.letter import day_of
from justedroit.steps.restore_paid import Restitution, restitutions, told_rows

Row = dict[str, Any]
_DECIDED = ("notifie", "executoire", "irrecevable", "rejete_implicitement", "ferme", "retire")
_LAW = "CSS art. L142-1 et R142-1-A ; CJA art. R421-1"


@dataclass(frozen=True, slots=True)
class Saisie:
    """What seizes a court.

    Attributes:
        dossier: number.
        le: day on which the court is seized.
        motif: what is asked, in short.
        recours: number of the prior appeal; None where there was none.
        creances: numbers, where no prior appeal names them.
        objet: what is contested; that of the prior appeal where there is one, `indu` by default.
        decision: what names a decision that is neither, such as a penalty.
        prestation: benefit of that decision.
    """

    dossier: int
    le: dt.date
    motif: str
    recours: int | None = None
    creances: tuple[int, ...] = ()
    objet: str = ""
    decision: str = ""
    prestation: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a court has judged.

    Attributes:
        sens: of SENS_JUGEMENT.
        le: day.
        motif: its reasons, in short.
        montants: créance → cents that it annuls, or remits; needed where it annuls a part.
    """

    sens: str
    le: dt.date
    motif: str
    montants: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Groupe:
    """What one court is seized of.

    Attributes:
        tribunal: of TRIBUNAUX.
        objet: of OBJETS.
        prestations: benefits.
        creances: what is claimed, and what happened to it.
        reserves: why it may be found inadmissible.
        links: what it is linked to: `recours`, `contrainte`, `decision`.
    """

    tribunal: str
    objet: str
    prestations: tuple[str, ...]
    creances: tuple[tuple[Creance, Suivi], ...]
    reserves: tuple[str, ...]
    links: Mapping[str, Any]


def instances(records: Records, dossier: int) -> list[Instance] | Refusal:
    """Return the cases in court of a dossier, by number."""
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    return instances_of(found.events).get(dossier, [])


def seize(records: Records, saisie: Saisie, acte: Acte) -> list[int] | Refusal:
    """Record that a court is seized of a decision; recovery waits for the judgment.

    One case for each court. Out of time, or without the prior appeal, it is recorded with its
    reserve: the judge decides.

    Args:
        records: the journals.
        saisie: what is asked.
        acte: who records it, and when.

    Returns:
        The number of each case, or the refusal.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, saisie.dossier)
    if isinstance(found, Refusal):
        return found
    where = f"dossier {saisie.dossier}, tribunal"
    refusal = refuse_text(saisie.motif, where, "le motif") or refuse_text(
        acte.author, where, "la personne qui agit"
    )
    if refusal:
        return refusal
    if saisie.le > day_of(acte.at):
        what = f"le {day_text(saisie.le)} n'est pas arrivé."
        return Refusal(what, where, "Donnez le jour de la saisine.")
    groups = _groups(found, saisie, where)
    if isinstance(groups, Refusal):
        return groups
    for group in groups:
        if refusal := _refused_twice(found, group, where):
            return refusal
    first = next_instance(found)
    told = (saisie.le, saisie.motif)
    rows = [
        row
        for number, group in enumerate(groups, first)
        for row in seizure_rows(found, (number, group), told, acte)
    ]
    appended(records, found, rows)
    return list(range(first, first + len(groups)))


def next_instance(found: Opened) -> int:
    """Return the number of the next case in court of a dossier."""
    some = instances_of(found.events).get(found.dossier, [])
    return 1 + max((one.number for one in some), default=0)


def seizure_rows(
    found: Opened, what: tuple[int, Groupe], told: tuple[dt.date, str], acte: Acte
) -> list[Row]:
    """Return the events by which a court is seized: the case, and the suspension of recovery.

    Args:
        found: the dossier.
        what: number of the case, and what the court is seized of.
        told: day, and what is asked.
        acte: who records it, and when.
    """
    number, group = what
    le, motif = told
    table = parametre("recours/suspension.instance").at(le)
    halted = [c.number for c, _ in group.creances if table[regime(c.benefit, _born(c))]]
    payload = {
        "instance": number,
        "objet": group.objet,
        "prestations": list(group.prestations),
        "creances": [claim.number for claim, _ in group.creances],
        "tribunal": group.tribunal,
        "le": le.isoformat(),
        "motif": motif.strip(),
        "reserves": list(group.reserves),
        "suspend": halted,
        **group.links,
    }
    rows = [event(found.dossier, "instance.saisie", acte, payload)]
    return rows + _halted(found, (number, halted), le, acte)


def _halted(found: Opened, what: tuple[int, Sequence[int]], le: dt.date, acte: Acte) -> list[Row]:
    number, some = what
    if not some:
        return []
    told = {"creances": list(some), "cause": f"instance:{number}", "le": le.isoformat()}
    return [event(found.dossier, "creance.suspendue", acte, told | {"jusqu_au": None})]


def _groups(found: Opened, saisie: Saisie, where: str) -> list[Groupe] | Refusal:
    """Return what each court is seized of, or why the decision is not one."""
    claims = found.creances()
    known = {claim.number: (claim, thread) for claim, thread in _pairs(claims, found)}
    if saisie.recours is not None:
        return _of_appeal(found, saisie, known, where)
    if saisie.decision or saisie.objet == "penalite":
        return _of_other(saisie, where)
    unknown = [number for number in saisie.creances if number not in known]
    if unknown or not saisie.creances:
        what = (
            f"la créance {unknown[0]} n'existe pas : la décision jugée est inconnue."
            if unknown
            else "la décision contestée n'est pas dite."
        )
        some = ", ".join(map(str, known)) or "aucune"
        mend = f"Donnez un recours, une créance ({some}), ou la référence d'une pénalité."
        return Refusal(what, where, mend, _LAW)
    if saisie.objet == "contrainte":
        mend = "Consignez une opposition : justedroit forcer opposition."
        return Refusal("une contrainte se conteste par opposition.", where, mend, "CSS art. R133-3")
    return _by_court(found, saisie, [known[number] for number in saisie.creances])


def _pairs(claims: Sequence[Creance], found: Opened) -> list[tuple[Creance, Suivi]]:
    return list(zip(claims, suivis(claims, found.events), strict=True))


def _of_appeal(
    found: Opened, saisie: Saisie, known: Mapping[int, tuple[Creance, Suivi]], where: str
) -> list[Groupe] | Refusal:
    some = {one.number: one for one in recours_of(found.events).get(found.dossier, [])}
    one = some.get(saisie.recours or 0)
    if one is None:
        what = f"le recours {saisie.recours} n'existe pas : la décision jugée est inconnue."
        mend = f"Recours de ce dossier : {', '.join(map(str, some)) or 'aucun'}."
        return Refusal(what, where, mend, _LAW)
    if one.etat_at(saisie.le) not in _DECIDED:
        silence = one.silence()
        until = f", ou rejeté par le silence le {day_text(silence.ends_on)}" if silence else ""
        what = f"le recours {one.number} n'est pas encore décidé{until}."
        mend = "Le juge ne peut être saisi que d'une décision, ou du silence qui la remplace."
        return Refusal(what, where, mend, _LAW)
    day = _routed_on(one, known)
    judge = juridiction(one.prestations[0], one.objet, day).tribunal
    claims = tuple(known[number] for number in one.creances if number in known)
    late = _late(found, one, saisie.le)
    links = {"recours": one.number}
    return [Groupe(judge, one.objet, one.prestations, claims, late, links)]


def _routed_on(one: Recours, known: Mapping[int, tuple[Creance, Suivi]]) -> dt.date:
    some = [known[number][0] for number in one.creances if number in known]
    return _born(some[0]) if some else one.received_on


def _late(found: Opened, one: Recours, le: dt.date) -> tuple[str, ...]:
    """Return the reserve of a case out of time; nothing where no delay runs against the household."""
    until, starts_on = court_until(one), one.notified_on or one.rejected_on
    silence = one.silence()
    if until is None and one.rejected_on is None and one.accused_on and silence is not None:
        # Time has rejected it, and nobody has recorded it yet.
        until, starts_on = tribunal(silence.ends_on).until, silence.ends_on
    if until is None or starts_on is None:
        return ()
    some = mediations_of(found.events).get(found.dossier, [])
    mine = [m for m in some if m.recours == one.number or set(m.creances) & set(one.creances)]
    last = extended(until, starts_on, mine)
    if last is None or le <= last:
        return ()
    return (f"hors délai : le tribunal pouvait être saisi jusqu'au {day_text(last)}",)


def _of_other(saisie: Saisie, where: str) -> list[Groupe] | Refusal:
    """Return the case of a decision that is no créance and no appeal: a penalty."""
    if not saisie.decision.strip():
        mend = "Donnez la référence de la décision, celle que porte sa notification."
        return Refusal("la décision jugée est inconnue.", where, mend, _LAW)
    if refusal := refuse_text(saisie.decision, where, "la référence de la décision"):
        return refusal
    if saisie.prestation not in BENEFITS:
        return Refusal(
            "la prestation de cette décision n'est pas dite.",
            where,
            "Donnez-la : elle désigne le juge.",
        )
    objet = saisie.objet or "penalite"
    try:
        judge = juridiction(saisie.prestation, objet, saisie.le)
    except (ValueError, LookupError) as error:
        return Refusal(str(error), where, "Corrigez l'objet ou la prestation.")
    links = {"recours": None, "decision": saisie.decision.strip()}
    return [Groupe(judge.tribunal, objet, (saisie.prestation,), (), (), links)]


def _by_court(
    found: Opened, saisie: Saisie, some: Sequence[tuple[Creance, Suivi]]
) -> list[Groupe] | Refusal:
    """Return one case for each court, of créances contested without a prior appeal."""
    objet = saisie.objet or "indu"
    courts: dict[str, list[tuple[Creance, Suivi]]] = {}
    reserves: dict[str, dict[str, None]] = {}
    for claim, thread in some:
        try:
            route = juridiction(claim.benefit, objet, _born(claim))
        except (ValueError, LookupError) as error:
            where = f"dossier {found.dossier}, créance {claim.number}"
            return Refusal(str(error), where, "Corrigez l'objet.")
        courts.setdefault(route.tribunal, []).append((claim, thread))
        said = reserves.setdefault(route.tribunal, {})
        if route.prealable != "aucun":
            said[f"sans recours préalable devant : {route.prealable_text} ({route.article})"] = None
        elif thread.received_on and tribunal(thread.received_on).passed(saisie.le):
            last = day_text(tribunal(thread.received_on).until)
            said[f"hors délai : le tribunal pouvait être saisi jusqu'au {last}"] = None
    return [
        Groupe(
            court,
            objet,
            tuple(dict.fromkeys(claim.benefit for claim, _ in mine)),
            tuple(mine),
            tuple(reserves[court]),
            {"recours": None},
        )
        for court, mine in courts.items()
    ]


def _refused_twice(found: Opened, group: Groupe, where: str) -> Refusal | None:
    numbers = {claim.number for claim, _ in group.creances}
    for one in instances_of(found.events).get(found.dossier, []):
        same = (
            one.recours is not None and one.recours == group.links.get("recours")
        ) or bool(numbers & set(one.creances))
        same = same or bool(one.decision and one.decision == group.links.get("decision"))
        if not same or one.objet != group.objet:
            continue
        if one.is_pending:
            what = f"l'instance {one.number} est en cours sur cette décision."
            return Refusal(what, where, "Consignez-y l'audience, puis le jugement.")
        what = f"l'instance {one.number} a déjà jugé cette décision."
        return Refusal(what, where, "Un jugement se conteste par appel ou pourvoi.", _LAW)
    return None


@dataclass(frozen=True, slots=True)
class Affaire:
    """A case in court, in the dossier that was read to act on it."""

    found: Opened
    instance: Instance
    acte: Acte

    @property
    def where(self) -> str:
        """Where a refusal stands."""
        return f"dossier {self.found.dossier}, instance {self.instance.number}"

    def event(self, tag: str, **told: Any) -> Row:
        """Return an event of this case."""
        payload = {"instance": self.instance.number} | told
        return event(self.found.dossier, tag, self.acte, payload)


_Decide = Callable[[Affaire], Refusal | tuple[list[Row], pa.Table | None]]


def hear(records: Records, key: tuple[int, int], le: dt.date, acte: Acte) -> Refusal | None:
    """Record the day of a hearing, past or to come."""

    def decide(on: Affaire) -> Refusal | tuple[list[Row], None]:
        if not on.instance.is_pending:
            return _not_pending(on)
        if le < on.instance.since:
            what = f"le {day_text(le)} est avant le {day_text(on.instance.since)}, dernier acte."
            return Refusal(what, on.where, "Vérifiez le jour de l'audience.")
        return [on.event("instance.audience", le=le.isoformat())], None

    return _on(records, key, acte, decide)


def judge(
    records: Records, key: tuple[int, int], verdict: Verdict, organisme: Organisme, acte: Acte
) -> Refusal | list[Restitution]:
    """Record a judgment: what it annuls enters the ledger, the suspension ends, restitution is told.

    Args:
        records: the journals.
        key: dossier and number of the case.
        verdict: what was judged.
        organisme: the fund, for the letter of restitution.
        acte: who records it, and when.

    Returns:
        What is given back, at once and in the next order; the refusal of a judgment of no known
        decision, before its seizure, or of more than is owed.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    given: list[Restitution] = []

    def decide(on: Affaire) -> Refusal | tuple[list[Row], pa.Table | None]:
        if refusal := _refused_verdict(on, verdict):
            return refusal
        target = _target(on, verdict)
        if isinstance(target, Refusal):
            return target
        moved = _moved(on, target)
        row = on.event(
            "instance.jugee",
            le=verdict.le.isoformat(),
            sens=verdict.sens,
            annulations=target,
            tribunal=on.instance.tribunal,
            motif=verdict.motif.strip(),
        )
        rows = [row, *_opposition(on, verdict), *_resumed(on, verdict)]
        after = pa.concat_tables([on.found.transfers, moved])
        given.extend(restitutions(on.found.transfers, after))
        told = _told_back(on, (given, after, rows), organisme)
        return told if isinstance(told, Refusal) else ([*rows, *told], moved)

    return _on(records, key, acte, decide) or given


def _told_back(
    on: Affaire, what: tuple[list[Restitution], pa.Table, list[Row]], organisme: Organisme
) -> list[Row] | Refusal:
    """Return what tells the household what it is given back, the judgment being written."""
    given, after, rows = what
    if not given:
        return []
    [one] = given
    schema = on.found.events.schema
    events = pa.concat_tables([on.found.events, pa.Table.from_pylist(rows, schema=schema)])
    later = Opened(on.found.dossier, on.found.seen, after, events)
    return told_rows(later, one, organisme, on.acte)


def _refused_verdict(on: Affaire, verdict: Verdict) -> Refusal | None:
    if not on.instance.is_pending:
        return _not_pending(on)
    if verdict.sens not in SENS_JUGEMENT:
        known = ", ".join(SENS_JUGEMENT)
        return Refusal(f"« {verdict.sens[:20]} » est inconnu.", on.where, f"Choix : {known}.")
    last = [e.day() for e in on.instance.history if e.tag != "instance.audience"][-1]
    if not last <= verdict.le <= day_of(on.acte.at):
        what = f"le {day_text(verdict.le)} n'est pas entre la saisine et aujourd'hui."
        return Refusal(what, on.where, "Donnez le jour du jugement.")
    return refuse_text(verdict.motif, on.where, "le motif du jugement")


def _target(on: Affaire, verdict: Verdict) -> dict[int, int] | Refusal:
    """Return what the judgment annuls or remits in all of each créance, in cents."""
    one = on.instance
    mine = {c.number: c for c in on.found.creances() if c.number in one.creances}
    most = {n: one.annulled.get(n, 0) + _most(one, claim) for n, claim in mine.items()}
    if verdict.sens == "confirme":
        if verdict.montants:
            return Refusal("un jugement qui confirme n'annule rien.", on.where, "Ôtez les montants.")
        return {}
    if verdict.sens == "annule" and not verdict.montants:
        # An annulled contrainte leaves the debt as it is, unless the judge says otherwise.
        return {n: cents for n, cents in most.items() if cents} if one.objet != "contrainte" else {}
    if not verdict.montants and most:
        what = "une annulation partielle dit combien elle annule."
        return Refusal(what, on.where, "Donnez un montant par créance.")
    for number, cents in verdict.montants.items():
        if number not in most:
            known = ", ".join(map(str, most)) or "aucune"
            what = f"la créance {number} n'est pas de cette instance."
            return Refusal(what, on.where, f"Créances jugées : {known}.")
        if not 0 < cents <= most[number]:
            what = f"{euros(cents)} pour la créance {number} : au plus {euros(most[number])}."
            return Refusal(what, on.where, "Relisez le dispositif du jugement.")
    return dict(verdict.montants)


def _most(one: Instance, claim: Creance) -> int:
    """Return what may still be annulled of a créance; of a remise, what is still owed."""
    if one.objet == "remise":
        return sum(line.open for line in claim.lignes if line.nature == "indu")
    return annullable(claim)


def _moved(on: Affaire, target: Mapping[int, int]) -> pa.Table:
    """Return the transfers that bring what is annulled from the last judgment to this one."""
    one, at, tables = on.instance, on.acte.at, [TRANSFERS.empty_table()]
    for claim in on.found.creances():
        delta = target.get(claim.number, 0) - one.annulled.get(claim.number, 0)
        if delta > 0 and one.objet == "remise":
            how = Extinction("remise", "remise", f"jugement:I{one.number}", at)
            tables.append(extinguished(claim, oldest_first(claim, delta), how))
        elif delta > 0:
            tables.append(judged(claim, delta, one.number, at))
        elif delta < 0:
            tables.append(claimed_again(claim, -delta, one.number, at, of=_nature(one)))
    return pa.concat_tables(tables)


def _nature(one: Instance) -> str:
    return "remise" if one.objet == "remise" else "annule"


def _opposition(on: Affaire, verdict: Verdict) -> list[Row]:
    """Return what the judgment says of the contrainte that was opposed."""
    one = on.instance
    if one.contrainte is None:
        return []
    told = {"contrainte": one.contrainte, "le": verdict.le.isoformat(), "sens": verdict.sens}
    return [event(on.found.dossier, "opposition.jugee", on.acte, told | {"tribunal": one.tribunal})]


def _resumed(on: Affaire, verdict: Verdict) -> list[Row]:
    if not on.instance.suspends:
        return []
    told = {"creances": list(on.instance.suspends), "cause": on.instance.cause}
    told |= {"le": verdict.le.isoformat(), "motif": f"Jugement : {SENS_JUGEMENT[verdict.sens]}"}
    return [event(on.found.dossier, "creance.reprise", on.acte, told)]


def notify(records: Records, key: tuple[int, int], le: dt.date, acte: Acte) -> Refusal | None:
    """Record the notification of a judgment: the delay of appeal runs from it."""

    def decide(on: Affaire) -> Refusal | tuple[list[Row], None]:
        last = on.instance.jugement
        if on.instance.stage != "jugee" or last is None:
            what = f"aucun jugement n'attend sa notification : {_stage(on)}."
            return Refusal(what, on.where, "Consignez d'abord le jugement.")
        if not last.le <= le <= day_of(acte.at):
            what = f"le {day_text(le)} n'est pas entre le jugement et aujourd'hui."
            return Refusal(what, on.where, "Donnez le jour de réception du jugement.")
        return [on.event("instance.notifiee", le=le.isoformat())], None

    return _on(records, key, acte, decide)


def appeal(
    records: Records, key: tuple[int, int], told: tuple[str, dt.date, str], acte: Acte
) -> Refusal | None:
    """Record an appeal against a judgment, to the judge above; recovery waits again.

    Args:
        records: the journals.
        key: dossier and number of the case.
        told: who appeals, of PARTIES; the day; the reasons in short.
        acte: who records it, and when.
    """
    par, le, motif = told

    def decide(on: Affaire) -> Refusal | tuple[list[Row], None]:
        if refusal := _refused_appeal(on, par, le) or refuse_text(motif, on.where, "le motif"):
            return refusal
        above, delay = on.instance.next_judge(), on.instance.appeal()
        late = delay is not None and delay.passed(le)
        said = f"hors délai : possible jusqu'au {day_text(delay.until)}" if delay and late else ""
        row = on.event(
            "instance.appelee",
            le=le.isoformat(),
            tribunal=above,
            par=par,
            motif=motif.strip(),
            reserves=[said] if said else [],
        )
        halted = _halted(on.found, (on.instance.number, on.instance.suspends), le, acte)
        return [row, *halted], None

    return _on(records, key, acte, decide)


def _refused_appeal(on: Affaire, par: str, le: dt.date) -> Refusal | None:
    one, last = on.instance, on.instance.jugement
    if one.is_pending or last is None:
        what = f"aucun jugement ne se conteste : {_stage(on)}."
        return Refusal(what, on.where, "Attendez le jugement.")
    if par not in PARTIES:
        known = ", ".join(PARTIES)
        return Refusal(f"« {par[:20]} » est inconnu.", on.where, f"Choix : {known}.")
    if not last.le <= le <= day_of(on.acte.at):
        what = f"le {day_text(le)} n'est pas entre le jugement et aujourd'hui."
        return Refusal(what, on.where, "Donnez le jour de l'appel ou du pourvoi.")
    if one.next_judge() is None:
        what = f"aucun juge n'est au-dessus : {JUGES[last.tribunal]}."
        return Refusal(what, on.where, "Ce jugement est définitif.")
    return None


def _on(
    records: Records, key: tuple[int, int], acte: Acte, decide: _Decide
) -> Refusal | None:
    """Read a case in court, decide, append.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    dossier, number = key
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    some = {one.number: one for one in instances_of(found.events).get(dossier, [])}
    where = f"dossier {dossier}, tribunal"
    if number not in some:
        what = f"l'instance {number} n'existe pas : la décision jugée est inconnue."
        known = ", ".join(map(str, some)) or "aucune"
        mend = f"Instances de ce dossier : {known}. Consignez d'abord la saisine, sur sa décision."
        return Refusal(what, where, mend, _LAW)
    if refusal := refuse_text(acte.author, where, "la personne qui agit"):
        return refusal
    told = decide(Affaire(found, some[number], acte))
    if isinstance(told, Refusal):
        return told
    rows, moved = told
    appended(records, found, rows, moved)
    return None


def _not_pending(on: Affaire) -> Refusal:
    mend = "Un jugement se conteste par appel ou pourvoi : justedroit tribunal appeler."
    return Refusal(f"rien n'y est à juger : {_stage(on)}.", on.where, mend)


def _stage(on: Affaire) -> str:
    return ETATS_INSTANCE[on.instance.etat_at(day_of(on.acte.at))]


def _born(claim: Creance) -> dt.date:
    return day_of(claim.born_at)
