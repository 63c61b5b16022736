"""The pages of a dossier: today, rights, timeline, ledger; and the header that its other pages share.

A page of another folder that stands under the same header extends
`agents/dossiers/dossier_base.html`, fills `onglet` (the title of the tab) and `contenu_dossier`
(from an `<h2>`: the `<h1>` is the dossier's), and gives its template what `entete.header` returns.
"""
