-- The journal of mass runs on PostgreSQL: a part is written in the transaction of its rows.

CREATE TABLE lot (
    run     text NOT NULL,
    part    text NOT NULL,
    at      timestamptz NOT NULL CHECK (isfinite(at)),
    payload text NOT NULL,
    PRIMARY KEY (run, part)
);

CREATE TRIGGER lot_sans_modification BEFORE UPDATE OR DELETE OR TRUNCATE ON lot
    FOR EACH STATEMENT EXECUTE FUNCTION refus(
        'Journal des lots inchangé : ce qui est fait ne se modifie ni ne se supprime.');
