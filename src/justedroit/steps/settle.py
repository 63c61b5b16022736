"""Settle: what waits is given back to who sent it, or written off; and a wrong decision is undone.

Nothing is erased: to undo is to write the same the other way round, in one append.
"""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from justedroit.core.base import FRANCE, Refusal, euros, instant_text
from justedroit.core.creances import creances
from justedroit.core.paiements import (
    Decision,
    fund_reversal,
    parse_identifier,
    refunds_due,
    remainder_cents,
    unrepaid,
    unreturned,
)
from justedroit.core.registre import FUND
from justedroit.records.interface import Journal
from justedroit.steps.guichet import Guichet, event, events_table, refused, retried
from justedroit.steps.order import no_author
from justedroit.steps.place import Choix, decide, fund_of, no_motive, placed_act


def give_back(
    guichet: Guichet, reference: str, motive: str, author: str, now: dt.datetime
) -> int | Refusal:
    """Decide that all that waits under a reference is given back to who sent it.

    It becomes an item to pay, listed until a debit of the bank bears its identifier: the fund keeps
    no account of who sent it, its bank does.

    Args:
        guichet: journals.
        reference: of what waits, `attente:3:12`.
        motive: why, in French.
        author: who decides, an identifier.
        now: instant, UTC.

    Returns:
        Cents to give back.

    Raises:
        StaleSequence: others write to the fund's dossier at the same time.
    """
    if wrong := no_author(author) or no_motive(motive):
        return wrong
    return retried(lambda: _give_back(guichet, reference, motive.strip(), (author, now)))


def _give_back(
    guichet: Guichet, reference: str, motive: str, act: tuple[str, dt.datetime]
) -> int | Refusal:
    fund = fund_of(guichet)
    money = fund.waits(reference)
    if isinstance(money, Refusal):
        return money
    if money.cents < 0:
        return refused(
            "Ceci a quitté le compte de la caisse : il n'y a rien à rendre.",
            reference,
            "Placez ce débit sur un ordre, ou sur l'argent qu'il rend.",
        )
    choice = Choix(money.cents, {}, (("a_rendre", reference, money.cents),))
    decide(guichet, fund, ("rendu", *act), (money, choice, motive))
    return money.cents


def write_off(
    guichet: Guichet, reference: str, motive: str, author: str, now: dt.datetime
) -> int | Refusal:
    """Write off what waits under a reference: a remainder too small to wait longer.

    Args:
        guichet: journals.
        reference: of what waits, `attente:3:12`.
        motive: why, in French.
        author: who decides, an identifier.
        now: instant, UTC.

    Returns:
        Cents written off; negative where the bank had debited them: the fund loses them.

    Raises:
        StaleSequence: others write to the fund's dossier at the same time.
    """
    if wrong := no_author(author) or no_motive(motive):
        return wrong
    return retried(lambda: _write_off(guichet, reference, motive.strip(), (author, now)))


def _write_off(
    guichet: Guichet, reference: str, motive: str, act: tuple[str, dt.datetime]
) -> int | Refusal:
    fund = fund_of(guichet)
    money = fund.waits(reference)
    if isinstance(money, Refusal):
        return money
    most = remainder_cents(act[1].astimezone(FRANCE).date())
    if abs(money.cents) > most:
        return refused(
            f"{euros(abs(money.cents))} sont plus que le reliquat qui se solde ({euros(most)}).",
            reference,
            "Placez cette somme, ou rendez-la.",
        )
    name = "garde" if money.cents > 0 else "perdu"
    choice = Choix(money.cents, {}, ((name, reference, abs(money.cents)),))
    decide(guichet, fund, ("solde", *act), (money, choice, motive))
    return money.cents


def undo(
    guichet: Guichet, number: int, motive: str, author: str, now: dt.datetime
) -> Decision | Refusal:
    """Undo a decision: the money waits again, a debt repaid by it lives again.

    Args:
        guichet: journals.
        number: of the decision.
        motive: why, in French.
        author: who undoes it, an identifier.
        now: instant, UTC.

    Returns:
        The decision, undone.

    Raises:
        StaleSequence: the fund's dossier, or the one placed on, is written to again and again.
    """
    if wrong := no_author(author) or no_motive(motive):
        return wrong
    return retried(lambda: _undo(guichet, number, motive.strip(), (author, now)))


def _undo(
    guichet: Guichet, number: int, motive: str, act: tuple[str, dt.datetime]
) -> Decision | Refusal:
    author, now = act
    fund = fund_of(guichet)
    decision = next((d for d in fund.told.decisions if d.number == number), None)
    if refusal := _not_undoable(decision, number, refunds_due(fund.transfers)):
        return refusal
    assert decision is not None
    on = now.astimezone(FRANCE).date()
    transfers = [fund_reversal(decision.told["ecritures"], on, now)]
    seen = {FUND: fund.seen}
    if (dossier := decision.told.get("dossier")) is not None:
        seen |= guichet.records.sequences([dossier])
        back = _of_dossier(guichet, decision, on, now)
        if isinstance(back, Refusal):
            return back
        transfers.append(back)
    told = {"decision": number, "attente": decision.told["attente"], "motif": motive}
    events = events_table([event("attente.defait", author, now, told)])
    guichet.records.append(Journal(events=events, transfers=pa.concat_tables(transfers)), seen)
    return guichet.told()[0].decisions[number - 1]


def _not_undoable(
    decision: Decision | None, number: int, leaving: dict[str, int]
) -> Refusal | None:
    where = f"décision {number}"
    if decision is None or "ecritures" not in decision.told:
        return refused("Aucune décision n'a ce numéro.", where, "Relisez la liste.")
    if decision.undone is not None:
        return refused(
            f"Elle a déjà été défaite le {instant_text(decision.undone.at)} par "
            f"{decision.undone.author}.",
            where,
            "Il n'y a rien à refaire.",
        )
    told = decision.told
    if decision.sort == "rendu" and leaving.get(told["attente"], 0) < told["centimes"]:
        return refused(
            "L'argent a déjà été rendu : la banque l'a débité.",
            where,
            "S'il a été rendu à tort, demandez à la banque de le rappeler.",
        )
    return None


def _of_dossier(
    guichet: Guichet, decision: Decision, on: dt.date, now: dt.datetime
) -> pa.Table | Refusal:
    """Return what undoes a decision in the dossier that money was placed on."""
    told = decision.told
    dossier, where = told["dossier"], f"dossier {told['dossier']}"
    transfers = guichet.records.transfers([dossier])
    if "paiement" in told:
        named = parse_identifier(told["paiement"])
        assert named is not None
        found = unreturned(transfers, (named[0], named[2]), on, now)
        if found is None:
            return refused(
                "Le droit de ce paiement a été payé de nouveau depuis, ou a changé : il ne peut pas "
                "redevenir payé par l'ancien paiement.",
                where,
                "Réclamez d'abord ce qui a été payé deux fois, ou laissez le placement.",
            )
    else:
        found = unrepaid(transfers, placed_act(told["attente"], decision.number), on, now)
        if _given_back(transfers, found):
            return refused(
                "Ce que ce placement avait remboursé a été rendu au foyer depuis, par une décision.",
                where,
                "Laissez le placement : la dette qu'il payait n'est plus due.",
            )
    if not found.num_rows:
        return refused(
            "Les écritures de ce placement ne sont pas dans le dossier.",
            where,
            "C'est un défaut du logiciel : signalez-le. Rien n'est défait.",
        )
    return found


def _given_back(transfers: pa.Table, undone: pa.Table) -> bool:
    """Return whether what a placement had repaid is repaid no longer: a decision has given it back."""
    try:
        creances(pa.concat_tables([transfers, undone]))
    except ValueError:
        return True
    return False
