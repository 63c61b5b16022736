"""Why: for each difference of a dossier, the months, the facts that changed, the proposed origin."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import month_of
from justedroit.core.ecarts.changements import Changement, changed_facts
from justedroit.core.ecarts.lettre import told_parts
from justedroit.core.ecarts.origine import Origine, propose_origine
from justedroit.core.ecarts.parts import Mouvement, Parts
from justedroit.core.ecarts.recit import paragraph
from justedroit.core.faits import catalogue
from justedroit.core.registre import last_paid_on

Row = dict[str, Any]

# The tag of the event that a revision writes; its payload is {"reference": …} and, when the law
# applied has changed since the previous one, {"changement_loi": "retroactif" | "corrige"}.
REVISED = "droits.revises"
# The same, of some benefits only, which `prestations` of its payload names: what was told before
# it is still to be heard by the others.
REVISED_PARTLY = "droits.revises_en_partie"


@dataclass(frozen=True, slots=True)
class MoisExplique:
    """One month of a difference, in cents.

    Attributes:
        month: 202601.
        posted_cents: what the ledger had posted before.
        due_cents: what is due since.
        motives: (motive, cents) of each part, positive.
        prescribed_cents: the part that time has taken: it stays in sight, and moves no money.
        paid_on: last day on which it had been paid before; None: it had not.
    """

    month: int
    posted_cents: int
    due_cents: int
    motives: tuple[tuple[str, int], ...]
    prescribed_cents: int
    paid_on: dt.date | None = None

    @property
    def delta_cents(self) -> int:
        """What is due less what had been posted."""
        return self.due_cents - self.posted_cents

    @property
    def claimed_paid_on(self) -> dt.date | None:
        """When what is claimed of it was paid; None: nothing of it is claimed."""
        return self.paid_on if "indu" in dict(self.motives) else None


@dataclass(frozen=True, slots=True)
class Difference:
    """What one revision changed in one benefit, and why.

    Attributes:
        reference: of the revision.
        revised_at: its instant.
        benefit: as OpenFisca spells it.
        months: ascending.
        changes: facts that changed since the previous revision, and reach one of these months.
        origine: proposed, by the shares once they are known; a person qualifies it.
        shares: what each changed fact explains, see `attribute`; None: not asked.
        since: instant of the revision before, of the same benefit; None: there was none.
        law: name and version of the law that computed it; None: the revision did not say.
        law_change: `retroactif` or `corrige`, when the law applied has changed since; or None.
    """

    reference: str
    revised_at: dt.datetime
    benefit: str
    months: tuple[MoisExplique, ...]
    changes: tuple[Changement, ...]
    origine: Origine
    shares: Parts | None = None
    since: dt.datetime | None = None
    law: str | None = None
    law_change: str | None = None

    @property
    def delta_cents(self) -> int:
        """Sum of the months."""
        return sum(month.delta_cents for month in self.months)

    def shared(self, parts: Parts) -> Difference:
        """Return the same with its shares, taken from those of the whole revision.

        The origin proposed is then that of what explains most of it, where `explain`, which weighs
        nothing, retains the change that reaches furthest back.

        Law:
            Domaine 2.6: what is reproached must have made the error.
        """
        mine = parts.of_benefit(self.benefit)
        return replace(self, shares=mine, origine=mine.origine)


def movements(difference: Difference) -> tuple[Mouvement, ...]:
    """Return what the ledger has done in one benefit; what time has taken apart.

    What rises in a month pays nothing of what is claimed of another: each euro claimed is a debt,
    each euro due is paid, and both are told.

    Law:
        CSS art. L553-1, L553-2: what is prescribed is neither claimed nor paid.
    """
    cents: dict[str, int] = defaultdict(int)
    for month in difference.months:
        for motive, amount in month.motives:
            cents[motive] += amount
        # What time takes of an older month was not made by this revision: it stays in sight only.
        side = "rappel" if month.delta_cents > 0 else "indu"
        cents["prescription"] += month.prescribed_cents
        cents[side] -= min(month.prescribed_cents, dict(month.motives).get(side, 0))
    return tuple(Mouvement(difference.benefit, name, some) for name, some in cents.items() if some)


def sides(difference: Difference) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return what falls of a benefit, then what rises: (cents, its months), none where nothing does.

    Law:
        Domaine 3.1, point 4: what rises does not hide what falls.
    """
    told = []
    for way in (-1, 1):
        some = [month for month in difference.months if month.delta_cents * way > 0]
        if some:
            told.append((sum(m.delta_cents for m in some), tuple(m.month for m in some)))
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Explication:
    """Every difference of a dossier, in the order of the revisions.

    Attributes:
        dossier: number; 0 when the dossier has no transfer.
        differences: by revision, then benefit.
    """

    dossier: int
    differences: tuple[Difference, ...]

    def to_french(self) -> str:
        """Return the explanation as plain French text, one paragraph for each difference.

        Law:
            CSS art. R133-9-2: the motive of what is claimed; CRPA art. L211-2.
        """
        if not self.differences:
            return f"Dossier {self.dossier} : aucun rappel, aucun indu."
        same = groupby(self.differences, key=lambda d: (d.reference, d.changes, d.origine))
        return "\n\n".join(paragraph(list(differences)) for _, differences in same)

    def to_json(self) -> str:
        """Return the explanation as JSON: cents, ISO dates, UTC instants.

        Law:
            None: a way of writing.
        """
        told = asdict(self)
        for row, difference in zip(told["differences"], self.differences, strict=True):
            row["delta_cents"] = difference.delta_cents
            row["shares"] = difference.shares and told_parts(difference.shares)
            row["origine"]["label"] = difference.origine.label
            for cells, month in zip(row["months"], difference.months, strict=True):
                cells["delta_cents"] = month.delta_cents
            for cells, change in zip(row["changes"], difference.changes, strict=True):
                cells["label"] = catalogue()[change.kind].libelle
        return json.dumps(
            told, ensure_ascii=False, indent=2, default=lambda value: value.isoformat()
        )


def _signed(row: Row) -> int:
    """Return what a transfer adds to the right posted, in cents."""
    side = {"debit": 1, "credit": -1}
    found = [s for name, s in side.items() if row[name].endswith(":charge")]
    return found[0] * int(row["amount_cents"]) if found else 0


def _month(month: int, posted: int, rows: list[Row]) -> MoisExplique:
    moved = [(row["motive"], row["amount_cents"]) for row in rows if _signed(row)]
    parts: dict[str, int] = defaultdict(int)
    for motive, cents in moved:
        parts[motive] += cents
    lost = sum(row["amount_cents"] for row in rows if row["motive"] == "prescription")
    due = posted + sum(map(_signed, rows))
    return MoisExplique(month, posted, due, tuple(parts.items()), lost)


@dataclass(frozen=True, slots=True)
class _Act:
    """A revision, as its event tells it, or the transfers where there is no event.

    Attributes:
        at: its instant.
        told: payload of the event.
    """

    at: dt.datetime
    told: Row

    def covers(self, benefit: str) -> bool:
        """Return whether the benefit was revised; `prestations` names them when not all were."""
        return benefit in self.told.get("prestations", [benefit])


def _revisions(events: pa.Table, rows: list[Row]) -> list[_Act]:
    """Return the revisions, ascending.

    The transfers tell the instants too: a journal imported without its events is explained.
    """
    told: dict[dt.datetime, Row] = {r["entered_at"]: {} for r in rows if _signed(r)}
    for event in events.to_pylist():
        if event["tag"] in (REVISED, REVISED_PARTLY):
            told[event["at"]] = json.loads(event["payload"])
    return [_Act(at, payload) for at, payload in sorted(told.items())]


def _since(revisions: Sequence[_Act], at: dt.datetime, benefit: str) -> dt.datetime | None:
    """Return the instant of the last revision of a benefit before another; None: it is the first."""
    return max((act.at for act in revisions if act.at < at and act.covers(benefit)), default=None)


def _with_days(
    transfers: pa.Table, at: dt.datetime, benefit: str, months: Sequence[MoisExplique]
) -> tuple[MoisExplique, ...]:
    """Return the same months with the last day on which each had been paid before an instant."""
    entered = transfers["entered_at"]
    before = transfers.filter(pc.less(entered, pa.scalar(at, entered.type)))
    rows = last_paid_on(before).to_pylist()
    days = {row["month"]: row["paid_on"] for row in rows if row["benefit"] == benefit}
    return tuple(replace(month, paid_on=days.get(month.month)) for month in months)


def _reaching(changes: Sequence[Changement], last_month: int) -> tuple[Changement, ...]:
    return tuple(c for c in changes if month_of(c.valid_from) <= last_month)


def _months_by_difference(
    rows: list[Row],
) -> dict[tuple[dt.datetime, str, str], tuple[MoisExplique, ...]]:
    """Return the months of each (instant, reference, benefit) that changes a right once posted."""
    posted: dict[tuple[str, int], int] = defaultdict(int)
    found: dict[tuple[dt.datetime, str, str], tuple[MoisExplique, ...]] = {}

    def key(row: Row) -> tuple[dt.datetime, str, str]:
        return row["entered_at"], row["reference"] or "", row["debit"].split(":")[0]

    acts = [r for r in rows if _signed(r) or r["motive"] == "prescription"]
    for act, of_act in groupby(sorted(acts, key=key), key=key):
        months = []
        by_month = sorted(of_act, key=lambda r: (r["month"], r["sequence"]))
        for month, of_month in groupby(by_month, key=lambda r: r["month"]):
            cell, lines = (act[2], month), list(of_month)
            explained = _month(month, posted[cell], lines)
            posted[cell] = explained.due_cents
            if explained.delta_cents and not any(r["motive"] == "droit" for r in lines):
                months.append(explained)
        if months:
            found[act] = tuple(months)
    return found


def explain(
    transfers: pa.Table,
    facts: pa.Table,
    events: pa.Table,
    references: Collection[str] | None = None,
) -> Explication:
    """Explain every difference that the ledger of one dossier has posted.

    Args:
        transfers: schema TRANSFERS, of one dossier.
        facts: schema FACTS, of the same dossier.
        events: columns tag, at, payload at least, of the same dossier; those of tag
            `droits.revises` give the instants of the revisions.
        references: of the revisions to explain; None: all.

    Returns:
        One difference for each revision and benefit in which a right once posted has changed, or
        in which a month that was closed is due for the first time.

    Raises:
        ValueError: the rows are of several dossiers.

    Law:
        CSS art. R133-9-2, CRPA art. L211-2 and L311-3-1: the reasons of a decision.
    """
    dossiers = {*transfers["dossier"].to_pylist(), *facts["dossier"].to_pylist()}
    if len(dossiers) > 1:
        message = f"L'explication porte sur un dossier à la fois, et non {len(dossiers)}."
        raise ValueError(message)
    rows = transfers.to_pylist()
    revisions = _revisions(events, rows)
    law = {act.at: act.told for act in revisions}
    known: dict[tuple[dt.datetime | None, dt.datetime], tuple[Changement, ...]] = {}
    found = []
    for (at, reference, benefit), moved in _months_by_difference(rows).items():
        if references is not None and reference not in references:
            continue
        since, told = _since(revisions, at, benefit), law.get(at, {})
        if (since, at) not in known:
            known[since, at] = changed_facts(facts, since, at)
        changes = _reaching(known[since, at], moved[-1].month)
        law_change = told.get("changement_loi")
        months = _with_days(transfers, at, benefit, moved)
        paid = {day for month in months if (day := month.claimed_paid_on)}
        origine = propose_origine(changes, at, law_change, paid)
        act = (None, since, told.get("loi"), law_change)
        found.append(Difference(reference, at, benefit, months, changes, origine, *act))
    return Explication(min(dossiers, default=0), tuple(found))
