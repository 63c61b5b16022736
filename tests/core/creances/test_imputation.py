"""The créances of a dossier, read back from its ledger: every cent claimed is in one line only."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.creances import INDEMNITE, INDU, ISSUES, Creance, creance_reference, creances
from justedroit.core.registre import MOVEMENTS, TRANSFERS, check_transfers

START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
BENEFITS = ("rsa", "apl")
MONTHS = (202401, 202402, 202403)
# What the account debited against a claim is called in a line: the auditor's own words.
LOSSES = {
    "remise": ("remise", "remitted"),
    "retenu": ("remboursement", "withheld"),
    "rembourse": ("remboursement", "repaid"),
    "retourne": ("retour", "returned"),
    "prescrit": ("prescription", "prescribed"),
    "abandonne": ("abandon", "abandoned"),
    "efface": ("effacement", "erased"),
    "transfere": ("transfert", "transferred"),
    "annule": ("annulation", "annulled"),
}
COMING_BACK = ("remise", "annule", "prescrit", "abandonne", "efface", "transfere")


class Ledger:
    """Transfers of one dossier, written one after the other, with accounts kept aside."""

    def __init__(self, dossier: int = 7) -> None:
        self.dossier = dossier
        self.rows: list[dict[str, object]] = []
        self.balance: Counter[tuple[str, int]] = Counter()  # debits less credits

    def move(self, side: str, cents: int, month: int, motive: str, reference: str) -> None:
        debit, credit = side.split(" → ")
        self.rows.append(
            {
                "dossier": self.dossier,
                "sequence": len(self.rows) + 1,
                "debit": debit,
                "credit": credit,
                "amount_cents": cents,
                "month": month,
                "value_on": START.date(),
                "entered_at": START + dt.timedelta(minutes=len(self.rows)),
                "motive": motive,
                "reference": reference,
            }
        )
        self.balance[debit, month] += cents
        self.balance[credit, month] -= cents

    def table(self) -> pa.Table:
        return pa.Table.from_pylist(self.rows, schema=TRANSFERS)

    def creances(self) -> list[Creance]:
        return creances(self.table()).get(self.dossier, [])


def claimed_twice() -> Ledger:
    """Two decisions claim 100 then 50 of the same month of RSA."""
    ledger = Ledger()
    ledger.move("rsa:indu → rsa:charge", 100, 202401, "indu", "revision:1")
    ledger.move("rsa:indu → rsa:charge", 50, 202401, "indu", "revision:2")
    return ledger


def opens(ledger: Ledger) -> list[int]:
    return [claim.total() for claim in ledger.creances()]


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Draw the life of the debts of a dossier: only what the accounts allow is ever written."""
    ledger = Ledger()
    for step in range(draw(st.integers(1, 25))):
        benefit, month = draw(st.sampled_from(BENEFITS)), draw(st.sampled_from(MONTHS))
        acts = [act for act in ACTS if act.allowed(ledger, benefit, month)]
        draw(st.sampled_from(acts)).write(draw, ledger, (benefit, month, f"revision:{step // 3}"))
    return ledger


class Act:
    """A movement from an account to another, no greater than what an account holds."""

    def __init__(self, debit: str, credit: str, motive: str, limit: str | None) -> None:
        self.sides, self.motive, self.limit = (debit, credit), motive, limit

    def most(self, ledger: Ledger, benefit: str, month: int) -> int:
        if self.limit is None:
            return 500
        if self.limit in {"recovered", "repaid"}:
            found = ledger.creances()
            lines = [x for c in found if c.benefit == benefit for x in c.lignes]
            return sum(getattr(x, self.limit) for x in lines if x.month == month)
        return ledger.balance[f"{benefit}:{self.limit}", month]

    def allowed(self, ledger: Ledger, benefit: str, month: int) -> bool:
        return self.most(ledger, benefit, month) > 0

    def write(self, draw: st.DrawFn, ledger: Ledger, where: tuple[str, int, str]) -> None:
        benefit, month, reference = where
        most = self.most(ledger, benefit, month)
        if self.limit == INDU and self.sides[0] != "charge" and draw(st.booleans()):
            # Names one créance: no more than what is open of it.
            open_of = {
                claim.number: sum(
                    x.open for x in claim.lignes if (x.month, x.nature) == (month, INDU)
                )
                for claim in ledger.creances()
                if claim.benefit == benefit
            }
            number = draw(st.sampled_from(sorted(n for n, cents in open_of.items() if cents)))
            most, reference = open_of[number], creance_reference(number, "essai")
        cents = draw(st.integers(1, most))
        debit, credit = (f"{benefit}:{side}" for side in self.sides)
        ledger.move(f"{debit} → {credit}", cents, month, self.motive, reference)


ACTS = [
    Act(INDU, "charge", "indu", None),
    Act(INDU, "charge", "indu", None),
    Act("charge", INDU, "annulation", INDU),
    *(Act(nature, INDU, motive, INDU) for nature, (motive, _) in LOSSES.items()),
    *(Act("charge", nature, "annulation", nature) for nature in COMING_BACK if nature != "annule"),
    Act(INDU, "rembourse", "remboursement_defait", "repaid"),
    Act(INDU, "retourne", "retour_defait", "retourne"),
    Act("annule", "droit", "restitution", "recovered"),
    Act(INDU, "prescrit", "requalification", "prescrit"),
]


@given(ledgers())
def test_every_cent_of_the_indu_account_is_in_exactly_one_line(ledger):
    assert not check_transfers(ledger.table())
    for benefit in BENEFITS:
        for month in MONTHS:
            lines = [
                line
                for claim in ledger.creances()
                if claim.benefit == benefit
                for line in claim.lignes
                if line.month == month
            ]
            assert sum(line.open for line in lines) == ledger.balance[f"{benefit}:indu", month]


@given(ledgers())
def test_every_loss_of_the_ledger_is_in_exactly_one_line(ledger):
    for benefit in BENEFITS:
        mine = [claim for claim in ledger.creances() if claim.benefit == benefit]
        given_back = sum(claim.total("restituted") for claim in mine)
        told = {f: sum(claim.total(f) for claim in mine) for _, f in LOSSES.values()}
        held = {
            field: sum(ledger.balance[f"{benefit}:{nature}", month] for month in MONTHS)
            for nature, (_, field) in LOSSES.items()
        }
        # What is given back was recovered: it leaves the one for what is annulled.
        recovered = [field for field in told if field in {"withheld", "repaid"}]
        lost = sum(held.pop(f) for f in recovered) - sum(told.pop(f) for f in recovered)
        assert lost == given_back
        assert told == held


@given(ledgers())
def test_no_line_is_ever_negative(ledger):
    for claim in ledger.creances():
        for line in claim.lignes:
            assert min(getattr(line, name) for name in ("claimed", "open", *ISSUES)) >= 0


@given(ledgers())
def test_the_number_of_a_creance_never_changes(ledger):
    seen: list[tuple[int, str, str]] = []
    for size in range(1, len(ledger.rows) + 1):
        part = creances(ledger.table().slice(0, size)).get(ledger.dossier, [])
        now = [(claim.number, claim.benefit, claim.reference) for claim in part]
        assert now[: len(seen)] == seen
        seen = now
    assert [number for number, _, _ in seen] == list(range(1, len(seen) + 1))


@given(st.lists(ledgers(), min_size=1, max_size=3))
def test_dossiers_read_together_are_those_read_alone(drawn):
    for place, ledger in enumerate(drawn, start=1):
        for row in ledger.rows:
            row["dossier"] = place
    together = creances(pa.concat_tables([ledger.table() for ledger in drawn]))
    alone = [creances(ledger.table()) for ledger in drawn]
    assert together == {d: some for one in alone for d, some in one.items()}


def test_a_repayment_goes_to_the_oldest_claim_of_the_month():
    ledger = claimed_twice()
    ledger.move("rsa:rembourse → rsa:indu", 120, 202401, "remboursement", "VIR-1")
    assert opens(ledger) == [0, 30]


def test_a_right_that_comes_back_undoes_the_last_claim_first():
    ledger = claimed_twice()
    ledger.move("rsa:charge → rsa:indu", 70, 202401, "annulation", "revision:3")
    assert [claim.total("undone") for claim in ledger.creances()] == [20, 50]


def test_a_right_that_comes_back_undoes_what_was_given_up_last_first():
    ledger = claimed_twice()
    ledger.move("rsa:remise → rsa:indu", 150, 202401, "remise", "R1")
    ledger.move("rsa:charge → rsa:remise", 60, 202401, "annulation", "revision:3")
    found = ledger.creances()
    assert [claim.total("undone") for claim in found] == [10, 50]
    assert [claim.total("remitted") for claim in found] == [90, 0]


def test_a_movement_that_names_a_creance_concerns_it_and_no_older_one():
    ledger = claimed_twice()
    named = creance_reference(2, "retenue:202503")
    ledger.move("rsa:retenu → rsa:indu", 50, 202401, "remboursement", named)
    assert opens(ledger) == [100, 0]


def test_a_named_movement_greater_than_what_is_owed_is_refused():
    ledger = claimed_twice()
    named = creance_reference(2, "remise:R1")
    ledger.move("rsa:remise → rsa:indu", 51, 202401, "remise", named)
    with pytest.raises(ValueError, match="dépasse de 1 centimes"):
        ledger.creances()


@pytest.mark.parametrize(
    ("side", "number", "said"),
    [
        ("rsa:rembourse → rsa:indu", 3, "nomme la créance 3, qui est de apl, et non de rsa"),
        ("rsa:annule → rsa:droit", 3, "qui est de apl, et non de rsa"),
        ("rsa:indemnite → rsa:produit", 3, "qui est de apl, et non de rsa"),
        ("rsa:rembourse → rsa:indu", 4, "nomme la créance 4, qui n'existe pas"),
    ],
)
def test_a_movement_that_names_a_creance_of_another_benefit_is_refused(side, number, said):
    ledger = claimed_twice()
    ledger.move("apl:indu → apl:charge", 100, 202401, "indu", "revision:2")
    ledger.move(side, 10, 202401, "essai", creance_reference(number, "essai"))
    with pytest.raises(ValueError, match=said):
        ledger.creances()


def test_what_is_given_back_is_annulled_and_recovered_no_longer():
    ledger = claimed_twice()
    ledger.move("rsa:retenu → rsa:indu", 40, 202401, "remboursement", "retenue:202503")
    named = creance_reference(1, "restitution:1")
    ledger.move("rsa:annule → rsa:indu", 60, 202401, "annulation", named)
    ledger.move("rsa:annule → rsa:droit", 40, 202401, "restitution", named)
    [first, second] = ledger.creances()
    assert (first.total(), first.total("annulled"), first.total("restituted")) == (0, 100, 40)
    assert (first.total("recovered"), second.total()) == (0, 50)


def test_a_qualification_claims_again_what_time_had_taken():
    ledger = claimed_twice()
    ledger.move("rsa:prescrit → rsa:indu", 100, 202401, "prescription", "revision:1")
    assert opens(ledger) == [0, 50]
    ledger.move("rsa:indu → rsa:prescrit", 100, 202401, "requalification", "revision:3")
    assert opens(ledger) == [100, 50]


def test_a_repayment_placed_by_mistake_makes_the_debt_live_again():
    ledger = claimed_twice()
    ledger.move("rsa:rembourse → rsa:indu", 120, 202401, "remboursement", "VIR-1")
    ledger.move("rsa:indu → rsa:rembourse", 20, 202401, "remboursement_defait", "VIR-1")
    assert opens(ledger) == [0, 50]
    assert [claim.total("repaid") for claim in ledger.creances()] == [100, 0]


def test_a_return_of_payment_placed_by_mistake_makes_the_debt_live_again():
    ledger = claimed_twice()
    ledger.move("rsa:retourne → rsa:indu", 100, 202401, "retour", "RET-1")
    ledger.move("rsa:indu → rsa:retourne", 100, 202401, "retour_defait", "RET-1")
    assert opens(ledger) == [100, 50]


def test_a_rappel_that_time_has_taken_concerns_no_creance():
    ledger = claimed_twice()
    ledger.move("rsa:charge → rsa:droit", 30, 202402, "rappel", "revision:3")
    ledger.move("rsa:droit → rsa:prescrit", 30, 202402, "prescription", "revision:3")
    assert opens(ledger) == [100, 50]
    alone = Ledger()
    alone.move("rsa:droit → rsa:prescrit", 30, 202402, "prescription", "revision:3")
    assert alone.creances() == []


def test_the_indemnite_is_a_line_of_its_creance_and_is_not_repaid_as_an_indu():
    ledger = claimed_twice()
    named = creance_reference(2, "indemnite")
    ledger.move("rsa:indemnite → rsa:produit", 5, 202401, "indemnite", named)
    ledger.move("rsa:retenu → rsa:indu", 150, 202401, "remboursement", "retenue:202503")
    [_, second] = ledger.creances()
    assert [(line.nature, line.open) for line in second.lignes] == [(INDU, 0), (INDEMNITE, 5)]
    ledger.move("rsa:produit → rsa:indemnite", 5, 202401, "annulation", named)
    assert opens(ledger) == [0, 0]


def test_one_decision_on_two_benefits_makes_two_creances():
    ledger = Ledger()
    ledger.move("rsa:indu → rsa:charge", 100, 202401, "indu", "revision:1")
    ledger.move("apl:indu → apl:charge", 40, 202401, "indu", "revision:1")
    assert [(c.number, c.benefit) for c in ledger.creances()] == [(1, "rsa"), (2, "apl")]


def test_a_dossier_that_owes_nothing_is_not_there():
    ledger = Ledger()
    ledger.move("rsa:charge → rsa:droit", 100, 202401, "droit", "revision:1")
    assert creances(ledger.table()) == {}


@pytest.mark.parametrize("motive", sorted(MOVEMENTS))
def test_what_the_ledger_allows_is_read_or_is_more_than_is_owed(motive):
    for debit, credit in sorted(MOVEMENTS[motive]):
        ledger = claimed_twice()
        ledger.move(f"rsa:{debit} → rsa:{credit}", 300, 202401, motive, "creance:1:acte")
        refused = refusal_of(ledger)
        assert not refused or "dépasse de" in refused


def refusal_of(ledger: Ledger) -> str:
    """Return what is wrong with a ledger; nothing where it is read."""
    try:
        ledger.creances()
    except ValueError as wrong:
        return str(wrong)
    return ""
