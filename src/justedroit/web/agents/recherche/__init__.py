"""Finding a dossier: by its number, by who is in it."""
