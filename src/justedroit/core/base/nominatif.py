"""What names a person wherever it is written: a NIR, an IBAN. No journal and no message holds one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

_KEY_MODULUS = 97
# ASSUMPTION: months 20 to 42 and 50 to 99 are those of births whose month is not known.
_FORM: Final = (
    r"(?P<sexe>[123478])(?P<annee>\d\d)(?P<mois>0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)"
    r"(?P<departement>\d\d|2[AB])(?P<commune>\d{3})(?P<ordre>\d{3})"
)
_NIR: Final = re.compile(_FORM, re.ASCII)
_NIR_LENGTH: Final = 13
_ON_CARD: Final = (1, 2, 2, 2, 3, 3)  # digits of each group
_LAST_MONTH: Final = "12"
_CORSICA: Final = {"2A": "19", "2B": "18"}
# Runs of letters and digits, single separators apart: what a person groups by two, three or four.
_RUN: Final = re.compile(r"[0-9A-Z](?:[ .\-/]?[0-9A-Z])*", re.ASCII)
_IBAN_HEAD: Final = re.compile(r"[A-Z]{2}\d{2}", re.ASCII)
_FOUR: Final = 4  # characters of each group of an IBAN, on paper
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[0-9A-Z]{11,30}", re.ASCII)
# Country → length of its IBANs (ISO 13616): « le 21 juillet 2025 » has a right key, and is none.
_LENGTHS: Final = {
    country: int(length)
    for country, length in re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24 AE23 AL28 AO25 AT20 AX18 AZ28 BA20 BE16 BF28 BG22 BH22 BI27 BJ28 BL27 BR29 BY28 "
        "CF27 CG27 CH21 CI28 CM27 CR22 CV25 CY28 CZ24 DE22 DJ27 DK18 DO28 DZ26 EE20 EG29 ES24 "
        "FI18 FK18 FO18 FR27 GA27 GB22 GE22 GF27 GG22 GI23 GL18 GP27 GQ27 GR27 GT28 GW25 HN28 "
        "HR21 HU28 IE22 IL23 IM22 IQ23 IR26 IS26 IT27 JE22 JO30 KM27 KW30 KZ20 LB28 LC32 LI21 "
        "LT20 LU20 LV21 LY25 MA28 MC27 MD24 ME22 MF27 MG27 MK19 ML28 MN20 MQ27 MR27 MT31 MU30 "
        "MZ25 NC27 NE28 NI28 NL18 NO15 OM23 PF27 PK24 PL28 PM27 PS29 PT25 QA29 RE27 RO24 RS22 "
        "RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SN28 SO23 ST25 SV28 TD27 TF27 TG28 TL23 TN24 "
        "TR26 UA29 VA22 VG24 WF27 XK20 YE30 YT27 ",
    )
}
_LIKE: Final = re.compile(r"\d{5}(?:\d\d|2[AB])\d{5,}|[A-Z]{2}\d{2}[0-9A-Z]{11,}", re.ASCII)


def compact(text: str) -> str:
    """Return a number as it is kept: capital letters, without spaces, dots nor hyphens.

    Law:
        None: a way of writing; a person groups the digits, the number has no space.
    """
    return re.sub(r"[\s.\-‐‑–]", "", unicodedata.normalize("NFKC", text)).upper()


def is_well_formed(nir13: str) -> bool:
    """Tell whether thirteen characters can be a NIR: sex, month, département, commune, order.

    Law:
        Decree 82-103 of 22 January 1982.
    """
    found = _NIR.fullmatch(nir13)
    return found is not None and not (
        found["departement"] == "00" or found["commune"] == "000" or found["ordre"] == "000"
    )


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


def names_someone(text: str) -> bool:
    """Tell whether a text holds a NIR or an IBAN, mistyped or not, alone or among other words.

    A NIR is known by its key however it is cut; in one piece or grouped as on a health card, by its
    shape alone. So is an IBAN, in one piece or by fours: a wrong key is a slip of the finger.

    >>> names_someone("attestation_1 85 05 78 006 084 91.pdf"), names_someone("avis n° 2025-0042")
    (True, False)
    >>> names_someone("mon nir 185057800608490"), names_someone("virement RF61D000000001234")
    (True, False)

    Law:
        RGPD art. 5 (minimisation); decree 2019-341: who may use the NIR, and for what.
    """
    plain = unicodedata.normalize("NFKC", text).upper().replace("_", "\n")
    for run in _RUN.findall(plain):
        groups = re.split(r"[ .\-/]", run)
        if _has_keyless(groups) or _has_mistyped(groups):
            return True
        for first in range(len(groups)):
            joined = ""
            for group in groups[first:]:
                joined += group
                if _is_nir(joined) or _is_iban(joined):
                    return True
    return False


def looks_personal(text: str) -> bool:
    """Tell whether a text has the shape of a NIR or of an IBAN, right or wrong: it is not quoted.

    Law:
        RGPD art. 5 (minimisation).
    """
    return _LIKE.search(re.sub(r"[^0-9A-Za-z]", "", text).upper()) is not None


def _is_nir(text: str) -> bool:
    nir, key = text[:13], text[13:]
    return len(key) == 2 and key.isdecimal() and is_well_formed(nir) and int(key) == nir_key(nir)


def _has_keyless(groups: Sequence[str]) -> bool:
    """Return whether some groups are a NIR without its key, of a month that is known."""
    whole = [group for group in groups if len(group) == _NIR_LENGTH]
    spans = range(len(groups) - len(_ON_CARD) + 1)
    cards = [groups[first : first + len(_ON_CARD)] for first in spans]
    whole += ["".join(card) for card in cards if tuple(map(len, card)) == _ON_CARD]
    return any(is_well_formed(nir) and nir[3:5] <= _LAST_MONTH for nir in whole)


def _has_mistyped(groups: Sequence[str]) -> bool:
    """Return whether some groups have the shape of a NIR or of an IBAN, be its key wrong."""
    whole = [one for one in groups if len(one) == _NIR_LENGTH + 2 and one[_NIR_LENGTH:].isdecimal()]
    if any(is_well_formed(one[:_NIR_LENGTH]) for one in whole):
        return True
    starts = [at for at, one in enumerate(groups) if _IBAN_HEAD.match(one)]
    return any(_is_near_iban(one) for at in starts for one in (groups[at], _by_fours(groups[at:])))


def _by_fours(groups: Sequence[str]) -> str:
    """Return the groups of four characters that begin a run, and the shorter one that ends them."""
    found = list(takewhile(lambda one: len(one) == _FOUR, groups))
    last = groups[len(found)] if len(found) < len(groups) else ""
    return "".join(found) + (last if len(last) < _FOUR else "")


def _is_near_iban(text: str) -> bool:
    """Return whether a text has the shape of an IBAN of its country, a character more or less."""
    length = _LENGTHS.get(text[:2])
    return (
        length is not None
        and abs(len(text) - length) <= 1
        and _IBAN.fullmatch(text) is not None
        and sum(map(str.isdecimal, text)) >= len(text) // 2
    )


def _is_iban(text: str) -> bool:
    if not _IBAN.fullmatch(text) or _LENGTHS.get(text[:2]) != len(text):
        return False
    digits = "".join(str(int(c, 36)) for c in text[4:] + text[:4])
    return int(digits) % _KEY_MODULUS == 1
