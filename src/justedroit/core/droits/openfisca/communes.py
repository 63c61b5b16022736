"""The communes: those that exist, and those that the law puts in a zone of the aides au logement.

OpenFisca-France 176.1.8 carries two lists. The zoning of the housing aid is of 2014: 36,681
communes, and the arrondissements and communes merged since 1943 that its sub-communes name; those
that were merged later are still in it. The zoning of dwellings (A, B1, B2, C) is of July 2024:
34,935 communes, without arrondissements; one of them, set up again since, is not in the first.
A code of either list is one; zone 2 is what the law reads of a commune that has no zone.
"""

from __future__ import annotations

from functools import cache


def is_commune(depcom: str) -> bool:
    """Return whether a code is that of a commune, of today or of those merged since.

    ASSUMPTION: no commune of today is missing from both lists; Saint-Barthélemy, Saint-Martin and
    Saint-Pierre-et-Miquelon, to which the lists give no zone, are.

    Args:
        depcom: INSEE code.

    Law:
        None: the code officiel géographique, as OpenFisca-France carries it.
    """
    return depcom in _zoned() or depcom in _of_2024()


def has_zone(depcom: str) -> bool:
    """Return whether the law knows the zone of a commune; it takes zone 2 where it does not.

    Args:
        depcom: INSEE code.

    Law:
        None: the zoning of housing aid that OpenFisca-France carries; its text is not verified.
    """
    return depcom in _zoned()


def _zoned() -> dict[str, int]:
    from openfisca_france.model.prestations import aides_logement  # noqa: PLC0415  (heavy)

    aides_logement.preload_zone_apl()
    zones: dict[str, int] = aides_logement.zone_apl_by_depcom
    return zones


@cache
def _of_2024() -> frozenset[str]:
    from openfisca_france.model.prestations import bail_reel_solidaire  # noqa: PLC0415  (heavy)

    return frozenset(bail_reel_solidaire.bail_reel_solidaire_zones_elligibles())
