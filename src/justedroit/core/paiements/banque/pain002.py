"""The answer of the bank to an order: ISO 20022 `pain.002`, what it accepts and what it rejects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from justedroit.core.paiements.banque.messages import Noeud, Refus, message_id, reason_of
from justedroit.core.paiements.schema import RETURNS

REJECTED: Final = "RJCT"
_DIGITS: Final = 15  # of a number of payments, by the format
# What a bank answers of a whole order or of a batch.
STATUS_LABELS: Final = {
    "ACTC": "Reçu, forme vérifiée",
    "ACCP": "Accepté, client vérifié",
    "ACSP": "Accepté, en cours d'exécution",
    "ACSC": "Exécuté",
    "ACWC": "Accepté avec un changement",
    "ACCC": "Exécuté, comptes crédités",
    "PART": "Accepté en partie",
    "PDNG": "En attente",
    "RCVD": "Reçu",
    "RJCT": "Rejeté",
}


@dataclass(frozen=True, slots=True)
class Reponse:
    """What a bank answers to a message of ours.

    Attributes:
        message: identifier of its own message.
        original: identifier of the message it answers.
        status: of the whole, "" where it speaks of parts only.
        reason: code of a whole that is rejected.
        size: number of payments that it repeats, None where it does not.
        cents: control sum that it repeats, None where it does not.
        batches: (identifier of our batch, status, reason).
        rejected: schema RETURNS.
        accepted: number of payments that it names and accepts.
    """

    message: str
    original: str
    status: str
    reason: str
    size: int | None
    cents: int | None
    batches: tuple[tuple[str, str, str], ...]
    rejected: pa.Table
    accepted: int


def read_pain002(body: Noeud) -> Reponse:
    """Return what a message `pain.002` says.

    Args:
        body: as `open_message` gives it.

    Raises:
        Refus: a part that every such message has is missing, or a status is unknown.

    Law:
        None: ISO 20022 pain.002.
    """
    group = body.one("OrgnlGrpInfAndSts")
    if group is None or not group.text("OrgnlMsgId"):
        raise Refus("La réponse de la banque ne dit pas à quel ordre elle répond.")
    transactions = [*body.all("OrgnlPmtInfAndSts/TxInfAndSts"), *body.all("TxInfAndSts")]
    told = [(node, _known(node.text("TxSts"))) for node in transactions]
    rejected = [node for node, status in told if status == REJECTED]
    size = group.text("OrgnlNbOfTxs")
    return Reponse(
        message=message_id(body),
        original=group.text("OrgnlMsgId"),
        status=_known(group.text("GrpSts")),
        reason=_reason(group),
        size=_counted(size),
        cents=group.cents("OrgnlCtrlSum"),
        batches=tuple(
            (batch.text("OrgnlPmtInfId"), _known(batch.text("PmtInfSts")), _reason(batch))
            for batch in body.all("OrgnlPmtInfAndSts")
        ),
        rejected=_returns(rejected),
        accepted=len([status for _, status in told if status and status != REJECTED]),
    )


def _known(status: str) -> str:
    if status and status not in STATUS_LABELS:
        raise Refus(f"Le statut « {status[:10]} » n'est pas de ceux que l'on sait lire.")
    return status


def _counted(text: str) -> int | None:
    """Return a number of payments, None where it is not said."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise Refus("Le nombre de virements que la réponse annonce n'est pas un nombre.")
    return int(text)


def _reason(node: Noeud) -> str:
    return reason_of(node.text("StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry"))


def _returns(nodes: list[Noeud]) -> pa.Table:
    rows = {
        "line": list(range(1, len(nodes) + 1)),
        "end_to_end": [node.text("OrgnlEndToEndId") or None for node in nodes],
        "amount_cents": [node.cents("OrgnlTxRef/Amt/InstdAmt") for node in nodes],
        "reason": [_reason(node) for node in nodes],
    }
    return pa.table(rows, schema=RETURNS)
