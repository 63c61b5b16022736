"""A letter as HTML: an article, to be put in a page, or a whole page to be looked at by itself."""

from __future__ import annotations

from html import escape
from importlib import resources

from justedroit.core.base import day_text, typographic
from justedroit.core.courriers import Bloc, Contenu, Liste, Organisme, Paragraphe, Section, Tableau
from justedroit.core.identites import Identite
from justedroit.impression.composition import destinataire


def html(contenu: Contenu, identite: Identite | None, organisme: Organisme, niveau: int = 2) -> str:
    """Return a letter as an `article`, to be put in a page.

    Args:
        contenu: what it says.
        identite: who it is for; None: nobody is named.
        organisme: the fund, for its letterhead.
        niveau: level of its heading: a page has its own h1.
    """
    parts = [
        '<article class="courrier" lang="fr">',
        '<header class="courrier-entete">',
        f"<p><strong>{escape(typographic(organisme.nom))}</strong><br>{_lines(organisme.adresse)}</p>",
        f'<address class="courrier-destinataire">{_lines(destinataire(identite))}</address>',
        _references(contenu),
        f"<p>Le {escape(day_text(contenu.le))}</p>",
        "</header>",
        f"<h{niveau}>{escape(contenu.titre)}</h{niveau}>",
        *(_section(section, niveau + 1) for section in contenu.sections),
        f'<footer class="courrier-pied"><p>{escape(contenu.signataire or typographic(organisme.signataire))}</p>',
        f"<p><small>Textes\u00a0: {escape(contenu.droit)}.</small></p></footer>",
        "</article>",
    ]
    return "\n".join(parts)


def page(contenu: Contenu, identite: Identite | None, organisme: Organisme) -> str:
    """Return a letter as a whole HTML page, with its style: a file to be opened by itself.

    Args:
        contenu: what it says.
        identite: who it is for; None: nobody is named.
        organisme: the fund, for its letterhead.
    """
    style = resources.files("justedroit.impression").joinpath("page.css").read_text("utf-8")
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="fr">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(contenu.titre)}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            "<main>",
            html(contenu, identite, organisme, niveau=1),
            "</main>",
            "</body>",
            "</html>\n",
        )
    )


def _lines(lines: tuple[str, ...]) -> str:
    return "<br>".join(escape(typographic(line)) for line in lines)


def _references(contenu: Contenu) -> str:
    pairs = (f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in contenu.references)
    return f'<dl class="courrier-references">{"".join(pairs)}</dl>'


def _section(section: Section, niveau: int) -> str:
    kind = ' class="courrier-encadre"' if section.encadre else ""
    blocs = "\n".join(map(_bloc, section.blocs))
    return f"<section{kind}>\n<h{niveau}>{escape(section.titre)}</h{niveau}>\n{blocs}\n</section>"


def _bloc(bloc: Bloc) -> str:
    match bloc:
        case Paragraphe(texte, important):
            text = escape(texte)
            return f"<p><strong>{text}</strong></p>" if important else f"<p>{text}</p>"
        case Liste(lignes, numerotee):
            tag = "ol" if numerotee else "ul"
            return f"<{tag}>{''.join(f'<li>{escape(one)}</li>' for one in lignes)}</{tag}>"
        case Tableau():
            return _table(bloc)


def _table(bloc: Tableau) -> str:
    heads = "".join(
        f'<th scope="col"{_right(at, bloc.textes)}>{escape(name)}</th>'
        for at, name in enumerate(bloc.colonnes)
    )
    body = "".join(_row(row, bloc.textes) for row in bloc.lignes)
    foot = f"<tfoot>{_row(bloc.total, bloc.textes)}</tfoot>" if bloc.total else ""
    return (
        f'<div class="table-responsive" tabindex="0" role="region" aria-label="{escape(bloc.legende)}">'
        f'<table class="table table-sm">'
        f"<caption>{escape(bloc.legende)}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody>{foot}</table></div>"
    )


def _right(at: int, texts: int) -> str:
    """Return the attribute of a column of amounts, which stand on the right."""
    return "" if at < texts else ' class="text-end"'


def _row(row: tuple[str, ...], texts: int) -> str:
    first, *others = row
    cells = [
        f"<td{_right(at, texts)}>{escape(cell)}</td>" for at, cell in enumerate(others, start=1)
    ]
    return f'<tr><th scope="row">{escape(first)}</th>{"".join(cells)}</tr>'
