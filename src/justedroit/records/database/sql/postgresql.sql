-- The journals on PostgreSQL (15 or later).

CREATE TABLE dossier (
    numero   bigint PRIMARY KEY CHECK (numero > 0),
    sequence bigint NOT NULL DEFAULT 0 CHECK (sequence >= 0)
) WITH (fillfactor = 50);  -- the counter is updated in place

CREATE TABLE compte (
    code text PRIMARY KEY
);

CREATE TABLE fait (
    dossier     bigint NOT NULL REFERENCES dossier (numero),
    sequence    bigint NOT NULL,
    person      smallint NOT NULL CHECK (person >= 0),
    kind        text NOT NULL,
    value       text,
    valid_from  date NOT NULL CHECK (isfinite(valid_from)),
    valid_until date CHECK (isfinite(valid_until)),
    known_at    timestamptz NOT NULL CHECK (isfinite(known_at)),
    source      text NOT NULL,
    author      text NOT NULL,
    proof       text,
    replaces    bigint,
    PRIMARY KEY (dossier, sequence),
    FOREIGN KEY (dossier, replaces) REFERENCES fait (dossier, sequence),
    CONSTRAINT fait_dates CHECK (valid_until > valid_from),
    CONSTRAINT fait_remplace CHECK (replaces < sequence),
    CONSTRAINT fait_retrait CHECK (value IS NOT NULL OR replaces IS NOT NULL)
);

CREATE TABLE evenement (
    dossier  bigint NOT NULL REFERENCES dossier (numero),
    sequence bigint NOT NULL,
    tag      text NOT NULL,
    at       timestamptz NOT NULL CHECK (isfinite(at)),
    author   text NOT NULL,
    payload  text NOT NULL,
    PRIMARY KEY (dossier, sequence)
);

CREATE TABLE transfert (
    dossier      bigint NOT NULL REFERENCES dossier (numero),
    sequence     bigint NOT NULL,
    debit        text NOT NULL REFERENCES compte (code),
    credit       text NOT NULL REFERENCES compte (code),
    amount_cents bigint NOT NULL,
    month        integer NOT NULL,
    value_on     date NOT NULL CHECK (isfinite(value_on)),
    entered_at   timestamptz NOT NULL CHECK (isfinite(entered_at)),
    motive       text NOT NULL,
    reference    text,
    PRIMARY KEY (dossier, sequence),
    CONSTRAINT transfert_montant CHECK (amount_cents > 0),
    CONSTRAINT transfert_comptes CHECK (debit <> credit),
    CONSTRAINT transfert_mois CHECK (
        month BETWEEN 190001 AND 999912 AND month % 100 BETWEEN 1 AND 12
    )
);

-- The counter of a dossier: it starts at 0, and follows the rows of the three journals. So a
-- sequence is used once among the three, without a hole. One check per statement: a COPY of a
-- million rows pays it once.

CREATE FUNCTION journal_suite() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    concernes bigint;
    avances bigint;
BEGIN
    SELECT count(DISTINCT dossier) INTO concernes FROM nouvelles;
    UPDATE dossier
    SET sequence = suite.derniere
    FROM (
        SELECT dossier, min(sequence) AS premiere, max(sequence) AS derniere, count(*) AS nombre
        FROM nouvelles
        GROUP BY dossier
    ) AS suite
    WHERE dossier.numero = suite.dossier
        AND dossier.sequence = suite.premiere - 1
        AND suite.derniere - suite.premiere + 1 = suite.nombre;
    GET DIAGNOSTICS avances = ROW_COUNT;
    IF avances <> concernes THEN
        RAISE EXCEPTION '% refusé : sa séquence ne suit pas la dernière du dossier.', TG_ARGV[0]
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION refus() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation';
END $$;

CREATE FUNCTION dossier_compteur() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Depth 1 is an UPDATE by hand; a journal's own trigger comes at depth 2.
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'Dossier inchangé : son compteur ne fait que suivre les journaux.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION dossier_nouveau() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM nouvelles WHERE sequence <> 0) THEN
        RAISE EXCEPTION 'Dossier refusé : son compteur ne part pas de 0.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER dossier_nouveau AFTER INSERT ON dossier
    REFERENCING NEW TABLE AS nouvelles
    FOR EACH STATEMENT EXECUTE FUNCTION dossier_nouveau();

CREATE TRIGGER dossier_compteur BEFORE UPDATE ON dossier
    FOR EACH STATEMENT EXECUTE FUNCTION dossier_compteur();

CREATE TRIGGER dossier_sans_suppression BEFORE DELETE OR TRUNCATE ON dossier
    FOR EACH STATEMENT EXECUTE FUNCTION refus(
        'Dossier inchangé : un dossier ne se supprime pas.');

CREATE TRIGGER compte_sans_modification BEFORE UPDATE OR DELETE OR TRUNCATE ON compte
    FOR EACH STATEMENT EXECUTE FUNCTION refus(
        'Plan de comptes inchangé : un compte ne se modifie ni ne se supprime.');

CREATE TRIGGER fait_suite AFTER INSERT ON fait
    REFERENCING NEW TABLE AS nouvelles
    FOR EACH STATEMENT EXECUTE FUNCTION journal_suite('Fait');

CREATE TRIGGER fait_sans_modification BEFORE UPDATE OR DELETE OR TRUNCATE ON fait
    FOR EACH STATEMENT EXECUTE FUNCTION refus(
        'Journal des faits inchangé : un fait ne se modifie ni ne se supprime, il se remplace.');

CREATE TRIGGER evenement_suite AFTER INSERT ON evenement
    REFERENCING NEW TABLE AS nouvelles
    FOR EACH STATEMENT EXECUTE FUNCTION journal_suite('Événement');

CREATE TRIGGER evenement_sans_modification BEFORE UPDATE OR DELETE OR TRUNCATE ON evenement
    FOR EACH STATEMENT EXECUTE FUNCTION refus(
        'Journal des événements inchangé : un événement ne se modifie ni ne se supprime.');

CREATE TRIGGER transfert_suite AFTER INSERT ON transfert
    REFERENCING NEW TABLE AS nouvelles
    FOR EACH STATEMENT EXECUTE FUNCTION journal_suite('Transfert');

CREATE TRIGGER transfert_sans_modification BEFORE UPDATE OR DELETE OR TRUNCATE ON transfert
    FOR EACH STATEMENT EXECUTE FUNCTION refus(
        'Journal des transferts inchangé : un transfert ne se modifie ni ne se supprime, il se contrepasse.');
