"""The days that count for an appeal: who comes ahead of the judge is told first, as letters do."""

from __future__ import annotations

import datetime as dt

import pytest

from justedroit.core.recours import Recours
from justedroit.steps.consultation.jalons import of_appeal

TODAY = dt.date(2025, 8, 1)


def appeal(nature, benefit="rsa", regime="rsa"):
    received, objet = dt.date(2025, 6, 12), "remise" if nature == "remise" else "indu"
    made = (1, 1, nature, objet, regime, (benefit,), (1,), received, "courrier", "Trop.", "")
    return Recours(*made, "notifie", received, notified_on=dt.date(2025, 7, 30))


@pytest.mark.parametrize(
    ("one", "last", "who"),
    [
        # To ask for a remise of RSA was the prior appeal (CE, avis, 23 mai 2011, n° 344970).
        (appeal("remise"), dt.date(2025, 10, 1), "tribunal administratif"),
        (appeal("contestation"), dt.date(2025, 10, 1), "tribunal administratif"),
        (appeal("remise", "apl", "logement"), dt.date(2025, 10, 1), "tribunal administratif"),
        (appeal("remise", "af", "pf"), dt.date(2025, 9, 30), "tribunal judiciaire"),
    ],
)
def test_the_last_day_is_that_of_the_judge(one, last, who):
    [told] = of_appeal(one, TODAY)
    assert told.on == last
    assert who in told.what
    assert list(of_appeal(one, TODAY, seized=True)) == []
