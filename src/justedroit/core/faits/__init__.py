"""What we are told, by whom, since when; and what was known of it at an instant.

A fact is bitemporal: an interval of validity, an instant of knowledge, a source, an author, a
proof, and what it replaces. Nothing is ever overwritten: a right computed at an instant uses what
was known then, and that is what makes rappels and indus reproducible.

    catalogue.yaml      every kind of fact: label, bounds, who may state it, OpenFisca's input
    catalogue.py        the same, as dataclasses
    verite.py           the order of truth between sources
    connaissance.py     as_known, conflicts
    intervalles.py      the arithmetic of intervals that overlap
    valeurs.py          from what a person writes to the canonical text of a value
    declaration.py      a statement, before it is accepted as a fact
    forme.py            what a statement must be on its own
    foyer.py            what it must respect of the rest of its dossier
    libelles.py         facts as a person reads them
    redite.py           whether something said again changes what is known
    reception.py        what is accepted in the journal, what is refused and how to mend it
    fichier.py          statements read from a CSV or JSON lines file, and the refusal report

Law: the duty to declare every change (CASF art. R262-37; CSS art. L583-3); the rest is named kind by
kind in the catalogue. The order of truth is a convention, parameter `faits/ordre_verite`.
"""

from justedroit.core.faits.catalogue import Kind, catalogue, kind
from justedroit.core.faits.connaissance import as_known, conflicts
from justedroit.core.faits.declaration import Statement
from justedroit.core.faits.fichier import by_line, read_statements, refusal_report
from justedroit.core.faits.libelles import source_text, value_text
from justedroit.core.faits.reception import Reception, receive
from justedroit.core.faits.schema import CONFLICTS, FACTS, INSTANT, KNOWN
from justedroit.core.faits.valeurs import read_date

__all__ = [
    "CONFLICTS",
    "FACTS",
    "INSTANT",
    "KNOWN",
    "Kind",
    "Reception",
    "Statement",
    "as_known",
    "by_line",
    "catalogue",
    "conflicts",
    "kind",
    "read_date",
    "read_statements",
    "receive",
    "refusal_report",
    "source_text",
    "value_text",
]
