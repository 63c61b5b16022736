"""Why what had been given back is claimed anew, as the household reads it: its payment had never come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import day_text, euros
from justedroit.core.creances import INDU, Creance, Ligne, creances, paid_before, read_events
from justedroit.core.ecarts import Difference, MoisExplique, Origine
from justedroit.core.recouvrement.rejet import payment_of_rejection
from justedroit.core.registre import paid

# Where it comes from, as a letter says it.
WHY: Final = "la banque a rejeté un paiement que nous avions déjà rendu"
_BY: Final = {
    "virement": "par virement",
    "carte": "par carte",
    "prelevement": "par prélèvement",
    "cheque": "par chèque",
}


@dataclass(frozen=True, slots=True)
class Redemande:
    """Why a créance claims what had been given back: the payment had never come.

    Attributes:
        cents: claimed.
        paid_cents: that the household had paid, of which this is a part.
        moyen: by which it had.
        paid_on: on which day.
        rejected_on: day on which the fund entered that the bank sent it back.
        given_on: days on which what is claimed was given back.
    """

    cents: int
    paid_cents: int
    moyen: str
    paid_on: dt.date
    rejected_on: dt.date
    given_on: tuple[dt.date, ...]

    def sentence(self) -> str:
        """Return it as the household reads it, its euros first.

        Law:
            CSS art. R133-9-2 I 1°, CRPA art. L211-2: the motive of what is claimed.
        """
        on = " et ".join(day_text(day) for day in self.given_on)
        return (
            f"{euros(self.cents)} : vous aviez payé {euros(self.paid_cents)} {_BY[self.moyen]} le "
            f"{day_text(self.paid_on)} ; la banque a rejeté ce paiement, nous l'avons appris le "
            f"{day_text(self.rejected_on)} ; entre-temps, nous vous avions rendu cette somme, versée "
            f"le {on}, alors que nous ne l'avions pas reçue."
        )


def redemande(creance: Creance, transfers: pa.Table, events: pa.Table) -> Redemande | None:
    """Return why a créance claims what had been given back; None where no rejected payment made it.

    Args:
        creance: as the ledger tells it.
        transfers: schema TRANSFERS, of its dossier at least.
        events: schema EVENTS, of its dossier at least.

    Law:
        Code civil art. 1302 and 1302-1: who was given back what was not received gives it back.
    """
    act = payment_of_rejection(creance.reference)
    if act is None:
        return None
    told = [one for one in read_events(events) if one.dossier == creance.dossier]
    kind, _, rank = act.partition(":")
    name, paid = act, None
    if kind == "paiement":
        paid = [one for one in told if one.tag == "paiement.encaisse"][int(rank) - 1]
        name = paid.told["reference"]
    [back] = [o for o in told if (o.tag, o.told.get("reference")) == ("paiement.rejete", name)]
    # What came by a bank file has no event of its own: the one that undoes it says it all.
    how = back.told["paye"] if paid is None else paid.told
    on = dt.date.fromisoformat(how["le"]) if paid is None else paid.le()
    given = paid_before(creance, transfers)
    days = sorted({given[line.month] for line in creance.lignes if line.month in given})
    cents = creance.total("claimed")
    return Redemande(cents, how["cents"], how["moyen"], on, back.le(), tuple(days))


def redemandes(transfers: pa.Table) -> list[Difference]:
    """Return what rejected payments make claim anew, as the differences that a letter shows.

    What is due of a month is what the household keeps of it, once this is claimed.

    Args:
        transfers: schema TRANSFERS, of one dossier.

    Law:
        CSS art. R133-9-2 I 1°: what was paid, what was due, what is claimed.
    """
    found = []
    claims = [claim for some in creances(transfers).values() for claim in some]
    for claim in claims:
        if payment_of_rejection(claim.reference) is None:
            continue
        before = pc.less(
            transfers["entered_at"], pa.scalar(claim.born_at, transfers["entered_at"].type)
        )
        known = transfers.filter(before)
        given = {
            row["month"]: row["paid_cents"]
            for row in paid(known).to_pylist()
            if row["benefit"] == claim.benefit
        }
        owed = _owed(creances(known).get(claim.dossier, []), claim.benefit)
        months = tuple(
            _kept(line, given.get(line.month, 0) - owed.get(line.month, 0))
            for line in claim.lignes
            if line.claimed
        )
        act = (claim.reference, claim.born_at, claim.benefit, months, ())
        found.append(Difference(*act, Origine("tiers_donnee", WHY)))
    return found


def _kept(line: Ligne, held: int) -> MoisExplique:
    """Return what is left to the household of a month once what was given back is claimed."""
    due = held - line.claimed
    return MoisExplique(line.month, held, due, (("indu", line.claimed),), 0)


def _owed(claims: Sequence[Creance], benefit: str) -> dict[int, int]:
    """Return month → what other créances claim already of a benefit, recovered or not, in cents."""
    found: dict[int, int] = {}
    for claim in claims:
        for line in claim.lignes:
            if claim.benefit == benefit and line.nature == INDU:
                stands = line.claimed - line.undone - line.returned - line.annulled
                found[line.month] = found.get(line.month, 0) + stands
    return found
