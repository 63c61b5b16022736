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
from dataclasses import asdict, fields
from typing import Any

from justedroit.core.droits.openfisca.noeud import EUROS, Noeud, ParametreLu


def to_text(noeud: Noeud) -> str:
    """Return a tree as indented French lines, `Loyer : 500,00 €`.

    Law:
        None: a way of writing.
    """
    return "\n".join(_lines(noeud, "", None))


def to_dict(noeud: Noeud) -> dict[str, Any]:
    """Return a tree as JSON can write it: every attribute, and `replie`.

    `replie` is true where there is more to open than what is shown: steps that `fold` has hidden,
    or a tree of its own (`suite`).

    Law:
        None: a way of writing.
    """
    told = {name: getattr(noeud, name) for name in _PLAIN}
    told["replie"] = noeud.folded > 0 or noeud.suite
    told["parameters"] = [asdict(parameter) for parameter in noeud.parameters]
    told["children"] = [to_dict(child) for child in noeud.children]
    return told


_PLAIN = tuple(
    field.name for field in fields(Noeud) if field.name not in ("parameters", "children")
)


def _lines(noeud: Noeud, indent: str, period: str | None) -> list[str]:
    when = "" if noeud.period in (period, "ETERNITY") else f" ({_when(noeud.period)})"
    remark = {"donnee": " [déclaré]", "defaut": " [non renseigné]", "repris": " [déjà expliqué]"}
    lines = [f"{indent}{noeud.label}{when} : {_shown(noeud)}{remark.get(noeud.nature, '')}"]
    inner = indent + "  "
    if noeud.compte:
        lines.append(f"{inner}· Calcul : {noeud.compte}")
    for p in noeud.parameters:
        since = f" depuis le {_day(p.since)}" if p.since else ""
        texts = f" — {p.references[0].split(' (http')[0]}" if p.references else ""
        lines.append(f"{inner}· {p.label}{since} : {_parameter_shown(p)}{texts}")
    for child in noeud.children:
        lines += _lines(child, inner, noeud.period)
    if noeud.suite:
        lines.append(f"{inner}… la suite a son propre arbre")
    if noeud.folded:
        plural = "s" if noeud.folded > 1 else ""
        lines.append(f"{inner}… {noeud.folded} étape{plural} repliée{plural}")
    return lines


def _shown(noeud: Noeud) -> str:
    values = noeud.value if isinstance(noeud.value, tuple) else (noeud.value,)
    shown = noeud.words or [_text_of(v, noeud.unit) for v in values]
    if len(shown) == 1:
        return shown[0]
    if len(set(shown)) == 1:
        return f"{shown[0]} (chacun)"
    named = not all(who.isdigit() for who in noeud.instances)  # a number names nobody
    if all(isinstance(value, bool) for value in values) and not named:
        return f"oui pour {sum(values)} sur {len(values)}"
    parts = [f"{w} {t}" for w, t in zip(noeud.instances, shown, strict=True)] if named else shown
    if noeud.unit != EUROS:
        return ", ".join(parts)
    total = _text_of(sum(v for v in values if v is not None), EUROS)
    some = [part for part, value in zip(parts, values, strict=True) if value]
    return total if len(some) == 1 and not named else f"{total} ({' + '.join(some)})"


def _parameter_shown(parameter: ParametreLu) -> str:
    values = parameter.value if isinstance(parameter.value, tuple) else (parameter.value,)
    return ", ".join(dict.fromkeys(_text_of(v, parameter.unit) for v in values))


def _text_of(value: Any, unit: str) -> str:
    if value is None:
        return "pas un nombre"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return _number(value, unit)
    return _day(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)) else str(value)


def _number(value: float, unit: str) -> str:
    if unit == "/1":
        return f"{_digits(value * 100, 4)} %"
    if unit.startswith(EUROS):
        return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"
    return _digits(value, 6)


def _digits(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return text.replace(",", "\u202f").replace(".", ",")


def _when(period: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d", period):
        return f"{period[5:]}/{period[:4]}"
    return _day(period) if re.fullmatch(r"\d{4}-\d\d-\d\d", period) else period


def _day(day: str) -> str:
    return "/".join(reversed(day.split("-")))
