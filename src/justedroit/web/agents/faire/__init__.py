"""Pages where one thing is done to a dossier: what it is done to, its form, what it writes."""
