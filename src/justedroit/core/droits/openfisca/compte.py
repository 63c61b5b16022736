"""The operation behind an amount, written with the values that the tree shows: `a − b = c`.

`libelles.yaml` says which operation a formula makes in the usual case; the tree says what the
values were. The sentence is written only where the operation, made again on the values as they
are shown, gives the amount of the law to the cent: a case that the operation does not foresee is
left without a sentence, and no sentence is ever false.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import chain
from typing import Any

from justedroit.core.base import add_months, euros, month_text
from justedroit.core.droits.openfisca.libelles import Compte, libelle_of
from justedroit.core.droits.openfisca.noeud import EUROS, Noeud, ParametreLu

_CENT = Decimal("0.01")
_NEAR = "(à un centime près\u00a0: les montants montrés sont arrondis)"
_MOST = 2  # persons whose operation is written on one line


@dataclass(frozen=True, slots=True)
class Dit:
    """An operation as it is told.

    Attributes:
        text: in French.
        parameters: the legal parameters that decided the outcome: the threshold that was not
            reached, the maximum that was.
    """

    text: str
    parameters: tuple[ParametreLu, ...] = ()


class Valeurs:
    """The values and the legal parameters of a tree, by name and period."""

    def __init__(self, root: Noeud) -> None:
        self._nodes: dict[tuple[str, str], Noeud] = {}
        self._parameters: dict[str, list[ParametreLu]] = {}
        queue = deque([root])
        while queue:
            noeud = queue.popleft()
            self._nodes.setdefault((noeud.variable, noeud.period), noeud)
            for parameter in noeud.parameters:
                self._parameters.setdefault(parameter.instant[:7], []).append(parameter)
            queue.extend(noeud.children)

    def at(self, variable: str, period: str) -> Noeud | None:
        """Return a variable on a period; None: the tree does not have it.

        Law:
            None: a way of showing.
        """
        return self._nodes.get((variable, period)) or self._nodes.get((variable, "ETERNITY"))

    def parameter(self, end: str, period: str) -> ParametreLu | None:
        """Return the parameter whose name has an end, read for a period; None: none was.

        Law:
            None: a way of showing.
        """
        read = self._parameters.get(period, [])
        return next((p for p in read if p.name.endswith(f".{end}")), None)

    def months(self, noeud: Noeud, compte: Compte, variable: str = "") -> tuple[str, ...]:
        """Return the three months that an average reads, the oldest first; empty: not in the tree.

        Args:
            noeud: the average.
            compte: its operation.
            variable: what is read in these months; empty: what is averaged.

        Law:
            CSS art. R843-1 and CASF art. R262-7: three months before; one month earlier still
            where the declaration is filled in beforehand (montant net social; to be verified).
        """
        shifted = self.at(compte.decale, noeud.period)
        last = int(noeud.period.replace("-", ""))
        first = 4 if shifted is not None and shifted.value is True else 3
        months = tuple(_iso(add_months(last, -back)) for back in range(first, first - 3, -1))
        known = all(self.at(variable or compte.moyenne, month) is not None for month in months)
        return months if known else ()


def counted(noeud: Noeud, valeurs: Valeurs) -> Dit | None:
    """Return the operation that gave an amount; None: no operation foreseen gives it.

    Args:
        noeud: the amount.
        valeurs: those of the tree in which it stands.

    Law:
        None: a way of showing; each operation is made again before it is written.
    """
    if noeud.unit != EUROS or noeud.nature not in ("calcul", "repris"):
        return None
    values = noeud.value if isinstance(noeud.value, tuple) else (noeud.value,)
    comptes = libelle_of(noeud.variable).compte
    # The average of all is that of their sum; other operations are each member's own.
    averages = [compte for compte in comptes if compte.moyenne]
    whole = _first(_One(noeud, valeurs, None, len(values)), averages)
    if whole is not None:
        return whole
    ranks = [rank for rank, value in enumerate(values) if value or not any(values)]
    told = [_first(_One(noeud, valeurs, rank, len(values)), comptes) for rank in ranks]
    said = list(dict.fromkeys(dit for dit in told if dit is not None))
    if not said or len(said) > _MOST:
        return None
    parameters = dict.fromkeys(chain.from_iterable(dit.parameters for dit in said))
    return Dit("\u00a0; ".join(dit.text for dit in said), tuple(parameters))


def _first(one: _One, comptes: Iterable[Compte]) -> Dit | None:
    dit = next(filter(None, map(one.told, comptes)), None)
    return dit if dit is not None and dit.text else None


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of a sum, or a factor: how much, and how it reads without its sign."""

    amount: Decimal
    text: str
    parameters: tuple[ParametreLu, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fait:
    """An operation made: without its result, with it, and the result."""

    text: str
    equal: str
    made: Decimal
    parameters: tuple[ParametreLu, ...] = ()


@dataclass(frozen=True, slots=True)
class _One:
    """The amount of one member, or of all (`rank` is None), whose operation is sought."""

    noeud: Noeud
    valeurs: Valeurs
    rank: int | None
    count: int

    def told(self, compte: Compte) -> Dit | None:
        """Return an operation, where it gives the amount; None elsewhere."""
        period, value = self.noeud.period, self._of_member(self.noeud)
        if value is None or not (compte.depuis <= period < (compte.avant or "9999")):
            return None
        if compte.si and not self._number(compte.si, period):
            return None
        if compte.sauf and self._number(compte.sauf, period):
            return None
        made = self._average(compte) if compte.moyenne else self._sum(compte)
        dit = None if made is None else self._outcome(compte, made, _cents(value))
        if dit is None or compte.contre is None:
            return dit
        return self._better(compte, compte.contre, dit)

    def _better(self, compte: Compte, other: Compte, dit: Dit) -> Dit | None:
        """Say both operations of which the law keeps the better; None where this one is not it."""
        made = self._sum(other)
        if made is None:
            return None
        most = self.valeurs.parameter(other.maximum, self.noeud.period) if other.maximum else None
        high = made.made if most is None else min(made.made, _cents(most.value))
        less = max(Decimal(0), high)
        second = self._outcome(other, made, less)
        value = _cents(self._of_member(self.noeud))
        if second is None or less > value:
            return None
        head = "deux calculs sont possibles, le plus favorable est retenu"
        texts = (dit.text or _euros(value), second.text or _euros(less))
        told = [f"{one.regle}, {text}" for one, text in zip((compte, other), texts, strict=True)]
        same = "\u00a0; c'est autant" if less == value else ""
        text = f"{head}\u00a0: {told[0]}\u00a0; {told[1]}{same}"
        return Dit(text, tuple(dict.fromkeys((*dit.parameters, *second.parameters))))

    def _outcome(self, compte: Compte, fait: _Fait, value: Decimal) -> Dit | None:
        """Say how the result of an operation is the amount; None where it is not."""
        made, equal = fait.made, fait.equal
        least = self.valeurs.parameter(compte.seuil, self.noeud.period) if compte.seuil else None
        most = self.valeurs.parameter(compte.maximum, self.noeud.period) if compte.maximum else None
        if value == 0 and made < 0:
            return Dit(f"{fait.text} est négatif\u00a0: rien n'est dû", fait.parameters)
        if value == 0 and least is not None and 0 < made < _exact(least.value):
            low = _euros(_cents(least.value))
            under = f"{equal or fait.text}, sous le seuil de versement de {low}"
            return Dit(f"{under}\u00a0: rien n'est versé", (*fait.parameters, least))
        if most is not None and made > value == _cents(most.value):
            above = f"{equal or fait.text}, ramené au maximum\u00a0: {_euros(value)}"
            return Dit(above, (*fait.parameters, most))
        if compte.arrondi and made.quantize(Decimal(1), ROUND_FLOOR) == value != made:
            below = f"{equal or fait.text}, arrondi à l'euro inférieur\u00a0: {_euros(value)}"
            return Dit(below, fait.parameters)
        if abs(made - value) > _CENT:
            return None
        if not equal:
            return Dit("")
        if made != value:
            return Dit(f"{fait.text} = {_euros(value)} {_NEAR}", fait.parameters)
        return Dit(f"{equal}\u00a0: rien n'est dû" if value == 0 else equal, fait.parameters)

    def _sum(self, compte: Compte) -> _Fait | None:
        """Return a sum and its result; without it where one plain term is all of it."""
        terms = []
        for written in compte.somme:
            term = self._product(written.removeprefix("-"))
            if term is None:
                return None
            sign = -1 if written.startswith("-") else 1
            terms.append(replace(term, amount=sign * term.amount))
        made = sum((term.amount for term in terms), Decimal(0))
        told = [term for term in terms if term.amount]
        if not told or (len(told) == 1 and "×" not in told[0].text):
            return _Fait("".join(term.text for term in told), "", made)
        text = ""
        for term in told:
            minus = "−\u00a0" if not text else " − "
            text += (minus if term.amount < 0 else " + " if text else "") + term.text
        if compte.diviseur != 1:
            text = f"({text}) ÷ {compte.diviseur}"
            made = (made / compte.diviseur).quantize(_CENT, ROUND_HALF_UP)
        parameters = tuple(chain.from_iterable(term.parameters for term in told))
        return _Fait(text, f"{text} = {_euros(made)}", made, parameters)

    def _product(self, written: str) -> _Term | None:
        """Return a product, or the greatest of several: `a * b`, `a | b`."""
        amount, texts = Decimal(1), []
        read: list[ParametreLu] = []
        for factor in written.split("*"):
            found = [f for name in factor.split("|") if (f := self._factor(name.strip()))]
            if not found:
                return None
            most = max(found, key=lambda term: abs(term.amount))
            amount *= most.amount
            read += most.parameters
            if most.text != "1":
                texts.append(most.text)
        return _Term(amount.quantize(_CENT, ROUND_HALF_UP), " × ".join(texts), tuple(read))

    def _factor(self, name: str) -> _Term | None:
        period = self.noeud.period
        if name.isdigit():
            return _Term(Decimal(name), name)
        if name.startswith("@"):
            parameter = self.valeurs.parameter(name[1:], period)
            if parameter is None or isinstance(parameter.value, tuple | str):
                return None
            told = _factor(_exact(parameter.value), parameter.unit)
            return replace(told, parameters=(parameter,))
        found, noeud = self._number(name, period), self.valeurs.at(name, period)
        if found is None or noeud is None:
            return None
        noun = libelle_of(name).denombre
        told = _factor(found, noeud.unit)
        return replace(told, text=enumerated(int(found), noun)) if noun else told

    def _number(self, variable: str, period: str) -> Decimal | None:
        """Return a variable for the member; over all members where it describes others."""
        noeud = self.valeurs.at(variable, period)
        if noeud is None:
            return None
        values = noeud.value if isinstance(noeud.value, tuple) else (noeud.value,)
        if not all(isinstance(value, int | float) for value in values):
            return None
        value = self._of_member(noeud)
        return _cents(value) if noeud.unit == EUROS else _exact(value)

    def _of_member(self, noeud: Noeud) -> Any:
        values = noeud.value if isinstance(noeud.value, tuple) else (noeud.value,)
        same = noeud.entity == self.noeud.entity and len(values) == self.count
        if same and self.rank is not None:
            return values[self.rank]
        return None if None in values else sum(values)

    def _average(self, compte: Compte) -> _Fait | None:
        months = self.valeurs.months(self.noeud, compte)
        found = [self._number(compte.moyenne, month) for month in months]
        amounts = [amount for amount in found if amount is not None]
        if len(amounts) != 3:
            return None
        made = (sum(amounts, Decimal(0)) / 3).quantize(_CENT, ROUND_HALF_UP)
        head = f"moyenne des trois mois ({months_text(months)})"
        if len(set(amounts)) == 1:
            equal = f"{head}\u00a0: {_euros(amounts[0])} chaque mois"
            return _Fait(equal, equal, made)
        text = f"{head}\u00a0: ({' + '.join(map(_euros, amounts))}) ÷ 3"
        return _Fait(text, f"{text} = {_euros(made)}", made)


def enumerated(count: int, noun: str) -> str:
    """Return how many there are: `2 enfants`, `aucun enfant`.

    Law:
        None: a way of writing.
    """
    return f"{count} {noun}{'s' if count > 1 else ''}" if count else f"aucun {noun}"


def months_text(months: tuple[str, ...]) -> str:
    """Return months in French, the year once where it is one: `août, septembre, octobre 2025`.

    Law:
        None: a way of writing.
    """
    return ", ".join(_named(months))


def _named(months: tuple[str, ...]) -> Iterator[str]:
    for month, following in zip(months, (*months[1:], ""), strict=True):
        name = month_text(int(month.replace("-", "")))
        yield name[:-5] if following[:4] == month[:4] else name


def _factor(value: Decimal, unit: str) -> _Term:
    if unit.startswith(EUROS):
        return _Term(value, _euros(abs(value)))
    # OpenFisca leaves some of its rates without a unit.
    if unit == "/1" or 0 < value < 1:
        return _Term(value, f"{_digits(value * 100)}\u00a0%")
    return _Term(value, _digits(value))


def _digits(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _euros(value: Decimal) -> str:
    return euros(int(value * 100)).replace("-", "−\u00a0")


def _exact(value: Any) -> Decimal:
    return Decimal(str(float(value)))


def _cents(value: Any) -> Decimal:
    return Decimal(f"{float(value):.2f}")  # as it is shown


def _iso(month: int) -> str:
    return f"{month // 100:04d}-{month % 100:02d}"
