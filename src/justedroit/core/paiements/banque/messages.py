"""Reading what a bank sends: nothing is fetched, nothing is expanded, nothing is guessed.

A message is refused whole, with the reason in French, when it is not well formed, declares a
document type, is too large, or is not of a kind and version that we read.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from lxml import etree

from justedroit.core.base import Refused, euros, looks_personal, parametre

# Kind → versions read: what we read of them is the same in all.
VERSIONS: Final = {
    "pain.002": range(3, 15),
    "camt.053": range(2, 14),
    "camt.054": range(2, 14),
}
_NAMESPACE: Final = re.compile(
    r"urn:iso:std:iso:20022:tech:xsd:(?P<kind>[a-z]{4}\.[0-9]{3})\.001\.(?P<version>[0-9]{2})"
)
_AMOUNT: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,5})?")
_MESSAGE: Final = re.compile(r"[A-Za-z0-9/\-?:().,'+_]{1,35}")
_DAY: Final = dt.date.max  # a file is read by the rules of today
_REASON: Final = re.compile(r"[A-Z0-9]{4}")
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Refus(Refused):
    """A bank file that is refused whole: nothing of it enters the ledger."""


@lru_cache(maxsize=1_000)  # a statement asks the same paths of each of its lines
def _qualified(space: str, path: str) -> str:
    return "/".join(space + name for name in path.split("/"))


@dataclass(frozen=True, slots=True)
class Noeud:
    """An element of a message, read by names without their namespace.

    Attributes:
        element: of lxml.
        space: namespace of the message, in braces.
    """

    element: etree._Element
    space: str

    def all(self, path: str) -> list[Noeud]:
        """Return the elements at a path such as `Refs/EndToEndId`.

        Law:
            None: a way of reading.
        """
        names = _qualified(self.space, path)
        return [Noeud(found, self.space) for found in self.element.iterfind(names)]

    def one(self, path: str) -> Noeud | None:
        """Return the first element at a path, None where there is none.

        Law:
            None: a way of reading.
        """
        found = self.element.find(_qualified(self.space, path))
        return None if found is None else Noeud(found, self.space)

    def text(self, *paths: str) -> str:
        """Return the text at the first of some paths that has one, "" where none has.

        Law:
            None: a way of reading.
        """
        for path in paths:
            for found in self.element.iterfind(_qualified(self.space, path)):
                if text := (found.text or "").strip():
                    return text
        return ""

    def cents(self, path: str) -> int | None:
        """Return the amount in euros at a path, in cents; None where there is none.

        Raises:
            Refus: it is not an amount, or not in euros.

        Law:
            None: a way of reading.
        """
        found = self.one(path)
        if found is None:
            return None
        if found.element.get("Ccy", "EUR") != "EUR":
            raise Refus("Un montant du fichier n'est pas en euros.")
        return cents_of((found.element.text or "").strip())


def cents_of(text: str) -> int:
    """Return an amount written as ISO 20022 does, in cents.

    Raises:
        Refus: it is not one, or has parts of cents, or is absurd.

    Law:
        None: decision 0004, whole cents.
    """
    whole, _, rest = text.partition(".")
    if not _AMOUNT.fullmatch(text) or rest[2:].strip("0"):
        raise Refus(f"« {text[:20]} » n'est pas un montant en euros et en centimes.")
    cents = int(whole) * 100 + int(rest[:2].ljust(2, "0"))
    if cents > most_cents():
        raise Refus(
            f"Un montant du fichier est de {euros(cents)} : c'est plus que ce qu'une caisse reçoit ou "
            f"paie jamais ({euros(most_cents())})."
        )
    return cents


@cache
def most_cents() -> int:
    """Return the amount above which no entry, no balance and no sum of a file is believed; cents.

    Law:
        None: parameter `banque.montant`.
    """
    return round(float(parametre("paiements/banque.montant").at(_DAY)) * 100)


def message_id(body: Noeud) -> str:
    """Return the identifier of a message.

    Raises:
        Refus: there is none, or it is not one: it enters the journal, which no free text may.

    Law:
        None: ISO 20022, Max35Text in the characters of SEPA.
    """
    found = body.text("GrpHdr/MsgId")
    if not _MESSAGE.fullmatch(found) or looks_personal(found):
        raise Refus(
            "L'identifiant du message (MsgId) manque, ou n'en est pas un : 35 caractères au plus, "
            "lettres, chiffres et ponctuation, sans espace."
        )
    return found


def reason_of(text: str) -> str:
    """Return a reason code, `NARR` where a bank has written a sentence: no journal keeps those.

    Law:
        None: ISO 20022, ExternalReturnReason1Code, four letters or digits.
    """
    return text if not text or _REASON.fullmatch(text) else "NARR"


def day_of(text: str) -> dt.date | None:
    """Return the day that a date, or an instant, of ISO 20022 begins with; None for none.

    Law:
        None: a way of reading.
    """
    try:
        return dt.date.fromisoformat(text[:10]) if _INSTANT.match(text) else None
    except ValueError:
        return None


def open_message(content: bytes, limit: int | None = None) -> tuple[str, Noeud]:
    """Return the kind of a bank message, and its content below `Document`.

    Args:
        content: the file.
        limit: bytes above which it is refused; None: the parameter `banque.taille`.

    Returns:
        `pain.002`, `camt.053` or `camt.054`, and the element of the message.

    Raises:
        Refus: see the module.

    Law:
        None: ISO 20022.
    """
    limit = int(parametre("paiements/banque.taille").at(_DAY)) if limit is None else limit
    if len(content) > limit:
        raise Refus(
            f"Le fichier fait {len(content) // 2**20} Mio, plus que les {limit // 2**20} permis. "
            "Demandez à la banque de le partager."
        )
    root = _root(content)
    namespace = etree.QName(root).namespace or ""
    known = _NAMESPACE.fullmatch(namespace)
    kind = known["kind"] if known else ""
    if known is None or int(known["version"]) not in VERSIONS.get(kind, ()):
        raise Refus(
            f"Le fichier est de l'espace de noms « {namespace[:80]} », qui n'est pas de ceux que "
            f"l'on sait lire ({', '.join(VERSIONS)}). Vérifiez que c'est le bon fichier."
        )
    message = Noeud(root, f"{{{namespace}}}")
    body = [Noeud(child, message.space) for child in root if isinstance(child.tag, str)]
    if etree.QName(root).localname != "Document" or len(body) != 1:
        raise Refus("Le fichier n'a pas un message, et un seul, dans l'élément Document.")
    return kind, body[0]


def _root(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.parse(io.BytesIO(content), parser)
    except etree.XMLSyntaxError as error:
        raise Refus(
            f"Le fichier est tronqué ou abîmé (ligne {error.lineno}). Téléchargez-le de nouveau."
        ) from None
    if tree.docinfo.internalDTD is not None:  # whatever the encoding of the file
        raise Refus("Le fichier déclare un type de document (DOCTYPE) : une banque ne le fait pas.")
    return tree.getroot()
