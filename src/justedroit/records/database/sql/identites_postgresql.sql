-- Who the dossiers are about, on PostgreSQL: the one table that can be erased (decision 0007).
-- Each field is encrypted apart, its dossier, person and name being part of what is authenticated: a
-- value moved to another row no longer reads. No key is here (decision 0016).
-- No reference to `dossier`: erasing here asks nothing of the journals.

CREATE TABLE identite (
    dossier   bigint NOT NULL CHECK (dossier > 0),
    person    smallint NOT NULL CHECK (person > 0),
    cle       text NOT NULL,
    nom       bytea NOT NULL,
    prenoms   bytea NOT NULL,
    nom_usage bytea,
    nir       bytea,
    adresse   bytea,
    compte    bytea,
    bailleur  bytea,
    nir_hache bytea,
    PRIMARY KEY (dossier, person)
);

CREATE INDEX identite_nir ON identite (nir_hache) WHERE nir_hache IS NOT NULL;

-- The words of names, and their beginnings, as keyed hashes: `mot` tells nothing without the key.

CREATE TABLE identite_mot (
    mot     bigint NOT NULL,
    dossier bigint NOT NULL,
    person  smallint NOT NULL,
    PRIMARY KEY (mot, dossier, person)
);

CREATE INDEX identite_mot_dossier ON identite_mot (dossier);

-- What the keys open: the secret of the fingerprints, once for each key, encrypted with it.

CREATE TABLE identite_cle (
    cle    text PRIMARY KEY,
    secret bytea NOT NULL
);
