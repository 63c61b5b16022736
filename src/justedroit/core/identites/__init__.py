"""Identities: who a dossier is about. NIR, names, address, accounts, checked and never shown whole.

    nir.py        the number, its key, Corsica, provisional numbers
    iban.py       accounts: IBAN and RIB keys, SEPA zone, fingerprint
    nom.py        a name as it is searched for
    adresse.py    a structured address, as ISO 20022 has it
    identite.py   the identity of a person, checked
    fichier.py    identities read from the rows of a file
    recherche.py  what someone types to find a dossier

Nothing here is ever in a journal: an identity bears a dossier number, the journals bear nothing else
(decision 0007). What is refused is told without quoting what was written.

Law: decree 2019-341 of 19 April 2019 (NIR); RGPD art. 5 and 32; ISO 13616 (IBAN).
"""

from justedroit.core.base import nir_key
from justedroit.core.identites.adresse import Adresse
from justedroit.core.identites.fichier import COLONNES, Saisie, read_identities, saisie_of
from justedroit.core.identites.iban import (
    fingerprint,
    iban_of_rib,
    masked_iban,
    read_iban,
)
from justedroit.core.identites.identite import Compte, Identite, verified
from justedroit.core.identites.nir import is_provisional, masked_nir, read_nir
from justedroit.core.identites.nom import matched, name_words, prefixes
from justedroit.core.identites.recherche import Recherche, read_recherche
from justedroit.core.identites.schema import ACCOUNTS

__all__ = [
    "ACCOUNTS",
    "COLONNES",
    "Adresse",
    "Compte",
    "Identite",
    "Recherche",
    "Saisie",
    "fingerprint",
    "iban_of_rib",
    "is_provisional",
    "masked_iban",
    "masked_nir",
    "matched",
    "name_words",
    "nir_key",
    "prefixes",
    "read_iban",
    "read_identities",
    "read_nir",
    "read_recherche",
    "saisie_of",
    "verified",
]
