"""The adapter to OpenFisca-France: the only place of the core that knows it.

    systeme.py     OpenFisca-France, loaded once
    calendrier.py  its calendar, remembered
    calcul.py      OpenFiscaLaw: columns in, columns out, in one fixed order
    noyau.py       CompiledLaw: the same, through the engine
    arbre.py…      the tree of formulas behind an amount: from the engine, from OpenFisca's own
                   tracer (trace.py), or short, for what the platform computes itself
    pliage.py      folded to ten lines; libelles.yaml says how they are called
    essais.py…     OpenFisca's own test files
    requete.py     a request of its Web API, refused in French where it is wrong
    api.py…        the answers of its Web API, by the engine, with its own refusals

It is slow to load (three seconds), so it has a front door of its own, which only those who
calculate open.

Law: OpenFisca-France, each variable and parameter with its own references.
"""

from justedroit.core.droits.openfisca.arbre_plateforme import tree_of_right
from justedroit.core.droits.openfisca.calcul import OpenFiscaLaw, period_of
from justedroit.core.droits.openfisca.communes import has_zone, is_commune
from justedroit.core.droits.openfisca.essais import Outcome, Status, run_text
from justedroit.core.droits.openfisca.noyau import COMMON, CompiledLaw
from justedroit.core.droits.openfisca.pliage import opened
from justedroit.core.droits.openfisca.recit import parameter_shown, period_shown, value_shown
from justedroit.core.droits.openfisca.systeme import law_system, quiet, versions
from justedroit.core.droits.openfisca.trace import (
    Noeud,
    explain_variable,
    fold,
    to_dict,
    to_text,
)

__all__ = [
    "COMMON",
    "CompiledLaw",
    "Noeud",
    "OpenFiscaLaw",
    "Outcome",
    "Status",
    "explain_variable",
    "fold",
    "has_zone",
    "is_commune",
    "law_system",
    "opened",
    "parameter_shown",
    "period_of",
    "period_shown",
    "quiet",
    "run_text",
    "to_dict",
    "to_text",
    "tree_of_right",
    "value_shown",
    "versions",
]
