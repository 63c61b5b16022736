"""A day that cannot be is refused before anything is written; one written before is survived."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.endettes import acte, at, day, owing, said

from justedroit.core.base import Refusal
from justedroit.steps import sit
from justedroit.steps.appeal import admit, complete, instruct
from justedroit.steps.complain import Plainte, complain, complaints
from justedroit.steps.consultation.phrases_recours import complaint_lines
from justedroit.steps.consultation.plaintes import open_complaints
from justedroit.steps.consultation.seances import order_of_the_day, seats, sessions
from justedroit.steps.judge import hear
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.overdebt import receivable
from justedroit.steps.seize import Saisie, seize

WHY = "Je ne comprends pas cette somme."
NOW = acte("2026-03-20")
ALL = {"assures": 2, "employeurs": 2, "autres": 1}
DECISION = Depot(1, "contestation", (), "courrier", day("2026-03-02"), WHY, "droit", "rsa")
OF_ALL = Saisie(1, day("2026-03-02"), WHY, None, (1,))


@pytest.fixture
def fund():
    """Return a fund with one household, which owes RSA since 1 February."""
    return owing("rsa")


def plainte(le, **told):
    return Plainte(1, told.pop("categorie", "delai"), "courriel", day(le), WHY, **told)


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda r: complain(r, plainte("2001-01-01"), NOW), "trop ancien"),
        (lambda r: complain(r, plainte("2026-01-31", creances=(1,)), NOW), "créance 1 n'existait"),
        (lambda r: lodge(r, replace(DECISION, le=day("1999-01-01")), NOW), "trop ancien"),
        (lambda r: lodge(r, replace(DECISION, recue_le=day("1998-12-01")), NOW), "trop ancien"),
        (lambda r: lodge(r, replace(DECISION, recue_le=day("2027-12-01")), NOW), "pas arrivé"),
        (lambda r: lodge(r, replace(DECISION, recue_le=day("9999-12-31")), NOW), "pas arrivé"),
        (
            lambda r: lodge(r, replace(DECISION, prestation="ppa", le=day("2012-01-02")), NOW),
            "n'existait le 2 janvier 2012",
        ),
        (lambda r: seize(r, replace(OF_ALL, le=day("1999-01-01")), NOW), "trop ancien"),
        (lambda r: seize(r, replace(OF_ALL, le=day("2010-01-01")), NOW), "créance 1 n'existait"),
        (lambda r: receivable(r, 1, day("0001-01-01"), NOW), "trop ancien"),
        (lambda r: receivable(r, 1, day("2010-01-01"), NOW), "aucune dette n'existait"),
        (lambda r: sit.convene(r, day("9999-12-31"), ALL, NOW), "trop loin"),
        (lambda r: sit.convene(r, day("2027-03-21"), ALL, NOW), "trop loin"),
        (lambda r: sit.convene(r, day("1900-01-05"), ALL, NOW), "trop ancien"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_is_written(fund, act, word):
    before = fund.records.events().num_rows
    refused = act(fund.records)
    assert isinstance(refused, Refusal)
    assert word in said(refused)
    assert refused.mend
    assert fund.records.events().num_rows == before


def test_the_court_is_not_seized_of_an_appeal_before_the_appeal(fund):
    assert lodge(fund.records, replace(DECISION, le=day("2026-03-02")), NOW) == [1]
    refused = seize(fund.records, Saisie(1, day("2026-02-15"), WHY, 1), NOW)
    assert "recours 1 n'existait pas" in said(refused)


def test_a_hearing_is_not_thousands_of_years_ahead(fund):
    assert seize(fund.records, OF_ALL, NOW) == [1]
    assert "trop loin" in said(hear(fund.records, (1, 1), day("9999-12-31"), NOW))
    assert hear(fund.records, (1, 1), day("2027-09-01"), NOW) is None


def test_a_complaint_written_before_any_term_is_read_and_says_that_its_term_is_unknown(fund):
    told = {"reclamation": 1, "categorie": "delai", "canal": "courrier", "le": "2001-01-01"}
    fund.happens(1, "reclamation.recue", told | {"motif": "Long."}, "2026-03-12")
    [one] = complaints(fund.records, 1)
    assert one.due_on is None
    assert not one.late(day("2026-03-20"))
    [waiting] = open_complaints(fund.records, at("2026-03-20"))
    assert waiting.left is None
    lines = " ".join(complaint_lines(one, day("2026-03-20")))
    assert "aucun paramètre ne donne de délai" in lines


@pytest.mark.parametrize("odd", ["9999-12-31", "1900-01-05"])
def test_a_session_of_an_odd_day_does_not_stop_the_calendar(fund, odd):
    fund.happens(0, "seance.ouverte", {"seance": odd, "membres": ALL}, "2026-03-12")
    assert [one.seance.day for one in sessions(fund.records, at("2026-03-20")).open] == [day(odd)]
    assert order_of_the_day(fund.records, day(odd), at("2026-03-20")) is not None
    seats(day(odd))


def instructed(fund, le):
    sent = Depot(1, "remise", (1,), "courrier", day(le), "Nous ne pouvons pas.")
    assert lodge(fund.records, sent, acte(le)) == [1]
    assert admit(fund.records, (1, 1), "", acte(le)) is None
    assert complete(fund.records, (1, 1), day(le), acte(le)) is None
    assert instruct(fund.records, (1, 1), ("favorable", "Faibles."), acte(le)) is None


def test_a_session_recorded_late_takes_no_appeal_that_came_after_it(fund):
    instructed(fund, "2026-03-10")
    for le in ("2026-03-09", "2026-03-10"):
        assert sit.convene(fund.records, day(le), ALL, NOW) is None
    refused = sit.inscribe(fund.records, day("2026-03-09"), (1, 1), NOW)
    assert "n'existait pas à la séance" in said(refused)
    assert sit.inscribe(fund.records, day("2026-03-10"), (1, 1), NOW) is None


def test_an_appeal_inscribed_too_early_by_an_old_event_is_not_voted(fund):
    instructed(fund, "2026-03-10")
    assert sit.convene(fund.records, day("2026-03-09"), ALL, NOW) is None
    fund.happens(1, "recours.inscrit", {"recours": 1, "seance": "2026-03-09"}, "2026-03-12")
    vote = sit.Voix("accord", 5, 0, 0)
    refused = sit.ballot(fund.records, day("2026-03-09"), (1, 1), vote, NOW)
    assert "n'existait pas à la séance" in said(refused)


def test_an_agenda_says_what_silence_rejects_before_the_session(fund):
    instructed(fund, "2026-03-10")
    assert sit.convene(fund.records, day("2027-01-10"), ALL, NOW) is None
    assert sit.inscribe(fund.records, day("2027-01-10"), (1, 1), NOW) is None
    told = order_of_the_day(fund.records, day("2027-01-10"), at("2026-03-20"))
    assert [one.silent_first for one in told.files] == [True]


def test_an_appeal_comes_of_a_complaint_only_where_one_says_the_same(fund):
    depot = replace(DECISION, canal="reclamation")
    assert "aucune réclamation" in said(lodge(fund.records, depot, NOW))
    assert complain(fund.records, plainte("2026-03-02"), NOW) == 1
    assert lodge(fund.records, depot, NOW) == [1]
    assert json.loads(fund.records.events()["payload"].to_pylist()[-1])["canal"] == "reclamation"
