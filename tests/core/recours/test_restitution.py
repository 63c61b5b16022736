"""What is given back: after an indu is cancelled, the household has exactly what it is due."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.creances import Extinction, creances, extinguished, oldest_first
from justedroit.core.droits import RIGHTS
from justedroit.core.ecarts import Revision, difference, transfers_of
from justedroit.core.recours import annullable, cause_of, claimed_again, given_back, judged
from justedroit.core.recours.remise import annulled
from justedroit.core.registre import (
    TRANSFERS,
    check_transfers,
    positions,
    posted_rights,
    unpaid,
)

START = dt.datetime(2025, 1, 6, 8, tzinfo=dt.UTC)
MONTH, LATER = 202501, 202506
LATER_CENTS = 90_000


class Vie:
    """The ledger of one household: what it is due, what it was paid, what was recovered of it."""

    def __init__(self, due):
        self.rows, self.acts = TRANSFERS.empty_table(), 0
        self.revise(due)
        self.pay(until=MONTH)  # the later right waits: withholdings are taken from it

    @property
    def at(self):
        return START + dt.timedelta(days=self.acts)

    def append(self, rows):
        assert check_transfers(rows) == []
        self.rows = pa.concat_tables([self.rows, rows])
        self.acts += 1

    def revise(self, cents):
        """Post a right of AF, and one of a later month that withholdings are taken from."""
        rows = [
            (1, "af", month, due, due, None)
            for month, due in ((MONTH, cents), (LATER, LATER_CENTS))
        ]
        rights = pa.Table.from_pylist(
            [dict(zip(RIGHTS.names, row, strict=True)) for row in rows], schema=RIGHTS
        )
        act = Revision(self.at, self.at.date(), LATER, f"revision:{self.acts}")
        corrections = difference(posted_rights(self.rows), rights)
        self.append(transfers_of(corrections, positions(self.rows), act))

    def row(self, debit, credit, motive, cents, *, month=MONTH, reference=None):
        return {
            "dossier": 1,
            "sequence": 0,
            "debit": f"af:{debit}",
            "credit": f"af:{credit}",
            "amount_cents": cents,
            "month": month,
            "value_on": self.at.date(),
            "entered_at": self.at,
            "motive": motive,
            "reference": reference,
        }

    def move(self, *rows):
        self.append(pa.Table.from_pylist(list(rows), schema=TRANSFERS))

    def pay(self, until=LATER):
        """Pay what is owed, as the next order does."""
        for row in unpaid(self.rows).to_pylist():
            if row["month"] <= until:
                month, cents = row["month"], row["unpaid_cents"]
                self.move(self.row("droit", "paye", "paiement", cents, month=month))

    def right(self):
        """Return what the right of the month is posted at, in cents."""
        rows = posted_rights(self.rows).to_pylist()
        return sum(row["posted_cents"] for row in rows if row["month"] == MONTH)

    def claims(self):
        return creances(self.rows).get(1, [])

    def recover(self, cents, *, withheld):
        """Recover a part of what is owed, on the later right or from the household's own money."""
        for claim in self.claims():
            part = min(cents, claim.total())
            if not part:
                continue
            parts = oldest_first(claim, part)
            if withheld:
                name = f"creance:{claim.number}:retenue:{202507 + self.acts}"
                self.move(
                    self.row("droit", "retenu", "retenue", part, month=LATER, reference=name),
                    self.row("retenu", "indu", "remboursement", part, reference=name),
                )
            else:
                how = Extinction("rembourse", "remboursement", f"paiement:{self.acts}", self.at)
                self.append(extinguished(claim, parts, how))
            return

    def received(self):
        """Return what the household has in the end, in cents: paid, less what it repaid itself."""
        total = 0
        for row in self.rows.to_pylist():
            if row["motive"] == "paiement":
                total += row["amount_cents"]
            if row["motive"] == "remboursement" and row["debit"] == "af:rembourse":
                total -= row["amount_cents"]
        return total


CENTS = st.integers(2, 20_000)
RECOVERIES = st.lists(st.tuples(CENTS, st.booleans()), max_size=4)


@st.composite
def lives(draw):
    """Draw a right that was paid, then lowered, and of which something was recovered."""
    due = draw(CENTS)
    vie = Vie(due)
    vie.revise(draw(st.integers(0, due - 1)))
    for cents, withheld in draw(RECOVERIES):
        vie.recover(cents, withheld=withheld)
    return due, vie


def taken(vie):
    return sum(claim.total("recovered") for claim in vie.claims())


@given(lives())
def test_after_a_new_fact_cancels_an_indu_the_household_has_what_it_is_due(life):
    due, vie = life
    before, recovered = vie.rows, taken(vie)
    vie.revise(due)
    back = given_back(before, vie.rows)
    assert sum(one.cents for one in back) == recovered
    assert {one.month for one in back} <= {MONTH}
    assert {one.creance for one in back} <= {1}
    vie.pay()
    assert vie.received() == due + LATER_CENTS


@given(lives(), st.sampled_from(["jugement", "recours"]))
def test_after_a_decision_cancels_an_indu_the_household_has_what_it_is_due(life, how):
    due, vie = life
    before, recovered = vie.rows, taken(vie)
    [claim] = vie.claims()
    if how == "jugement":
        vie.append(judged(claim, annullable(claim), 1, vie.at))
    else:
        vie.append(annulled(claim, annullable(claim), "R1", vie.at))
    back = given_back(before, vie.rows)
    assert sum(one.cents for one in back) == recovered
    assert {one.cause for one in back} <= {"instance:1" if how == "jugement" else "recours:1"}
    [claim] = vie.claims()
    assert (claim.total(), claim.total("recovered")) == (0, 0)
    assert claim.total("annulled") == claim.total("claimed")
    vie.pay()
    assert vie.received() == due + LATER_CENTS
    # A right that comes back afterwards pays nothing twice.
    vie.revise(due)
    vie.pay()
    assert vie.received() == due + LATER_CENTS


@given(lives(), st.data())
def test_a_right_that_rises_in_part_gives_back_only_what_was_recovered_of_it(life, data):
    due, vie = life
    [claim] = vie.claims()
    rise = data.draw(st.integers(1, 2 * due))
    before, recovered, left = vie.rows, taken(vie), claim.total()
    vie.revise(due - claim.total("claimed") + rise)
    back = given_back(before, vie.rows)
    assert sum(one.cents for one in back) == min(max(rise - left, 0), recovered)
    vie.recover(10**6, withheld=False)
    vie.pay()
    assert vie.received() == due - claim.total("claimed") + rise + LATER_CENTS


@given(lives())
def test_what_is_given_back_names_the_recoveries_that_it_undoes(life):
    due, vie = life
    made = {}
    for row in vie.rows.to_pylist():
        if row["motive"] == "remboursement":
            made[row["reference"]] = made.get(row["reference"], 0) + row["amount_cents"]
    before = vie.rows
    vie.revise(due)
    undone = {}
    for one in given_back(before, vie.rows):
        undone[one.recovered_by] = undone.get(one.recovered_by, 0) + one.cents
    assert undone == made


@given(lives())
def test_a_judgment_reversed_in_appeal_claims_again_what_it_had_annulled(life):
    _, vie = life
    [claim] = vie.claims()
    cents = annullable(claim)
    vie.append(judged(claim, cents, 1, vie.at))
    [claim] = vie.claims()
    vie.append(claimed_again(claim, cents, 1, vie.at))
    [claim] = vie.claims()
    assert claim.total() == claim.total("claimed")
    vie.pay()
    vie.recover(10**6, withheld=False)
    assert vie.received() == LATER_CENTS + vie.right()


@given(lives(), st.data())
def test_successive_judgments_give_back_no_more_than_one_of_the_whole(life, data):
    due, vie = life
    [claim] = vie.claims()
    cents, recovered, start = annullable(claim), taken(vie), vie.rows
    first = data.draw(st.integers(1, cents))
    vie.append(judged(claim, first, 1, vie.at))
    [claim] = vie.claims()
    if cents > first:
        vie.append(judged(claim, cents - first, 1, vie.at))
    assert sum(one.cents for one in given_back(start, vie.rows)) == recovered
    vie.pay()
    assert vie.received() == due + LATER_CENTS


def test_an_indemnite_still_owed_falls_with_the_whole_debt():
    vie = Vie(10_000)
    vie.revise(4_000)
    vie.move(vie.row("indemnite", "produit", "indemnite", 600, reference="creance:1:indemnite"))
    [claim] = vie.claims()
    assert claim.total() == 6_600
    vie.append(judged(claim, annullable(claim), 1, vie.at))
    [claim] = vie.claims()
    assert claim.total() == 0


def test_a_cause_is_read_in_the_reference_of_its_transfers():
    assert cause_of("creance:3:jugement:I12") == "instance:12"
    assert cause_of("creance:3:restitution:R2") == "recours:2"
    assert cause_of("revision:2025-06-01:abc") == "revision:2025-06-01:abc"
    assert cause_of(None) == ""


def test_a_payment_sent_back_by_the_bank_is_not_given_back():
    vie = Vie(10_000)
    vie.revise(4_000)
    vie.recover(6_000, withheld=False)
    [name] = [r["reference"] for r in vie.rows.to_pylist() if r["motive"] == "remboursement"]
    vie.move(vie.row("indu", "rembourse", "remboursement_defait", 6_000, reference=name))
    before = vie.rows
    vie.revise(10_000)
    assert given_back(before, vie.rows) == []
