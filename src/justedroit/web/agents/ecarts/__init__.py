"""The pages of the rappels and indus of a dossier: their list, and why each one, to the cent."""
