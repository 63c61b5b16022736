"""The short tree of a benefit that the platform computes itself: what was read, and the law it holds.

OpenFisca lacks these benefits, so there is no formula to tell: the facts known for the month, the
dated parameters with their article (and whether they are still to be verified), and the amount.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Parametre, add_months, parametre
from justedroit.core.droits.aeeh import OPENFISCA_BASE, OPENFISCA_COMPLEMENTS, OPENFISCA_MAJORATIONS
from justedroit.core.droits.entrees_derivees import BMAF
from justedroit.core.droits.explication import DroitExplique
from justedroit.core.droits.openfisca.arbre import parameter_read
from justedroit.core.droits.openfisca.calcul import claims_system, period_of
from justedroit.core.droits.openfisca.noeud import EUROS, Noeud, ParametreLu
from justedroit.core.droits.prepare import OPENFISCA_RATES
from justedroit.core.droits.prestations import prestations
from justedroit.core.faits import catalogue, value_text

_RSA_ONE = (
    "prestations_sociales.solidarite_insertion.minima_sociaux.rsa.rsa_m.montant_de_base_du_rsa"
)


class _Basis(NamedTuple):
    """What a benefit is computed from.

    Attributes:
        facts: kinds of facts read for the month.
        parameters: dated parameters of the platform.
        law: parameters of OpenFisca.
    """

    facts: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    law: tuple[str, ...] = ()


_BASES = {
    "aeeh": _Basis(("handicap", "aeeh_categorie"), law=(BMAF, OPENFISCA_BASE)),
    "ajpp": _Basis(
        ("ajpp_jours",), ("ajpp.montant_jour", "ajpp.jours_par_mois", "ajpp.jours_total")
    ),
    "ajpa": _Basis(
        ("ajpa_jours",), ("ajpa.montant_jour", "ajpa.jours_par_mois", "ajpa.jours_total")
    ),
    "paje_prepare": _Basis(("paje_prepare_taux", "paje_prepare_montant"), law=(BMAF,)),
    "paje_cmg": _Basis(("cmg_montant",)),
    "auvvc": _Basis(
        ("demande_auvvc", "auvvc_decision", "auvvc_ressources"),
        (
            "auvvc.majorations_enfants",
            "auvvc.reductions",
            "auvvc.smic_net_mensuel",
            "auvvc.anciennete_preuve",
        ),
        (_RSA_ONE,),
    ),
}
_UNITS = {"EUR": EUROS, "ratio": "/1"}


def platform_tree(known: pa.Table, right: DroitExplique) -> Noeud:
    """Return the short tree of a benefit that the platform computes itself.

    Args:
        known: what is known of the dossier, schema KNOWN.
        right: the right, explained.

    Law:
        None: the benefit and each parameter name their article.
    """
    spec, month = prestations()[right.benefit], right.evaluated
    basis = _BASES.get(right.benefit, _Basis(()))
    dated = [parametre(f"droits/{name}") for name in basis.parameters]
    parameters = [_told(one, month) for one in dated if one.in_force(month)]
    facts = _facts(known, basis.facts, month)
    day, root = f"{period_of(month)}-01", claims_system().parameters
    law = [parameter_read(root, name, day) for name in (*basis.law, *_chosen(facts))]
    parameters += [parameter for parameter in law if parameter is not None]
    return Noeud(
        variable=right.benefit,
        label=spec.libelle,
        entity="famille",
        period=period_of(month),
        value=right.computed_cents / 100,
        unit=EUROS,
        nature="calcul",
        default=right.computed_cents == 0,
        parameters=tuple(parameters),
        references=(spec.article + _doubt(spec.statut),),
        children=tuple(_fact(row, month) for row in facts),
    )


def _chosen(facts: list[dict[str, Any]]) -> list[str]:
    """Return the parameters of OpenFisca that the facts choose: a category, a rate."""
    names = []
    for row in facts:
        if row["kind"] == "paje_prepare_taux" and row["value"] in OPENFISCA_RATES:
            names.append(OPENFISCA_RATES[row["value"]])
        if row["kind"] == "aeeh_categorie" and int(row["value"]) > 0:
            category = int(row["value"])
            names.append(OPENFISCA_COMPLEMENTS[category - 1])
            names += [one for one in OPENFISCA_MAJORATIONS if one.endswith(f"_{category}")]
    return list(dict.fromkeys(names))


def _facts(known: pa.Table, kinds: tuple[str, ...], month: int) -> list[dict[str, Any]]:
    """Return the facts known of some kinds in a month, in the order of the kinds."""
    first, following = _first_day(month), _first_day(add_months(month, 1))
    until = pc.fill_null(known["valid_until"], dt.date.max)
    held = pc.and_(pc.less(known["valid_from"], following), pc.greater(until, first))
    of_kinds = pc.is_in(known["kind"], value_set=pa.array(kinds, pa.string()))
    rows: list[dict[str, Any]] = known.filter(pc.and_(held, of_kinds)).to_pylist()
    rows.sort(key=lambda row: (kinds.index(row["kind"]), row["person"], row["valid_from"]))
    return rows


def _fact(row: dict[str, Any], month: int) -> Noeud:
    who = f", personne {row['person']}" if row["person"] else ""
    return Noeud(
        variable=row["kind"],
        label=f"{catalogue()[row['kind']].libelle}{who}",
        entity="individu" if row["person"] else "famille",
        period=period_of(month),
        value=value_text(row["kind"], row["value"]),
        unit="",
        nature="donnee",
    )


def _told(dated: Parametre, month: int) -> ParametreLu:
    first = _first_day(month)
    since = max(day for day, _ in dated.valeurs if day <= first)
    value = dated.at(month)
    return ParametreLu(
        name=dated.name,
        label=dated.libelle,
        value=value if isinstance(value, int | float | str) else _listed(value),
        unit=_UNITS.get(dated.unite, ""),
        instant=str(first),
        since=str(since),
        references=(dated.article + _doubt(dated.statut),),
    )


def _listed(value: Any) -> str:
    """Return a list of the law as a text: `0,5 ; 0,3`, or `0,5 : 0,2 ; 1 : 0,5`."""
    if not isinstance(value, list):
        return str(value)
    parts = [" : ".join(map(str, one)) if isinstance(one, list) else str(one) for one in value]
    return " ; ".join(parts).replace(".", ",")


def _first_day(month: int) -> dt.date:
    return dt.date(month // 100, month % 100, 1)


def _doubt(statut: str) -> str:
    return "" if statut == "verifie" else " (à vérifier)"


def tree_of_right(known: pa.Table, right: DroitExplique, law: Any) -> Noeud | None:
    """Return the tree of a right: from the law, or short where the platform computes it itself.

    Args:
        known: what is known of the dossier, schema KNOWN.
        right: the right, explained.
        law: an `OpenFiscaLaw`.

    Returns:
        The tree, not folded; None: there was no household in that month.

    Law:
        None: each node names its own texts.
    """
    if right.situation is None:
        return None
    if not right.variable:
        return platform_tree(known, right)
    tree: Noeud = law.explain(right.situation, right.months, right.variable)
    return replace(tree, label=prestations()[right.benefit].libelle)
