"""The communes that the law knows: those that it puts in a zone of the aides au logement."""

from __future__ import annotations


def is_commune(depcom: str) -> bool:
    """Return whether the law knows a commune; it puts one that it does not know in zone 2.

    Args:
        depcom: INSEE code.

    Law:
        None: the zoning of housing aid that OpenFisca-France carries; its text is not verified.
    """
    from openfisca_france.model.prestations import aides_logement  # noqa: PLC0415  (heavy)

    aides_logement.preload_zone_apl()
    return depcom in aides_logement.zone_apl_by_depcom
