"""The pages of the letters of a dossier: where each stands, what it says, its PDF."""
