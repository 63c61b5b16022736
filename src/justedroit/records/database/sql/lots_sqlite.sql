-- The journal of mass runs on SQLite: a part is written in the transaction of its rows.

CREATE TABLE lot (
    run     TEXT NOT NULL,
    part    TEXT NOT NULL,
    at      TEXT NOT NULL CHECK (
        datetime(substr(at, 1, 19), '+0 days') IS substr(at, 1, 19)
        AND (length(at) = 19 OR substr(at, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]')
    ),
    payload TEXT NOT NULL,
    PRIMARY KEY (run, part)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER lot_sans_modification BEFORE UPDATE ON lot
BEGIN SELECT RAISE(ABORT, 'Journal des lots inchangé : ce qui est fait ne se modifie pas.'); END;

CREATE TRIGGER lot_sans_suppression BEFORE DELETE ON lot
BEGIN SELECT RAISE(ABORT, 'Journal des lots inchangé : ce qui est fait ne se supprime pas.'); END;
