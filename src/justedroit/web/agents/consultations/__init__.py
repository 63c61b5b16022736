"""Who opened which dossier: the log, for those who answer for it."""
