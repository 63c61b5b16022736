-- Who opened which dossier, on PostgreSQL: a trace is neither changed nor erased.

CREATE TABLE consultation (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL CHECK (isfinite(at)),
    author  text NOT NULL CHECK (author <> ''),
    dossier bigint NOT NULL REFERENCES dossier (numero),
    screen  text NOT NULL CHECK (screen <> ''),
    purpose text NOT NULL
);

CREATE INDEX consultation_dossier ON consultation (dossier, at);
CREATE INDEX consultation_auteur ON consultation (author, id);

CREATE TRIGGER consultation_sans_modification BEFORE UPDATE OR DELETE OR TRUNCATE ON consultation
    FOR EACH STATEMENT EXECUTE FUNCTION refus(
        'Journal des consultations inchangé : une trace ne se modifie ni ne se supprime.');
