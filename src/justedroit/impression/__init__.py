"""PRINTING. Letters as tagged PDF, with typst, or as HTML: who they are for is merged here only."""

from justedroit.impression.caisse import organisme_for
from justedroit.impression.composition import pdf, pdfs, pngs
from justedroit.impression.page import html

__all__ = ["html", "organisme_for", "pdf", "pdfs", "pngs"]
