"""The house profile of hypothesis, and what every test may use."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No deadline: with the default of 200 ms, hypothesis fails falsely on a busy machine.
settings.register_profile(
    "house", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("slow", parent=settings.get_profile("house"), max_examples=1000)
# The engine has tests of its own; elsewhere no kernel is built in the background, nor kept.
os.environ["JUSTEDROIT_MOTEUR"] = "non"
# The records and the pages live in one process, in any order: Django is set up once, for both. Its
# own base is opened by the tests of the pages only, which say where it is.
os.environ["DJANGO_SETTINGS_MODULE"] = "justedroit.web.settings"
os.environ["JUSTEDROIT_DEMONSTRATION"] = "oui"
os.environ["JUSTEDROIT_CLE_SECRETE"] = "une clé d'essai, qui ne signe que des sessions d'essai"

settings.load_profile(os.environ.get("JUSTEDROIT_HYPOTHESIS", "house"))
