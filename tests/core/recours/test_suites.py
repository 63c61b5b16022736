"""What is open after a decision: who is asked first, until when, then which judge."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from justedroit.core.recours import (
    Instance,
    Recours,
    court_until,
    days_ahead,
    open_acts,
    way_left,
)
from justedroit.core.recours.instance import Jugement


def day(text):
    return dt.date.fromisoformat(text)


def appeal(benefit="rsa", regime="rsa", nature="remise", stage="notifie", **told):
    objet = "remise" if nature == "remise" else "indu"
    received = day("2025-06-12")
    made = (1, 1, nature, objet, regime, (benefit,), (1,), received, "courrier", "Trop.", "", stage)
    found = Recours(*made, silence_from=received)
    for name, value in told.items():
        setattr(found, name, value)
    return found


def refused(**told):
    return appeal(notified_on=day("2025-07-30"), **told)


def case(**told):
    made = (1, 1, "indu", ("rsa",), (1,), 1, None, "", "tribunal_administratif")
    return Instance(*made, day("2025-09-15"), (), (), **told)


VERDICT = Jugement("tribunal_administratif", "partiel", {1: 100}, day("2025-12-12"), "Vu.", "a")


def test_a_refused_remise_goes_to_the_judge_since_to_ask_for_it_was_the_prior_appeal():
    # CE, avis, 23 mai 2011, n° 344970 et 345827: CASF art. L262-47.
    one = refused()
    assert court_until(one) == day("2025-10-01")
    [said] = days_ahead(one, day("2025-08-01"))
    assert (
        said
        == "Le tribunal administratif peut être saisi jusqu'au 1er\u00a0octobre 2025 (délai franc)."
    )
    assert "pouvait" in days_ahead(one, day("2025-10-02"))[0]


@pytest.mark.parametrize(
    ("told", "last"),
    [
        # Francs: 1 October, and not 30 September.
        ({"benefit": "apl", "regime": "logement"}, "2025-10-01"),
        ({"benefit": "rsa", "nature": "contestation"}, "2025-10-01"),
        ({"benefit": "af", "regime": "pf"}, "2025-09-30"),
        ({"benefit": "ppa", "regime": "ppa"}, "2025-10-01"),  # a_verifier: as of the RSA
    ],
)
def test_where_nobody_else_is_asked_the_judge_is_seized_at_once(told, last):
    one = refused(**told)
    assert court_until(one) == day(last)


def test_time_alone_rejects_and_only_an_express_decision_may_follow():
    one = appeal(nature="contestation", stage="hors_delai", accused_on=day("2025-06-16"))
    before, after = day("2025-08-12"), day("2025-08-13")
    assert "irrecevable" in open_acts(one, before)
    assert open_acts(one, after) == ("recevable --motif-retard",)
    assert court_until(one) is None
    silent, court = days_ahead(one, after)
    assert "Rejeté par le silence le 12\u00a0août 2025" in silent
    assert "décision expresse" in silent
    assert court_until(one, after) == day("2025-10-13")
    assert "13\u00a0octobre 2025" in court


def test_the_way_left_is_that_of_the_last_judge():
    one = refused(nature="contestation")
    today = day("2026-01-10")
    assert "Ce délai est passé" in way_left(one, [], today)
    assert "aucun" not in way_left(one, [], day("2025-09-01"))
    assert "en cours devant le tribunal administratif" in way_left(one, [case()], today)
    judged = case(stage="jugee", jugements=[VERDICT])
    assert "le jugement est à notifier" in way_left(one, [judged], today)
    told = replace(VERDICT, notified_on=day("2025-12-22"))
    known = case(stage="notifiee", jugements=[told])
    assert "est possible jusqu'au 23\u00a0février 2026" in way_left(one, [known], today)
    assert "devant le Conseil d'État" in way_left(one, [known], today)
    assert "Ce délai est passé" in way_left(one, [known], day("2026-02-24"))
