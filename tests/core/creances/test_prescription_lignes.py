"""Prescription, month by month: until when the fund could claim, and may still recover."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
from tests.core.creances.conduite import (
    creance,
    day,
    noticed,
    paused,
    planned,
    qualified,
    resumed,
    suivi,
)

from justedroit.core.creances import creances, paid_before, prescription_lines
from justedroit.core.creances.prescription_lignes import interruptions
from justedroit.core.paiements import payment_day
from justedroit.core.registre import TRANSFERS

PAID = {202205: day("2022-06-05"), 202206: day("2022-07-05")}


def lines(*told, months=PAID):
    claim = creance()
    claim.lignes.clear()
    for month in months:
        claim.ligne(month).claimed = 100
    return prescription_lines(claim, suivi(claim, *told), months, payment_day)


def test_presc_01_two_years_run_from_each_payment():
    """Case presc-01: notified 15 June 2024, May 2022 is lost and June 2022 is not (L553-1)."""
    told = {line.month: line.claimable_until for line in lines()}
    notified = day("2024-06-15")
    assert [month for month, until in told.items() if until < notified] == [202205]
    assert told[202206] == day("2024-07-05")


def test_presc_02_five_years_where_a_person_qualified_a_verifier():
    """Case presc-02 (moyenne): paid 5 January 2020, not prescribed on 15 June 2024."""
    [line] = lines(qualified("fausse_declaration"), months={201912: day("2020-01-05")})
    assert (line.years, line.claimable_until) == (5, day("2025-01-05"))
    [good] = lines(qualified("bonne_foi"), months={201912: day("2020-01-05")})
    assert good.claimable_until == day("2022-01-05")


def test_a_month_of_which_no_payment_is_known_counts_from_the_day_it_was_due():
    claim = creance()
    [line] = prescription_lines(claim, suivi(claim), {}, payment_day)
    assert line.paid_on == payment_day(202401, "apl")


def test_a_received_notice_makes_the_delay_run_anew():
    [line] = lines(*noticed("2024-03-10"), months={202206: day("2022-07-05")})
    assert line.interruption is not None
    assert line.interruption.what == "notification reçue"
    assert (line.claimable_until, line.recoverable_until) == (day("2024-07-05"), day("2026-03-10"))


def test_an_act_that_comes_once_the_delay_is_over_interrupts_nothing():
    [line] = lines(*noticed("2024-07-06"), months={202206: day("2022-07-05")})
    assert (line.interruption, line.recoverable_until) == (None, day("2024-07-05"))


def test_a_suspension_that_ended_adds_its_days_and_an_act_in_its_midst_begins_the_delay_at_its_end():
    pause = (paused("recours:1", "2024-07-01"), resumed("recours:1", "2024-08-30"))
    [line] = lines(*pause, months={202206: day("2022-07-05")})
    assert line.recoverable_until == day("2024-07-05") + dt.timedelta(days=60)
    [line] = lines(*pause, *noticed("2024-07-20"), months={202206: day("2022-07-05")})
    assert line.recoverable_until == day("2026-08-30")


def test_what_is_only_sent_interrupts_nothing():
    [line] = lines(*noticed(None), months={202206: day("2022-07-05")})
    assert (line.interruption, line.recoverable_until) == (None, line.claimable_until)


def test_what_the_household_does_and_what_is_served_interrupt_too():
    paid = {"moyen": "virement", "cents": 10, "le": "2025-05-02", "creances": [1]}
    paid |= {"reference": "vir-1"}
    order = {"contrainte": 1, "creances": [1], "le": "2025-06-10"}
    found = interruptions(
        suivi(
            creance(),
            *noticed("2025-03-10"),
            planned("2025-04-01"),
            ("paiement.encaisse", paid),
            ("contrainte.emise", order),
            ("contrainte.signifiee", order | {"le": "2025-06-20"}),
        )
    )
    assert [one.on.isoformat() for one in found] == [
        "2025-03-10",
        "2025-04-01",
        "2025-05-02",
        "2025-06-20",
    ]


def test_a_payment_that_the_bank_sent_back_interrupts_nothing():
    paid = {"moyen": "cheque", "cents": 10, "creances": [1]}
    found = interruptions(
        suivi(
            creance(),
            ("paiement.encaisse", paid | {"le": "2025-05-02", "reference": "chq-1"}),
            ("paiement.encaisse", paid | {"le": "2025-05-09", "reference": "chq-2"}),
            ("paiement.rejete", {"reference": "chq-1", "le": "2025-05-20", "motif": "Sans."}),
        )
    )
    assert [one.on for one in found] == [day("2025-05-09")]


def test_what_time_has_taken_is_shown():
    claim = creance()
    claim.lignes[0].prescribed = 300
    [line] = prescription_lines(claim, suivi(claim), {}, payment_day)
    assert line.prescribed_cents == 300


def test_what_is_given_back_after_the_claim_is_no_payment_of_the_indu():
    def row(when, **told):
        instant = dt.datetime.fromisoformat(when).replace(tzinfo=dt.UTC)
        base = {"dossier": 1, "sequence": 1, "amount_cents": 100, "month": 202501, "motive": "x"}
        base |= {"value_on": instant.date(), "entered_at": instant, "reference": None}
        return base | {"debit": "rsa:droit", "credit": "rsa:paye"} | told

    rows = [
        row("2025-02-05"),
        row("2025-02-06", debit="apl:droit", credit="apl:paye"),
        row("2025-02-07", dossier=2),
        row("2025-03-01", debit="rsa:indu", credit="rsa:charge", reference="revision:202503"),
        row("2025-10-06"),
    ]
    table = pa.Table.from_pylist(rows, schema=TRANSFERS)
    [claim] = creances(table)[1]
    assert paid_before(claim, table) == {202501: day("2025-02-05")}
