"""The reference that a household copies on its transfer when it repays: ISO 11649, `RF…`.

It names a dossier, `RF61D000000001234`, or one créance of it, `RF43C003D000000001234`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_MOST: Final = 999  # the créance has three digits in a reference
# What names a créance comes before the dossier: neither form is a part of the other.
_WRITTEN: Final = re.compile(
    r"RF(?P<check>[0-9]{2})(?:C(?P<creance>[0-9]{3}))?D(?P<dossier>[0-9]{12})"
)

# What looks like one of ours, whatever its check digits and its length.
_LOOKS_WRITTEN: Final = re.compile(r"RF[0-9]{2}(?:C[0-9]{0,4})?D[0-9]{4,}")


@dataclass(frozen=True, slots=True)
class Reference:
    """What the text of a transfer names.

    Attributes:
        dossier: number.
        creances: numbers, in the order of the text; none where the dossier alone is named.
    """

    dossier: int
    creances: tuple[int, ...] = ()


def _digits(text: str) -> int:
    """Return a text as the number that its check digits are counted on: A is 10, Z is 35."""
    return int("".join(str(int(letter, 36)) for letter in text))


def repayment_reference(dossier: int, creance: int | None = None) -> str:
    """Return the reference with which the debts of a dossier, or one of them, are repaid.

    Args:
        dossier: its number, at most twelve digits.
        creance: number of the créance; None, or above 999: the dossier alone is named, and the
            oldest is repaid first.

    Returns:
        17 characters, or 21, with the check digits of ISO 11649.

    Law:
        ISO 11649; decision 0015. Code civil art. 1342-10: the debtor says which debt it pays.

    >>> repayment_reference(1234), repayment_reference(1234, 3)
    ('RF61D000000001234', 'RF43C003D000000001234')
    """
    named = "" if creance is None or creance > _MOST else f"C{creance:03d}"
    body = f"{named}D{dossier:012d}"
    return f"RF{98 - _digits(body + 'RF00') % 97:02d}{body}"


def read_reference(text: str) -> Reference | None:
    """Return what a reference names, or a free text that holds some.

    Args:
        text: as the bank gives it; spaces do not count.

    Returns:
        None where there is no reference of ours, where two name different dossiers, or one is wrong.

    Law:
        None: ISO 11649; decision 0015.

    >>> read_reference("Remboursement rf61 d000 0000 01234 merci")
    Reference(dossier=1234, creances=())
    """
    found = _found(text)
    dossiers = {int(m["dossier"]) for m in found}
    if len(dossiers) != 1:
        return None
    numbers = dict.fromkeys(int(m["creance"]) for m in found if m["creance"])
    return Reference(dossiers.pop(), tuple(numbers))


def why_unread(text: str) -> str:
    """Return why a text names no dossier, a key of WAITING_LABELS.

    Args:
        text: of which `read_reference` is None.

    Returns:
        `deux_dossiers`, `reference_fausse` where one is there and badly copied, or `sans_reference`.

    Law:
        None: ISO 11649; decision 0015.

    >>> why_unread("RF62D000000001234"), why_unread("merci")
    ('reference_fausse', 'sans_reference')
    """
    if _found(text):
        return "deux_dossiers"
    return "reference_fausse" if _LOOKS_WRITTEN.search(_close(text)) else "sans_reference"


def _close(text: str) -> str:
    return "".join(text.upper().split())


def _found(text: str) -> list[re.Match[str]]:
    return [m for m in _WRITTEN.finditer(_close(text)) if _right(m)]


def _right(found: re.Match[str]) -> bool:
    named = found["creance"]
    return repayment_reference(int(found["dossier"]), int(named) if named else None) == found[0]
