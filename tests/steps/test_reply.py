"""The receipt of an appeal leaves whatever it waits for."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.endettes import Endettes, acte

from justedroit.core.courriers import ORGANISME_DEMO, texts
from justedroit.steps.appeal import admit, ask_documents
from justedroit.steps.lodge import Depot, lodge
from justedroit.steps.reply import reply


@pytest.mark.parametrize("benefit", ["rsa", "ppa", "apl", "af"])
def test_a_receipt_that_asks_for_documents_leaves(benefit):
    fund = Endettes()
    fund.owes(1, benefit, {202512: 20_000})
    sent = Depot(1, "remise", (1,), "courrier", dt.date(2026, 3, 1), "Nous ne pouvons pas.")
    assert lodge(fund.records, sent, acte("2026-03-02")) == [1]
    assert admit(fund.records, (1, 1), "", acte("2026-03-03")) is None
    assert (
        ask_documents(fund.records, (1, 1), ["Vos bulletins de paie"], acte("2026-03-03")) is None
    )
    [letter] = reply(fund.records, (1, 1), ORGANISME_DEMO, acte("2026-03-04"))
    blocs = [bloc for section in letter.contenu.sections for bloc in section.blocs]
    said = " ".join(text for bloc in blocs for text in texts(bloc))
    assert "Vos bulletins de paie" in said
    # Of family benefits, silence runs even so: its day is told.
    assert ("est suspendu tant qu’elles manquent" in said) is (benefit != "af")
    assert ("Si nous n’avons pas répondu le" in said) is (benefit == "af")
