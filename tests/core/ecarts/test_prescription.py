"""What time has taken, month by month, as the cases of cas.yaml tell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import yaml

from justedroit.core.ecarts import CORRECTIONS, QUALIFICATIONS, prescribed, starts_of_delay
from justedroit.core.registre import TRANSFERS, last_paid_on

CASES = yaml.safe_load((Path(__file__).parent / "cas.yaml").read_text("utf-8"))
DAY = dt.date(2024, 6, 15)


def correction(dossier=1, benefit="rsa", month=202205, delta=-100):
    posted = 100 if delta < 0 else 0
    return {
        "dossier": dossier,
        "benefit": benefit,
        "month": month,
        "posted_cents": posted,
        "due_cents": posted + delta,
        "delta_cents": delta,
    }


def corrections(*rows):
    return pa.Table.from_pylist(list(rows), schema=CORRECTIONS)


def qualified(*rows):
    names = QUALIFICATIONS.names
    return pa.Table.from_pylist(
        [dict(zip(names, r, strict=True)) for r in rows], schema=QUALIFICATIONS
    )


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_case(case):
    delta = -100 if case["nature"] == "indu" else 100
    rows = corrections(*(correction(month=m, delta=delta) for m in case["mois"]))
    days = np.array(list(case["mois"].values()), "datetime64[D]")
    found = prescribed(rows, days, case["decide_le"], qualified((1, None, case["qualification"])))
    assert rows["month"].filter(pa.array(found)).to_pylist() == case["prescrits"]


def test_without_a_person_s_qualification_good_faith_is_presumed():
    days = np.array(["2020-01-05"], "datetime64[D]")
    assert prescribed(corrections(correction()), days, DAY).tolist() == [True]


def test_what_is_said_of_a_benefit_prevails_over_what_is_said_of_the_dossier():
    rows = corrections(correction(1, "af"), correction(1, "rsa"), correction(2, "rsa"))
    days = np.array(["2021-01-05"] * 3, "datetime64[D]")
    told = qualified((1, None, "fraude"), (1, "rsa", "bonne_foi"), (2, "rsa", "fraude"))
    assert prescribed(rows, days, DAY, told).tolist() == [False, True, False]


def test_an_unknown_qualification_is_refused():
    days = np.array(["2021-01-05"], "datetime64[D]")
    with pytest.raises(ValueError, match="« louche » inconnue"):
        prescribed(corrections(correction()), days, DAY, qualified((1, None, "louche")))


def test_time_runs_from_the_last_payment_of_an_indu_and_from_the_due_date_of_a_rappel():
    def payment(benefit, day):
        return {
            "dossier": 1,
            "sequence": 0,
            "debit": f"{benefit}:droit",
            "credit": f"{benefit}:paye",
            "amount_cents": 10,
            "month": 202205,
            "value_on": dt.date(2022, 6, day),
            "entered_at": dt.datetime(2022, 6, day, tzinfo=dt.UTC),
            "motive": "paiement",
            "reference": None,
        }

    paid = pa.Table.from_pylist(
        [payment("af", 5), payment("rsa", 5), payment("rsa", 20)], schema=TRANSFERS
    )
    rows = corrections(correction(1, "af", delta=50), correction(1, "apl"), correction(1, "rsa"))

    def due_day(month, benefit):
        assert month == 202205
        return dt.date(2022, 6, 7 if benefit == "apl" else 3)

    found = starts_of_delay(rows, last_paid_on(paid), due_day)
    assert found.astype(str).tolist() == ["2022-06-03", "2022-06-07", "2022-06-20"]


def test_no_correction_has_no_delay():
    none = CORRECTIONS.empty_table()
    empty = last_paid_on(TRANSFERS.empty_table())
    assert starts_of_delay(none, empty, lambda _month, _benefit: DAY).size == 0
