"""The NIR: thirteen characters and a key. A refusal never quotes the number."""

from __future__ import annotations

import re
import unicodedata

from justedroit.core.base import Refusal

LENGTH, KEY_LENGTH = 13, 2
_KEY_MODULUS = 97
# ASSUMPTION: months 20 to 42 and 50 to 99 are those of births whose month is not known.
_FORM = re.compile(
    r"(?P<sexe>[123478])(?P<annee>\d\d)(?P<mois>0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)"
    r"(?P<departement>\d\d|2[AB])(?P<commune>\d{3})(?P<ordre>\d{3})",
    re.ASCII,
)
_CORSICA = {"2A": "19", "2B": "18"}
_PROVISIONAL = frozenset("3478")


def compact(text: str) -> str:
    """Return a number as it is kept: capital letters, without spaces, dots nor hyphens.

    Law:
        None: a way of writing; a person groups the digits, the number has no space.
    """
    return re.sub(r"[\s.\-‐‑–]", "", unicodedata.normalize("NFKC", text)).upper()


def nir_key(nir13: str) -> int:
    """Return the key of a NIR: 97 less the number modulo 97; 2A counts as 19, 2B as 18.

    >>> nir_key("1850578006084"), nir_key("185052A004012"), nir_key("185052B004012")
    (91, 70, 97)

    Args:
        nir13: thirteen characters, well formed.

    Raises:
        ValueError: it is not; the message does not quote it.

    Law:
        Decree 82-103 of 22 January 1982 (the répertoire and its number); the key is INSEE's.
    """
    if not is_well_formed(nir13):
        raise ValueError("Ce n'est pas un NIR de treize caractères.")
    departement = nir13[5:7]
    digits = nir13[:5] + _CORSICA.get(departement, departement) + nir13[7:]
    return _KEY_MODULUS - int(digits) % _KEY_MODULUS


def is_well_formed(nir13: str) -> bool:
    """Tell whether thirteen characters can be a NIR: sex, month, département, commune, order.

    Law:
        Decree 82-103 of 22 January 1982.
    """
    found = _FORM.fullmatch(nir13)
    return found is not None and not (
        found["departement"] == "00" or found["commune"] == "000" or found["ordre"] == "000"
    )


def is_provisional(nir: str) -> bool:
    """Tell whether a number was given while waiting for the true one: it begins with 3, 4, 7 or 8.

    Law:
        None: how the bodies write numéros d'attente (NIA, NNP), to be verified in its text.
    """
    return nir[:1] in _PROVISIONAL


def read_nir(text: str, where: str = "NIR", *, with_key: bool = True) -> str | Refusal:
    """Return a NIR as it is kept, or why it is refused.

    Args:
        text: as a person writes it, with or without spaces.
        where: what to say of its place in a refusal.
        with_key: whether the key must be there; a search does without.

    Returns:
        Fifteen characters, or thirteen where the key was neither given nor asked for.

    Law:
        Decree 2019-341 of 19 April 2019 (who may use it, and for what).
    """
    number = compact(text)
    if len(number) not in (LENGTH, LENGTH + KEY_LENGTH):
        return Refusal(
            "un NIR a 13 caractères, suivis d'une clé de 2 chiffres.",
            where,
            f"{len(number)} ont été lus : comptez-les, et recopiez-le de la carte Vitale.",
        )
    if not is_well_formed(number[:LENGTH]):
        return Refusal(
            "ces caractères ne forment pas un NIR (sexe, année, mois, département, commune, ordre).",
            where,
            "Recopiez-le de la carte Vitale ou de l'attestation de droits.",
        )
    if len(number) == LENGTH:
        return _key_missing(where) if with_key else number
    key = number[LENGTH:]
    if not (key.isascii() and key.isdecimal()) or int(key) != nir_key(number[:LENGTH]):
        return Refusal(
            "la clé ne correspond pas aux 13 premiers caractères.",
            where,
            "Un chiffre est sans doute mal recopié : relisez-le, clé comprise.",
        )
    return number


def _key_missing(where: str) -> Refusal:
    return Refusal(
        "la clé manque.",
        where,
        "Ajoutez les deux derniers chiffres, à droite sur la carte Vitale.",
    )


def masked_nir(nir: str) -> str:
    """Return a NIR as a screen shows it: its first digit, the rest hidden, key included.

    Law:
        None: decision 0016, a screen shows what recognising a person needs, no more.
    """
    return f"{nir[0]} ••••••••" if nir else ""
