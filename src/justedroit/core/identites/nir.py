"""The NIR: thirteen characters and a key. A refusal never quotes the number."""

from __future__ import annotations

from justedroit.core.base import Refusal, compact, is_well_formed, nir_key

LENGTH, KEY_LENGTH = 13, 2
_PROVISIONAL = frozenset("3478")


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
