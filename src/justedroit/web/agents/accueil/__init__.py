"""The home page: what one may do, and the dossiers that one had open."""
