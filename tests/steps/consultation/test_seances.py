"""The sessions as they are read: what waits, an agenda and what left it, a file, a draft that writes nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.endettes import Endettes, acte, at, day

from justedroit.core.base import Acte, Refusal
from justedroit.records.interface import StaleSequence
from justedroit.steps import sit
from justedroit.steps.appeal import admit, complete, instruct
from justedroit.steps.consultation.examens import drafted, examined
from justedroit.steps.consultation.seances import (
    last_of_session,
    order_of_the_day,
    seats,
    sessions,
)
from justedroit.steps.grant import control
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.seen import as_seen

SESSION, NEXT = day("2026-03-20"), day("2026-04-20")
ALL = {"assures": 2, "employeurs": 2, "autres": 1}
NOW = dt.datetime(2026, 3, 20, 16, tzinfo=dt.UTC)
KEY = (1, 1)


def ready(*received):
    """Return a fund where each household, received on a day, waits for a session."""
    fund = Endettes()
    for dossier, le in enumerate(received, 1):
        fund.lives(dossier)
        fund.owes(dossier, "af", {202511: 5_000, 202512: 15_000}, when="2026-01-05")
        sent = Depot(dossier, "remise", (1,), "courrier", day(le), "Nous ne pouvons pas.")
        assert lodge(fund.records, sent, acte("2026-03-02")) == [1]
        key = (dossier, 1)
        assert admit(fund.records, key, "", acte("2026-03-03")) is None
        assert complete(fund.records, key, day("2026-03-03"), acte("2026-03-03")) is None
        opinion = ("favorable", "Ressources faibles.")
        assert instruct(fund.records, key, opinion, acte("2026-03-10")) is None
    return fund


def seated(*received):
    fund = ready(*received)
    assert sit.convene(fund.records, SESSION, ALL, acte("2026-03-20")) is None
    for dossier in range(1, len(received) + 1):
        assert sit.inscribe(fund.records, SESSION, (dossier, 1), acte("2026-03-20")) is None
    return fund


def voted(fund, *counts):
    voix = sit.Voix("accord", *(counts or (5, 0, 0)))
    assert sit.ballot(fund.records, SESSION, KEY, voix, acte("2026-03-20")) is None


def decided(fund, sens="accord", code="precarite"):
    arret = sit.Arret(sens, code, "Trois enfants.")
    assert sit.rule(fund.records, KEY, arret, acte("2026-03-20")) is None


def order(fund, on=SESSION):
    return order_of_the_day(fund.records, on, NOW)


def test_what_silence_rejects_first_comes_first():
    found = sessions(ready("2026-03-01", "2026-02-10", "2026-01-10").records, NOW)
    assert [one.recours.dossier for one in found.ready] == [3, 2, 1]
    assert [one.left < 0 for one in found.ready] == [True, False, False]
    assert [one.is_pressing for one in found.ready] == [True, False, False]
    assert (found.open, found.held, found.next) == ((), (), None)


def test_a_file_stands_where_the_commission_has_left_it():
    fund = seated("2026-03-01")
    assert order(fund).first.code == "a_voter"
    voted(fund, 1, 4, 0)
    assert order(fund).first.code == "repoussee"
    voted(fund, 2, 2, 1)
    assert [f.code for f in order(fund).files] == ["partage"]
    assert order(fund).first is None
    voted(fund)
    assert order(fund).steps == [("1 à signer", "attente")]
    decided(fund)
    assert [(f.code, f.standing) for f in order(fund).files] == [("decide", "Accord")]
    assert order(fund).to_transmit == 1


def test_what_was_put_off_leaves_its_agenda_once_it_is_of_another():
    fund = seated("2026-03-01", "2026-03-01")
    decided(fund, "ajourne", "")
    assert [f.code for f in order(fund).files] == ["ajourne", "a_voter"]
    assert order(fund).ready == ()
    assert sit.convene(fund.records, NEXT, ALL, acte("2026-03-20")) is None
    assert sit.inscribe(fund.records, NEXT, KEY, acte("2026-03-20")) is None
    assert [f.key for f in order(fund).files] == [(2, 1)]
    assert [(o.dossier, o.seance) for o in order(fund).elsewhere] == [(1, NEXT)]
    assert order(fund).around((2, 1)) == (None, None)
    assert sessions(fund.records, NOW).next.day == SESSION


def test_a_decision_annulled_by_the_control_is_to_be_taken_again():
    fund = seated("2026-03-01")
    voted(fund)
    decided(fund)
    assert sit.adjourn(fund.records, SESSION, acte("2026-03-20")) is None
    assert sit.transmit(fund.records, SESSION, acte("2026-03-20")) == [KEY]
    assert control(fund.records, KEY, ("annule", "Sans motif."), acte("2026-03-20")) is None
    assert [f.code for f in order(fund).files] == ["a_inscrire"]
    assert "inscrire" not in examined(fund.records, SESSION, KEY, NOW).acts


def test_a_remise_that_fraud_closes_is_told_apart():
    fund = seated("2026-03-01")
    told = {"creances": [1], "le": "2026-03-20", "motif": "Qualification"}
    fund.happens(1, "remise.fermee", told, "2026-03-20")
    assert order(fund).files == ()
    assert [o.dossier for o in order(fund).closed] == [1]
    assert examined(fund.records, SESSION, KEY, NOW).acts == frozenset()


def test_a_file_offers_what_its_session_may_do_of_it():
    fund = ready("2026-03-01")
    assert isinstance(examined(fund.records, SESSION, KEY, NOW), Refusal)
    assert sit.convene(fund.records, SESSION, ALL, acte("2026-03-20")) is None
    assert examined(fund.records, SESSION, KEY, NOW).acts == {"inscrire"}
    assert sit.inscribe(fund.records, SESSION, KEY, acte("2026-03-20")) is None
    assert examined(fund.records, SESSION, KEY, NOW).acts == {"voter", "ajourner"}
    voted(fund)
    found = examined(fund.records, SESSION, KEY, NOW)
    assert found.acts == {"voter", "decider", "ajourner"}
    assert (found.most_cents, found.delegation.par, found.others) == (20_000, "cra", (0, 0))
    assert found.sums[0].origin[0].startswith("Proposée, personne ne l'a décidée")
    decided(fund)
    assert examined(fund.records, SESSION, KEY, NOW).acts == frozenset()


def test_a_draft_is_what_would_be_signed_and_writes_nothing():
    fund = seated("2026-03-01")
    voted(fund)
    before = fund.records.sequences([1])
    arret = sit.Arret("accord", "precarite", "Trois enfants.")
    told = drafted(fund.records, KEY, arret, Acte("agent:7", NOW))
    assert (told.sens, told.amounts, told.par) == ("accord", {1: 20_000}, "cra")
    assert told.motif == "La situation du foyer est précaire. Trois enfants."
    assert fund.records.sequences([1]) == before
    refused = drafted(fund.records, KEY, sit.Arret("rejet", "x", "Non."), Acte("agent:7", NOW))
    assert isinstance(refused, Refusal)


def test_a_session_is_seen_by_its_own_events_whatever_the_fund_writes_besides():
    fund = seated("2026-03-01")
    last = last_of_session(fund.records, SESSION)
    fund.happens(
        0, "paiement.reference", {"reference": "X", "dossier": 1, "cents": 1}, "2026-03-20"
    )
    assert last_of_session(fund.records, SESSION) == last > 0
    assert last_of_session(fund.records, NEXT) == 0
    shown = as_seen(fund.records, 0, last)
    with pytest.raises(StaleSequence):
        sit.convene(shown, SESSION, ALL, Acte("agent:7", at("2026-03-20")))


def test_the_seats_are_those_of_the_law_a_verifier():
    assert seats(SESSION) == ({"assures": 2, "employeurs": 2, "autres": 1}, 3)
