"""The tables, for Django's queries. Rows are written by `DatabaseRecords.append` only.

The constraints and the triggers are not told here: `sql/sqlite.sql` and `sql/postgresql.sql` are
what creates the tables. Saving, changing or deleting a row of a journal through these models is
refused by the database.
"""

# mypy: disable-error-code="var-annotated"
# (the columns' types come from a plugin of mypy that would need Django's settings to run)

from __future__ import annotations

from django.db import models


class Dossier(models.Model):
    """A dossier, and the sequence of its last row, all journals together."""

    numero = models.BigIntegerField(primary_key=True)
    sequence = models.BigIntegerField(default=0)

    class Meta:
        """The name of the table."""

        db_table = "dossier"

    def __str__(self) -> str:
        """Return the number."""
        return f"dossier {self.numero}"


class Compte(models.Model):
    """An account of the chart: `rsa:droit`."""

    code = models.TextField(primary_key=True)

    class Meta:
        """The name of the table."""

        db_table = "compte"

    def __str__(self) -> str:
        """Return the account."""
        return str(self.code)


class Fait(models.Model):
    """A fact; columns of the schema FACTS."""

    pk = models.CompositePrimaryKey("dossier_id", "sequence")
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_column="dossier", db_index=False)
    sequence = models.BigIntegerField()
    person = models.SmallIntegerField()
    kind = models.TextField()
    value = models.TextField(null=True)  # noqa: DJ001  (null and empty do not say the same)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    known_at = models.DateTimeField()
    source = models.TextField()
    author = models.TextField()
    proof = models.TextField(null=True)  # noqa: DJ001
    replaces = models.BigIntegerField(null=True)

    class Meta:
        """The name of the table."""

        db_table = "fait"

    def __str__(self) -> str:
        """Return the kind and the value."""
        return f"{self.kind} = {self.value}"


class Evenement(models.Model):
    """An event; columns of the schema EVENTS."""

    pk = models.CompositePrimaryKey("dossier_id", "sequence")
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_column="dossier", db_index=False)
    sequence = models.BigIntegerField()
    tag = models.TextField()
    at = models.DateTimeField()
    author = models.TextField()
    payload = models.TextField()

    class Meta:
        """The name of the table."""

        db_table = "evenement"

    def __str__(self) -> str:
        """Return the tag."""
        return str(self.tag)


class Transfert(models.Model):
    """A transfer; columns of the schema TRANSFERS."""

    pk = models.CompositePrimaryKey("dossier_id", "sequence")
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_column="dossier", db_index=False)
    sequence = models.BigIntegerField()
    debit = models.ForeignKey(
        Compte, models.PROTECT, db_column="debit", db_index=False, related_name="debits"
    )
    credit = models.ForeignKey(
        Compte, models.PROTECT, db_column="credit", db_index=False, related_name="credits"
    )
    amount_cents = models.BigIntegerField()
    month = models.IntegerField()
    value_on = models.DateField()
    entered_at = models.DateTimeField()
    motive = models.TextField()
    reference = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        """The name of the table."""

        db_table = "transfert"

    def __str__(self) -> str:
        """Return the amount and the month."""
        return f"{self.amount_cents} c, {self.month}"


class Lot(models.Model):
    """A part of a mass run; columns of the schema LOTS."""

    pk = models.CompositePrimaryKey("run", "part")
    run = models.TextField()
    part = models.TextField()
    at = models.DateTimeField()
    payload = models.TextField()

    class Meta:
        """The name of the table."""

        db_table = "lot"

    def __str__(self) -> str:
        """Return the run and the part."""
        return f"{self.run}, {self.part}"


class Consultation(models.Model):
    """The trace of the opening of a dossier; columns of the schema CONSULTATIONS."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    author = models.TextField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_column="dossier", db_index=False)
    screen = models.TextField()
    purpose = models.TextField()

    class Meta:
        """The name of the table."""

        db_table = "consultation"

    def __str__(self) -> str:
        """Return the screen and the instant."""
        return f"{self.screen}, {self.at}"


class Identite(models.Model):
    """Who a person of a dossier is, each field encrypted: read through `DatabaseIdentities`."""

    pk = models.CompositePrimaryKey("dossier", "person")
    dossier = models.BigIntegerField()
    person = models.SmallIntegerField()
    cle = models.TextField()
    nom = models.BinaryField()
    prenoms = models.BinaryField()
    nom_usage = models.BinaryField(null=True)
    nir = models.BinaryField(null=True)
    adresse = models.BinaryField(null=True)
    compte = models.BinaryField(null=True)
    bailleur = models.BinaryField(null=True)
    nir_hache = models.BinaryField(null=True)

    class Meta:
        """The name of the table."""

        db_table = "identite"

    def __str__(self) -> str:
        """Return nothing personal."""
        return f"dossier {self.dossier}, personne {self.person}"


class IdentiteMot(models.Model):
    """A word of a name, or its beginning, as a keyed hash."""

    pk = models.CompositePrimaryKey("mot", "dossier", "person")
    mot = models.BigIntegerField()
    dossier = models.BigIntegerField()
    person = models.SmallIntegerField()

    class Meta:
        """The name of the table."""

        db_table = "identite_mot"

    def __str__(self) -> str:
        """Return nothing personal."""
        return f"dossier {self.dossier}, personne {self.person}"


class IdentiteCle(models.Model):
    """The secret of the fingerprints, encrypted with a key, by the name of that key."""

    cle = models.TextField(primary_key=True)
    secret = models.BinaryField()

    class Meta:
        """The name of the table."""

        db_table = "identite_cle"

    def __str__(self) -> str:
        """Return the name of the key."""
        return str(self.cle)
