"""PRINTING. Letters as tagged PDF, with typst, or as HTML: who they are for is merged here only."""
