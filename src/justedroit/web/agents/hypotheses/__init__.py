"""What would become of the rights of a dossier if something changed."""
