"""The small fund of the pages is what the law gives: living it again moves nothing."""

from __future__ import annotations

from tests.chaine import Chaine, instant
from tests.web.fonds import FIRST, INDU, LAST, RAPPEL, SIMPLE, VIDE, append_kept

from justedroit.core.droits.openfisca import OpenFiscaLaw
from justedroit.records.memory import MemoryRecords
from justedroit.steps import revise


def test_the_kept_fund_is_what_the_law_gives():
    records = MemoryRecords()
    append_kept(records)
    before = records.transfers()
    revise(records, None, instant("2025-07-10"), OpenFiscaLaw(), (FIRST, LAST))
    assert records.transfers().equals(before)


def test_the_kept_fund_has_an_indu_a_rappel_and_a_dossier_without_either():
    records = MemoryRecords()
    append_kept(records)
    rows = records.transfers().to_pylist()
    motives = {number: {r["motive"] for r in rows if r["dossier"] == number} for number in range(5)}
    assert "indu" in motives[INDU]
    assert "rappel" in motives[RAPPEL]
    assert motives[SIMPLE] == {"droit", "paiement"}
    assert motives[VIDE] == set()
    assert Chaine(OpenFiscaLaw(), records).sum() == 0
