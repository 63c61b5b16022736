"""The next day that counts is the nearest: a notice that may leave comes before a prescription."""

from __future__ import annotations

from tests.endettes import Endettes, at, day

from justedroit.steps.consultation.creances import consult_debts

NOTICE = {"notice": 1, "courrier": 1, "creances": [1], "total_cents": 30_000, "enrichie": False}
NOW = at("2026-01-08")


def owing(*, told):
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 30_000}, when="2026-01-02", received=False)
    fund.happens(1, "notice.preparee", NOTICE, "2026-01-02")
    if told:
        fund.happens(1, "tiers.informe", {"faits": [1], "le": "2026-01-02"}, "2026-01-02")
    return fund.records


def test_a_notice_that_may_soon_leave_is_the_next_day_that_counts():
    first, _ = consult_debts(owing(told=True), 1, NOW, NOW).next
    assert (first.on, first.what) == (day("2026-01-12"), "la notification 1 peut partir")


def test_without_it_the_prescription_is():
    first, _ = consult_debts(owing(told=False), 1, NOW, NOW).next
    assert first.what.endswith("(prescription)")
    assert first.on > day("2027-01-01")
