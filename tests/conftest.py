"""The house profile of hypothesis, and what every test may use."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# The files that take the longest are begun first: two processes then end together, rather than one
# waiting for the other's last file. Measured by `make test ARGS="--durations=0"`, summed by file.
LONGEST = (
    "core/droits/test_evaluation.py",
    "web/test_dossier_navigateur.py",
    "engine/test_kernel.py",
    "batch/test_kill.py",
    "web/test_api_france.py",
    "engine/native/test_bits.py",
    "twin/test_guide.py",
    "commandes/test_caisse.py",
    "steps/test_revise.py",
    "commandes/test_verifier.py",
    "web/test_dossier.py",
    "web/test_ecarts.py",
    "batch/test_masse.py",
    "records/test_kill.py",
    "engine/native/test_compilation.py",
    "simulation/test_lives.py",
    "scenarios/test_scenarios.py",
    "web/test_socle_navigateur.py",
    "engine/tracing/test_france.py",
    "engine/native/test_running.py",
    "web/test_faire_recours.py",
    "web/test_seances.py",
    "web/test_plaintes.py",
    "steps/test_bank_kill.py",
    "batch/test_passage.py",
    "records/test_database.py",
    "web/test_faire_forcer.py",
    "web/test_api.py",
    "core/droits/test_explication.py",
    "records/test_contract.py",
    "twin/test_jouer.py",
    "steps/test_bank_property.py",
    "web/test_paiements_navigateur.py",
    "core/droits/openfisca/test_arbre.py",
    "records/test_identities.py",
    "core/droits/openfisca/test_trace.py",
    "core/droits/openfisca/test_calcul.py",
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
