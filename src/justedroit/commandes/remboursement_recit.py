"""What a repayment has done, in French: which créance, which months, what is left of it, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from justedroit.core.base import euros, month_text, of_month

if TYPE_CHECKING:
    from collections.abc import Mapping

    from justedroit.records.interface import Records

_MANY = 4  # months told one by one; beyond, the first and the last


def repaid_lines(records: Records, dossier: int, act: str) -> Iterator[str]:
    """Yield what an act has repaid, one sentence a créance.

    Args:
        records: the journals.
        dossier: number.
        act: of the references of its transfers, `paiement:3` or `attente:3:12:7`.
    """
    from justedroit.core.creances import creances, repaid_by
    from justedroit.core.registre import BENEFIT_LABELS

    transfers = records.transfers([dossier])
    for one in repaid_by(transfers, creances(transfers).get(dossier, []), act):
        claim = one.creance
        left = claim.total()
        rest = f"{euros(left)} encore dus" if left else "elle est soldée"
        yield (
            f"Créance {claim.number} ({BENEFIT_LABELS[claim.benefit]}) : {euros(one.cents)} "
            f"remboursés ({_months(one.months)}) ; {rest}."
        )


def _months(months: Mapping[tuple[int, str], int]) -> str:
    from justedroit.core.creances import INDEMNITE

    rights = sorted(
        (month, cents) for (month, nature), cents in months.items() if nature != INDEMNITE
    )
    parts = [f"{month_text(month)} : {euros(cents)}" for month, cents in rights]
    if len(rights) > _MANY:
        told = f"{len(rights)} mois, {of_month(rights[0][0])} à {month_text(rights[-1][0])}"
        parts = [f"{told} : {euros(sum(cents for _, cents in rights))}"]
    fined = sum(cents for (_, nature), cents in months.items() if nature == INDEMNITE)
    return ", ".join([*parts, *([f"indemnité de gestion : {euros(fined)}"] if fined else [])])


def waiting_line(dossier: int | None, money: tuple[str, int, str], stopped: str) -> str:
    """Return the sentence that says that money waits, why, and what can be done of it.

    Args:
        dossier: of who paid, None where nothing names it.
        money: reference under which it waits, cents, and why, a key of WAITING_LABELS.
        stopped: what is owed, and repaid only if named, in French; empty when nothing is.
    """
    from justedroit.core.creances import CONTESTE, NON_NOTIFIE
    from justedroit.core.paiements import WAITING_LABELS

    reference, cents, why = money
    label = WAITING_LABELS[why]
    told = f"{euros(cents)} attendent ({reference}) : {label[:1].lower()}{label[1:]}"
    if why not in (CONTESTE, NON_NOTIFIE) or dossier is None:
        return f"{told}. Décidez-en : justedroit banque placer, rendre ou solder {reference}."
    return (
        f"{told} ({stopped}). Si le foyer veut payer cette créance : justedroit banque placer "
        f"{reference} --dossier {dossier} --creance N° --motif « … »."
    )


def owed_why(records: Records, dossier: int) -> tuple[str, str]:
    """Return why money placed on a dossier waits, and what it owes that must be named, in French.

    Args:
        records: the journals.
        dossier: number.
    """
    from justedroit.commandes.base import clock
    from justedroit.core.creances import creances
    from justedroit.steps.impute import dettes_of, stopped_text, why_left

    claims = creances(records.transfers([dossier])).get(dossier, [])
    dettes = dettes_of(claims, records.events([dossier]), clock())
    return why_left(dettes), stopped_text(dettes)
