"""An explanation as French lines, or as JSON."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from justedroit.core.droits.openfisca.noeud import EUROS, Noeud, ParametreLu


def to_text(noeud: Noeud) -> str:
    """Return a tree as indented French lines, `Loyer : 500,00 €`.

    Law:
        None: a way of writing.
    """
    return "\n".join(_lines(noeud, "", None))


def to_dict(noeud: Noeud) -> dict[str, Any]:
    """Return a tree as JSON can write it, every attribute kept.

    Law:
        None: a way of writing.
    """
    return asdict(noeud)


def _lines(noeud: Noeud, indent: str, period: str | None) -> list[str]:
    when = "" if noeud.period in (period, "ETERNITY") else f" ({_when(noeud.period)})"
    remark = {"donnee": " [déclaré]", "defaut": " [non renseigné]", "repris": " [déjà expliqué]"}
    lines = [f"{indent}{noeud.label}{when} : {_shown(noeud)}{remark.get(noeud.nature, '')}"]
    inner = indent + "  "
    for p in noeud.parameters:
        since = f" depuis le {_day(p.since)}" if p.since else ""
        texts = f" — {p.references[0].split(' (http')[0]}" if p.references else ""
        lines.append(f"{inner}· {p.label}{since} : {_parameter_shown(p)}{texts}")
    for child in noeud.children:
        lines += _lines(child, inner, noeud.period)
    if noeud.folded:
        plural = "s" if noeud.folded > 1 else ""
        lines.append(f"{inner}… {noeud.folded} étape{plural} repliée{plural}")
    return lines


def _shown(noeud: Noeud) -> str:
    values = noeud.value if isinstance(noeud.value, tuple) else (noeud.value,)
    shown = noeud.words or [_text_of(v, noeud.unit) for v in values]
    if len(values) == 1:
        return shown[0]
    if len(set(shown)) == 1:
        return f"{shown[0]} (chacun)"
    pairs = list(zip(noeud.instances, shown, values, strict=True))
    if noeud.unit != EUROS:
        return ", ".join(f"{who} {text}" for who, text, _ in pairs)
    total = _text_of(sum(v for v in values if v is not None), EUROS)
    return f"{total} (" + ", ".join(f"{who} {text}" for who, text, v in pairs if v) + ")"


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
