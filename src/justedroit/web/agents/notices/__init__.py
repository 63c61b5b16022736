"""The notices of a dossier: prepared, explained, announced by a call, sent, received."""
