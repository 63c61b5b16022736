"""Folding an explanation: what matters of a tree of a thousand nodes, in about ten lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from justedroit.core.droits.openfisca.compte import Valeurs, counted, enumerated
from justedroit.core.droits.openfisca.libelles import libelle_of
from justedroit.core.droits.openfisca.noeud import EUROS, Noeud, ParametreLu

_PER_LINE = 2  # legal parameters shown beside a line


def fold(noeud: Noeud, lines: int = 10, depth: int = 3) -> Noeud:
    """Return what matters in a tree, in about ten lines.

    What `libelles.yaml` says to show under a variable comes first. Elsewhere, under a value that is
    not the default (zero, false), branches at their default change nothing and are hidden, and so
    are conditions that are met; under a default value, the conditions that are not met and the
    amounts that are zero too are its reason, and stay. Nothing is shown twice. A line that has the
    value of the one above says nothing more: what is under it is shown instead.

    Args:
        noeud: a tree; it is not modified.
        lines: most lines shown, the root among them.
        depth: levels shown under the root.

    Returns:
        The folded tree; `folded` counts what each node hides.

    Law:
        None: a way of showing.
    """
    return _Folder(noeud).folded(lines, depth)


def opened(whole: Noeud, variable: str, period: str) -> Noeud | None:
    """Return the folded tree of a node of a whole one; None where it has no such node.

    Args:
        whole: a tree that is not folded.
        variable: of the node.
        period: of the node.

    Law:
        None: a way of showing.
    """
    found = _Index(whole).explained.get((variable, period))
    return None if found is None else fold(found)


class _Index:
    """The nodes of a tree by variable and period, where they are explained."""

    def __init__(self, root: Noeud) -> None:
        self.explained: dict[tuple[str, str], Noeud] = {}
        self.periods: dict[str, list[str]] = {}
        queue = deque([root])
        while queue:
            noeud = queue.popleft()
            key = (noeud.variable, noeud.period)
            if noeud.nature != "repris" and key not in self.explained:
                self.explained[key] = noeud
                self.periods.setdefault(noeud.variable, []).append(noeud.period)
            queue.extend(noeud.children)


@dataclass(slots=True)
class _Line:
    """A line of the folded tree, being made.

    Attributes:
        noeud: what it shows.
        level: how far from the root.
        children: lines below.
    """

    noeud: Noeud
    level: int
    children: list[_Line] = field(default_factory=list)


class _Folder:
    """Folds one tree; remembers what it already shows, so that nothing is shown twice."""

    def __init__(self, root: Noeud) -> None:
        self._root, self._index, self._valeurs = root, _Index(root), Valeurs(root)
        self._shown = {(root.variable, root.period)}
        self._inherited: dict[tuple[str, str], tuple[bool, ...]] = {}
        self._values: set[tuple[str, object]] = set()
        self._parameters: set[tuple[str, object]] = set()

    def folded(self, lines: int, depth: int) -> Noeud:
        top = _Line(self._root, 0)
        queue, left = deque([top]), lines - 1
        while queue and left > 0:
            line = queue.popleft()
            if line.level == depth or self._needs_no_more(line.noeud):
                continue
            chosen = self._chosen(line)
            if line.level and len(chosen) > left and counted(line.noeud, self._valeurs):
                continue  # its operation says it all; half of its terms would say less
            chosen = chosen[:left]
            line.children = [_Line(noeud, line.level + 1) for noeud in chosen]
            queue.extend(line.children)
            left -= len(chosen)
        return self._written(top)

    def _needs_no_more(self, noeud: Noeud) -> bool:
        """Tell what needs nothing under it, or was said already with the same value."""
        if libelle_of(noeud.variable).montre == ():
            return True
        again = (noeud.variable, noeud.value) in self._values
        self._values.add((noeud.variable, noeud.value))
        return again

    def _chosen(self, line: _Line) -> list[Noeud]:
        """Return the nodes to show under a line, in order."""
        chosen = self._named(line.noeud) or self._of_worth(line)
        # A right that is closed, because it was not claimed, is reason enough.
        chosen = [n for n in self._children(line.noeud) if _is_closed(n)] + chosen
        kept: list[Noeud] = []
        for noeud in self._of_the_same(line.noeud, chosen):
            known = {(k.variable, k.value) for k in kept}
            # The same value in another month is not another line, but where months are averaged.
            averaged = self._averages(line.noeud, noeud.variable)
            if averaged or (noeud.variable, noeud.value) not in known:
                kept.append(noeud)
                self._shown.add((noeud.variable, noeud.period))
        return kept

    def _of_the_same(self, parent: Noeud, chosen: list[Noeud]) -> list[Noeud]:
        """Return nodes but those of other members, where a line tells some of them only."""
        parts = self._parts(parent) if libelle_of(parent.variable).seul else ()
        kept = []
        for noeud in chosen:
            values = noeud.value if isinstance(noeud.value, tuple) else (noeud.value,)
            if noeud.entity == parent.entity and len(values) == len(parts) and not all(parts):
                self._inherited[noeud.variable, noeud.period] = parts
                if not any(value for value, part in zip(values, parts, strict=True) if part):
                    continue
            kept.append(noeud)
        return kept

    def _named(self, noeud: Noeud) -> list[Noeud]:
        """Return what `libelles.yaml` says to show under a variable, where the tree has it."""
        libelle = libelle_of(noeud.variable)
        names, nil = libelle.montre or (), libelle.montre_nul if noeud.default else ()
        reasons = [found for name in nil for found in self._nearest(noeud, name)]
        named = [found for name in names for found in self._nearest(noeud, name)]
        return [n for n in reasons if self._is_fresh(n) and n.value is not True] + [
            n
            for n in named
            if self._is_fresh(n)
            and self._has_part(n)
            and (
                not n.default
                or (noeud.default and _is_condition(n))
                or self._averages(noeud, n.variable)
            )
        ]

    def _nearest(self, noeud: Noeud, variable: str) -> list[Noeud]:
        """Return a variable on the period of a node; else on those for which it is asked."""
        periods = self._index.periods.get(variable, [])
        read = self._months(noeud, variable)
        if read:
            return [self._index.explained[variable, p] for p in read if p in periods]
        if noeud.period in periods:
            periods = [noeud.period]
        direct = {(c.variable, c.period) for c in noeud.children}
        asked = [p for p in periods if (variable, p) in direct] or periods[:1]
        return [self._index.explained[variable, p] for p in asked]

    def _months(self, noeud: Noeud, variable: str) -> tuple[str, ...]:
        """Return the months of a variable that a node averages, not those it discards."""
        comptes = [c for c in libelle_of(noeud.variable).compte if c.moyenne]
        return self._valeurs.months(noeud, comptes[0], variable) if comptes else ()

    def _averages(self, noeud: Noeud, variable: str) -> bool:
        """Tell the right that is an average: each of its months is a line."""
        comptes = libelle_of(noeud.variable).compte
        return noeud is self._root and any(c.moyenne == variable for c in comptes)

    def _has_part(self, noeud: Noeud) -> bool:
        """Tell what has a part in the right, for one member at least."""
        return any(self._parts(noeud))

    def _parts(self, noeud: Noeud) -> tuple[bool, ...]:
        """Tell, for each member, whether the value has a part in the right."""
        if (noeud.variable, noeud.period) in self._inherited:
            return self._inherited[noeud.variable, noeud.period]
        count = len(noeud.value) if isinstance(noeud.value, tuple) else 1
        libelle = libelle_of(noeud.variable)
        name, wanted = libelle.si or libelle.sauf, bool(libelle.si)
        found = self._valeurs.at(name, noeud.period) if name else None
        if found is None:
            return (True,) * count
        met = found.value if isinstance(found.value, tuple) else (found.value,)
        if found.entity == noeud.entity and len(met) == count:
            return tuple(bool(one) is wanted for one in met)
        return (any(met) is wanted,) * count

    def _of_worth(self, line: _Line) -> list[Noeud]:
        """Return the children that matter, amounts first.

        Those that only pass a value on give way to their own.
        """
        found = []
        for passing in self._through(line.noeud):
            self._shown.add((passing.variable, passing.period))
            found += [
                noeud
                for noeud in self._children(passing)
                if not _passes_on(noeud, line.noeud)
                and self._has_part(noeud)
                and self._matters(noeud, line.noeud)
            ]
        chosen = sorted(found, key=_weight)[:4]
        return [noeud for noeud in found if noeud in chosen]

    def _through(self, noeud: Noeud) -> list[Noeud]:
        """Return a node, and those below it that have its value."""
        out = [noeud]
        for passing in out:
            out += [
                self._index.explained.get((c.variable, c.period), c)
                for c in passing.children
                if _passes_on(c, noeud)
            ]
        return list({(n.variable, n.period): n for n in out}.values())

    def _children(self, noeud: Noeud) -> Iterator[Noeud]:
        distinct = {(c.variable, c.period): c for c in noeud.children}
        for key, child in distinct.items():
            # What is explained in a branch that is hidden is explained here instead.
            found = self._index.explained.get(key, child) if child.nature == "repris" else child
            if self._is_fresh(found):
                yield found

    def _is_fresh(self, noeud: Noeud) -> bool:
        seen = (noeud.variable, noeud.period) in self._shown
        return not seen and (not libelle_of(noeud.variable).cache or _is_closed(noeud))

    def _matters(self, child: Noeud, parent: Noeud) -> bool:
        if not child.default:
            return child.value is not True
        return self._explains(child, parent)

    def _explains(self, child: Noeud, parent: Noeud) -> bool:
        """Tell whether a value at its default is a reason for another one."""
        if child.nature != "calcul" or not parent.default:
            return False
        if _is_condition(child):
            return True
        # A zero comes down from the amounts of the same household and month that are zero too.
        return (child.entity, child.period) == (self._root.entity, self._root.period)

    def _written(self, line: _Line) -> Noeud:
        noeud, told = line.noeud, counted(line.noeud, self._valeurs)
        # A threshold is shown where it decided the amount, and there first.
        decisive = () if told is None else told.parameters
        self._parameters.update((p.name, p.value) for p in decisive)
        parameters = decisive + self._read(noeud)
        children = tuple(self._written(child) for child in line.children)
        shown = sum(_size(child.noeud) for child in line.children)
        return replace(
            _enumerated(self._restricted(noeud)),
            compte="" if told is None else told.text,
            children=children,
            parameters=parameters,
            folded=max(0, _size(noeud) - 1 - shown),
        )

    def _restricted(self, noeud: Noeud) -> Noeud:
        """Return a node without the members for whom it has no part in the right."""
        parts = self._parts(noeud)
        if all(parts) or not any(parts) or not isinstance(noeud.value, tuple):
            return noeud
        value = tuple(v for v, part in zip(noeud.value, parts, strict=True) if part)
        return replace(
            noeud,
            value=value[0] if len(value) == 1 else value,
            words=_kept(noeud.words, parts),
            instances=_kept(noeud.instances, parts),
        )

    def _read(self, noeud: Noeud) -> tuple[ParametreLu, ...]:
        """Return the parameters shown beside a line, each shown once."""
        told = libelle_of(noeud.variable).parametres
        if told == () or (noeud.unit != EUROS and not noeud.default):
            return ()
        if told and noeud.unit == EUROS and noeud.default:
            return ()  # a rate, a scale that was multiplied by nothing
        read = [p for passing in self._through(noeud) for p in passing.parameters]
        ends = tuple(f".{end}" for end in told or ())
        named = [p for p in read if p.name.endswith(ends)] if ends else []
        itself = [p for p in read if p.value == noeud.value][:1]
        kept: list[ParametreLu] = []
        for parameter in named or itself or sorted(read, key=_rank):
            key = (parameter.name, parameter.value)
            if key not in self._parameters and len(kept) < _PER_LINE:
                self._parameters.add(key)
                kept.append(parameter)
        return tuple(kept)


def _kept(texts: tuple[str, ...], parts: tuple[bool, ...]) -> tuple[str, ...]:
    if len(texts) != len(parts):
        return texts
    return tuple(text for text, part in zip(texts, parts, strict=True) if part)


def _enumerated(noeud: Noeud) -> Noeud:
    """Return a condition told as how many meet it: a parent is not a child who does not."""
    noun = libelle_of(noeud.variable).denombre
    if not noun or not _is_condition(noeud):
        return noeud
    count = sum(noeud.value) if isinstance(noeud.value, tuple) else int(noeud.value)
    return replace(noeud, words=(enumerated(count, noun),))


def _passes_on(child: Noeud, parent: Noeud) -> bool:
    """Tell a child that has the value of its parent: an amount on its way."""
    same = (child.value, child.entity, child.unit) == (parent.value, parent.entity, parent.unit)
    return same and child.unit == EUROS and child.nature == "calcul"


def _is_closed(noeud: Noeud) -> bool:
    """Tell a switch of the software that was given, and is off."""
    return libelle_of(noeud.variable).cache and noeud.value is False and not noeud.default


def _is_condition(noeud: Noeud) -> bool:
    values = noeud.value if isinstance(noeud.value, tuple) else (noeud.value,)
    return all(isinstance(v, bool) for v in values)


def _weight(noeud: Noeud) -> int:
    if noeud.unit == EUROS:
        return 0
    return 1 if noeud.nature == "calcul" else 2


def _rank(parameter: ParametreLu) -> int:
    """Return how little a parameter says: an amount that is dated says most."""
    return 0 if parameter.unit.startswith(EUROS) and parameter.since else 1


def _size(noeud: Noeud) -> int:
    return 1 + noeud.folded + sum(_size(c) for c in noeud.children)
