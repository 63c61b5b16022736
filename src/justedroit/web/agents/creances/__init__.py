"""The pages of what a dossier owes: its créances, where each euro is, what was contested."""
