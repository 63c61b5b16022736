"""The fund as its bank knows it: who pays, from which account."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from justedroit.core.base import Refusal
from justedroit.core.paiements.banque.lettres import sepa_text

_CODE = re.compile(r"[0-9A-Z]{2,4}")


@dataclass(frozen=True, slots=True)
class Caisse:
    """The fund as its bank knows it. Configuration: no journal holds it.

    Attributes:
        code: of the fund, `066`: it opens the label of every payment.
        name: at most 70 characters.
        iban: of the account that pays.
        bic: of the bank that keeps it.
        creditor: identifier SEPA of the fund (ICS).
        street: of its address, structured since ISO 20022 demands it.
        postcode: of its address.
        town: of its address.
        country: of its address, two letters.
    """

    code: str
    name: str
    iban: str
    bic: str
    creditor: str
    street: str
    postcode: str
    town: str
    country: str = "FR"


# A fund that does not exist, at a bank that does not exist: its keys are right.
CAISSE_DEMO: Final = Caisse(
    code="999",
    name="Caisse de démonstration",
    iban="FR7699999000010000000000115",
    bic="TESTFRPPXXX",
    creditor="FR00ZZZ999999",
    street="Place de la Démonstration",
    postcode="99999",
    town="Démonville",
)


def check_caisse(caisse: Caisse) -> Refusal | None:
    """Return why a fund cannot pay as it is configured; None when it can.

    Law:
        ISO 13616 (IBAN, with the RIB key), ISO 9362 (BIC).
    """
    wrong = _wrong(caisse)
    if not wrong:
        return None
    return Refusal(
        what=wrong,
        where="compte de la caisse",
        mend="Corrigez la configuration de la caisse, puis recommencez.",
    )


def _wrong(caisse: Caisse) -> str:
    try:
        IBAN(caisse.iban).validate(validate_bban=True)
    except SchwiftyException:
        return "L'IBAN du compte qui paie n'est pas valide : une de ses clés est fausse."
    try:
        BIC(caisse.bic)
    except SchwiftyException:
        return "Le BIC de la banque de la caisse n'est pas valide."
    if not _CODE.fullmatch(caisse.code):
        return "Le code de la caisse n'a pas de deux à quatre chiffres ou lettres majuscules."
    for label, text in (
        ("nom", caisse.name),
        ("identifiant SEPA", caisse.creditor),
        ("code postal", caisse.postcode),
        ("nom de la ville", caisse.town),
    ):
        if not sepa_text(text):
            return f"Le {label} de la caisse est vide, ou n'a aucune lettre que la banque accepte."
    return ""
