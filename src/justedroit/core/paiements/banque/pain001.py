"""The file of an order: ISO 20022 `pain.001.001.09`, the same bytes for the same order.

It is written by columns, as text: every letter in it is of the SEPA set (`lettres`), none of which
needs to be escaped.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final
from xml.parsers import expat

import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from justedroit.core.paiements.banque.caisse import Caisse
from justedroit.core.paiements.banque.lettres import sepa_text
from justedroit.core.paiements.identifiant import LETTERS
from justedroit.core.registre import ints

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_XSD: Final = "pain.001.001.09.xsd"
_TRANSFER: Final = f"{{{NAMESPACE}}}CdtTrfTxInf"


@dataclass(frozen=True, slots=True)
class Entete:
    """What a bank file says beside its payments.

    Attributes:
        number: of the order.
        month: last month of the rights paid, 202506.
        created_at: instant of the release, UTC.
        days: payee → day on which its payments are made.
    """

    number: int
    month: int
    created_at: dt.datetime
    days: Mapping[str, dt.date]


def message_id(caisse: Caisse, number: int) -> str:
    """Return the identifier of the message of an order, unique to the fund.

    Args:
        caisse: the fund.
        number: of the order.

    Law:
        None: ISO 20022, at most 35 characters.
    """
    return f"CAF{caisse.code}-ORDRE-{number}"


def file_name(caisse: Caisse, number: int) -> str:
    """Return the name of the file of an order, which says nothing of anyone.

    Args:
        caisse: the fund.
        number: of the order.

    Law:
        None: decision 0007.
    """
    return f"{message_id(caisse, number)}.xml"


def write_pain001(virements: pa.Table, entete: Entete, caisse: Caisse) -> bytes:
    """Return the bank file of an order.

    Args:
        virements: schema VIREMENTS, not empty, sorted by dossier and payee.
        entete: of the order.
        caisse: the fund.

    Returns:
        UTF-8, one payment a line, one batch for each payee and so for each day; the same bytes for
        the same arguments.

    Law:
        None: ISO 20022 pain.001.001.09; category purpose SSBE, social security benefit.
    """
    batches = [
        (payee, some)
        for payee in LETTERS
        if (some := virements.filter(pc.equal(virements["payee"], payee))).num_rows
    ]
    created = entete.created_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn>'
        f"<GrpHdr><MsgId>{message_id(caisse, entete.number)}</MsgId><CreDtTm>{created}</CreDtTm>"
        f"{_sums(virements)}<InitgPty><Nm>{sepa_text(caisse.name)}</Nm>"
        f"<Id><OrgId><Othr><Id>{sepa_text(caisse.creditor, 35)}</Id></Othr></OrgId></Id>"
        "</InitgPty></GrpHdr>\n"
    )
    body = "".join(_batch(some, payee, entete, caisse) for payee, some in batches)
    return f"{head}{body}</CstmrCdtTrfInitn></Document>\n".encode("ascii")


def _sums(virements: pa.Table) -> str:
    cents = pc.sum(virements["amount_cents"]).as_py()
    total = f"{cents // 100}.{cents % 100:02d}"
    return f"<NbOfTxs>{virements.num_rows}</NbOfTxs><CtrlSum>{total}</CtrlSum>"


def _batch(virements: pa.Table, payee: str, entete: Entete, caisse: Caisse) -> str:
    name = sepa_text(caisse.name)
    address = "".join(
        f"<{tag}>{sepa_text(text)}</{tag}>"
        for tag, text in (
            ("StrtNm", caisse.street),
            ("PstCd", caisse.postcode),
            ("TwnNm", caisse.town),
            ("Ctry", caisse.country),
        )
        if sepa_text(text)
    )
    head = (
        f"<PmtInf><PmtInfId>{message_id(caisse, entete.number)}-{LETTERS[payee]}</PmtInfId>"
        f"<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>{_sums(virements)}"
        "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><CtgyPurp><Cd>SSBE</Cd></CtgyPurp></PmtTpInf>"
        f"<ReqdExctnDt><Dt>{entete.days[payee].isoformat()}</Dt></ReqdExctnDt>"
        f"<Dbtr><Nm>{name}</Nm><PstlAdr>{address}</PstlAdr></Dbtr>"
        f"<DbtrAcct><Id><IBAN>{caisse.iban}</IBAN></Id></DbtrAcct>"
        f"<DbtrAgt><FinInstnId><BICFI>{caisse.bic}</BICFI></FinInstnId></DbtrAgt>"
        "<ChrgBr>SLEV</ChrgBr>\n"
    )
    lines = _transfers(virements, payee, entete, caisse).to_pylist()
    return "".join([head, *lines, "</PmtInf>\n"])


def _transfers(virements: pa.Table, payee: str, entete: Entete, caisse: Caisse) -> pa.ChunkedArray:
    """Return the XML of each payment, shape `(n,)`."""
    cents = ints(virements["amount_cents"])
    rest = pc.utf8_lpad(pa.array(cents % 100).cast(pa.string()), 2, "0")
    month = f"{entete.month // 100}-{entete.month % 100:02d}"
    label: list[object] = [f"CAF {caisse.code} PRESTATIONS {month}"]
    if payee == "bailleur":
        # A landlord has several tenants: each payment names its dossier.
        label += [" DOSSIER ", virements["dossier"].cast(pa.string()).combine_chunks()]
    return pc.binary_join_element_wise(
        "<CdtTrfTxInf><PmtId><EndToEndId>",
        virements["end_to_end"].combine_chunks(),
        '</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">',
        pa.array(cents // 100).cast(pa.string()),
        ".",
        rest,
        "</InstdAmt></Amt><Cdtr><Nm>",
        virements["holder"].combine_chunks(),
        "</Nm></Cdtr><CdtrAcct><Id><IBAN>",
        virements["iban"].combine_chunks(),
        "</IBAN></Id></CdtrAcct><RmtInf><Ustrd>",
        *label,
        "</Ustrd></RmtInf></CdtTrfTxInf>\n",
        "",
    )


@cache
def _schema() -> etree.XMLSchema:
    file = resources.files("sepaxml") / "schemas" / _XSD
    return etree.XMLSchema(etree.fromstring(file.read_bytes()))


def check_pain001(content: bytes) -> str:
    """Return what the official schema finds wrong in a bank file; an empty text when nothing is.

    Args:
        content: the file; it is read as a stream, nothing of it is kept.

    Law:
        None: the XSD of ISO 20022, read offline.
    """
    try:
        expat.ParserCreate().Parse(content, True)  # noqa: FBT003
    except expat.ExpatError as error:  # libxml2 with a schema says nothing of a file cut short
        return f"ligne {error.lineno} : le fichier est mal formé."
    reading = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        tag=_TRANSFER,
        schema=_schema(),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
    )
    try:
        for _, element in reading:
            # Let go of what is read: the payments of a fund do not hold in memory as a tree.
            parent = element.getparent()
            element.clear()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        return f"ligne {error.lineno} : {error.msg}"
    return ""
