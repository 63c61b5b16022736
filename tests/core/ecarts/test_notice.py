"""What a notice nets, as the fund has chosen."""

from __future__ import annotations

import datetime as dt

from justedroit.core.base import parametre
from justedroit.core.ecarts import compensation_immediate_on


def test_a_rappel_pays_no_indu_of_another_benefit_unless_the_fund_chooses_so_a_verifier():
    assert compensation_immediate_on(dt.date(2026, 1, 1)) is False
    assert parametre("ecarts/notice.compensation_immediate").statut == "a_verifier"
