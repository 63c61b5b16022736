"""Who the dossiers of the small fund are about: nobody, with numbers that no one bears."""

from __future__ import annotations

from tests.web.fonds import CLOCK, INDU, RAPPEL, SIMPLE

from justedroit.core.identites import Identite, nir_key
from justedroit.records.interface import Identities, Records
from justedroit.steps.identify import identify

# Born in a month that does not exist: a well-formed number, of nobody.
NIRS = {INDU: "1889986999999", RAPPEL: "2949986999998", SIMPLE: "1999986999997"}
NAMES = {
    INDU: ("ESSAI-ALPHA", "Premier"),
    RAPPEL: ("ESSAI-BETA", "Seconde"),
    SIMPLE: ("ESSAI-GAMMA", "Tiers"),
}


def nir_of(dossier: int) -> str:
    """Return the NIR of the allocataire of a dossier, with its key."""
    return f"{NIRS[dossier]}{nir_key(NIRS[dossier]):02d}"


def identities_of(records: Records, identities: Identities) -> None:
    """Record who the dossiers are about."""
    told = [
        Identite(dossier, 1, nom, prenoms, nir=nir_of(dossier))
        for dossier, (nom, prenoms) in NAMES.items()
    ]
    assert identify(records, identities, told, CLOCK, "essai") == []
