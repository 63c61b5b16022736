"""Accounts: an IBAN whose own key and whose national key are right, in the SEPA zone."""

from __future__ import annotations

import hmac
import re
from types import ModuleType

from justedroit.core.base import Refusal, compact

_SHAPE = re.compile(r"[A-Z]{2}[0-9A-Z]{13,32}", re.ASCII)
_RIB = re.compile(r"\d{5}\d{5}[0-9A-Z]{11}\d{2}", re.ASCII)
_MEND = "Recopiez-le du relevé d'identité bancaire, sans en changer un caractère."
FINGERPRINT_BYTES = 8


def read_iban(text: str, where: str = "IBAN") -> str | Refusal:
    """Return an IBAN as it is kept, without spaces, or why it is refused; never quoted.

    Both keys are checked, that of the IBAN and, where the country has one, that of the account (RIB
    key in France): a wrong account number can keep a right IBAN key.

    Args:
        text: as a person writes it, with or without spaces.
        where: what to say of its place in a refusal.

    Law:
        ISO 13616; regulation (EU) 260/2012, art. 5 and annex.
    """
    number = compact(text)
    if not _SHAPE.fullmatch(number):
        return Refusal(
            "un IBAN est fait d'un code de pays (FR), de deux chiffres, puis du numéro de compte.",
            where,
            _MEND,
        )
    schwifty = _schwifty()
    try:
        iban = schwifty.IBAN(number, validate_bban=True)
    except schwifty.exceptions.SchwiftyException as error:
        return Refusal(_reason(type(error).__name__), where, _MEND)
    if not iban.in_sepa_zone:
        return Refusal(
            "ce compte est hors de l'espace SEPA : aucun virement SEPA ne peut y arriver.",
            where,
            "Demandez un compte de la zone SEPA.",
            "règlement (UE) n° 260/2012",
        )
    return number


_REASONS = {
    "InvalidBBANChecksum": "la clé du numéro de compte (clé RIB) est fausse.",
    "InvalidChecksumDigits": "les deux chiffres de contrôle, après le code du pays, sont faux.",
    "InvalidLength": "il n'a pas la longueur des IBAN de son pays (27 caractères en France).",
    "InvalidCountryCode": "son code de pays n'existe pas.",
}


def _reason(error: str) -> str:
    return _REASONS.get(error, "le numéro de compte n'a pas la forme de son pays.")


def _schwifty() -> ModuleType:
    # It is slow to load: only who reads an account waits for it.
    import schwifty  # noqa: PLC0415

    return schwifty


def iban_of_rib(text: str, where: str = "RIB") -> str | Refusal:
    """Return the IBAN of a French RIB: bank, branch, account, key, 23 characters.

    Law:
        ISO 13616; the RIB key is the one that `read_iban` checks.
    """
    number = compact(text)
    if not _RIB.fullmatch(number):
        return Refusal(
            "un RIB a 23 caractères : banque (5), guichet (5), compte (11), clé (2).", where, _MEND
        )
    return read_iban(str(_schwifty().IBAN.from_bban("FR", number)), where)


def masked_iban(iban: str) -> str:
    """Return an IBAN as a screen shows it: its country and its last four characters.

    Law:
        None: decision 0016, a screen shows what recognising an account needs, no more.
    """
    return f"{iban[:2]}•• {iban[-4:]}" if iban else ""


def fingerprint(iban: str, secret: bytes) -> str:
    """Return what names an account where the IBAN may not be: 16 characters, without a way back.

    Keyed, because a plain digest of an IBAN is found again by trying them all.

    Args:
        iban: as `read_iban` returns it.
        secret: 32 bytes of the fund.

    Law:
        RGPD art. 4, 5): pseudonymisation. Decision 0016.
    """
    return hmac.digest(secret, iban.encode(), "sha256")[:FINGERPRINT_BYTES].hex()
