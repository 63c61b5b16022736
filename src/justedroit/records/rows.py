"""What every journal demands of its rows, whatever the storage: the checks and the numbering."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.creances import breaches, guarded
from justedroit.core.faits import FACTS
from justedroit.core.registre import FUND, TRANSFERS, check_transfers
from justedroit.records.interface import (
    EVENTS,
    LOTS,
    AlreadyDone,
    BadRow,
    Journal,
    StaleSequence,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

IntArray = npt.NDArray[np.int64]
Mask = Any  # shape (n,), booleans; true where the row is bad, null where it is not

SCHEMAS: Final[Mapping[str, pa.Schema]] = {
    "facts": FACTS,
    "events": EVENTS,
    "transfers": TRANSFERS,
}
# The order within a dossier, and the French name of a row of each journal.
LABELS: Final[Mapping[str, str]] = {
    "facts": "Faits",
    "events": "Événements",
    "transfers": "Transferts",
}

# What all the storages can hold as a day: years 1 to 9999.
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
_US_PER_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Numbered:
    """A journal that has passed the checks, its sequences set.

    Attributes:
        journal: tables with exactly their schema, sorted by dossier and sequence.
        dossiers: shape `(d,)`, dossiers of the journal, ascending.
        seen: shape `(d,)`, last sequence seen by who appends.
        last: shape `(d,)`, last sequence once the journal is appended.
    """

    journal: Journal
    dossiers: IntArray
    seen: IntArray
    last: IntArray


def numbered(journal: Journal, seen: Mapping[int, int]) -> Numbered:
    """Check the rows of a journal and number them, from the sequences seen.

    Args:
        journal: rows to append, `sequence` being a place holder.
        seen: last sequence seen, at least for each dossier of the journal.

    Raises:
        BadRow: a row that the journal refuses, or a dossier whose sequence was not read.
    """
    lots = _checked_lots(journal.lots)
    tables = {name: _checked(name, getattr(journal, name)) for name in SCHEMAS}
    owners = [_int64(t, "dossier") for t in tables.values()]
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    dossiers, first, count = np.unique(owner[order], return_index=True, return_counts=True)
    before = _seen(dossiers, seen)
    sequence = np.empty(len(owner), dtype=np.int64)
    sequence[order] = np.arange(len(owner)) + np.repeat(before + 1 - first, count)
    _check_replaced_was_seen(tables["facts"], dossiers, before)
    parts = np.split(sequence, np.cumsum([len(o) for o in owners])[:-1])
    done = [_with_sequence(t, s) for t, s in zip(tables.values(), parts, strict=True)]
    return Numbered(Journal(done[0], done[1], done[2], lots), dossiers, before, before + count)


def refuse_stale(rows: Numbered, current: Mapping[int, int]) -> None:
    """Refuse a journal that was decided on dossiers which have changed since.

    Args:
        rows: the journal to append.
        current: last sequence of the dossiers of the journal; a dossier without row may miss.

    Raises:
        StaleSequence: the last sequence of a dossier is not the one seen.
    """
    now = np.array([current.get(d, 0) for d in rows.dossiers.tolist()], dtype=np.int64)
    stale = rows.dossiers[now != rows.seen]
    if len(stale):
        raise StaleSequence(stale.tolist())


def refuse_done(rows: Numbered, done: Container[tuple[str, str]]) -> None:
    """Refuse a part of a mass run that is there already.

    Args:
        rows: the journal to append.
        done: the (run, part) already appended.

    Raises:
        AlreadyDone: a part is there.
    """
    for key in part_keys(rows.journal.lots):
        if key in done:
            raise AlreadyDone(f"{key[0]}, {key[1]} : déjà fait.")


def part_keys(lots: pa.Table) -> list[tuple[str, str]]:
    """Return the (run, part) of each row of LOTS."""
    return list(zip(lots["run"].to_pylist(), lots["part"].to_pylist(), strict=True))


def refuse_unknown_replaced(rows: Numbered, facts: Callable[[list[int]], pa.Table]) -> None:
    """Refuse a fact that replaces what is not a fact of its dossier.

    Args:
        rows: the journal to append.
        facts: reads the facts of some dossiers.

    Raises:
        BadRow: the replaced sequence is not the one of a fact.
    """
    new = rows.journal.facts
    replacing = new.filter(pc.is_valid(new["replaces"])).select(["dossier", "replaces"])
    if not replacing.num_rows:
        return
    old = facts(pc.unique(replacing["dossier"]).to_pylist()).select(["dossier", "sequence"])
    keys = ["dossier", "replaces"]
    lost = replacing.join(old, keys, ["dossier", "sequence"], join_type="left anti")
    if lost.num_rows:
        dossier, replaces = lost["dossier"][0], lost["replaces"][0]
        raise BadRow(
            f"Faits, dossier {dossier} : la séquence {replaces} à remplacer n'est pas celle d'un "
            "fait du dossier. Donnez la séquence du fait remplacé."
        )


def refuse_breaches(
    rows: Numbered,
    transfers: Callable[[list[int]], pa.Table],
    events: Callable[[list[int]], pa.Table],
) -> None:
    """Refuse what would break an invariant of recovery.

    Args:
        rows: the journal to append.
        transfers: reads the transfers of some dossiers, as they stand.
        events: reads their events.

    Raises:
        BadRow: something is withheld before its date, twice, on a contested sum, or too much.
    """
    some = guarded(rows.journal.transfers)
    if not some:
        return
    mine = pa.array(some, pa.int64())
    added = [
        table.filter(pc.is_in(table["dossier"], mine))
        for table in (rows.journal.transfers, rows.journal.events)
    ]
    before = transfers(some), events(some)
    if broken := breaches(before, (added[0], added[1])):
        raise BadRow(str(broken[0]))


# --- the rows of one journal ---------------------------------------------------------------


def _checked(name: str, table: pa.Table) -> pa.Table:
    schema = SCHEMAS[name]
    if sorted(table.column_names) != sorted(schema.names):
        wrong = ", ".join(sorted(set(table.column_names) ^ set(schema.names))) or "en double"
        raise BadRow(
            f"{LABELS[name]} : les colonnes ne sont pas celles du journal ({wrong}). "
            f"Colonnes attendues : {', '.join(schema.names)}."
        )
    if not table.num_rows and table.schema.equals(schema):
        return table  # most acts write to one journal of the three
    columns = [_column(name, table, field) for field in schema]
    out = pa.table(columns, schema=schema)
    for rule in (*_COMMON, *_RULES[name]):
        _refuse_where(name, out, rule.bad(out), rule.message)
    if name == "transfers" and (refusals := check_transfers(out)):
        raise BadRow(str(refusals[0]))
    return out


def _column(name: str, table: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    if field.name == "sequence":  # a place holder, whatever it holds
        return pa.chunked_array([pa.array(np.zeros(table.num_rows, dtype=np.int64))])
    column = table[field.name]
    if not field.nullable and column.null_count:
        message = f"la colonne « {field.name} » est vide. Remplissez-la."
        _refuse_where(name, table, pc.is_null(column), message)
    if pa.types.is_timestamp(column.type) and column.type.tz is None:
        raise BadRow(
            f"{LABELS[name]} : la colonne « {field.name} » n'a pas de fuseau horaire. "
            "Donnez des instants en UTC."
        )
    try:
        out = column.cast(field.type)
        out.validate(full=True)  # text that is not UTF-8 would be found at its first reading
    except pa.ArrowException as error:
        raise BadRow(
            f"{LABELS[name]} : la colonne « {field.name} » n'est pas du type attendu "
            f"({field.type}) : {error}"
        ) from error
    return out


def _refuse_where(name: str, table: pa.Table, bad: Mask, message: str) -> None:
    """Raise on the first bad row; `{column}` in the message stands for its value."""
    mask = pa.array(bad) if isinstance(bad, np.ndarray) else bad
    at = pc.index(mask, True).as_py()
    if at >= 0:
        _refuse_row(name, table, at, message)


def _refuse_row(name: str, table: pa.Table, at: int, message: str) -> NoReturn:
    # Only the columns that the message shows: a date out of range has no Python value.
    shown = {c: table[c][at] for c in table.column_names if f"{{{c}}}" in message}
    where = f"{LABELS[name]}, ligne {at + 1} (dossier {table['dossier'][at]})"
    raise BadRow(f"{where} : {message.format(**shown)}")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What makes a row bad, and how to say it."""

    bad: Callable[[pa.Table], Mask]
    message: str


def _int64(table: pa.Table, column: str) -> IntArray:
    return np.asarray(table[column].to_numpy(), dtype=np.int64)


def _out_of_time(column: str) -> _Rule:
    def bad(table: pa.Table) -> Mask:
        if pa.types.is_date(table.schema.field(column).type):
            days, unit = table[column].cast(pa.int32()), 1
        else:
            days, unit = table[column].cast(pa.int64()), _US_PER_DAY
        low, high = _FIRST_DAY * unit, (_LAST_DAY + 1) * unit
        return pc.or_(pc.less(days, low), pc.greater_equal(days, high))

    return _Rule(bad, f"« {column} » est hors des années 1 à 9999. Corrigez la date.")


def _has_nul(table: pa.Table) -> Mask:
    # PostgreSQL cannot hold the character NUL; no text of a fund has it.
    bad = np.zeros(table.num_rows, dtype=bool)
    for field in table.schema:
        if pa.types.is_string(field.type):
            found = pc.fill_null(pc.match_substring(table[field.name], "\0"), False)  # noqa: FBT003
            bad |= found.to_numpy()
    return bad


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text, parse_constant=_refuse_constant), dict)
    except (ValueError, RecursionError):
        return False


def _bad_payload(table: pa.Table) -> Mask:
    # Payloads repeat: each distinct text is read once.
    distinct = pc.unique(table["payload"])
    bad = [text for text in distinct.to_pylist() if not _is_json_object(text)]
    return pc.is_in(table["payload"], value_set=pa.array(bad, pa.string()))


_COMMON: Final = (
    _Rule(
        lambda t: pc.less(t["dossier"], FUND),
        "un numéro de dossier est un entier positif. Corrigez-le.",
    ),
    _Rule(_has_nul, "un texte contient le caractère nul. Retirez-le."),
)
_RULES: Final[Mapping[str, tuple[_Rule, ...]]] = {
    "facts": (
        _Rule(
            lambda t: pc.equal(t["dossier"], FUND),
            "un numéro de dossier est un entier positif : la caisse n'a pas de faits. Corrigez-le.",
        ),
        _Rule(
            lambda t: pc.less(t["person"], 0),
            "le rang {person} n'est pas celui d'une personne. Donnez 0 pour le foyer, 1 et plus "
            "pour une personne.",
        ),
        _out_of_time("valid_from"),
        _out_of_time("valid_until"),
        _out_of_time("known_at"),
        _Rule(
            lambda t: pc.less_equal(t["valid_until"], t["valid_from"]),
            "le fait finit le {valid_until}, avant d'avoir commencé ({valid_from}). "
            "Corrigez ses dates.",
        ),
        _Rule(
            lambda t: pc.and_(pc.is_null(t["value"]), pc.is_null(t["replaces"])),
            "un fait sans valeur retire un autre fait, qui n'est pas nommé. "
            "Donnez sa séquence dans « replaces », ou une valeur.",
        ),
    ),
    "events": (
        _out_of_time("at"),
        _Rule(_bad_payload, "« payload » n'est pas un objet JSON. Écrivez {{}} s'il est vide."),
    ),
    "transfers": (
        _out_of_time("value_on"),
        _out_of_time("entered_at"),
    ),
}


def _checked_lots(table: pa.Table) -> pa.Table:
    if table.schema.names != LOTS.names or any(c.null_count for c in table.columns):
        raise BadRow(f"Lots : colonnes attendues, toutes remplies : {', '.join(LOTS.names)}.")
    out = table.cast(LOTS)
    if pc.any(_bad_payload(out)).as_py():
        raise BadRow("Lots : « payload » n'est pas un objet JSON.")
    if len(set(part_keys(out))) < out.num_rows:
        raise BadRow("Lots : la même part est donnée deux fois.")
    return out


# --- the numbering -------------------------------------------------------------------------


def _seen(dossiers: IntArray, seen: Mapping[int, int]) -> IntArray:
    missing = [d for d in dossiers.tolist() if d not in seen]
    if missing:
        raise BadRow(
            f"Dossier {missing[0]} : sa dernière séquence lue n'est pas donnée. Relisez le "
            "dossier avant d'y écrire."
        )
    return np.array([seen[d] for d in dossiers.tolist()], dtype=np.int64)


def _check_replaced_was_seen(facts: pa.Table, dossiers: IntArray, before: IntArray) -> None:
    last = before[np.searchsorted(dossiers, _int64(facts, "dossier"))]
    replaces = facts["replaces"]
    bad = pc.or_(pc.less(replaces, 1), pc.greater(replaces, pa.array(last)))
    message = (
        "le fait remplace la séquence {replaces}, qui n'est pas une séquence déjà lue du dossier. "
        "Enregistrez d'abord le fait à remplacer."
    )
    _refuse_where("facts", facts, bad, message)


def _with_sequence(table: pa.Table, sequence: IntArray) -> pa.Table:
    index = table.schema.get_field_index("sequence")
    out = table.set_column(index, table.schema.field(index), pa.array(sequence))
    order = np.argsort(_int64(table, "dossier"), kind="stable")
    return out.take(pa.array(order)).combine_chunks()
