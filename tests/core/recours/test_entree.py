"""A remise counts from the day of its decision: when it enters the ledger, no euro is won or lost."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.endettes import at, transfer

from justedroit.core.creances import creances
from justedroit.core.recours import granted
from justedroit.core.recours.dossier_recours import Decision, Recours
from justedroit.core.recours.evenements import Evenement
from justedroit.core.recours.mouvements import mouvements
from justedroit.core.registre import TRANSFERS, check_transfers

DECIDED, ENTERED = dt.date(2026, 3, 20), "2026-04-12"
MONTHS = (202511, 202512)
CLAIMED = ("indu", "charge", "indu")
PAID = ("rembourse", "indu", "remboursement")
WITHHELD = ("retenu", "indu", "remboursement")


def remise(cents, nature="remise"):
    """Return an appeal on the first créance, decided."""
    reasons = ("precarite", "Trois enfants.", "CSS art. L553-2")
    told = Decision("cra", "accord", {1: cents}, *reasons, DECIDED, "agent:7")
    day = dt.date(2026, 3, 1)
    one = Recours(
        *(1, 1, nature, nature, "pf", ("af",), (1,)),
        *(day, "courrier", "Nous ne pouvons pas.", "", "decide", day),
    )
    event = Evenement(1, "recours.decide", at("2026-03-20"), "agent:7", {"le": "2026-03-20"})
    one.decisions.append(told)
    one.history.append(event)
    return one


def ledger(*rows):
    claims = [
        transfer(1, "af", m, 10_000, CLAIMED, when="2026-02-01", reference="r") for m in MONTHS
    ]
    return pa.Table.from_pylist([*claims, *rows], schema=TRANSFERS)


def paid(month, cents, when="2026-03-28", *, rank=1, move=PAID):
    reference = f"creance:1:{'retenue' if move == WITHHELD else 'paiement'}:{rank}"
    return transfer(1, "af", month, cents, move, when=when, reference=reference)


def entered(appeal, table):
    """Return the entry of an appeal, and what it leaves of the créance."""
    found = granted(appeal, table, creances(table)[1], at(ENTERED))
    assert check_transfers(found.transfers) == []
    [claim] = creances(pa.concat_tables([table, found.transfers]))[1]
    return found, claim


@given(st.data())
def test_the_household_ends_where_it_would_have_been_had_the_remise_entered_on_its_day(data):
    before = data.draw(st.integers(0, 5_000))
    owed = 20_000 - before
    cents = data.draw(st.integers(1, owed))
    rows = [paid(202511, before, "2026-03-10")] if before else []
    left = {202511: 10_000 - before, 202512: 10_000}
    between = 0
    for rank in range(2, 2 + data.draw(st.integers(0, 4))):
        month = data.draw(st.sampled_from([m for m in MONTHS if left[m]] or MONTHS))
        assume(left[month])
        some = data.draw(st.integers(1, left[month]))
        left[month] -= some
        between += some
        move = data.draw(st.sampled_from([PAID, WITHHELD]))
        rows.append(paid(month, some, rank=rank, move=move))
    found, claim = entered(remise(cents), ledger(*rows))
    on_its_day = owed - cents
    assert claim.total() == max(on_its_day - between, 0)
    back = max(between - on_its_day, 0)
    assert sum(found.given_back.values()) == back == claim.total("restituted")
    assert sum(found.given_up.values()) + back == cents


def test_what_was_paid_last_is_given_back_first():
    table = ledger(paid(202511, 10_000, rank=1), paid(202512, 10_000, "2026-03-30", rank=2))
    found, _ = entered(remise(12_000), table)
    rows = [(r["month"], r["amount_cents"]) for r in found.transfers.to_pylist()]
    assert rows == [(202512, 10_000), (202511, 2_000)]
    assert {r["reference"] for r in found.transfers.to_pylist()} == {"creance:1:remise_rendue:R1"}
    told = mouvements(pa.concat_tables([table, found.transfers]), {1})[-2:]
    assert [(one.quoi, one.cents) for one in told] == [
        ("Remis, alors qu'il venait d'être payé", 12_000),
        ("À rendre", 12_000),
    ]


@pytest.mark.parametrize(
    ("when", "entered_at", "back"),
    [
        ("2026-03-19", "2026-03-28", 0),  # received before, read after
        ("2026-03-20", "2026-03-28", 5_000),  # received on its day, read after
        ("2026-03-28", "2026-03-28", 5_000),
    ],
)
def test_what_the_bank_had_before_the_day_of_the_decision_was_paid_before_it(
    when, entered_at, back
):
    row = paid(202511, 5_000, when) | {"entered_at": at(entered_at)}
    found, claim = entered(remise(20_000), ledger(row))
    assert found.given_back == ({1: back} if back else {})
    assert (claim.total(), claim.total("remitted")) == (0, 15_000)


def test_what_another_decision_gave_up_meanwhile_is_not_given_back():
    move = ("annule", "indu", "annulation")
    row = transfer(
        1, "af", 202511, 10_000, move, when="2026-03-28", reference="creance:1:jugement:I1"
    )
    found, claim = entered(remise(20_000), ledger(row))
    assert (found.given_up, found.given_back) == ({1: 10_000}, {})
    assert claim.total() == 0


def test_a_contestation_gives_back_all_that_was_recovered_and_says_nothing_of_a_remise():
    table = ledger(paid(202511, 5_000, "2026-02-10"))
    found, claim = entered(remise(20_000, "contestation"), table)
    assert (found.given_up, found.given_back) == ({1: 20_000}, {})
    assert (claim.total("annulled"), claim.total("restituted")) == (20_000, 5_000)
