"""The reference that a household copies on its transfer when it repays: ISO 11649, `RF…`."""

from __future__ import annotations

import re
from typing import Final

_BODY: Final = "D{:012d}"
_WRITTEN: Final = re.compile(r"RF(?P<check>[0-9]{2})D(?P<dossier>[0-9]{12})")


def _digits(text: str) -> int:
    """Return a text as the number that its check digits are counted on: A is 10, Z is 35."""
    return int("".join(str(int(letter, 36)) for letter in text))


def repayment_reference(dossier: int) -> str:
    """Return the reference with which the debts of a dossier are repaid.

    Args:
        dossier: its number, at most twelve digits.

    Returns:
        17 characters, with the check digits of ISO 11649.

    Law:
        None: ISO 11649; decision 0015.

    >>> repayment_reference(1234)
    'RF61D000000001234'
    """
    body = _BODY.format(dossier)
    return f"RF{98 - _digits(body + 'RF00') % 97:02d}{body}"


def dossier_of_reference(text: str) -> int | None:
    """Return the dossier that a reference names, or a free text that holds one.

    Args:
        text: as the bank gives it; spaces do not count.

    Returns:
        The number; None where there is no reference of ours, or more than one, or a wrong one.

    Law:
        None: ISO 11649; decision 0015.

    >>> dossier_of_reference("Remboursement rf61 d000 0000 01234 merci")
    1234
    """
    found = {m["dossier"] for m in _WRITTEN.finditer("".join(text.upper().split())) if _right(m)}
    return int(found.pop()) if len(found) == 1 else None


def _right(found: re.Match[str]) -> bool:
    return repayment_reference(int(found["dossier"])) == found[0]
