"""INSIDE DJANGO. The pages, the API beside them, and what chooses records, clock and law.

How to add a page:

- A subject has its folder, `web/agents/<subject>/`: `__init__.py`, `urls.py` (with `app_name`),
  `views.py`, and `templates/agents/<subject>/*.html`, which Django finds by itself (settings: each
  `agents/*/templates` is one of its folders). `urls.py` of `web` includes it under its prefix.
- A template extends `base.html` and fills its blocks: `titre` (of the tab: the page, most particular
  first), `fil` (the `<li>` of the breadcrumb, the last with `aria-current="page"`), `contenu` (from
  the one `<h1>`). The filters and tags of `templatetags/justedroit.py` need no `{% load %}`.
- A view says who may see it: `@needs(ROLE, …)` of `permissions` (`@public` for what all may see);
  one that shows a dossier says so besides, under it: `@opens_dossier("registre")` of `acces`, which
  logs the opening before the page is made, and answers 404 to a dossier that does not exist.
- A view asks `wiring` for `records()`, `identities()`, `law()` and `clock()`, gives them to a step,
  and shows what comes back: it knows no storage, no model, no `now` of its own. What a step refuses
  (`Refused`) and a view does not catch is told to the person by the page 400.
- A part refreshed by htmx is a template of its own, `_part.html`, that the page includes;
  `request.htmx` says that only the part is wanted. Without JavaScript the page works the same.
- What identifies a person (NIR, name) is never in an address: such a search is a POST.
- No script, no style in a page: the policy of the site refuses them. A bar is an SVG with
  attributes, or a `<progress>`; styles are those of `static/justedroit.css`.
"""
