"""The adapter to OpenFisca-France: the only place of the core that knows it."""
