"""An address, structured as ISO 20022 asks from November 2026."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from justedroit.core.base import Refusal

_FRENCH_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True, repr=False)
class Adresse:
    """Where someone lives. Its `repr` shows nothing.

    Attributes:
        numero: in the street, "12 bis"; BldgNb, 16 characters.
        rue: StrtNm, 70 characters.
        code_postal: PstCd, 16 characters.
        commune: TwnNm, 35 characters.
        pays: Ctry, two letters.
        complement: building, floor, "chez…"; 70 characters.
    """

    numero: str
    rue: str
    code_postal: str
    commune: str
    pays: str = "FR"
    complement: str = ""

    def __repr__(self) -> str:
        """Return nothing personal."""
        return "Adresse(…)"

    def lines(self) -> list[str]:
        """Return the address as an envelope bears it.

        Law:
            None: norm XP Z10-011 for postal addresses.
        """
        town = f"{self.code_postal} {self.commune}".strip()
        parts = [self.complement, f"{self.numero} {self.rue}".strip(), town]
        return [part for part in parts if part] + ([self.pays] if self.pays != "FR" else [])


# Longest values, of ISO 20022 (PostalAddress24).
_LONGEST = {
    "numero": 16,
    "rue": 70,
    "code_postal": 16,
    "commune": 35,
    "pays": 2,
    "complement": 70,
}
_LABELS = {
    "numero": "le numéro",
    "rue": "la rue",
    "code_postal": "le code postal",
    "commune": "la commune",
    "pays": "le pays",
    "complement": "le complément",
}


def address_refusals(adresse: Adresse, where: str) -> list[Refusal]:
    """Return why an address is refused, without quoting it.

    Law:
        ISO 20022, PostalAddress24: town and country, and the lengths.
    """
    refusals = [
        Refusal(
            f"{_LABELS[f.name]} a plus de {_LONGEST[f.name]} caractères.",
            where,
            "Raccourcissez-le, comme sur une enveloppe.",
            "ISO 20022",
        )
        for f in fields(adresse)
        if len(getattr(adresse, f.name)) > _LONGEST[f.name]
    ]
    if not all(getattr(adresse, f.name).isprintable() for f in fields(adresse)):
        what = "elle contient un caractère qui ne s'écrit pas."
        refusals.append(Refusal(what, where, "Retapez-la.", "ISO 20022"))
    if not adresse.commune.strip():
        refusals.append(Refusal("la commune manque.", where, "Ajoutez-la.", "ISO 20022"))
    if not _COUNTRY.fullmatch(adresse.pays):
        refusals.append(
            Refusal("le pays n'est pas un code de deux lettres.", where, "Écrivez FR.", "ISO 20022")
        )
    elif adresse.pays == "FR" and not _FRENCH_POSTCODE.fullmatch(adresse.code_postal):
        refusals.append(
            Refusal("le code postal n'a pas cinq chiffres.", where, "Vérifiez-le.", "ISO 20022")
        )
    return refusals
