"""What the steps ask of storage: read the journals of some dossiers, append to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from justedroit.core.faits import FACTS, INSTANT
from justedroit.core.registre import TRANSFERS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from justedroit.core.identites import Identite, Recherche

# What was decided, and by whom. `payload` is a JSON object whose keys the tag defines.
EVENTS = pa.schema(
    [
        pa.field("dossier", pa.int64(), nullable=False),
        pa.field("sequence", pa.int64(), nullable=False),
        pa.field("tag", pa.string(), nullable=False),  # "droits.revises"
        pa.field("at", INSTANT, nullable=False),
        pa.field("author", pa.string(), nullable=False),
        pa.field("payload", pa.string(), nullable=False),
    ]
)

# What a mass run has done: a part is written with the rows it appends, or not at all.
LOTS = pa.schema(
    [
        pa.field("run", pa.string(), nullable=False),  # "revision:202512:20260105T093000"
        pa.field("part", pa.string(), nullable=False),  # once in a run: "plan", "lot:3", "bilan"
        pa.field("at", INSTANT, nullable=False),
        pa.field("payload", pa.string(), nullable=False),  # a JSON object
    ]
)

# What the ledger has posted, by benefit, as one sum made by the storage itself.
TOTALS = pa.schema(
    [
        pa.field("benefit", pa.string(), nullable=False),
        pa.field("posted_cents", pa.int64(), nullable=False),  # net of `charge`, all transfers
        pa.field("moved_cents", pa.int64(), nullable=False),  # of the transfers of some references
    ]
)


def _empty(schema: pa.Schema) -> pa.Table:
    return schema.empty_table()


@dataclass(frozen=True, slots=True)
class Journal:
    """Rows to append. Their `sequence` column is a place holder: `append` numbers them.

    Within a dossier, facts come first, then events, then transfers, each in the order given.
    A fact that replaces another of the same journal is not possible: append it afterwards.
    `lots` are of no dossier: they say which part of a mass run these rows are, perhaps none.
    """

    facts: pa.Table = field(default_factory=lambda: _empty(FACTS))
    events: pa.Table = field(default_factory=lambda: _empty(EVENTS))
    transfers: pa.Table = field(default_factory=lambda: _empty(TRANSFERS))
    lots: pa.Table = field(default_factory=lambda: _empty(LOTS))


class StaleSequence(Exception):  # noqa: N818  (named for what it says, not for what it is)
    """Someone else has written to a dossier since it was read. Nothing was appended.

    Attributes:
        dossiers: the dossiers concerned.
    """

    def __init__(self, dossiers: Sequence[int]) -> None:
        """Keep the dossiers concerned."""
        self.dossiers = tuple(dossiers)
        shown = ", ".join(str(d) for d in self.dossiers[:5])
        super().__init__(
            f"Dossier {shown} : une autre écriture est passée entre-temps, rien n'a été "
            "enregistré. Relisez le dossier et recommencez."
        )


class AlreadyDone(Exception):  # noqa: N818
    """This part of the mass run was appended by someone else. Nothing was appended."""


class BadRow(ValueError):  # noqa: N818
    """A row that no journal accepts: wrong schema, amount not positive, same account twice."""


class Records(Protocol):
    """The three journals, read by dossier, and appended to.

    Dossier 0 is the fund itself (decision 0015): it is read when asked for by its number, and is
    never among "all the dossiers".
    """

    def dossiers(self) -> list[int]:
        """Return the numbers of all the dossiers that have a row, ascending; never 0."""
        ...

    def facts(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the facts of some dossiers (all by default), by dossier and sequence."""
        ...

    def events(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the events of some dossiers (all by default), by dossier and sequence."""
        ...

    def transfers(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the transfers of some dossiers (all by default), by dossier and sequence."""
        ...

    def transfers_but(self, motives: Sequence[str], dossiers: Sequence[int]) -> pa.Table:
        """Return the transfers of some dossiers but those of some motives, by dossier and sequence.

        What is due and what is paid is most of a ledger, and says nothing of what is claimed.
        """
        ...

    def sequences(self, dossiers: Sequence[int] | None = None) -> dict[int, int]:
        """Return the last sequence of each dossier; 0 for one asked for that has no row."""
        ...

    def posted(self, dossiers: Sequence[int], window: tuple[int, int]) -> pa.Table:
        """Return `posted_rights` of the transfers of some dossiers and months; schema POSTED.

        Only what moves a charge leaves the storage: a mass revision compares this, and reads the
        transfers of what changes only.
        """
        ...

    def transfers_at(self, dossiers: Sequence[int], months: Sequence[int]) -> pa.Table:
        """Return the transfers of some months of some dossiers, in any order.

        Args:
            dossiers: shape `(n,)`.
            months: shape `(n,)`, the month of the right of each; pairs may repeat.
        """
        ...

    def last_events(self, tag: str, dossiers: Sequence[int]) -> pa.Table:
        """Return the last event of a tag of each dossier that has one, by dossier."""
        ...

    def events_tagged(
        self,
        tags: Sequence[str],
        dossiers: Sequence[int] | None = None,
        *,
        most: int | None = None,
    ) -> pa.Table:
        """Return the events of some tags, by dossier and sequence, in one question to the storage.

        Args:
            tags: what is looked at: for what waits in the whole fund.
            dossiers: of these; None: of all, and of the fund itself (dossier 0).
            most: characters kept of each payload, which is then no JSON; None: all.
        """
        ...

    def written(self) -> int:
        """Return how many rows the journals hold, those of the fund too.

        Journals only grow: where this has not changed, nothing has been written anywhere.
        """
        ...

    def append(self, journal: Journal, seen: Mapping[int, int]) -> None:
        """Append the rows of a journal, all or none.

        Args:
            journal: rows of any number of dossiers.
            seen: last sequence seen, at least for each dossier of the journal.

        Raises:
            AlreadyDone: a part of `lots` is there already.
            StaleSequence: the last sequence of a dossier is not the one seen.
            BadRow: a row that the journal refuses; nothing was written.
        """
        ...


class BatchRecords(Records, Protocol):
    """What mass runs ask besides: their own journal, and sums to reconcile with."""

    def lots(self, run: str | None = None) -> pa.Table:
        """Return the parts of a run, or those of all of them, in the order appended."""
        ...

    def close(self) -> None:
        """Give back what this thread holds; the next use takes it again."""
        ...

    def first_month(self) -> int | None:
        """Return the first month of the ledger; None when it holds nothing."""
        ...

    def totals(
        self, window: tuple[int, int], references: Sequence[str], dossiers: Sequence[int] | None
    ) -> pa.Table:
        """Return what the ledger has posted in a window, by benefit; schema TOTALS, sorted.

        Args:
            window: first and last months of the rights.
            references: what `moved_cents` is limited to.
            dossiers: of some dossiers; None: all.
        """
        ...


class BankFiles(Protocol):
    """Where bank files lie: kept under cover until the ledger says paid, then published once."""

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file under cover, beside the others that bear its name; it survives a cut."""
        ...

    def kept(self, name: str, seal: str) -> bytes | None:
        """Return the file kept under cover that has a SHA-256, None where there is none, whole."""
        ...

    def publish(self, name: str, seal: str) -> None:
        """Make true, all at once, the file kept that has a SHA-256; nothing when one is already."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return a published file, None where there is none."""
        ...


class Identities(Protocol):
    """The one erasable storage: who the dossiers are about. Journals hold nothing of it."""

    def get(self, dossiers: Sequence[int]) -> dict[int, tuple[Identite, ...]]:
        """Return the identities of some dossiers, by person; a dossier without any is left out."""
        ...

    def put(self, identites: Sequence[Identite]) -> None:
        """Keep identities that `verified` accepted, in place of those of the same persons.

        All or none. What was there of them before is no longer.
        """
        ...

    def erase(self, dossiers: Sequence[int]) -> int:
        """Erase all that is kept of some dossiers; return the number of persons erased."""
        ...

    def accounts(self, dossiers: Sequence[int] | None = None) -> pa.Table:
        """Return the accounts of some dossiers (all by default); schema ACCOUNTS, sorted.

        For bank files, in mass. Only IBANs that have passed the checks: at most one row for each
        dossier and payee (`allocataire`, `bailleur`), the account given last; no row where there is
        none. The fingerprint is how journals name the account: a block is read there.
        """
        ...

    def search(self, recherche: Recherche, limit: int) -> list[int]:
        """Return the dossiers, at most `limit`, found by NIR or by the words of a name.

        Those who have all the words whole first, then those who begin so; by number within each.
        """
        ...

    def fingerprint(self, iban: str) -> str:
        """Return the fingerprint of an account, the same for an IBAN whatever becomes of the keys."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """Keep what is done within, here and in the journals of the same base, all or none."""
        ...

    def close(self) -> None:
        """Give back what this thread holds; the next use takes it again."""
        ...


class Openings(Protocol):
    """The traces of the openings of dossiers: written, read, never changed, purged in time."""

    def keep(self, openings: pa.Table) -> None:
        """Write traces; schema CONSULTATIONS."""
        ...

    def of_dossier(self, dossier: int, since: dt.datetime, most: int) -> pa.Table:
        """Return the last traces of a dossier since an instant; CONSULTATIONS, the last first."""
        ...

    def of_author(self, author: str, most: int) -> pa.Table:
        """Return the last traces of someone; CONSULTATIONS, the last first."""
        ...

    def latest(self, since: dt.datetime, most: int) -> pa.Table:
        """Return the last traces of all since an instant; CONSULTATIONS, the last first."""
        ...

    def purge(self, before: dt.datetime, now: dt.datetime, author: str) -> int:
        """Erase the traces older than an instant, which leaves who did it and how many they were."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """Keep what is done within, here and in the journals of the same base, all or none."""
        ...
