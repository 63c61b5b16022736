"""The four invariants of recovery, on every storage; those of money, by the databases themselves."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from django.db import Error, connections, transaction
from tests.core.creances.test_garde import LEDGER, NOTICE, repaid, withheld
from tests.endettes import at, transfer

from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS
from justedroit.records.interface import EVENTS, BadRow, Journal

STOP = ("creance.suspendue", {"creances": [1], "cause": "recours:1", "le": "2026-07-20"})
LATER = "2026-08-06"


def journal(*transfers, events=()):
    rows = [
        {"dossier": 1, "sequence": 0, "tag": tag, "at": at("2026-06-01"), "author": "agent:1"}
        | {"payload": json.dumps(payload)}
        for tag, payload in events
    ]
    return Journal(
        FACTS.empty_table(),
        pa.Table.from_pylist(rows, schema=EVENTS),
        pa.Table.from_pylist(list(transfers), schema=TRANSFERS),
    )


def owing(records, *more, events=NOTICE):
    """Fill a storage with a dossier that owes, notified."""
    records.append(journal(*LEDGER, *more, events=events), {1: 0})
    return records


def content(records):
    tables = (records.facts(), records.events(), records.transfers())
    return [table.to_pylist() for table in tables], records.sequences()


BROKEN = {
    "before its date": (withheld(10_00, when="2026-06-20"), "avant le 1er"),
    "never notified": (withheld(10_00, claim=1), "réception prouvée"),
    "more than is owed": (repaid(40_01), "dépassent ce qui est dû"),
    "more than is owed, no name": (repaid(40_01, claim=None), "dépasse de 1 centimes"),
    "more than was paid": (repaid(40_00), "ont été payés"),
    "more than is left": (withheld(40_00), "reste à payer"),
    "twice": (withheld(10_00, when=LATER), "est déjà faite"),
    "contested": (withheld(10_00), "est suspendu"),
}
SENT_BACK = transfer(1, "rsa", 202601, 90_00, ("retourne", "droit", "retour"))
PAID = transfer(1, "af", 202607, 30_00, ("droit", "paye", "paiement"), when="2026-08-05")
BEFORE = {
    "more than was paid": (SENT_BACK,),
    "more than is left": (PAID,),
    "twice": withheld(10_00),
}
TOLD = {"never notified": NOTICE[:1], "contested": (*NOTICE, STOP)}


@pytest.mark.parametrize("how", BROKEN)
def test_what_breaks_an_invariant_is_refused_in_french_and_nothing_is_written(records, how):
    added, why = BROKEN[how]
    owing(records, events=TOLD.get(how, NOTICE))
    if how in BEFORE:
        records.append(journal(*BEFORE[how]), {1: records.sequences()[1]})
    before = content(records)
    # A good row of another dossier is not written either.
    other = transfer(2, "af", 202601, 10_00, ("charge", "droit", "droit"))
    with pytest.raises(BadRow, match=why):
        records.append(journal(*added, other), {1: before[1][1], 2: 0})
    assert content(records) == before


def test_what_keeps_the_invariants_is_written(records):
    owing(records)
    seen = records.sequences()
    records.append(journal(*withheld(40_00), *repaid(20_00, 202602)), seen)
    assert records.transfers().num_rows == len(LEDGER) + 3


# --- the databases, where the core is gone around ------------------------------------------

NAMES = ", ".join(TRANSFERS.names)


def insert(records, *rows):
    """Insert transfers by hand, in one statement."""
    first = records.sequences()[1] + 1
    values = []
    for sequence, row in enumerate(rows, first):
        told = row | {"sequence": sequence}
        told |= {"value_on": told["value_on"].isoformat()}
        told |= {"entered_at": told["entered_at"].strftime("%Y-%m-%d %H:%M:%S")}
        cells = [told[name] for name in TRANSFERS.names]
        texts = ("NULL" if c is None else str(c) if isinstance(c, int) else f"'{c}'" for c in cells)
        values.append(f"({', '.join(texts)})")
    with transaction.atomic(records.alias), connections[records.alias].cursor() as cursor:
        cursor.execute(f"INSERT INTO transfert ({NAMES}) VALUES {', '.join(values)}")


def loose(cents, **changed):
    """Return the first row of a withholding alone."""
    return withheld(cents)[0] | changed


BY_HAND = {
    "owed": (repaid(40_01), "plus que ce qui est dû"),
    "owed, in two rows": ((*repaid(30_00), *repaid(10_01)), "plus que ce qui est dû"),
    "owed, remitted": (
        (transfer(1, "rsa", 202601, 40_01, ("remise", "indu", "remise")),),
        "plus que ce qui est dû",
    ),
    "indemnite": (
        (transfer(1, "rsa", 202601, 1, ("rembourse", "indemnite", "remboursement")),),
        "plus que ce qui est dû",
    ),
    "paid": (repaid(40_00), "plus que ce qui a été payé"),
    "withheld": (withheld(40_00)[1:], "plus que ce qui a été retenu"),
    "no name": ((loose(1, reference=None),), "nomme sa créance et son mois"),
    "no month": ((loose(1, reference="creance:1:retenue:2026"),), "nomme sa créance"),
    "no créance": ((loose(1, reference="creance:0:retenue:202607"),), "nomme sa créance"),
    "another motive": ((loose(1, motive="droit", reference=None),), "nomme sa créance"),
    "twice": (withheld(10_00, when=LATER), "déjà faite"),
    "twice, another créance": (withheld(1, claim=2, debt="af", when=LATER), "déjà faite"),
}
HELD = {"paid": (SENT_BACK,), "twice": withheld(10_00), "twice, another créance": withheld(1)}


@pytest.mark.parametrize("how", BY_HAND)
def test_a_database_refuses_by_itself_what_breaks_an_invariant_of_money(database, how):
    added, why = BY_HAND[how]
    owing(database)
    if how in HELD:
        insert(database, *HELD[how])
    before = content(database)
    with pytest.raises(Error, match=why):
        insert(database, *added)
    assert content(database) == before


def test_a_database_gives_back_of_an_indemnite_what_was_paid_of_it_and_no_more(database):
    owing(database)
    insert(database, transfer(1, "rsa", 202606, 6_00, ("indemnite", "produit", "indemnite")))
    insert(database, transfer(1, "rsa", 202606, 4_00, ("rembourse", "indemnite", "remboursement")))
    back = transfer(1, "rsa", 202607, 4_00, ("produit", "droit", "restitution"))
    with pytest.raises(Error, match="payé de l'indemnité"):
        insert(database, back | {"amount_cents": 4_01})
    insert(database, back)
    with pytest.raises(Error, match="payé de l'indemnité"):
        insert(database, back | {"amount_cents": 1})


def test_a_database_lets_through_what_keeps_them(database):
    owing(database)
    insert(database, *withheld(30_00), *withheld(5_00, claim=2, debt="af"))
    insert(database, *repaid(10_00), *repaid(20_00, 202602))
    undone = transfer(1, "rsa", 202601, 10_00, ("indu", "rembourse", "remboursement_defait"))
    insert(database, undone)
    insert(database, *repaid(10_00))
    # What was given back was not recovered: it may be claimed, and repaid, again.
    insert(database, transfer(1, "rsa", 202601, 40_00, ("annule", "droit", "restitution")))
    again = transfer(1, "rsa", 202601, 70_00, ("indu", "charge", "indu"), reference="revision:2")
    insert(database, again)
    insert(database, *repaid(70_00, claim=3))
    # What was placed there by mistake and undone was not recovered either.
    insert(database, undone | {"amount_cents": 70_00})
    insert(database, *repaid(70_00, claim=3))


@pytest.mark.parametrize("payee", ["paye", "paye_tiers"])
def test_what_was_paid_to_a_landlord_and_what_was_withheld_count_as_paid(database, payee):
    rights = (("charge", "droit", "droit"), ("droit", payee, "paiement"))
    rows = [transfer(1, "apl", 202601, 50_00, move) for move in rights]
    owed = transfer(1, "apl", 202601, 50_00, ("indu", "charge", "indu"), reference="revision:2")
    owing(database, *rows, owed)
    insert(database, transfer(1, "apl", 202601, 50_00, ("rembourse", "indu", "remboursement")))
    # What was withheld of July and is now claimed of it may be repaid.
    insert(database, *withheld(40_00))
    july = transfer(1, "af", 202607, 40_00, ("indu", "charge", "indu"), reference="revision:3")
    insert(database, july)
    insert(database, transfer(1, "af", 202607, 40_00, ("rembourse", "indu", "remboursement")))


def test_a_migrated_base_is_guarded_the_rows_that_are_there_staying(database):
    """What is touched only is looked at: a wrong of the past forbids no other month."""
    owing(database)
    insert(database, *repaid(40_00))
    insert(database, SENT_BACK)
    insert(database, *repaid(20_00, 202602))
    assert database.transfers().num_rows == len(LEDGER) + 3


def test_a_database_takes_back_what_was_given_back_of_a_payment_that_bounced(database):
    owing(database)
    insert(database, *repaid(10_00))
    for move in (
        ("annule", "droit", "restitution"),
        ("droit", "annule", "restitution_defaite"),
        ("indu", "rembourse", "remboursement_defait"),
        ("annule", "indu", "annulation"),
    ):
        insert(database, transfer(1, "rsa", 202601, 10_00, move))
    with pytest.raises(Error, match="plus que ce qui est dû"):
        insert(database, *repaid(40_00))
