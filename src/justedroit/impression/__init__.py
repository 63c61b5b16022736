"""PRINTING. Letters as tagged PDF, with typst, or as HTML: who they are for is merged here only."""

from justedroit.impression.caisse import organisme_for
from justedroit.impression.composition import pdf, pdfs, pngs
from justedroit.impression.page import html, page

__all__ = ["html", "organisme_for", "page", "pdf", "pdfs", "pngs"]
