-- The traces whose time is over, on SQLite: a purge is a row, dated, signed and counted, that erases
-- them itself. Without such a row no trace goes; the row stays.

CREATE TABLE consultation_purge (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL CHECK (
        datetime(substr(at, 1, 19), '+0 days') IS substr(at, 1, 19)
        AND (length(at) = 19 OR substr(at, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]')
    ),
    author TEXT NOT NULL CHECK (author <> ''),
    avant  TEXT NOT NULL CHECK (
        datetime(substr(avant, 1, 19), '+0 days') IS substr(avant, 1, 19)
        AND (length(avant) = 19 OR substr(avant, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]')
        AND avant < at
    ),
    nombre INTEGER NOT NULL CHECK (nombre > 0)
) STRICT;

DROP TRIGGER consultation_sans_suppression;

CREATE TRIGGER consultation_sans_suppression BEFORE DELETE ON consultation
WHEN NOT EXISTS (SELECT 1 FROM consultation_purge WHERE OLD.at < avant)
BEGIN
    SELECT RAISE(ABORT, 'Journal des consultations inchangé : une trace ne se supprime pas avant son terme.');
END;

CREATE TRIGGER consultation_purge_comptee BEFORE INSERT ON consultation_purge
WHEN NEW.nombre <> (SELECT count(*) FROM consultation WHERE at < NEW.avant)
BEGIN
    SELECT RAISE(ABORT, 'Purge des consultations refusée : elle n''annonce pas le nombre de traces à effacer.');
END;

CREATE TRIGGER consultation_purge_efface AFTER INSERT ON consultation_purge
BEGIN DELETE FROM consultation WHERE at < NEW.avant; END;

CREATE TRIGGER consultation_purge_sans_modification BEFORE UPDATE ON consultation_purge
BEGIN SELECT RAISE(ABORT, 'Journal des purges inchangé : une purge ne se modifie pas.'); END;

CREATE TRIGGER consultation_purge_sans_suppression BEFORE DELETE ON consultation_purge
BEGIN SELECT RAISE(ABORT, 'Journal des purges inchangé : une purge ne se supprime pas.'); END;
