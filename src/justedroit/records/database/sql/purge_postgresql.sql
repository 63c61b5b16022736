-- The traces whose time is over, on PostgreSQL: a purge is a row, dated, signed and counted, that
-- erases them itself. Without such a row no trace goes; the row stays.

CREATE TABLE consultation_purge (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL CHECK (isfinite(at)),
    author text NOT NULL CHECK (author <> ''),
    avant  timestamptz NOT NULL CHECK (isfinite(avant) AND avant < at),
    nombre bigint NOT NULL CHECK (nombre > 0)
);

DROP TRIGGER consultation_sans_modification ON consultation;

CREATE TRIGGER consultation_sans_modification BEFORE UPDATE OR TRUNCATE ON consultation
    FOR EACH STATEMENT EXECUTE FUNCTION refus(
        'Journal des consultations inchangé : une trace ne se modifie ni ne se supprime.');

CREATE FUNCTION consultation_gardee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM consultation_purge WHERE OLD.at < avant) THEN
        RAISE EXCEPTION 'Journal des consultations inchangé : une trace ne se supprime pas avant son terme.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER consultation_sans_suppression BEFORE DELETE ON consultation
    FOR EACH ROW EXECUTE FUNCTION consultation_gardee();

CREATE FUNCTION consultation_purgee() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    effacees bigint;
BEGIN
    DELETE FROM consultation WHERE at < NEW.avant;
    GET DIAGNOSTICS effacees = ROW_COUNT;
    IF effacees <> NEW.nombre THEN
        RAISE EXCEPTION 'Purge des consultations refusée : % traces à effacer, % annoncées.',
            effacees, NEW.nombre USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER consultation_purge_efface AFTER INSERT ON consultation_purge
    FOR EACH ROW EXECUTE FUNCTION consultation_purgee();

CREATE TRIGGER consultation_purge_sans_modification
    BEFORE UPDATE OR DELETE OR TRUNCATE ON consultation_purge
    FOR EACH STATEMENT EXECUTE FUNCTION refus(
        'Journal des purges inchangé : une purge ne se modifie ni ne se supprime.');
