-- Who the dossiers are about, on SQLite: the one table that can be erased (decision 0007).
-- Each field is encrypted apart, its dossier, person and name being part of what is authenticated: a
-- value moved to another row no longer reads. No key is here (decision 0016).
-- No reference to `dossier`: erasing here asks nothing of the journals.

CREATE TABLE identite (
    dossier   INTEGER NOT NULL CHECK (dossier > 0),
    person    INTEGER NOT NULL CHECK (person BETWEEN 1 AND 32767),
    cle       TEXT NOT NULL,
    nom       BLOB NOT NULL,
    prenoms   BLOB NOT NULL,
    nom_usage BLOB,
    nir       BLOB,
    adresse   BLOB,
    compte    BLOB,
    bailleur  BLOB,
    nir_hache BLOB,
    PRIMARY KEY (dossier, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX identite_nir ON identite (nir_hache) WHERE nir_hache IS NOT NULL;

-- The words of names, and their beginnings, as keyed hashes: `mot` tells nothing without the key.

CREATE TABLE identite_mot (
    mot     INTEGER NOT NULL,
    dossier INTEGER NOT NULL,
    person  INTEGER NOT NULL,
    PRIMARY KEY (mot, dossier, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX identite_mot_dossier ON identite_mot (dossier);

-- What the keys open: the secret of the fingerprints, once for each key, encrypted with it.

CREATE TABLE identite_cle (
    cle    TEXT NOT NULL PRIMARY KEY,
    secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;
