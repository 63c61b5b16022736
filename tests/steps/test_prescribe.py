"""What time has taken is owed no more: written once, counted, and never withheld meanwhile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.endettes import Endettes, acte, at, day

from justedroit.core.base import add_months, first_day
from justedroit.core.creances import Etat, creances
from justedroit.core.registre import TRANSFERS, check_transfers
from justedroit.records.interface import BadRow, Journal
from justedroit.steps.claims import claims
from justedroit.steps.prescribe import prescribe
from justedroit.steps.recover import recover

MAY, JUNE = 202205, 202206  # paid on 5 June and 5 July 2022


def fund(months=None, *, claimed="2024-05-20", received=None):
    """Return a fund where a household owes, notified on a day or never."""
    made = Endettes()
    made.owes(1, "apl", months or {MAY: 10_000, JUNE: 20_000}, when=claimed, received=False)
    if received is not None:
        made.notified(1, received)
    return made


def test_presc_01_the_month_that_was_not_notified_in_time_is_extinguished_the_other_is_not():
    """Case presc-01 (haute): notified 15 June 2024, May 2022 is lost and June 2022 is not (L553-1)."""
    made = fund(received="2024-06-15")
    done = prescribe(made.records, [1], acte("2024-06-16"))
    assert (done.dossiers, done.creances, done.cents) == (1, 1, 10_000)
    assert made.open(1) == {1: 20_000}
    assert made.position(1, "apl", MAY)["prescrit"] == 10_000
    [told] = made.told(1, "creance.prescrite")
    assert (told["creance"], told["cents"], told["mois"]) == (1, 10_000, [MAY])
    assert made.sum() == 0
    assert check_transfers(made.records.transfers()) == []


def test_presc_02_a_false_declaration_leaves_five_years_a_verifier():
    """Case presc-02 (moyenne): paid 5 January 2020, not prescribed on 15 June 2024."""
    made = fund({201912: 10_000}, claimed="2024-05-20")
    told = {"benefit": None, "qualification": "fausse_declaration", "motif": "Loyer inventé."}
    made.happens(1, "indu.qualifie", told, "2024-05-21")
    assert prescribe(made.records, [1], acte("2024-06-15")).cents == 0
    assert prescribe(made.records, [1], acte("2025-01-05")).cents == 0
    assert prescribe(made.records, [1], acte("2025-01-06")).cents == 10_000


def test_the_last_day_of_the_delay_is_still_the_funds_and_a_second_run_does_nothing():
    made = fund()
    assert prescribe(made.records, [1], acte("2024-06-05")).cents == 0
    assert prescribe(made.records, [1], acte("2024-06-06"), trial=True).cents == 10_000
    assert made.open(1) == {1: 30_000}
    assert prescribe(made.records, [1], acte("2024-06-06")).cents == 10_000
    assert prescribe(made.records, [1], acte("2024-06-07")).cents == 0
    assert len(made.told(1, "creance.prescrite")) == 1


def test_what_interrupts_in_time_leaves_two_more_years():
    made = fund(received="2024-06-01")
    assert prescribe(made.records, [1], acte("2026-06-01")).cents == 0
    assert prescribe(made.records, [1], acte("2026-06-02")).cents == 30_000
    assert made.open(1) == {1: 0}
    [one] = claims(made.records, 1, day("2026-06-02"))
    assert one.lecture.etat is Etat.PRESCRITE


def test_a_withholding_interrupts_even_for_another_debt():
    made = fund(received="2024-06-01")
    made.owes(1, "rsa", {202405: 50_000}, when="2024-06-10")
    made.lives(1)
    made.due(1, "aah", 202505, 80_000)
    taken = recover(made.records, 202505, at("2025-06-04"))
    assert taken.cents > 0
    assert prescribe(made.records, [1], acte("2026-06-02")).cents == 0


def test_what_is_contested_spread_or_under_an_order_is_left_to_the_judge_or_to_a_person():
    order = {"contrainte": 1, "creances": [1], "le": "2024-05-25"}
    plan = {"echeancier": 1, "creances": [1], "le": "2024-06-02", "mensualites": []}
    events = {
        "recours": [("creance.suspendue", {"creances": [1], "cause": "recours:1"})],
        "plan": [("echeancier.accepte", plan | {"phase": "notification", "moyen": "carte"})],
        "contrainte": [("contrainte.emise", order), ("contrainte.signifiee", order)],
    }
    for some in events.values():
        made = fund()
        for tag, told in some:
            made.happens(1, tag, {"le": "2024-06-01", "jusqu_au": None} | told, "2024-06-01")
        assert prescribe(made.records, [1], acte("2030-01-15")).cents == 0
        assert made.open(1) == {1: 30_000}


def test_a_suspension_stops_the_delay_for_as_long_as_it_lasts():
    made = fund()
    told = {"creances": [1], "cause": "recours:1"}
    made.happens(1, "creance.suspendue", told | {"le": "2024-06-01"}, "2024-06-01")
    made.happens(1, "creance.reprise", told | {"le": "2024-07-01"}, "2024-07-01")
    # 5 June and thirty days.
    assert prescribe(made.records, [1], acte("2024-07-05")).cents == 0
    assert prescribe(made.records, [1], acte("2024-07-06")).cents == 10_000


def test_a_month_that_is_lost_is_never_withheld_the_other_one_is():
    made = fund(received="2024-06-15")
    made.lives(1)
    made.due(1, "aah", 202408, 90_000)
    found = recover(made.records, 202408, at("2024-09-04"))
    months = {prise.ligne for one in found.retenues for prise in one.prises}
    assert months == {JUNE}
    assert made.position(1, "apl", MAY)["indu"] == 10_000


def test_a_debt_that_is_lost_whole_is_set_aside_with_its_reason():
    made = fund({MAY: 10_000}, received="2024-06-15")
    made.lives(1)
    made.due(1, "aah", 202408, 90_000)
    [one] = recover(made.records, 202408, at("2024-09-04")).retenues
    assert one.prises == ()
    assert {why.code for why in one.skipped.values()} == {"prescrite"}


def test_the_journal_refuses_a_withholding_for_a_month_that_is_lost():
    made = fund({MAY: 10_000}, received="2024-06-15")
    made.due(1, "aah", 202408, 90_000)
    common = {"dossier": 1, "sequence": 0, "amount_cents": 1_000}
    common |= {"value_on": day("2024-09-05"), "entered_at": at("2024-09-04")}
    common |= {"reference": "creance:1:retenue:202408"}
    taken = {"debit": "aah:droit", "credit": "apl:retenu", "month": 202408, "motive": "retenue"}
    paid = {"debit": "apl:retenu", "credit": "apl:indu", "month": MAY, "motive": "remboursement"}
    rows = TRANSFERS.empty_table().from_pylist([common | taken, common | paid], schema=TRANSFERS)
    with pytest.raises(BadRow, match="le délai pour recouvrer mai 2022 est passé"):
        made.records.append(Journal(transfers=rows), made.records.sequences([1]))


DAYS = st.dates(day("2024-06-01"), day("2030-12-31"))


@given(
    months=st.dictionaries(
        st.sampled_from([202205, 202301, 202309, 202404]), st.integers(1, 9_999)
    ),
    received=st.none() | st.dates(day("2024-05-21"), day("2027-01-01")),
    runs=st.lists(DAYS, min_size=1, max_size=3),
)
def test_whatever_the_days_what_is_lost_was_claimed_is_lost_once_and_the_ledger_balances(
    months, received, runs
):
    made = fund(months or {MAY: 1}, received=None if received is None else received.isoformat())
    claimed = sum((months or {MAY: 1}).values())
    lost = 0
    for on in sorted(runs):
        lost += prescribe(made.records, [1], acte(on.isoformat())).cents
        [claim] = creances(made.records.transfers([1]))[1]
        assert claim.total("prescribed") == lost
        assert claim.total() + lost == claimed
        # Nothing is lost before two years, nothing of what was never notified is left after them.
        for line in claim.lignes:
            late = on > first_day(add_months(line.month, 25)).replace(day=5)
            assert late or not line.prescribed
            assert line.prescribed or received is not None or not late
    assert made.sum() == 0
