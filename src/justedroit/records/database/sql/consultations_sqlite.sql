-- Who opened which dossier, on SQLite: a trace is neither changed nor erased.

CREATE TABLE consultation (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL CHECK (
        datetime(substr(at, 1, 19), '+0 days') IS substr(at, 1, 19)
        AND (length(at) = 19 OR substr(at, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]')
    ),
    author  TEXT NOT NULL CHECK (author <> ''),
    dossier INTEGER NOT NULL REFERENCES dossier (numero),
    screen  TEXT NOT NULL CHECK (screen <> ''),
    purpose TEXT NOT NULL
) STRICT;

CREATE INDEX consultation_dossier ON consultation (dossier, at);
CREATE INDEX consultation_auteur ON consultation (author, id);

CREATE TRIGGER consultation_sans_modification BEFORE UPDATE ON consultation
BEGIN SELECT RAISE(ABORT, 'Journal des consultations inchangé : une trace ne se modifie pas.'); END;

CREATE TRIGGER consultation_sans_suppression BEFORE DELETE ON consultation
BEGIN SELECT RAISE(ABORT, 'Journal des consultations inchangé : une trace ne se supprime pas.'); END;
