"""The control of a bank file: read back by another parser, and compared with the order.

The schema is checked by libxml2, the amounts by expat: a fault of one is not a fault of the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat  # nosec: it reads what we have just written, no one else's file

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import euros

_KEPT: Final = ("EndToEndId", "InstdAmt", "IBAN", "Dt", "NbOfTxs", "CtrlSum", "MsgId")
_READ = pa.schema(
    [("end_to_end", pa.string()), ("amount_cents", pa.int64()), ("iban", pa.string())]
)


@dataclass(slots=True)
class Lecture:
    """What a bank file says, as another parser reads it.

    Attributes:
        message: its identifier.
        virements: columns end_to_end, amount_cents, iban; in the order of the file.
        announced: the counts and the sums of the group and of the batches, in cents.
        counted: those found, in the same order.
        days: on which each batch is to be paid.
    """

    message: str = ""
    virements: pa.Table = field(default_factory=_READ.empty_table)
    announced: list[tuple[int, int]] = field(default_factory=list)
    counted: list[tuple[int, int]] = field(default_factory=list)
    days: list[str] = field(default_factory=list)


class _Reader:
    """Collects the texts of the elements that matter, in the order of the file."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {name: [] for name in _KEPT}
        self.starts: list[int] = []  # how many payments came before each batch
        self.own: list[str] = []  # the account that pays, in each batch
        self._parts: list[str] = []
        self._path: list[str] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._path.append(name)
        self._parts.clear()
        if name == "PmtInf":
            self.starts.append(len(self.texts["InstdAmt"]))

    def text(self, data: str) -> None:
        self._parts.append(data)

    def end(self, name: str) -> None:
        self._path.pop()
        if name == "IBAN" and "DbtrAcct" in self._path:
            self.own.append("".join(self._parts))
        elif name in self.texts:
            self.texts[name].append("".join(self._parts))
        self._parts.clear()


def read_pain001(content: bytes) -> Lecture:
    """Return what a bank file of ours says.

    Args:
        content: a file that `write_pain001` made.

    Raises:
        ValueError: it is not well formed, or its payments lack an amount or an account.

    Law:
        None: an independent reading; decision 0015.
    """
    reader, parser = _Reader(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise ValueError(f"Le fichier bancaire n'est pas du XML : {error}") from error
    texts = reader.texts
    amounts = [_cents(text) for text in texts["InstdAmt"]]
    if not len(texts["EndToEndId"]) == len(amounts) == len(texts["IBAN"]):
        raise ValueError("Un virement du fichier n'a pas son montant, son compte ou sa référence.")
    virements = pa.table([texts["EndToEndId"], amounts, texts["IBAN"]], schema=_READ)
    sizes = zip(texts["NbOfTxs"], texts["CtrlSum"], strict=True)
    announced = [(int(count), _cents(total)) for count, total in sizes]
    ends = [*reader.starts[1:], virements.num_rows]
    parts = [
        virements,
        *(virements.slice(s, e - s) for s, e in zip(reader.starts, ends, strict=True)),
    ]
    counted = [(p.num_rows, pc.sum(p["amount_cents"]).as_py() or 0) for p in parts]
    return Lecture(texts["MsgId"][0], virements, announced, counted, texts["Dt"])


def _cents(text: str) -> int:
    whole, _, rest = text.partition(".")
    if len(rest) > 2:
        raise ValueError("Un montant du fichier a plus de deux décimales.")
    return int(whole) * 100 + int(rest.ljust(2, "0"))


def differences(content: bytes, expected: pa.Table) -> list[str]:
    """Return in what a bank file is not what the ledger orders; nothing when it is.

    Args:
        content: the file.
        expected: schema VIREMENTS, computed from the ledger and the accounts; or `named_payments`,
            from the ledger alone, and then the accounts are not compared.

    Returns:
        French sentences, without name or account.

    Law:
        None: count, control sum, and each amount and account; decision 0015.
    """
    try:
        read = read_pain001(content)
    except ValueError as error:
        return [str(error)]
    found = [
        f"Le fichier annonce {a[0]} virements et {euros(a[1])}, il en contient {c[0]} et "
        f"{euros(c[1])}."
        for a, c in zip(read.announced, read.counted, strict=False)
        if a != c
    ]
    total = pc.sum(expected["amount_cents"]).as_py() or 0
    if read.counted[0] != (expected.num_rows, total):
        found.append(
            f"Le registre ordonne {expected.num_rows} virements et {euros(total)}, le fichier en "
            f"contient {read.counted[0][0]} et {euros(read.counted[0][1])}."
        )
    return found or _line_differences(read.virements, expected)


def _line_differences(read: pa.Table, expected: pa.Table) -> list[str]:
    if pc.count_distinct(read["end_to_end"]).as_py() != read.num_rows:
        return ["Deux virements du fichier ont la même référence."]
    by_reference = [("end_to_end", "ascending")]
    left = read.sort_by(by_reference)
    right = expected.sort_by(by_reference)
    for name, what in (
        ("end_to_end", "la référence"),
        ("amount_cents", "le montant"),
        ("iban", "le compte"),
    ):
        if name not in right.column_names:
            continue
        bad = pc.sum(pc.not_equal(left[name], right[name])).as_py() or 0
        if bad:
            return [f"Pour {bad} virements, {what} n'est pas celui que le registre ordonne."]
    return []
