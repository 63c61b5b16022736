"""Restore what was paid: what a judgment, a decision or a new fact gives back is said the same day.

So is what was withheld on a sum that is found contested, and is undone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Acte, Refusal, add_months, day_text, euros, month_of, of_month
from justedroit.core.courriers import (
    LettreRestitution,
    LettreRetenueDefaite,
    Organisme,
    RetenueRendue,
    courriers,
)
from justedroit.core.creances import (
    Suivi,
    Suspension,
    cause_text,
    creances,
    suivis,
)
from justedroit.core.paiements import payment_day
from justedroit.core.recours import (
    JUGES,
    Rendu,
    cause_of,
    given_back,
    instances_of,
    recours_of,
)
from justedroit.core.registre import BENEFIT_LABELS, TRANSFERS
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened
from justedroit.steps.letter import day_of, prepared_rows
from justedroit.steps.unwithhold import DEFAITE
from justedroit.steps.withdraw import withdrawn_rows

RESTITUTION: Final = "restitution.decidee"
_PREPARED: Final = "courrier.prepare"
# What reverses what had given something back → why it is owed again, as a letter says it.
_REVERSED: Final = {
    "jugement_reforme": "un jugement a rétabli cette dette, en tout ou en partie.",
    "remise_retiree": "la remise qui l'effaçait a été retirée.",
}


@dataclass(frozen=True, slots=True)
class Restitution:
    """What one act gives back to a household.

    Attributes:
        dossier: number.
        cause: `instance:1`, `recours:2`, or the reference of a revision.
        at: instant at which it entered the ledger, UTC.
        parts: by créance, month and recovery that is undone.
    """

    dossier: int
    cause: str
    at: dt.datetime
    parts: tuple[Rendu, ...]

    @property
    def cents(self) -> int:
        """What is given back in all."""
        return sum(one.cents for one in self.parts)

    @property
    def by_creance(self) -> dict[int, int]:
        """What is given back of each créance, in cents."""
        found: dict[int, int] = {}
        for one in self.parts:
            found[one.creance] = found.get(one.creance, 0) + one.cents
        return dict(sorted(found.items()))


def restitutions(before: pa.Table, after: pa.Table) -> list[Restitution]:
    """Return what some acts give back, one for each act, in order.

    Args:
        before: transfers of some dossiers, schema TRANSFERS.
        after: the same, and what was added to them.
    """
    given = given_back(before, after)
    keyed = groupby(given, key=lambda one: (one.dossier, one.cause, one.at))
    return [Restitution(*key, tuple(parts)) for key, parts in keyed]


def tell_given_back(
    records: Records, dossiers: Sequence[int], organisme: Organisme, acte: Acte
) -> list[Restitution] | Refusal:
    """Say what was given back and nobody has told: an event and its letter, the same day.

    To be run after every revision; running it again writes nothing.

    Args:
        records: the journals.
        dossiers: numbers; those to which nothing is given back are left as they are.
        organisme: the fund, for what the letter says of it.
        acte: who says so, and when.

    Returns:
        What has been told now.

    Raises:
        StaleSequence: a dossier was written to in between; those before it are told.
    """
    done = []
    for dossier in _recovered(records.transfers(list(dossiers))):
        found = opened(records, dossier)
        if isinstance(found, Refusal):
            return found
        if false := withdrawn_rows(found, found.transfers, acte):
            found = appended_again(records, found, false)
        for one in restitutions(TRANSFERS.empty_table(), found.transfers):
            rows = told_rows(found, one, organisme, acte)
            if isinstance(rows, Refusal):
                return rows
            if rows:
                found = appended_again(records, found, rows)
                done.append(one)
    return done


def appended_again(records: Records, found: Opened, rows: list[dict[str, Any]]) -> Opened:
    """Append some events to a dossier, and return it as it stands then."""
    appended(records, found, rows)
    again = opened(records, found.dossier)
    assert isinstance(again, Opened)
    return again


def _recovered(transfers: pa.Table) -> list[int]:
    """Return the dossiers of which something was recovered, and something was given back."""
    back = pc.is_in(transfers["motive"], pa.array(["rappel", "restitution"]))
    taken = pc.equal(transfers["motive"], "remboursement")
    both = (set(transfers.filter(keep)["dossier"].to_pylist()) for keep in (back, taken))
    return sorted(set.intersection(*both))


@dataclass(frozen=True, slots=True)
class RetenueDefaite:
    """What an act has undone of the withholdings of a dossier, and has been told.

    Attributes:
        dossier: number.
        cents: owed to the household again.
        cause: what suspends, `recours:2`.
    """

    dossier: int
    cents: int
    cause: str


def tell_undone(
    records: Records, dossiers: Sequence[int], organisme: Organisme, acte: Acte
) -> list[RetenueDefaite] | Refusal:
    """Prepare the letter of each withholding that was undone and that nobody has told the household.

    To be run after every act that suspends; running it again writes nothing.

    Args:
        records: the journals.
        dossiers: numbers.
        organisme: the fund, for what the letter says of it.
        acte: who says so, and when.

    Returns:
        What has been told now; or the first thing that a letter lacks.

    Raises:
        StaleSequence: a dossier was written to in between; those before it are told.
    """
    last = records.last_events(DEFAITE, list(dossiers))
    done: list[RetenueDefaite] = []
    for dossier in sorted(set(last["dossier"].to_pylist())):
        found = opened(records, dossier)
        assert isinstance(found, Opened)
        for told in _untold(found.events):
            made = prepared_rows(found, _undone_letter(found, told, organisme, acte), acte)
            if isinstance(made, list):
                return made[0]
            named = {"cause": told["cause"], "entree": told["entree"]}
            rows = [named_row(row, acte, named) for row in made[1]]
            found = appended_again(records, found, rows)
            done.append(RetenueDefaite(dossier, told["cents"], told["cause"]))
    return done


def _untold(events: pa.Table) -> list[dict[str, Any]]:
    """Return what the events say was undone and no letter says."""
    told = [(row["tag"], json.loads(row["payload"])) for row in _tagged(events).to_pylist()]
    written = {
        (said.get("cause"), said.get("entree"))
        for tag, said in told
        if tag == _PREPARED and said["modele"] == LettreRetenueDefaite.modele
    }
    return [
        said
        for tag, said in told
        if tag == DEFAITE and (said["cause"], said["entree"]) not in written
    ]


def _tagged(events: pa.Table) -> pa.Table:
    return events.filter(pc.is_in(events["tag"], pa.array([DEFAITE, _PREPARED])))


def _undone_letter(
    found: Opened, told: Mapping[str, Any], organisme: Organisme, acte: Acte
) -> LettreRetenueDefaite:
    day, since = day_of(acte.at), dt.date.fromisoformat(told["depuis"])
    claims = found.creances()
    left = {claim.number: claim.total() for claim in claims}
    finie_le, autre = _ended(told, suivis(claims, found.events), day)
    return LettreRetenueDefaite(
        dossier=found.dossier,
        le=day,
        organisme=organisme,
        retenues=tuple(
            RetenueRendue(
                creance=part["creance"],
                prestation=BENEFIT_LABELS[part["prestation"]],
                mois=part["mois"],
                cents=part["cents"],
            )
            for part in told["rendu"]
        ),
        cause=cause_text(Suspension(told["cause"], since)),
        depuis=since,
        versement=f"le {day_text(next_payment(day))}, avec vos prestations du mois",
        reste_cents=sum(left[number] for number in told["creances"]),
        finie_le=finie_le,
        autre=autre,
    )


def _ended(
    told: Mapping[str, Any], threads: Iterable[Suivi], day: dt.date
) -> tuple[dt.date | None, bool]:
    """Return when a suspension has ended, None while it runs; and whether another one runs."""
    every = [s for one in threads if one.number in told["creances"] for s in one.suspensions]
    mine = [s for s in every if s.cause == told["cause"]]
    over = [s.after for s in mine if s.after is not None and not s.runs(day)]
    if not mine or len(over) < len(mine):
        return None, False
    return max(over), any(s.runs(day) for s in every)


def named_row(row: Mapping[str, Any], acte: Acte, named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a letter that says of which act it is: it is made once."""
    payload = json.loads(row["payload"]) | named
    return event(row["dossier"], row["tag"], acte, payload)


def told_rows(
    found: Opened, one: Restitution, organisme: Organisme, acte: Acte
) -> list[dict[str, Any]] | Refusal:
    """Return what says that something is given back: the event, the letter; nothing said twice.

    Args:
        found: the dossier, with the transfers that give it back.
        one: what is given back.
        organisme: the fund.
        acte: who says so, and when.
    """
    rows: list[dict[str, Any]] = []
    named = {"cause": one.cause, "entree": one.at.isoformat()}
    if not _is_said(found.events, RESTITUTION, one):
        told = {"creances": list(one.by_creance), "cents": one.cents}
        told |= {"le": day_of(acte.at).isoformat(), "recouvre_par": _undone(one)}
        rows.append(event(found.dossier, RESTITUTION, acte, told | named))
    if _is_said(found.events, _PREPARED, one):
        return rows
    made = prepared_rows(found, _letter(found, one, organisme, acte), acte)
    if isinstance(made, list):
        return made[0]
    return rows + [named_row(row, acte, named | {"cents": one.cents}) for row in made[1]]


def _undone(one: Restitution) -> dict[str, int]:
    """Return reference of a recovery → cents of it that are given back."""
    found: dict[str, int] = {}
    for part in one.parts:
        found[part.recovered_by] = found.get(part.recovered_by, 0) + part.cents
    return found


def _is_said(events: pa.Table, tag: str, one: Restitution) -> bool:
    mine = events.filter(pc.equal(events["tag"], tag))
    # A letter withdrawn has said nothing.
    gone = {letter.numero for letter in courriers(events) if letter.retire_le is not None}
    for told in map(json.loads, mine["payload"].to_pylist()):
        if tag == _PREPARED and told["courrier"] in gone:
            continue
        # Who decides an appeal tells its restitution the day on which it enters the ledger.
        when = told.get("entree") or (told.get("le") == day_of(one.at).isoformat())
        if told.get("cause") == one.cause and when in (True, one.at.isoformat()):
            return True
    return False


def _letter(found: Opened, one: Restitution, organisme: Organisme, acte: Acte) -> LettreRestitution:
    claims = {claim.number: claim for claim in creances(found.transfers)[found.dossier]}
    day = day_of(acte.at)
    return LettreRestitution(
        dossier=found.dossier,
        le=day,
        organisme=organisme,
        creances=tuple(
            (number, BENEFIT_LABELS[claims[number].benefit].capitalize(), cents)
            for number, cents in one.by_creance.items()
        ),
        cause=f"{_why(found, one)} {_from(one.parts)}",
        versement=f"le {day_text(next_payment(day))}, avec vos prestations du mois",
        reste_cents=sum(claims[number].total() for number in one.by_creance),
        motif_reste=_REVERSED.get(
            _reversed(found, one),
            f"le reste de {'cette créance' if len(one.by_creance) == 1 else 'ces créances'} n'est pas "
            "annulé.",
        ),
        calcul=_is_calculated(one.cause),
        revue=bool(_reversed(found, one)),
    )


def _reversed(found: Opened, one: Restitution) -> str:
    """Return the motive by which what gives something back was reversed since; empty where it stands."""
    rows = found.transfers.select(["motive", "reference", "entered_at"]).to_pylist()
    again = (
        row["motive"]
        for row in rows
        if row["motive"] in _REVERSED and row["entered_at"] > one.at
        if cause_of(row["reference"]) == one.cause
    )
    return next(again, "")


def _is_calculated(cause: str) -> bool:
    """Return whether a revision gives back, and no judgment, decision or qualification."""
    decided = cause.startswith(("instance:", "recours:")) or cause.endswith(":requalification")
    return not decided


def next_payment(day: dt.date) -> dt.date:
    """Return the day of the next order of payments, the day itself left out."""
    current = month_of(day)
    coming = (payment_day(month) for month in (add_months(current, -1), current))
    return next(one for one in coming if one > day)


def _why(found: Opened, one: Restitution) -> str:
    kind, _, number = one.cause.partition(":")
    on = day_text(day_of(one.parts[0].at))
    again = _reversed(found, one)
    if kind == "instance":
        case = next(i for i in instances_of(found.events)[found.dossier] if str(i.number) == number)
        judge = case.jugement.tribunal if case.jugement else case.tribunal
        if again and case.jugement:
            return (
                "Un premier jugement annulait ce que nous vous réclamions, en tout ou en partie. Un "
                f"autre l'a rétabli, en tout ou en partie, le {day_text(case.jugement.le)} "
                f"({JUGES[judge]})."
            )
        return f"Un jugement annule ce que nous vous réclamions, en tout ou en partie ({JUGES[judge]})."
    appeals = recours_of(found.events).get(found.dossier, [])
    if kind == "recours" and any(str(a.number) == number and a.given_back for a in appeals):
        return (
            f"Une remise de dette vous a été accordée. Vous aviez payé depuis sa décision ; elle est "
            f"entrée en vigueur le {on}.{' Elle a été retirée depuis.' if again else ''}"
        )
    if kind == "recours":
        return f"Votre contestation a été acceptée, en tout ou en partie, le {on}."
    if one.cause.endswith(":requalification"):
        return f"Depuis le {on}, la fraude n'est plus retenue : l'indemnité de gestion est annulée."
    return f"Nous avons refait le calcul de vos droits le {on} : cette somme vous était bien due."


def _from(parts: Iterable[Rendu]) -> str:
    """Return from which withholdings and payments it comes, in a sentence."""
    found: dict[str, int] = {}
    for part in parts:
        label = _recovery(part.recovered_by)
        found[label] = found.get(label, 0) + part.cents
    told = ", ".join(f"{euros(cents)} {label}" for label, cents in found.items())
    return f"Cette somme avait été reprise ainsi : {told}."


def _recovery(reference: str) -> str:
    _, _, act = reference.partition(":retenue:")
    if act.isdecimal():
        return f"de retenue sur les prestations {of_month(int(act))}"
    return "que vous aviez remboursés"
