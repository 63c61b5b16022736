"""A silence that has come is told as it is before anyone records it; recorded, recovery goes on."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.endettes import Endettes, acte, at, day

from justedroit.core.base import Refusal
from justedroit.steps import appeal
from justedroit.steps.act import opened
from justedroit.steps.claims import read_claims
from justedroit.steps.consultation.afaire import Ardoise
from justedroit.steps.consultation.seances import sessions
from justedroit.steps.lodge import Depot, lodge

KEY = (1, 1)
WHY = "Je ne peux pas payer."


def asked() -> Endettes:
    """Return a fund where a household asks for a remise, and nobody answers."""
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 10_000}, when="2026-01-05")
    sent = Depot(1, "remise", (1,), "courrier", day("2026-01-12"), WHY)
    assert lodge(fund.records, sent, acte("2026-01-12")) == [1]
    return fund


def read(fund, on):
    found = opened(fund.records, 1)
    [one] = read_claims(found, fund.records.facts([1]), day(on))
    return one


def silent_day(fund) -> dt.date:
    [one] = appeal.appeals(fund.records, 1)
    return one.silence().ends_on


def after(fund, days=1) -> str:
    return (silent_day(fund) + dt.timedelta(days=days)).isoformat()


def test_before_its_day_a_silence_is_refused_with_that_day_and_nothing_is_written():
    fund = asked()
    refused = appeal.record_silence(fund.records, KEY, acte(silent_day(fund).isoformat()))
    assert isinstance(refused, Refusal)
    assert "le silence ne le rejette que le" in refused.what
    assert fund.records.events([1])["tag"].to_pylist().count("recours.rejete_implicitement") == 0


def test_recorded_for_one_appeal_it_is_what_the_task_does_of_all():
    one, every = asked(), asked()
    when = after(one, 9)
    assert appeal.record_silence(one.records, KEY, acte(when)) is None
    assert appeal.expire(every.records, day(when), acte(when)) == [KEY]
    columns = ["tag", "payload"]
    told = one.records.events([1]).select(columns)
    assert told.equals(every.records.events([1]).select(columns))
    again = appeal.record_silence(one.records, KEY, acte(when))
    assert isinstance(again, Refusal)
    assert "est déjà consigné" in again.what


def test_a_debt_says_that_its_suspension_has_ended_and_what_is_to_be_recorded():
    fund = asked()
    before, silent = read(fund, silent_day(fund).isoformat()), read(fund, after(fund))
    assert "Attendez la fin de la suspension" in before.withholdable.mend
    assert silent.lecture.situation.label == "Rejet par le silence à consigner"
    assert "le rejet par le silence est à consigner" in silent.withholdable.what
    assert "Attendez" not in silent.withholdable.mend
    assert appeal.record_silence(fund.records, KEY, acte(after(fund))) is None
    assert isinstance(read(fund, after(fund)).withholdable, dt.date)


def test_what_something_else_suspends_too_still_waits():
    fund = asked()
    told = {"creances": [1], "cause": "agent", "le": "2026-01-20", "jusqu_au": None}
    fund.happens(1, "creance.suspendue", told, "2026-01-20")
    assert "Attendez la fin de la suspension" in read(fund, after(fund)).withholdable.mend


@pytest.mark.parametrize(("late", "genre"), [(0, "remise"), (1, "silence")])
def test_the_work_list_keeps_an_appeal_that_silence_has_rejected(late, genre):
    fund = asked()
    found = Ardoise(fund.records).taches(at(after(fund, late)))
    mine = [one for one in found if one.number == 1 and one.genre in ("remise", "silence")]
    assert [one.genre for one in mine] == [genre]
    assert ("consigner le rejet par le silence" in mine[0].quoi) == bool(late)


def test_the_calendar_lists_what_silence_has_rejected_until_it_is_recorded():
    fund = asked()
    now = at(after(fund))
    assert [one.key for one in sessions(fund.records, now).silent] == [KEY]
    appeal.expire(fund.records, day(after(fund)), acte(after(fund)))
    assert sessions(fund.records, now).silent == ()
