"""The changes that an address supposes together: one form each, numbered from the second on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from justedroit.web.agents.hypotheses.forms import Cadre, Formulaire, offered

MOST: Final = 5  # changes supposed together
KIND: Final = "quoi"
NEW, ADD, REMOVE = "nouveau", "ajouter", "retirer"  # what the buttons of the form send

Pairs = list[tuple[str, str]]


def changes_of(sent: Mapping[str, Any], cadre: Cadre) -> list[Formulaire]:
    """Return the form of each change, filled in where it was sent; one at least.

    Args:
        sent: the query of the address: `quoi`, and the fields of the first change; `2-quoi`, and
            its fields under the same prefix; and so on.
        cadre: what the fields may hold.
    """
    forms = {form.code: form for form in offered(cadre.foyer)}
    first = next(iter(forms))
    found = [_form(forms, sent, cadre, None) or forms[first](None, cadre)]
    later = (_form(forms, sent, cadre, str(number)) for number in range(2, MOST + 1))
    return found + [form for form in later if form is not None]


def _form(
    forms: Mapping[str, type[Formulaire]], sent: Mapping[str, Any], cadre: Cadre, prefix: str | None
) -> Formulaire | None:
    kind = forms.get(sent.get(f"{prefix}-{KIND}" if prefix else KIND, ""))
    if kind is None:
        return None
    names = {f"{prefix}-{name}" if prefix else name for name in kind.base_fields}
    return kind(None if names.isdisjoint(sent.keys()) else sent, cadre, prefix)


def is_pending(form: Formulaire) -> bool:
    """Return whether a form waits for what is only left empty: nothing in it is wrong."""
    return not form.is_bound or (
        bool(form.errors) and all(not form.data.get(form.add_prefix(name)) for name in form.errors)
    )


def moved(sent: Mapping[str, Any], forms: Sequence[Formulaire]) -> tuple[list[Formulaire], str]:
    """Return the changes once one is added or taken away, and the code of the one to add.

    Args:
        sent: the query of the address: a button of the form was pressed.
        forms: the changes before.
    """
    gone = str(sent.get(REMOVE, ""))
    kept = [form for number, form in enumerate(forms, start=1) if str(number) != gone]
    wanted = sent.get(NEW, "") if ADD in sent and len(kept) < MOST else ""
    return kept or list(forms), str(wanted)


def address(forms: Iterable[Formulaire], added: str = "", others: Pairs | None = None) -> str:
    """Return the query that supposes some changes, numbered anew.

    Args:
        forms: the changes, filled in or not.
        added: code of one more; none when it is empty.
        others: what else the query holds, at its end.
    """
    pairs: Pairs = []
    told = [(form.code, _values(form)) for form in forms] + ([(added, [])] if added else [])
    for number, (code, values) in enumerate(told, start=1):
        before = f"{number}-" if number > 1 else ""
        pairs += [(f"{before}{name}", value) for name, value in [(KIND, code), *values]]
    return urlencode(pairs + (others or []))


def _values(form: Formulaire) -> Pairs:
    """Return what was sent of a form; nothing where it was not filled in yet."""
    if is_pending(form):
        return []
    return [(name, str(form.data.get(form.add_prefix(name), ""))) for name in form.fields]
