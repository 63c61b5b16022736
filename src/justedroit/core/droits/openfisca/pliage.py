"""Folding an explanation: what matters of a tree of thousands of nodes, on a page."""

from __future__ import annotations

from dataclasses import replace

from justedroit.core.droits.openfisca.noeud import EUROS, Noeud, ParametreLu


def fold(noeud: Noeud, keep: int = 10, depth: int = 4) -> Noeud:
    """Return what matters in a tree, small enough to be read.

    Under a value that is not the default (zero, false), branches at their default change nothing
    and are hidden; conditions that are met are only named. Under a default value, the conditions
    that are not met and the amounts that are zero too are its reason, and stay. Nothing is shown
    twice.

    Args:
        noeud: a tree; it is not modified.
        keep: most children and most parameters shown under a node, amounts first.
        depth: levels shown under the root.

    Returns:
        The folded tree; `folded` counts what each node hides.

    Law:
        None: a way of showing.
    """
    return _Folder(noeud, keep).fold(noeud, depth)


class _Folder:
    """Folds one tree; remembers what it already shows, so that nothing is shown twice."""

    def __init__(self, root: Noeud, keep: int) -> None:
        self.root = root
        self.keep = keep
        self.shown = {(root.variable, root.period)}
        self.unfolded: set[tuple[str, object]] = set()
        self.parameters: set[tuple[str, str]] = set()
        self.explained: dict[tuple[str, str], Noeud] = {}
        stack = [root]
        while stack:
            noeud = stack.pop()
            if noeud.nature != "repris":
                self.explained.setdefault((noeud.variable, noeud.period), noeud)
            stack.extend(noeud.children)

    def fold(self, noeud: Noeud, depth: int) -> Noeud:
        kept = self._kept(noeud) if depth else []
        # Reserved before going down, so that a branch is not also shown deeper, under a brother.
        self.shown.update((c.variable, c.period) for c in kept)
        children = tuple(
            replace(c, parameters=(), children=(), folded=_size(c) - 1)
            if self._needs_no_more(c)
            else self.fold(c, depth - 1)
            for c in kept
        )
        return replace(
            noeud,
            children=children,
            parameters=self._read(noeud),
            folded=max(0, _size(noeud) - 1 - sum(_size(c) for c in kept)),
        )

    def _needs_no_more(self, noeud: Noeud) -> bool:
        """Tell a condition that is met, and what has the same value as in another period."""
        met = noeud.value is True
        again = (noeud.variable, noeud.value) in self.unfolded
        self.unfolded.add((noeud.variable, noeud.value))
        return met or again

    def _read(self, noeud: Noeud) -> tuple[ParametreLu, ...]:
        """Return the parameters of an amount or of a condition not met, each shown once."""
        if noeud.unit != EUROS and not noeud.default:
            return ()
        fresh = [p for p in noeud.parameters if (p.name, p.since) not in self.parameters]
        self.parameters.update((p.name, p.since) for p in fresh[: self.keep])
        return tuple(fresh[: self.keep])

    def _kept(self, noeud: Noeud) -> list[Noeud]:
        """Return the children to show, in the order of the formula, each once."""
        distinct = {(c.variable, c.period): c for c in noeud.children}
        candidates = [
            # What is explained in a branch that is hidden is explained here instead.
            self.explained.get(key, child) if child.nature == "repris" else child
            for key, child in distinct.items()
            if key not in self.shown
        ]
        matter = [c for c in candidates if self._matters(c, noeud)]
        chosen = sorted(matter, key=_weight)[: self.keep]
        return [c for c in matter if c in chosen]

    def _matters(self, child: Noeud, parent: Noeud) -> bool:
        if not child.default:
            return True
        if child.nature != "calcul" or not parent.default:
            return False
        if _is_condition(child):
            return True
        # A zero comes down from the amounts of the same household and month that are zero too.
        return (child.entity, child.period) == (self.root.entity, self.root.period)


def _is_condition(noeud: Noeud) -> bool:
    values = noeud.value if isinstance(noeud.value, tuple) else (noeud.value,)
    return all(isinstance(v, bool) for v in values)


def _weight(noeud: Noeud) -> int:
    if noeud.unit == EUROS:
        return 0
    return 1 if noeud.nature == "calcul" else 2


def _size(noeud: Noeud) -> int:
    return 1 + noeud.folded + sum(_size(c) for c in noeud.children)
