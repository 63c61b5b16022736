"""Lives of households, told in YAML, with the euros that the law makes of them.

    titre, article, raisonnement   what happens, by which text, and how the amounts are found
    faits                          what is declared, and when it reaches the fund (`recu`)
    clotures                       by month closed: rappels, indus, what the notice says
    fin                            what was paid in all by month, what is still claimed

A word instead of an amount (`donne`) is an amount of the evaluation: the same word is the same
amount. All the households live together in one fund, which closes nine months of 2025.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.chaine import Chaine, instant
from tests.loi import LoiRetenue

from justedroit.core.base import add_months, first_day, month_range
from justedroit.core.faits import Statement
from justedroit.core.paiements import payment_day
from justedroit.steps import declare, pay, revise

LIVES = sorted(Path(__file__).parent.glob("*.yaml"))
MONTHS = month_range(202501, 202509)
OPENING = MONTHS[0]


def life(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text("utf-8"))


@dataclass
class Vecu:
    """A fund that has lived, and the sequence of the facts that were named."""

    chaine: Chaine
    named: dict[tuple[int, str], int] = field(default_factory=dict)
    references: dict[int, str] = field(default_factory=dict)
    corrections: dict[int, Any] = field(default_factory=dict)

    def hear(self, dossier: int, fact: dict[str, Any]) -> None:
        """Declare one fact on the day it is received."""
        said = Statement(
            dossier=dossier,
            person=fact.get("personne", 0),
            kind=fact["fait"],
            value=written(fact["valeur"]),
            valid_from=fact["du"],
            valid_until=fact.get("au"),
            source=fact.get("source", "allocataire"),
            author="essai",
            replaces=self.named.get((dossier, fact.get("remplace", ""))),
        )
        now = instant(fact["recu"].isoformat())
        assert declare(self.chaine.records, [said], now) == []
        if "id" in fact:
            last = self.chaine.records.sequences([dossier])[dossier]
            self.named[dossier, fact["id"]] = last

    def close(self, month: int) -> None:
        """Revise all the months up to the one that ends, and pay it."""
        now = instant(first_day(add_months(month, 1)).isoformat())
        revised = revise(self.chaine.records, None, now, self.chaine.law, (OPENING, month))
        self.references[month] = revised.reference
        self.corrections[month] = revised.corrections
        pay(self.chaine.records, month, instant(payment_day(month).isoformat()))

    def rentree(self, month: int) -> None:
        """Revise and pay the ARS alone, within August."""
        now = instant(payment_day(month, "ars").isoformat())
        window, ars = (month, month), frozenset({"ars"})
        revise(self.chaine.records, None, now, self.chaine.law, window, ars)
        order = pay(self.chaine.records, month, now, "ars")
        assert set(order["benefit"].to_pylist()) == {"ars"}


def written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


@pytest.fixture(scope="module")
def vecu() -> Vecu:
    """Return the fund in which all the lives were lived."""
    found = Vecu(Chaine(LoiRetenue()))
    mail = [
        (fact["recu"], number, fact)
        for number, path in enumerate(LIVES, start=1)
        for fact in life(path)["faits"]
    ]
    mail.sort(key=lambda letter: letter[0])
    for month in MONTHS:
        limit = first_day(add_months(month, 1))
        ars_day = payment_day(month, "ars") if month % 100 == 8 else limit
        for until, act in ((ars_day, found.rentree), (limit, found.close)):
            while mail and mail[0][0] < until:
                _, dossier, fact = mail.pop(0)
                found.hear(dossier, fact)
            if act != found.rentree or ars_day != limit:
                act(month)
    assert not mail
    return found


def cents(expected: object) -> int | str:
    """Return an amount of YAML in cents; a word stays a word."""
    return expected if isinstance(expected, str) else int(Decimal(str(expected)) * 100)


def compared(found: dict, expected: dict) -> tuple[dict, dict]:
    """Return both sides, the words of the expected side put in place of the amounts found."""
    told = {
        (benefit, month): cents(amount)
        for benefit, months in (expected or {}).items()
        for month, amount in months.items()
    }
    words: dict[str, set[int]] = defaultdict(set)
    for key, word in told.items():
        if isinstance(word, str) and found.get(key, 0) > 0:
            words[word].add(found[key])
    assert all(len(amounts) == 1 for amounts in words.values()), words
    shown = {
        key: told[key] if isinstance(told.get(key), str) else amount
        for key, amount in found.items()
    }
    return shown, told


def posted_as(vecu: Vecu, dossier: int, motive: str, month: int) -> dict:
    """Return the amounts of a motive in the revision that closed a month."""
    rows = vecu.chaine.records.transfers([dossier]).to_pylist()
    return {
        (row["debit"].split(":")[0], row["month"]): row["amount_cents"]
        for row in rows
        if row["motive"] == motive and row["reference"] == vecu.references[month]
    }


EACH = pytest.mark.parametrize(
    ("dossier", "path"), list(enumerate(LIVES, start=1)), ids=[path.stem for path in LIVES]
)


def test_there_are_lives_enough_and_each_quotes_its_law():
    assert len(LIVES) >= 8
    for path in LIVES:
        assert {"titre", "article", "raisonnement", "faits", "clotures", "fin"} == set(life(path))


@EACH
@pytest.mark.parametrize(("word", "motive"), [("rappels", "rappel"), ("indus", "indu")])
def test_each_month_closed_gives_the_rappels_and_indus_told(vecu, dossier, path, word, motive):
    told = life(path)["clotures"]
    for month in MONTHS:
        found = posted_as(vecu, dossier, motive, month)
        shown, expected = compared(found, told.get(month, {}).get(word, {}))
        assert shown == expected, f"{path.stem}, clôture de {month}"


@EACH
def test_what_was_paid_in_the_end_is_what_is_told(vecu, dossier, path):
    found = {
        (benefit, month): amount
        for (owner, benefit, month), amount in vecu.chaine.paid().items()
        if owner == dossier
    }
    shown, expected = compared(found, life(path)["fin"]["payes"])
    assert shown == expected


@EACH
def test_what_is_still_claimed_in_the_end_is_what_is_told(vecu, dossier, path):
    claimed: dict[str, int] = defaultdict(int)
    for owner, benefit, month in vecu.chaine.paid():
        if owner == dossier:
            claimed[benefit] += vecu.chaine.position(owner, benefit, month).get("indu", 0)
    told = life(path)["fin"].get("indus", {})
    assert {b: c for b, c in claimed.items() if c} == {b: cents(c) for b, c in told.items()}


@EACH
def test_what_a_processing_changes_of_each_benefit_is_what_is_told(vecu, dossier, path):
    for month, told in life(path)["clotures"].items():
        table = vecu.corrections[month]
        before = table["month"].to_numpy() < month
        mine = table.filter(before & (table["dossier"].to_numpy() == dossier))
        changed = mine.group_by("benefit").aggregate([("delta_cents", "sum")]).to_pylist()
        nets = {row["benefit"]: row["delta_cents_sum"] for row in changed}
        sums: dict[str, int] = defaultdict(int)
        for word, sign in (("rappels", 1), ("indus", -1)):
            for benefit, months in told.get(word, {}).items():
                if not any(isinstance(amount, str) for amount in months.values()):
                    sums[benefit] += sign * sum(int(cents(a)) for a in months.values())
        assert {benefit: nets[benefit] for benefit in sums} == dict(sums)
        for benefit, amount in told.get("notice", {}).items():
            assert nets[benefit] == cents(amount)


@EACH
def test_what_was_paid_beyond_the_right_is_what_is_claimed(vecu, dossier, path):
    posted = {k: v for k, v in vecu.chaine.posted().items() if k[0] == dossier}
    found = life(path)["fin"]
    paid = {k: v for k, v in vecu.chaine.paid().items() if k[0] == dossier}
    owed = sum(cents(amount) for amount in found.get("indus", {}).values())
    assert sum(paid.values()) - sum(posted.values()) == owed


def test_revising_again_moves_nothing_and_the_ledger_sums_to_zero(vecu):
    before = vecu.chaine.records.transfers().num_rows
    again = vecu.chaine.revise(OPENING, MONTHS[-1], on="2025-10-20")
    assert again.corrections.num_rows == 0
    assert vecu.chaine.records.transfers().num_rows == before
    assert vecu.chaine.sum() == 0


def test_the_words_of_the_move_differ_by_the_rent(vecu):
    paid = vecu.chaine.paid()
    number = [path.stem for path in LIVES].index("demenagement") + 1
    assert paid[number, "als", 202504] - paid[number, "als", 202503] == 5000
