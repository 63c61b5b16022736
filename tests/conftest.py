"""The house profile of hypothesis, and what every test may use."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# The files that take the longest are begun first: two processes then end together, rather than one
# waiting for the other's last file. Measured by `make test ARGS="--durations=100"`.
LONGEST = (
    "core/droits/test_evaluation.py",
    "engine/test_kernel.py",
    "web/test_api_france.py",
    "engine/native/test_bits.py",
    "commandes/test_verifier.py",
    "steps/test_revise.py",
    "twin/test_guide.py",
    "web/test_dossier_navigateur.py",
    "batch/test_masse.py",
    "web/test_dossier.py",
    "commandes/test_caisse.py",
    "batch/test_kill.py",
    "records/test_kill.py",
    "core/droits/openfisca/test_trace.py",
    "core/droits/openfisca/test_calcul.py",
    "engine/tracing/test_france.py",
    "web/test_api.py",
    "web/test_paiements_navigateur.py",
    "web/test_ecarts.py",
    "twin/test_jouer.py",
    "simulation/test_lives.py",
    "scenarios/test_scenarios.py",
    "web/test_socle_navigateur.py",
    "core/droits/test_hypotheses.py",
    "steps/test_bank_kill.py",
    "records/test_agents.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest files first; the others stay in the order drawn."""
    rank = {f"tests/{name}": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.nodeid.partition("::")[0], len(LONGEST)))


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
