"""An auditor of debts: its own books, its own arithmetic, nothing of the code that it audits.

It is told what households and the fund do (rights, notices, appeals, payments), reads each new row of
the journal once, as a bank clerk would, and says what breaks the four invariants or a cent.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

FRANCE = ZoneInfo("Europe/Paris")
GIVEN_UP = ("remise", "annule", "prescrit", "abandonne", "efface", "transfere")
RECOVERED = ("retenu", "rembourse")
GIVEN_BACK = (("annule", "droit"), ("produit", "droit"))
ALWAYS = dt.date(9999, 12, 31)


def later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return dt.date(day.year + years, month + 1, min(day.day, last))


@dataclass
class Dette:
    """What one decision claims of one benefit, by (month, `indu` or `indemnite`)."""

    benefit: str
    claimed: Counter = field(default_factory=Counter)
    open: Counter = field(default_factory=Counter)
    gone: dict = field(default_factory=lambda: defaultdict(Counter))  # (month, nature) → how
    given: Counter = field(default_factory=Counter)  # (month, nature) → given back, in gone too
    received: dt.date | None = None
    rectified: list = field(default_factory=list)  # [asked on, answered on or None]


@dataclass
class Livre:
    """The books of one household."""

    due: dict = field(default_factory=dict)  # (benefit, month) → cents, as told
    debts: list = field(default_factory=list)
    born: dict = field(default_factory=dict)
    hand: int = 0  # what the bank gave it, less what it paid
    told_paid: int = 0  # what it says that it repaid
    product: int = 0  # indemnités
    unpaid: Counter = field(default_factory=Counter)  # (benefit, month)
    paid: Counter = field(default_factory=Counter)
    recovered: Counter = field(default_factory=Counter)
    given: Counter = field(default_factory=Counter)  # given back after it was recovered
    kept: Counter = field(default_factory=Counter)  # withheld and not yet used, by benefit
    months: dict = field(default_factory=dict)  # month withheld → instant
    halted: dict = field(default_factory=dict)  # (debt, cause) → [[since, until]]


class Auditeur:
    """What is audited, and what was found wrong."""

    def __init__(self):
        self.books: dict[int, Livre] = defaultdict(Livre)
        self.seen: Counter = Counter()
        self.faults: list[str] = []
        self.withheld = Counter()

    # --- what it is told -------------------------------------------------------------------

    def due(self, dossier, benefit, month, cents):
        """The household is due this of a month, whatever was said before."""
        self.books[dossier].due[benefit, month] = cents

    def notified(self, dossier, numbers, day):
        """A notice of some debts is received."""
        for number in numbers:
            debt = self.books[dossier].debts[number - 1]
            debt.received = max(debt.received or day, day)

    def contests(self, dossier, numbers, cause, day):
        """Some debts are contested, for a cause, from a day."""
        for number in numbers:
            self.books[dossier].halted.setdefault((number, cause), []).append([day, ALWAYS])

    def settled(self, dossier, cause, day, numbers=None):
        """What was contested for a cause is so no longer, from a day."""
        for (number, what), times in self.books[dossier].halted.items():
            if what == cause and (numbers is None or number in numbers):
                times[-1][1] = min(times[-1][1], day)

    def asks(self, dossier, numbers, day):
        """A rectification is asked; it waits a month at most."""
        for number in numbers:
            self.books[dossier].debts[number - 1].rectified.append([day, later(day, 1)])

    def answered(self, dossier, numbers, day):
        """It is rejected, on a day."""
        for number in numbers:
            last = self.books[dossier].debts[number - 1].rectified[-1]
            last[1] = min(last[1], day)

    def repays(self, dossier, cents):
        """The household has repaid, of its own."""
        self.books[dossier].hand -= cents
        self.books[dossier].told_paid += cents

    def bounces(self, dossier, cents):
        """The bank sends back what the household had paid: it never gave it."""
        self.books[dossier].hand += cents
        self.books[dossier].told_paid -= cents

    def fined(self, dossier, cents):
        """An indemnité is decided."""
        self.books[dossier].product += cents

    # --- what it reads ---------------------------------------------------------------------

    def read(self, transfers):
        """Read the rows of a journal, in order; those read before are passed over."""
        for row in transfers:
            if row["sequence"] > self.seen[row["dossier"]]:
                self.seen[row["dossier"]] = row["sequence"]
                self._row(row, self.books[row["dossier"]])

    def _row(self, row, book):
        (benefit, debit), (other, credit) = (row[side].split(":") for side in ("debit", "credit"))
        key = benefit, row["month"]
        self._money(row, book, ((benefit, debit), (other, credit)))
        if (debit, credit) == ("indu", "charge"):
            self._claim(row, book, benefit)
        elif row["motive"] == "rejet":
            self._claim_anew(row, book, benefit)
        elif (debit, credit) == ("indemnite", "produit"):
            debt = book.debts[self._number(row) - 1]
            debt.claimed[row["month"], debit] += row["amount_cents"]
            debt.open[row["month"], debit] += row["amount_cents"]
        elif credit in ("indu", "indemnite"):
            self._extinguish(row, book, (other, debit, credit))
        elif (debit, credit) in GIVEN_BACK or (credit, debit) in GIVEN_BACK:
            self._given(row, book, (benefit, debit, credit))
        elif debit in ("indu", "indemnite", "annule") or (debit == "charge" and credit in GIVEN_UP):
            self._revive(row, book, (benefit, debit, credit))
        if book.unpaid[key] < 0 or book.kept[benefit] < 0:
            self._fault(row, "prend plus que ce qui reste à payer, ou que ce qui est retenu")

    def _money(self, row, book, sides):
        """Enter what is to be paid, paid, and withheld."""
        ((benefit, debit), (other, credit)), cents = sides, row["amount_cents"]
        key = benefit, row["month"]
        if credit == "droit":
            book.unpaid[other, row["month"]] += cents
        if debit == "droit":
            book.unpaid[key] -= cents
        if credit in ("paye", "paye_tiers"):
            book.hand += cents
        if debit == "droit" and credit in ("paye", "paye_tiers", "retenu"):
            book.paid[key] += cents
        if credit == "retenu":
            book.kept[other] += cents
            if debit == "droit":
                self._withholding(row, book)
        if debit == "retenu":
            book.kept[benefit] -= cents
            if credit == "droit":  # a withholding is undone
                book.paid[other, row["month"]] -= cents

    def _number(self, row):
        parts = (row["reference"] or "").split(":")
        return int(parts[1]) if parts[0] == "creance" else None

    def _claim(self, row, book, benefit):
        key = benefit, row["reference"]
        if key not in book.born:
            book.born[key] = len(book.debts)
            book.debts.append(Dette(benefit))
        debt = book.debts[book.born[key]]
        debt.claimed[row["month"], "indu"] += row["amount_cents"]
        debt.open[row["month"], "indu"] += row["amount_cents"]

    def _candidates(self, row, book, benefit, *, newest=False):
        number = self._number(row)
        if number is not None:
            return [book.debts[number - 1]]
        mine = book.born.get((benefit, row["reference"]))
        if mine is not None:
            return [book.debts[mine], *(d for d in book.debts if d.benefit == benefit)]
        some = [debt for debt in book.debts if debt.benefit == benefit]
        return some[::-1] if newest else some

    def _extinguish(self, row, book, how):
        benefit, debit, credit = how
        line, rest = (row["month"], credit), row["amount_cents"]
        newest = debit in ("charge", "prescrit")
        for debt in self._candidates(row, book, benefit, newest=newest):
            part = min(rest, debt.open[line])
            debt.open[line] -= part
            debt.gone[line][debit] += part
            rest -= part
        if rest:
            self._fault(row, f"éteint {rest} centimes de plus que ce qui est dû")
        if debit in RECOVERED and credit == "indu":
            book.recovered[benefit, row["month"]] += row["amount_cents"]
            if book.recovered[benefit, row["month"]] > book.paid[benefit, row["month"]]:
                self._fault(row, "recouvre plus que ce qui a été payé")

    def _given(self, row, book, how):
        """Enter what is given back, of a debt or of an indemnité, or what is taken back of that."""
        benefit, debit, credit = how
        if debit == "droit":
            self._take_back(row, book, (benefit, credit))
        elif debit == "annule":
            self._give_back(row, book, benefit)
        else:
            self._unfine(row, book.debts[self._number(row) - 1])
            book.given[benefit, row["month"]] += row["amount_cents"]

    def _give_back(self, row, book, benefit):
        line, rest = (row["month"], "indu"), row["amount_cents"]
        for debt in self._candidates(row, book, benefit):
            for how in RECOVERED:
                part = min(rest, debt.gone[line][how])
                debt.gone[line][how] -= part
                debt.gone[line]["annule"] += part
                debt.given[line] += part
                rest -= part
        if rest:
            self._fault(row, f"rend {rest} centimes de plus que ce qui a été recouvré")
        book.given[benefit, row["month"]] += row["amount_cents"]
        book.recovered[benefit, row["month"]] -= row["amount_cents"]

    def _unfine(self, row, debt):
        """Give back an indemnité that was recovered: it was due in another month than this row's."""
        rest = row["amount_cents"]
        for line, gone in debt.gone.items():
            for how in RECOVERED:
                part = min(rest, gone[how]) if line[1] == "indemnite" else 0
                gone[how] -= part
                gone["produit"] += part
                debt.given[line] += part
                rest -= part
        if rest:
            self._fault(row, f"rend {rest} centimes d'indemnité de plus que ce qui a été recouvré")

    def _take_back(self, row, book, how):
        """What was given back of a payment that the bank sent back, and not paid, is repaid again."""
        benefit, name = how
        rest = row["amount_cents"]
        for debt in self._candidates(row, book, benefit):
            for line in list(debt.given):
                mine = (
                    line[1] == "indemnite" if name == "produit" else line == (row["month"], "indu")
                )
                part = min(rest, debt.given[line]) if mine else 0
                debt.given[line] -= part
                debt.gone[line][name] -= part
                debt.gone[line]["rembourse"] += part
                rest -= part
        if rest:
            self._fault(row, f"reprend {rest} centimes de plus que ce qui a été rendu")
        book.given[benefit, row["month"]] -= row["amount_cents"]
        if name == "annule":
            book.recovered[benefit, row["month"]] += row["amount_cents"]

    def _claim_anew(self, row, book, benefit):
        """What was given back, paid, and never received is claimed, once."""
        self._claim(row, book, benefit)
        book.given[benefit, row["month"]] -= row["amount_cents"]
        if book.given[benefit, row["month"]] < 0:
            self._fault(row, "réclame de nouveau plus que ce qui a été rendu")

    def _revive(self, row, book, how):
        benefit, debit, credit = how
        line = row["month"], "indemnite" if debit == "indemnite" else "indu"
        rest = row["amount_cents"]
        for debt in self._candidates(row, book, benefit, newest=True):
            part = min(rest, debt.gone[line][credit])
            debt.gone[line][credit] -= part
            if debit in ("indu", "indemnite"):
                debt.open[line] += part
            else:
                debt.gone[line][debit] += part
            rest -= part
        if rest:
            self._fault(row, f"défait {rest} centimes de plus que ce qui était éteint")
        if credit == "rembourse" or (debit, credit) == ("indu", "retenu"):
            book.recovered[benefit, row["month"]] -= row["amount_cents"]

    # --- the invariants of a withholding -----------------------------------------------------

    def _withholding(self, row, book):
        self.withheld["cents"] += row["amount_cents"]
        number = self._number(row)
        month = row["reference"].rpartition(":")[2]
        made = book.months.setdefault(month, row["entered_at"])
        if made != row["entered_at"]:
            self._fault(row, f"retient {month} une deuxième fois")
        decided = row["entered_at"].astimezone(FRANCE).date()
        debt = book.debts[number - 1]
        if debt.received is None or row["value_on"] <= debt.received + dt.timedelta(days=20):
            self._fault(row, f"retient avant sa date : notice reçue le {debt.received}")
        for day in (decided, row["value_on"]):
            for (contested, cause), times in book.halted.items():
                for since, until in times:
                    if contested == number and since <= day < until:
                        self._fault(row, f"retient une somme contestée ({cause}, {since})")
            if any(asked <= day < until for asked, until in debt.rectified):
                self._fault(row, "retient pendant une rectification")
        if any(until <= row["value_on"] <= later(until, 2) for _, until in debt.rectified):
            self._fault(row, "retient moins de deux mois après une rectification")

    def _fault(self, row, what):
        self.faults.append(f"dossier {row['dossier']}, séquence {row['sequence']} : {what}")

    # --- the cents -----------------------------------------------------------------------------

    def close(self):
        """Check that every cent of every household has one place."""
        for dossier, book in self.books.items():
            debts = book.debts
            owed = sum(sum(debt.open.values()) for debt in debts)
            given = sum(
                gone[how] for debt in debts for gone in debt.gone.values() for how in GIVEN_UP
            )
            fined = book.product - sum(
                gone["produit"] for debt in debts for gone in debt.gone.values()
            )
            has = book.hand + sum(book.unpaid.values()) + sum(book.kept.values())
            should = sum(book.due.values()) + owed + given - fined
            if has != should:
                self.faults.append(f"dossier {dossier} : {has} centimes, au lieu de {should}")
            for number, debt in enumerate(debts, 1):
                gone = sum(sum(how.values()) for how in debt.gone.values())
                if sum(debt.claimed.values()) != sum(debt.open.values()) + gone:
                    self.faults.append(f"dossier {dossier}, créance {number} : des centimes perdus")
            repaid = sum(gone["rembourse"] for debt in debts for gone in debt.gone.values())
            if repaid > book.told_paid:
                self.faults.append(
                    f"dossier {dossier} : {repaid} remboursés, {book.told_paid} dits"
                )

    def figures(self):
        """Return (dossier, number) → benefit, claimed, open, and what extinguished it, in cents."""
        found = {}
        for dossier, book in self.books.items():
            for number, debt in enumerate(book.debts, 1):
                gone = sum(debt.gone.values(), Counter())
                found[dossier, number] = {
                    "benefit": debt.benefit,
                    "claimed": sum(debt.claimed.values()),
                    "open": sum(debt.open.values()),
                    "undone": gone["charge"],
                    "remitted": gone["remise"],
                    "annulled": gone["annule"] + gone["produit"],
                    "withheld": gone["retenu"],
                    "repaid": gone["rembourse"],
                    "prescribed": gone["prescrit"],
                    "abandoned": gone["abandonne"],
                    "erased": gone["efface"],
                    "transferred": gone["transfere"],
                }
        return found
