"""WHO OPENED WHAT. The trace that each opening of a dossier leaves, and how long it is kept.

Law:
    RGPD, art. 5 and 32; délibération CNIL 2021-122 (a log of accesses, six months to a year).
"""

from justedroit.core.consultations.schema import CONSULTATIONS, kept_since

__all__ = ["CONSULTATIONS", "kept_since"]
