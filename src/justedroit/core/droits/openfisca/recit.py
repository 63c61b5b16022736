"""An explanation as French lines, or as JSON.

What a page of a right calls (`/dossiers/<n>/droits/<benefit>/<AAAA-MM>/`), some milliseconds each
once the explanation of the year is made, with `law = compiled_law()`:

    right = explain_right(known, benefit, month, law)      # household, quarter, steps after the law
    whole = tree_of_right(known, right, law)               # Noeud; None: no household that month
    shown = fold(whole)                                    # about ten lines
    told = to_dict(shown)                                  # the same, as JSON

A line is a `Noeud`: `label`, `value`, `unit`, `parameters` (each with its value, `since` and
`references`), `references`, `children`, `compte` (the operation in French, or nothing). `folded` counts the steps that are not shown under it;
`to_dict` adds `replie`, true where there is something more to open. To open a line of a variable on
a period: `opened(whole, variable, period)` gives its own folded tree; where the line has `suite`,
the tree of the page stops there, and `law.explain(right.situation, right.months, right.variable,
opened=(variable, period))` gives the next one, to be folded in its turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from justedroit.core.base import euros, month_text
from justedroit.core.droits.openfisca.noeud import EUROS, Noeud, ParametreLu

_DECIMALS = 4


def to_text(noeud: Noeud, members: Sequence[str] = ()) -> str:
    """Return a tree as indented French lines, `Loyer : 500,00 €`.

    Args:
        noeud: the tree.
        members: what the persons of the household are called, in the order of
            `DroitExplique.persons`; empty: in no way.

    Law:
        None: a way of writing.
    """
    return "\n".join(_lines(noeud, "", None, members))


def to_dict(noeud: Noeud, members: Sequence[str] = ()) -> dict[str, Any]:
    """Return a tree as JSON can write it: every attribute, and `replie`.

    `replie` is true where there is more to open than what is shown: steps that `fold` has hidden,
    or a tree of its own (`suite`).

    Args:
        noeud: the tree.
        members: what the persons of the household are called, in the order of
            `DroitExplique.persons`; empty: in no way.

    Law:
        None: a way of writing.
    """
    told = {name: getattr(noeud, name) for name in _PLAIN}
    told["instances"] = whose(noeud, members)
    told["replie"] = noeud.folded > 0 or noeud.suite
    told["parameters"] = [asdict(parameter) for parameter in noeud.parameters]
    told["children"] = [to_dict(child, members) for child in noeud.children]
    return told


_PLAIN = tuple(
    field.name for field in fields(Noeud) if field.name not in ("parameters", "children")
)


def _lines(noeud: Noeud, indent: str, period: str | None, members: Sequence[str]) -> list[str]:
    when = "" if noeud.period in (period, "ETERNITY") else f" ({period_shown(noeud.period)})"
    remark = {"donnee": " [déclaré]", "defaut": " [non renseigné]", "repris": " [déjà expliqué]"}
    lines = [
        f"{indent}{noeud.label}{when} : {value_shown(noeud, members)}{remark.get(noeud.nature, '')}"
    ]
    inner = indent + "  "
    if noeud.compte:
        lines.append(f"{inner}· Calcul : {noeud.compte}")
    for p in noeud.parameters:
        since = f" depuis le {period_shown(p.since)}" if p.since else ""
        texts = f" — {p.references[0].split(' (http')[0]}" if p.references else ""
        lines.append(f"{inner}· {p.label}{since} : {parameter_shown(p)}{texts}")
    for child in noeud.children:
        lines += _lines(child, inner, noeud.period, members)
    if noeud.suite:
        lines.append(f"{inner}… la suite a son propre arbre")
    if noeud.folded:
        plural = "s" if noeud.folded > 1 else ""
        lines.append(f"{inner}… {noeud.folded} étape{plural} repliée{plural}")
    return lines


def value_shown(noeud: Noeud, members: Sequence[str] = ()) -> str:
    """Return the value of a node as one text, whose each is where they differ.

    Args:
        noeud: the node.
        members: as for `to_text`.

    Law:
        None: a way of writing.
    """
    values = noeud.value if isinstance(noeud.value, tuple) else (noeud.value,)
    shown = list(noeud.words) or [_text(value, noeud.unit) for value in values]
    if len(shown) == 1:
        return shown[0]
    if len(set(shown)) == 1:
        return f"{shown[0]} pour chacun"
    who = whose(noeud, members)
    if all(isinstance(value, bool) for value in values):
        met = [one for one, value in zip(who, values, strict=True) if value] if who else []
        return (
            f"{', '.join(met)}\u00a0: oui" if met else f"oui pour {sum(values)} sur {len(values)}"
        )
    counted = not any(isinstance(value, str) for value in values)
    told = {rank: text for rank, text in enumerate(shown) if values[rank] or not counted}
    if noeud.unit != EUROS:
        return "\u00a0; ".join(f"{who[rank]}\u00a0: {t}" if who else t for rank, t in told.items())
    total = _text(sum(value for value in values if value is not None), EUROS)
    if len(told) == 1:
        return f"{total} ({who[next(iter(told))]})" if who else total
    parts = (f"{who[rank]}\u00a0: {text}" if who else text for rank, text in told.items())
    return f"{total} ({' + '.join(parts)})"


def whose(noeud: Noeud, members: Sequence[str]) -> tuple[str, ...]:
    """Return whose each value of a node is; nothing where nobody can be named.

    Args:
        noeud: the node; in the tree of a dossier its members are told by their rank.
        members: as for `to_text`.

    Law:
        None: a way of writing.
    """
    if not all(one.isdigit() for one in noeud.instances):
        return noeud.instances  # they have names of their own
    if noeud.entity != "individu" or not members:
        return ()
    return tuple(members[int(rank)] for rank in noeud.instances)


def parameter_shown(parameter: ParametreLu) -> str:
    """Return the value of a legal parameter as one text.

    Law:
        None: a way of writing.
    """
    values = parameter.value if isinstance(parameter.value, tuple) else (parameter.value,)
    return ", ".join(dict.fromkeys(_text(value, parameter.unit) for value in values))


def period_shown(period: str) -> str:
    """Return a month, a year or a day of OpenFisca in French: `mars 2025`, `2025`, `01/04/2025`.

    Law:
        None: a way of writing.
    """
    if re.fullmatch(r"\d{4}-\d\d", period):
        return month_text(int(period[:4]) * 100 + int(period[5:]))
    is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", period)
    return "/".join(reversed(period.split("-"))) if is_day else period


def _text(value: Any, unit: str) -> str:
    if value is None:
        return "pas un nombre"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return _number(value, unit)
    return period_shown(str(value))


def _number(value: float, unit: str) -> str:
    if unit.startswith(EUROS):
        return euros(round(value * 100)).replace("-", "−")
    if unit == "/1":
        return f"{_digits(value * 100)}\u00a0%"
    return _digits(value)


def _digits(value: float) -> str:
    text = f"{value:,.{_DECIMALS}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(",", "\u202f").replace(".", ",").replace("-", "−")
