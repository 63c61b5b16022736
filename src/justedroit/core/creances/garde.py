"""The four invariants of recovery, checked before anything is appended, whatever the storage.

1. nothing is withheld before its date
2. never more than was paid, never more than is owed, never more than is left to pay
3. never twice: one withholding a month
4. never on a contested sum

The ledger alone says 2 and 3, the events of the dossier 1 and 4. What is touched only is looked at: a
dossier where something was once wrong can be mended.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal, euros, month_text
from justedroit.core.creances.creance import INDEMNITE, INDU, creance_of_reference
from justedroit.core.creances.garde_dates import (
    Claims,
    is_month,
    month_withheld,
    refusal_of,
    untimely,
    withholdings,
)
from justedroit.core.creances.garde_rendu import given_back_breaches
from justedroit.core.creances.imputation import creances
from justedroit.core.registre import each, keys_of, paid, unpaid

_KEPT: Final = ":retenu"
_OWED: Final = ":(indu|indemnite)$"
# Motives that leave what is owed as it was, or add to it: most of the ledger, put aside first.
_HARMLESS: Final = ("droit", "rappel", "indu", "droit_reduit", "paiement", "indemnite")
_ALWAYS: Final = ("retenue", "restitution", "restitution_defaite", "annulation")
# What a claim named by its reference is extinguished by, with nothing else to be found.
_PLAIN: Final = (
    *("remboursement", "remise", "prescription", "abandon"),
    *("non_valeur", "effacement", "transfert"),
)


def guarded(transfers: pa.Table) -> list[int]:
    """Return the dossiers whose added transfers recover or give up something, to be checked.

    Args:
        transfers: schema TRANSFERS, added.

    Law:
        None: which rows are looked at.
    """
    rows = transfers.filter(pc.invert(pc.is_in(transfers["motive"], pa.array(_HARMLESS))))
    lives_again = pc.and_not(
        pc.ends_with(rows["debit"], ":indu"), pc.ends_with(rows["credit"], ":charge")
    )
    extinguishes = pc.match_substring_regex(rows["credit"], _OWED)
    concerned = pc.or_(pc.is_in(rows["motive"], pa.array(_ALWAYS)), extinguishes)
    for side in ("debit", "credit"):
        concerned = pc.or_(concerned, pc.ends_with(rows[side], _KEPT))
    mine = rows.filter(pc.or_(concerned, lives_again))
    found: list[int] = pc.unique(mine["dossier"]).to_pylist()
    return sorted(found)


def breaches(before: tuple[pa.Table, pa.Table], added: tuple[pa.Table, pa.Table]) -> list[Refusal]:
    """Return which invariants some rows would break; nothing when they break none.

    Args:
        before: transfers and events of the dossiers that `guarded` names, as they stand.
        added: transfers and events of the same dossiers, to be appended.

    Returns:
        At most one refusal a dossier, the first found.

    Law:
        CSS art. L553-2, R133-9-2, D553-4; CASF art. L262-46; decision 0021.
    """
    claims = creances(before[0])
    after = pa.concat_tables([before[0], added[0]])
    found = [
        *untimely(claims, before[0], pa.concat_tables([before[1], added[1]]), added[0]),
        *_twice(before[0], added[0]),
        *_more_than_owed(claims, before[0], added[0]),
        *_more_than_paid(after, added[0]),
        *_more_than_left(after, added[0]),
        *_more_than_withheld(after, added[0]),
        *_more_undone(after, added[0]),
        *_wrongly_given_back(before[0], pa.concat_tables([before[1], added[1]]), added[0]),
    ]
    return list({refusal.where.partition(",")[0]: refusal for refusal in reversed(found)}.values())


def _wrongly_given_back(before: pa.Table, events: pa.Table, added: pa.Table) -> Iterable[Refusal]:
    for dossier, number, what, mend in given_back_breaches(before, events, added):
        yield refusal_of((dossier, number), what, mend)


# --- 3: never twice ------------------------------------------------------------------------


def _twice(before: pa.Table, added: pa.Table) -> Iterable[Refusal]:
    """Yield the dossiers on which a month would be withheld by two acts."""
    made = Counter(_acts(before).keys())
    undone = _undone_months(before)
    for (dossier, month), instants in _acts(added).items():
        if (dossier, month) in made or len(instants) > 1:
            told = month_text(int(month)) if is_month(month) else month
            then = " puis défaite" if (dossier, month) in undone else ""
            what = f"la retenue de {told} est déjà faite{then}."
            mend = "Une seule retenue par mois, même défaite : passez au suivant."
            yield refusal_of((dossier, None), what, mend)


def _undone_months(transfers: pa.Table) -> set[tuple[int, str]]:
    """Return the (dossier, month) of which a withholding was undone."""
    rows = transfers.filter(pc.equal(transfers["motive"], "retenue_defaite"))
    return {(d, (name or "").rpartition(":")[2]) for d, name in each(rows, "dossier", "reference")}


def _acts(transfers: pa.Table) -> dict[tuple[int, str], set[dt.datetime]]:
    """Return (dossier, month) → the instants at which it was withheld."""
    rows = withholdings(transfers)
    found: dict[tuple[int, str], set[dt.datetime]] = defaultdict(set)
    for dossier, reference, at in each(rows, "dossier", "reference", "entered_at"):
        found[dossier, month_withheld(reference)].add(at)
    return found


# --- 2: never more than is owed, than was paid, than is left to pay ------------------------


def _more_than_owed(claims: Claims, before: pa.Table, added: pa.Table) -> Iterable[Refusal]:
    """Yield what takes more of a créance than it still owes.

    A row that names its créance is compared with what is open of it; where others come with it, all
    the movements of the dossier are folded anew.
    """
    rows = added.filter(pc.invert(pc.is_in(added["motive"], pa.array((*_HARMLESS, "retenue")))))
    births = added.filter(pc.is_in(added["motive"], pa.array(["indu", "indemnite"])))
    rows = pa.concat_tables([rows, births])
    named = pc.fill_null(pc.match_substring_regex(rows["reference"], "^creance:[0-9]+:"), False)  # noqa: FBT003
    plain = pc.and_(named, pc.is_in(rows["motive"], pa.array(_PLAIN)))
    plain = pc.and_(plain, pc.match_substring_regex(rows["credit"], _OWED))
    whole = pc.unique(rows.filter(pc.invert(plain))["dossier"])
    if len(whole):
        yield from _unfoldable(before, added, whole)
    alone = pc.invert(pc.is_in(rows["dossier"], whole))
    yield from _overdrawn(claims, rows.filter(pc.and_(plain, alone)))


def _unfoldable(before: pa.Table, added: pa.Table, whole: pa.Array) -> Iterable[Refusal]:
    mine = [table.filter(pc.is_in(table["dossier"], whole)) for table in (before, added)]
    after = pa.concat_tables(mine)
    try:
        creances(after)
    except ValueError:  # one at least takes more than is owed: which ones
        for dossier in whole.to_pylist():
            try:
                creances(after.filter(pc.equal(after["dossier"], dossier)))
            except ValueError as error:
                yield refusal_of((dossier, None), str(error), "Ne recouvrez que ce qui reste dû.")


def _overdrawn(claims: Claims, rows: pa.Table) -> Iterable[Refusal]:
    names = ["dossier", "credit", "month", "reference"]
    taken: dict[tuple[int, int, str, int], int] = defaultdict(int)
    for row in rows.select([*names, "amount_cents"]).to_pylist():
        number = creance_of_reference(row["reference"]) or 0
        taken[row["dossier"], number, row["credit"], row["month"]] += row["amount_cents"]
    for (dossier, number, account, month), cents in taken.items():
        benefit, _, nature = account.partition(":")
        owed = sum(
            line.open
            for claim in claims.get(dossier, ())
            if (claim.number, claim.benefit) == (number, benefit)
            for line in claim.lignes
            if (line.month, line.nature) == (month, nature)
        )
        if cents > owed:
            what = (
                f"{benefit}, {month_text(month)} : {euros(cents)} dépassent ce qui est dû, "
                f"{euros(owed)}."
            )
            yield refusal_of((dossier, number), what, "Ne recouvrez que ce qui reste dû.")


def _more_than_paid(after: pa.Table, added: pa.Table) -> Iterable[Refusal]:
    """Yield the months of which more would be recovered than was paid of them."""
    touched = _recovered(added)
    if not touched:
        return
    some = after.filter(pc.is_in(after["dossier"], pa.array(sorted({key[0] for key in touched}))))
    given = {
        (row["dossier"], row["benefit"], row["month"]): row["paid_cents"]
        for row in _at(paid(some), touched).to_pylist()
    }
    for key, taken in _recovered(some).items():
        if key in touched and taken > given.get(key, 0):
            what = (
                f"{key[1]}, {month_text(key[2])} : {euros(taken)} recouvrés, alors que "
                f"{euros(given.get(key, 0))} ont été payés."
            )
            yield refusal_of((key[0], None), what, "Relisez ce qui a été payé.")


_Keys = dict[tuple[int, str, int], int]


def _recovered(transfers: pa.Table) -> _Keys:
    """Return (dossier, benefit, month) → what was recovered of an indu, less what was given back."""
    motives = (
        *("remboursement", "remboursement_defait", "retenue_defaite"),
        *("restitution", "restitution_defaite"),
    )
    rows = transfers.filter(pc.is_in(transfers["motive"], pa.array(motives)))
    names = ["dossier", "month", "debit", "credit"]
    sums = rows.group_by(names, use_threads=False).aggregate([("amount_cents", "sum")])
    found: _Keys = defaultdict(int)
    for row in sums.to_pylist():
        benefit, _, nature = row["credit"].partition(":")
        key = row["dossier"], benefit, row["month"]
        if nature in (INDU, "annule"):
            found[key] += row["amount_cents_sum"]
        elif row["debit"].endswith(
            (":produit", f":{INDEMNITE}")
        ):  # of an indemnité, which was no right
            continue
        elif (nature == "retenu" and row["debit"].endswith(f":{INDU}")) or (
            nature in ("rembourse", "droit") and not row["debit"].endswith(":retenu")
        ):  # a withholding is undone
            found[key] -= row["amount_cents_sum"]
    return found


def _at(table: pa.Table, keys: Iterable[tuple[int, str, int]]) -> pa.Table:
    """Return the rows of some (dossier, benefit, month)."""
    columns = zip(*keys, strict=True)
    wanted = pa.table(dict(zip(("dossier", "benefit", "month"), columns, strict=True)))
    return table.filter(pc.is_in(pa.array(keys_of(table)), pa.array(keys_of(wanted))))


def _more_than_left(after: pa.Table, added: pa.Table) -> Iterable[Refusal]:
    """Yield what is withheld beyond what is to be paid."""
    acts = withholdings(added)
    rights = {
        (dossier, debit.partition(":")[0], month): 0
        for dossier, debit, month in each(acts, "dossier", "debit", "month")
    }
    if not rights:
        return
    some = after.filter(pc.is_in(after["dossier"], acts["dossier"]))
    for row in _at(unpaid(some), rights).to_pylist():
        if row["unpaid_cents"] < 0:
            month = month_text(row["month"])
            what = f"la retenue dépasse ce qui reste à payer de {row['benefit']}, {month}."
            mend = "Ne retenez que sur ce qui est à payer."
            yield refusal_of((row["dossier"], None), what, mend)


def _more_than_withheld(after: pa.Table, added: pa.Table) -> Iterable[Refusal]:
    """Yield what repays beyond what is withheld."""
    spent = added.filter(pc.ends_with(added["debit"], _KEPT))
    if not spent.num_rows:
        return
    kept: Counter[tuple[int, str]] = Counter()
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = after.filter(pc.ends_with(after[side], _KEPT))
        for dossier, account, cents in each(rows, "dossier", side, "amount_cents"):
            kept[dossier, account] += sign * cents
    for dossier, account in dict.fromkeys(each(spent, "dossier", "debit")):
        if kept[dossier, account] < 0:
            what = "ce remboursement impute plus que ce qui a été retenu."
            mend = "Écrivez la retenue avec ce qu'elle rembourse."
            yield refusal_of((dossier, None), what, mend)


def _more_undone(after: pa.Table, added: pa.Table) -> Iterable[Refusal]:
    """Yield what undoes more of a movement of withholding, in its month, than was written of it."""
    undone = added.filter(pc.equal(added["motive"], "retenue_defaite"))
    if not undone.num_rows:
        return
    names = ("dossier", "month", "debit", "credit")
    moved: Counter[tuple[int, int, str, str]] = Counter()
    for dossier, month, debit, credit, cents in each(after, *names, "amount_cents"):
        moved[dossier, month, debit, credit] += cents
    for dossier, month, debit, credit in dict.fromkeys(each(undone, *names)):
        if moved[dossier, month, debit, credit] > moved[dossier, month, credit, debit]:
            what = f"{month_text(month)} : ce retrait défait plus que ce qui a été retenu."
            yield refusal_of(
                (dossier, None), what, "Ne défaites que ce qui a été retenu ce mois-là."
            )
