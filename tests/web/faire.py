"""What the tests of the gestes share: the address of one, what its form sends, what a step has done."""

from __future__ import annotations

import json

from justedroit.core.base import Refusal
from justedroit.web import wiring


def done(made):
    """Return what a step has done; a refusal is a fault of the story."""
    assert not isinstance(made, Refusal), str(made)
    return made


def page(dossier, code, rang=0):
    """Return the address of a geste."""
    return f"/dossiers/{dossier}/faire/{code}/" + (f"{rang}/" if rang else "")


def sent(dossier, **told):
    """Return what a form sends, the dossier being shown as it is now."""
    return told | {"vu": str(wiring.records().sequences([dossier])[dossier])}


def written(dossier, tag):
    """Return what the events of a tag say, in order."""
    rows = wiring.records().events([dossier]).to_pylist()
    return [json.loads(row["payload"]) for row in rows if row["tag"] == tag]
