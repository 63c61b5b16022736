"""The days from which the delays of many créances run: what the ledger paid and recovered, in mass.

The same as `paid_before` and `recovered_on` say of each, from columns read once for all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.creances.creance import Creance, creance_of_reference
from justedroit.core.creances.prescription_lignes import Interruption, recovered_on
from justedroit.core.registre import account, last_paid_on, less_undone

# What undoes a payment of the household: its dossiers, very few, are read one by one.
_UNDOING: Final = ("remboursement_defait", "rejet")
_Ints = npt.NDArray[np.int64]


@dataclass(slots=True)
class Reperes:
    """What the ledger tells of the payments of a créance.

    Attributes:
        paid_on: month → day of the last payment before it was claimed, see `paid_before`.
        recovered: what was recovered since, see `recovered_on`.
    """

    paid_on: dict[int, dt.date] = field(default_factory=dict)
    recovered: list[Interruption] = field(default_factory=list)


def reperes(
    creances: Sequence[Creance], transfers: pa.Table, payments: pa.Table | None = None
) -> list[Reperes]:
    """Return what the ledger tells of the payments of each of some créances.

    Args:
        creances: of any number of dossiers.
        transfers: schema TRANSFERS, all those of these dossiers, by dossier and sequence; where the
            payments are given beside, those that pay a right may be left out.
        payments: the transfers of the months claimed, in any order; None: `transfers` has them.

    Returns:
        One for each créance, in the order given.

    Law:
        CSS art. L553-1, CASF art. L262-45 al. 3; C. civ. art. 2240.
    """
    found = [Reperes() for _ in creances]
    _take_paid(found, creances, (transfers if payments is None else payments).sort_by("dossier"))
    undoing = pc.is_in(transfers["motive"], pa.array(_UNDOING))
    odd = set(pc.unique(transfers.filter(undoing)["dossier"]).to_pylist())
    _take_recovered(found, creances, less_undone(transfers), odd)
    for place, claim in enumerate(creances):
        if claim.dossier in odd:
            mine = transfers.filter(pc.equal(transfers["dossier"], claim.dossier))
            found[place].recovered = recovered_on(claim, mine)
    return found


def _take_paid(found: list[Reperes], creances: Sequence[Creance], transfers: pa.Table) -> None:
    each, owner = _of_each(creances, transfers)
    before = _instants(each) < _births(creances)[owner]
    # Under the rank of the créance rather than its dossier: what is read is read of each.
    ranked = each.set_column(0, transfers.schema.field("dossier"), pa.array(owner))
    told = last_paid_on(ranked.filter(pa.array(before)))
    columns = (told[name].to_pylist() for name in ("dossier", "benefit", "month", "paid_on"))
    for rank, benefit, month, day in zip(*columns, strict=True):
        if benefit == creances[rank].benefit:
            found[rank].paid_on[month] = day


def _take_recovered(
    found: list[Reperes], creances: Sequence[Creance], transfers: pa.Table, aside: set[int]
) -> None:
    repaid = pc.ends_with(transfers["debit"], ":rembourse")
    some = transfers.filter(pc.or_(pc.equal(transfers["motive"], "retenue"), repaid))
    each, owner = _of_each(creances, some)
    since = _instants(each) >= _births(creances)[owner]
    each, owner = each.filter(pa.array(since)), owner[since]
    columns = (each[name].to_pylist() for name in ("motive", "debit", "reference", "value_on"))
    told: list[set[Interruption]] = [set() for _ in creances]
    for rank, *row in zip(owner.tolist(), *columns, strict=True):
        if creances[rank].dossier not in aside:
            told[rank].update(_interruptions(creances[rank], *row))
    for one, days in zip(found, told, strict=True):
        one.recovered = sorted(days, key=lambda day: (day.on, day.what))


def _interruptions(
    claim: Creance, motive: str, debit: str, reference: str | None, on: dt.date
) -> list[Interruption]:
    found = [Interruption(on, "retenue sur les prestations")] if motive == "retenue" else []
    named = creance_of_reference(reference)
    if debit == account(claim.benefit, "rembourse") and named in (claim.number, None):
        found.append(Interruption(on, "paiement du foyer"))
    return found


def _of_each(creances: Sequence[Creance], transfers: pa.Table) -> tuple[pa.Table, _Ints]:
    """Return the transfers of the dossier of each créance, and the rank of the créance of each."""
    owners = np.asarray(transfers["dossier"].to_numpy(), np.int64)
    wanted = np.array([claim.dossier for claim in creances], np.int64)
    first = np.searchsorted(owners, wanted, side="left")
    count = np.searchsorted(owners, wanted, side="right") - first
    begin = np.cumsum(count) - count
    places = np.arange(int(count.sum())) + np.repeat(first - begin, count)
    return transfers.take(pa.array(places)), np.repeat(np.arange(len(creances)), count)


def _instants(transfers: pa.Table) -> Any:
    return transfers["entered_at"].cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_numpy()


def _births(creances: Sequence[Creance]) -> _Ints:
    instants = pa.array([claim.born_at for claim in creances], pa.timestamp("us", tz="UTC"))
    return np.asarray(instants.cast(pa.int64()).to_numpy(), np.int64)
