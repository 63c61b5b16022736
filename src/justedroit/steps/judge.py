"""Judge: a court hears, judges, is appealed; the ledger follows, the household is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from justedroit.core.base import Acte, Refusal, day_text, euros, month_text
from justedroit.core.courriers import Organisme
from justedroit.core.creances import Creance, too_far, wrong_day
from justedroit.core.recours import (
    ETATS_INSTANCE,
    JUGES,
    PARTIES,
    PREUVES_JUGEMENT,
    SENS_JUGEMENT,
    Instance,
    annullable,
    annulled_by,
    claimed_again,
    instances_of,
    judged,
    of_months,
    remittable,
    remitted_by_judge,
)
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.letter import day_of
from justedroit.steps.restore_paid import Restitution, restitutions, told_rows
from justedroit.steps.round import with_rows
from justedroit.steps.seize import LAW, Row, halted_rows
from justedroit.steps.untransfer import untransferred_rows
from justedroit.steps.unwithhold import unwithheld
from justedroit.steps.withdraw import withdrawn_rows


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a court has judged.

    Attributes:
        sens: of SENS_JUGEMENT.
        le: day.
        motif: its reasons, in short.
        montants: créance → cents that it annuls, or remits; needed where it annuls a part.
        mois: the months that it annuls, 202501, in place of amounts; the others stay owed.
    """

    sens: str
    le: dt.date
    motif: str
    montants: Mapping[int, int] = field(default_factory=dict)
    mois: Sequence[int] = ()


def instances(records: Records, dossier: int) -> list[Instance] | Refusal:
    """Return the cases in court of a dossier, by number."""
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    return instances_of(found.events).get(dossier, [])


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
        if what := too_far(le, day_of(acte.at), "audience"):
            return Refusal(what, on.where, "Vérifiez le jour de l'audience.")
        return [on.event("instance.audience", le=le.isoformat())], None

    return _on(records, key, acte, decide)


def judge(
    records: Records, key: tuple[int, int], verdict: Verdict, organisme: Organisme, acte: Acte
) -> Refusal | list[Restitution]:
    """Record a judgment: what it annuls enters the ledger, the suspension ends, restitution is told.

    What the département claims of it is taken back from it, and the département is to be told.

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
        moved = _moved_months(on, verdict.mois) if verdict.mois else _moved(on, target, verdict.le)
        named = {"mois": sorted(set(verdict.mois))} if verdict.mois else {}
        row = on.event(
            "instance.jugee",
            le=verdict.le.isoformat(),
            sens=verdict.sens,
            annulations=target,
            tribunal=on.instance.tribunal,
            motif=verdict.motif.strip(),
            **named,
        )
        rows = [row, *_opposition(on, verdict), *_resumed(on, verdict)]
        after = pa.concat_tables([on.found.transfers, moved])
        given.extend(restitutions(on.found.transfers, after))
        told = _told_back(on, (after, rows), organisme)
        if isinstance(told, Refusal):
            return told
        rows += untransferred_rows(replace(on.found, transfers=after), on.acte)
        return [*rows, *told], moved

    return _on(records, key, acte, decide) or given


def _told_back(
    on: Affaire, what: tuple[pa.Table, list[Row]], organisme: Organisme
) -> list[Row] | Refusal:
    """Return what tells the household what it is given back, the judgment being written.

    The letter of a judgment before that has not left is withdrawn, and made again: what is left to
    pay is no longer what it says.
    """
    after, rows = what
    later = with_rows(replace(on.found, transfers=after), rows)
    told = withdrawn_rows(later, after, on.acte)
    for one in restitutions(TRANSFERS.empty_table(), after):
        if one.cause == on.instance.cause:
            made = told_rows(with_rows(later, told), one, organisme, on.acte)
            if isinstance(made, Refusal):
                return made
            told += made
    return told


def _refused_verdict(on: Affaire, verdict: Verdict) -> Refusal | None:
    if not on.instance.is_pending:
        return _not_pending(on)
    if verdict.sens not in SENS_JUGEMENT:
        known = ", ".join(SENS_JUGEMENT)
        return Refusal(f"« {verdict.sens[:20]} » est inconnu.", on.where, f"Choix : {known}.")
    last = [e.day() for e in on.instance.history if e.tag != "instance.audience"][-1]
    if what := wrong_day(verdict.le, day_of(on.acte.at), last, "la saisine"):
        return Refusal(what, on.where, "Donnez le jour du jugement.")
    return refuse_text(verdict.motif, on.where, "le motif du jugement")


def mosts(found: Opened, one: Instance, le: dt.date) -> dict[int, int]:
    """Return the most that a judgment of a day may annul, or remit, of each créance, in cents.

    Args:
        found: the dossier.
        one: the case; what its last judgment annulled is in it.
        le: day of the judgment.
    """
    mine = (claim for claim in found.creances() if claim.number in one.creances)
    return {
        claim.number: one.annulled.get(claim.number, 0) + _most(found, one, claim, le)
        for claim in mine
    }


def _target(on: Affaire, verdict: Verdict) -> dict[int, int] | Refusal:
    """Return what the judgment annuls or remits in all of each créance, in cents."""
    if refusal := _refused_detail(on, verdict):
        return refusal
    if verdict.mois:
        return _target_months(on, verdict)
    one = on.instance
    most = mosts(on.found, one, verdict.le)
    if verdict.sens == "confirme":
        return {}
    if verdict.sens == "annule" and not verdict.montants:
        # An annulled contrainte leaves the debt as it is, unless the judge says otherwise.
        return {n: cents for n, cents in most.items() if cents} if one.objet != "contrainte" else {}
    if not verdict.montants and most:
        what = "une annulation partielle dit combien elle annule."
        return Refusal(what, on.where, "Donnez un montant par créance, ou les mois annulés.")
    for number, cents in verdict.montants.items():
        if number not in most:
            known = ", ".join(map(str, most)) or "aucune"
            what = f"la créance {number} n'est pas de cette instance."
            return Refusal(what, on.where, f"Créances jugées : {known}.")
        if not 0 < cents <= most[number]:
            what = f"{euros(cents)} pour la créance {number} : au plus {euros(most[number])}."
            return Refusal(what, on.where, "Relisez le dispositif du jugement.")
    return dict(verdict.montants)


def _refused_detail(on: Affaire, verdict: Verdict) -> Refusal | None:
    """Return why amounts or months cannot be told with a direction that says all, or nothing.

    The judge who annuls a contrainte may still say what of the debt goes with it.
    """
    if not verdict.montants and not verdict.mois:
        return None
    partial = f"Ôtez les montants et les mois, ou choisissez « {SENS_JUGEMENT['partiel']} »."
    if verdict.sens == "confirme":
        return Refusal("un jugement qui confirme n'annule rien.", on.where, partial)
    if verdict.sens == "annule" and on.instance.objet != "contrainte":
        what = "un jugement qui annule la décision l'annule en entier : il ne nomme aucun montant"
        return Refusal(f"{what}, aucun mois.", on.where, partial)
    return None


def _target_months(on: Affaire, verdict: Verdict) -> dict[int, int] | Refusal:
    """Return what the months that a judgment names come to, créance by créance, in cents."""
    one = on.instance
    if one.objet == "remise" or verdict.montants:
        what = "seul un jugement qui annule nomme des mois, et alors aucun montant."
        return Refusal(what, on.where, "Donnez des mois ou des montants.")
    mine = [c for c in on.found.creances() if c.number in one.creances]
    claimed = {line.month for c in mine for line in c.lignes if line.claimed}
    for month in verdict.mois:
        if month not in claimed:
            known = ", ".join(map(month_text, sorted(claimed)))
            what = f"rien n'est réclamé pour {month_text(month)} dans cette instance."
            return Refusal(what, on.where, f"Mois jugés : {known}.")
    found = {}
    for claim in mine:
        gone = annulled_by(on.found.transfers, claim, one.number)
        part = annullable(of_months(claim, verdict.mois))
        found[claim.number] = part + sum(gone[month] for month in set(verdict.mois))
    if not any(found.values()):
        what = "de ces mois, rien n'est dû et rien n'a été recouvré."
        return Refusal(what, on.where, "Relisez le dispositif du jugement.")
    return {number: cents for number, cents in found.items() if cents}


def _moved_months(on: Affaire, months: Sequence[int]) -> pa.Table:
    """Return the transfers that annul some months, and claim again those of a judgment before."""
    number, at, tables = on.instance.number, on.acte.at, [TRANSFERS.empty_table()]
    for claim in on.found.creances():
        if claim.number not in on.instance.creances:
            continue
        named = of_months(claim, months)
        tables.append(judged(named, annullable(named), number, at))
        for month, cents in annulled_by(on.found.transfers, claim, number).items():
            if month not in months and cents > 0:
                tables.append(claimed_again(of_months(claim, [month]), cents, number, at))
    return pa.concat_tables(tables)


def _most(found: Opened, one: Instance, claim: Creance, le: dt.date) -> int:
    """Return what may still be annulled of a créance; of a remise, what was owed on that day."""
    if one.objet == "remise":
        return remittable(claim, found.transfers, le)
    return annullable(claim)


def _moved(on: Affaire, target: Mapping[int, int], le: dt.date) -> pa.Table:
    """Return the transfers that bring what is annulled from the last judgment to this one."""
    one, at, tables = on.instance, on.acte.at, [TRANSFERS.empty_table()]
    for claim in on.found.creances():
        delta = target.get(claim.number, 0) - one.annulled.get(claim.number, 0)
        if delta > 0 and one.objet == "remise":
            what, how = (delta, le), (one.number, at)
            tables.append(remitted_by_judge(claim, on.found.transfers, what, how))
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


def notify(
    records: Records, key: tuple[int, int], le: dt.date, acte: Acte, *, preuve: str = ""
) -> Refusal | None:
    """Record the notification of a judgment: the delay of appeal runs from it.

    Args:
        records: the journals.
        key: dossier and number of the case.
        le: day on which the household received it.
        acte: who records it, and when.
        preuve: of PREUVES_JUGEMENT; empty where nothing proves it.
    """

    def decide(on: Affaire) -> Refusal | tuple[list[Row], None]:
        last = on.instance.jugement
        if on.instance.stage != "jugee" or last is None:
            what = f"aucun jugement n'attend sa notification : {_stage(on)}."
            return Refusal(what, on.where, "Consignez d'abord le jugement.")
        if what := wrong_day(le, day_of(acte.at), last.le, "le jugement"):
            return Refusal(what, on.where, "Donnez le jour de réception du jugement.")
        if preuve and preuve not in PREUVES_JUGEMENT:
            known = ", ".join(PREUVES_JUGEMENT)
            return Refusal(
                f"la preuve « {preuve[:20]} » est inconnue.", on.where, f"Choix : {known}."
            )
        proof = {"preuve": preuve} if preuve else {}
        return [on.event("instance.notifiee", le=le.isoformat(), **proof)], None

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

    def decide(on: Affaire) -> Refusal | tuple[list[Row], pa.Table]:
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
        halted = halted_rows(on.found, (on.instance.number, on.instance.suspends), le, acte)
        return unwithheld(on.found, [row, *halted], acte)

    return _on(records, key, acte, decide)


def _refused_appeal(on: Affaire, par: str, le: dt.date) -> Refusal | None:
    one, last = on.instance, on.instance.jugement
    if one.is_pending or last is None:
        what = f"aucun jugement ne se conteste : {_stage(on)}."
        return Refusal(what, on.where, "Attendez le jugement.")
    if par not in PARTIES:
        known = ", ".join(PARTIES)
        return Refusal(f"« {par[:20]} » est inconnu.", on.where, f"Choix : {known}.")
    if what := wrong_day(le, day_of(on.acte.at), last.le, "le jugement"):
        return Refusal(what, on.where, "Donnez le jour de l'appel ou du pourvoi.")
    if one.next_judge() is None:
        what = f"aucun juge n'est au-dessus : {JUGES[last.tribunal]}."
        return Refusal(what, on.where, "Ce jugement est définitif.")
    return None


def _on(records: Records, key: tuple[int, int], acte: Acte, decide: _Decide) -> Refusal | None:
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
        return Refusal(what, where, mend, LAW)
    if refusal := refuse_text(acte.author, where, "la personne qui agit"):
        return refusal
    told = decide(Affaire(found, some[number], acte))
    if isinstance(told, Refusal):
        return told
    rows, moved = told
    appended(records, found, rows, moved)
    return None


def _not_pending(on: Affaire) -> Refusal:
    ended = on.instance.etat_at(day_of(on.acte.at)) == "definitive"
    mend = (
        "Un jugement définitif ne se conteste plus."
        if ended
        else "Un jugement se conteste par un appel ou un pourvoi."
    )
    return Refusal(f"rien n'y est à juger : {_stage(on)}.", on.where, mend)


def _stage(on: Affaire) -> str:
    return ETATS_INSTANCE[on.instance.etat_at(day_of(on.acte.at))]
