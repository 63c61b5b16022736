"""The plan of repayment that was accepted: followed, broken, resumed, ended. A state is read back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, day_text, days_after, euros, parametre
from justedroit.core.creances import creance_of_reference, less_bounced
from justedroit.core.recouvrement.proposition import Mensualite
from justedroit.core.registre import each

# By what a plan is paid → what a person reads.
MOYENS: Final = {
    "retenue": "Retenue sur les prestations",
    "virement": "Virement",
    "carte": "Carte bancaire",
    "prelevement": "Prélèvement",
    "cheque": "Chèque",
}
RETENUE: Final = "retenue"
EN_COURS, ROMPU, TERMINE = "en_cours", "rompu", "termine"
A_JOUR, EN_RETARD, A_ROMPRE, SOLDE = "a_jour", "en_retard", "a_rompre", "solde"
SUSPENDU: Final = "suspendu"
# Where a plan stands → what a person reads.
ETATS: Final = {
    A_JOUR: "À jour",
    EN_RETARD: "En retard, dans le délai laissé",
    A_ROMPRE: "En retard au-delà du délai : à rompre",
    SOLDE: "Fini : plus rien n'est à payer",
    SUSPENDU: "Suspendu : rien n'est dû tant que le recouvrement est suspendu",
    ROMPU: "Rompu : la retenue du barème reprend",
    TERMINE: "Terminé",
}


@dataclass(frozen=True, slots=True)
class Echeancier:
    """A plan that was accepted, as its events tell it.

    Attributes:
        dossier: number.
        number: in the dossier, from 1.
        creances: numbers of those it repays.
        mensualites: as accepted, or as resumed.
        phase: in which it was accepted.
        moyen: key of MOYENS.
        since: sequence of the event that set its payments: what is paid after it counts.
        accepted_on: day of that event, in France.
        state: `en_cours`, `rompu`, `termine`.
        motif: of the last change; of its acceptance, where it leaves nothing to live on.
        dropped: cents of its last payments that are owed no longer, see `read_plan`.
    """

    dossier: int
    number: int
    creances: tuple[int, ...]
    mensualites: tuple[Mensualite, ...]
    phase: str
    moyen: str
    since: int
    accepted_on: dt.date
    state: str = EN_COURS
    motif: str = ""
    dropped: int = 0

    @property
    def total(self) -> int:
        """What it repays in all, in cents."""
        return sum(one.cents for one in self.mensualites)

    @property
    def runs(self) -> bool:
        """Whether it is neither broken nor ended."""
        return self.state == EN_COURS

    def expected(self, day: dt.date) -> int:
        """Return what is to be paid by a day, in cents.

        Law:
            CSS art. R133-9-2.
        """
        return sum(one.cents for one in self.mensualites if one.le <= day)


@dataclass(frozen=True, slots=True)
class Suite:
    """Where a plan stands on a day.

    Attributes:
        state: key of ETATS.
        paid: since it began, in cents.
        late: what should be paid and is not, in cents.
        late_since: day of the first payment that is not whole.
        next: the next payment to come.
    """

    state: str
    paid: int
    late: int
    late_since: dt.date | None
    next: Mensualite | None


def echeanciers(events: pa.Table) -> dict[int, list[Echeancier]]:
    """Return the plans that were accepted, by dossier.

    Args:
        events: columns `dossier`, `sequence`, `tag`, `at`, `payload`, in the order of the journals.

    Returns:
        Dossier → its plans by number; a dossier without any is not there.

    Law:
        CSS art. R133-9-2; decision 0021, a state is a fold of events.
    """
    mine = events.filter(pc.starts_with(events["tag"], "echeancier."))
    found: dict[int, dict[int, Echeancier]] = {}
    names = ("dossier", "sequence", "tag", "at", "payload")
    for dossier, sequence, tag, at, payload in each(mine, *names):
        told, plans = json.loads(payload), found.setdefault(dossier, {})
        number = told["echeancier"]
        if tag == "echeancier.accepte":
            plans[number] = _accepted(dossier, sequence, at, told)
        else:
            plans[number] = _changed(plans[number], tag, (sequence, at), told)
    return {dossier: list(plans.values()) for dossier, plans in found.items()}


def _accepted(dossier: int, sequence: int, at: dt.datetime, told: dict[str, Any]) -> Echeancier:
    return Echeancier(
        dossier,
        told["echeancier"],
        tuple(told["creances"]),
        _dues(told),
        told["phase"],
        told.get("moyen", "virement"),
        sequence,
        at.astimezone(FRANCE).date(),
        motif=told.get("motif", ""),
    )


def _changed(
    plan: Echeancier, tag: str, when: tuple[int, dt.datetime], told: dict[str, Any]
) -> Echeancier:
    motif = told.get("motif", "")
    if tag == "echeancier.rompu":
        return replace(plan, state=ROMPU, motif=motif)
    if tag == "echeancier.termine":
        return replace(plan, state=TERMINE, motif=motif)
    sequence, at = when
    if not told.get("mensualites"):
        return replace(plan, state=EN_COURS, motif=motif)
    on = at.astimezone(FRANCE).date()
    dues = _dues(told)
    return replace(
        plan, state=EN_COURS, motif=motif, mensualites=dues, since=sequence, accepted_on=on
    )


def _dues(told: dict[str, Any]) -> tuple[Mensualite, ...]:
    return tuple(
        Mensualite(dt.date.fromisoformat(one["le"]), one["cents"]) for one in told["mensualites"]
    )


def dues_told(mensualites: Iterable[Mensualite]) -> list[dict[str, object]]:
    """Return payments as an event tells them.

    Law:
        None: decision 0021.
    """
    return [{"le": one.le.isoformat(), "cents": one.cents} for one in mensualites]


def paid_since(transfers: pa.Table, plan: Echeancier, before: dt.date | None = None) -> int:
    """Return what was paid of a plan since it began, in cents.

    What names a créance of the plan counts, withheld or paid. So does what the household sends by
    the bank and that names none: it may have repaid an older debt, and was paid all the same. What
    the bank sent back was never paid.

    Args:
        transfers: schema TRANSFERS of the dossier.
        plan: accepted.
        before: first day of value not counted; None: all is.

    Law:
        None: decision 0003, the ledger is the only memory of what was paid.
    """
    if not transfers.num_rows:  # of a fund's plans read in mass, most
        return 0
    # Undone whole before anything is counted: a payment of before the plan may bounce after it.
    transfers = less_bounced(transfers)
    since = transfers.filter(pc.greater(transfers["sequence"], plan.since))
    if before is not None:
        since = since.filter(pc.less(since["value_on"], pa.scalar(before)))
    paid = 0
    undone = pc.and_(
        pc.equal(since["motive"], "retenue_defaite"), pc.ends_with(since["credit"], ":retenu")
    )
    for some, sign in (
        (pc.equal(since["motive"], "remboursement"), 1),
        (undone, -1),
    ):
        rows = since.filter(some)
        pairs = zip(rows["reference"].to_pylist(), rows["amount_cents"].to_pylist(), strict=True)
        for reference, cents in pairs:
            number = creance_of_reference(reference)
            if number is None or number in plan.creances:
                paid += sign * cents
    return max(paid, 0)


def suite(
    plan: Echeancier, paid: int, owed: int, day: dt.date, *, free: int | None = None
) -> Suite:
    """Return where a plan stands on a day.

    Args:
        plan: accepted.
        paid: since it began, see `paid_since`.
        owed: what its créances still owe, in cents.
        day: on which it is asked.
        free: what of it nothing suspends on that day, in cents; None: all.

    Law:
        CSS art. R133-9-2: a plan that is not kept gives way to withholding; parameter
        `echeancier.retard`, a_verifier.
    """
    free = owed if free is None else free
    late = min(max(plan.expected(day) - paid, 0), free)
    since = _unpaid_since(plan.mensualites, paid) if late else None
    state = _state(plan, (paid, owed, free), since, day)
    coming = next((one for one in plan.mensualites if one.le > day), None)
    # What is suspended has no day to be paid by, and what is settled is asked no more.
    return Suite(state, paid, late, since, None if state in (SUSPENDU, SOLDE) else coming)


def missed_text(plan: Echeancier, suite: Suite) -> str:
    """Return which payment of a plan did not come, with its day and its amount, as a sentence.

    Args:
        plan: that is late.
        suite: where it stands.

    Law:
        CRPA art. L211-2: the facts on which a decision rests, with their dates.
    """
    due = next((one for one in plan.mensualites if one.le == suite.late_since), None)
    if due is None:
        return f"Une mensualité n'a pas été payée à temps : {euros(suite.late)} manquent."
    missing = plan.expected(due.le) - suite.paid
    told = f"La mensualité du {day_text(due.le)}, de {euros(due.cents)}, n'a pas été payée à temps"
    if missing < due.cents:
        told += f" : il en manque {euros(missing)}"
    # More than one is late: what is missing in all is said too.
    return f"{told}. En tout, {euros(suite.late)} manquent." if suite.late > missing else f"{told}."


def _unpaid_since(dues: Sequence[Mensualite], paid: int) -> dt.date | None:
    sums = accumulate(one.cents for one in dues)
    return next((due.le for due, total in zip(dues, sums, strict=True) if total > paid), None)


def _state(
    plan: Echeancier, sums: tuple[int, int, int], since: dt.date | None, day: dt.date
) -> str:
    paid, owed, free = sums
    if plan.state != EN_COURS:
        return plan.state
    # All was paid, be it of an older debt: what the créances still owe is recovered as any other.
    if owed <= 0 or paid >= plan.total:
        return SOLDE
    if free <= 0:
        return SUSPENDU
    if since is None:
        return A_JOUR
    # What is withheld depends on what is due to the household, who breaks nothing.
    if plan.moyen == RETENUE:
        return A_JOUR
    limit = days_after(since, parametre("recouvrement/echeancier.retard").at(day))
    return A_ROMPRE if day > limit else EN_RETARD


def demanded(plan: Echeancier, paid: int, day: dt.date) -> int:
    """Return what a plan paid by withholding demands of a month, in cents.

    What could not be withheld a month is not added to the next: it is withheld after the last.

    Args:
        plan: that runs.
        paid: since it began, see `paid_since`.
        day: of the withholding.

    Law:
        CSS art. R133-9-2; a convention of this project.
    """
    begun = [one.cents for one in plan.mensualites if one.le <= day]
    return min(begun[-1], max(plan.expected(day) - paid, 0)) if begun else 0
