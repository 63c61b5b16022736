-- What recovery may never do, whoever writes: take more than is owed, more than was paid, more than
-- was withheld, or withhold a month twice. Dates and suspensions are checked before, by the core.
--
-- One check per statement, on what it touches only: a COPY that recovers nothing pays one reading of
-- its own rows. LATERAL: each dossier through its index, whatever the planner thinks of the rows.

CREATE FUNCTION recouvrement_garde() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    fautif text;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM nouvelles
        WHERE credit LIKE '%:indu' OR credit LIKE '%:indemnite' OR credit LIKE '%:retenu'
            OR debit LIKE '%:retenu' OR debit LIKE '%:produit' OR motive = 'retenue'
    ) THEN
        RETURN NULL;
    END IF;

    SELECT format('dossier %s : il éteint plus que ce qui est dû de %s', cle.dossier, cle.month)
    INTO fautif
    FROM (
        SELECT DISTINCT dossier, credit AS compte, month FROM nouvelles
        WHERE credit LIKE '%:indu' OR credit LIKE '%:indemnite'
    ) AS cle
    CROSS JOIN LATERAL (
        SELECT sum(CASE WHEN debit = compte THEN amount_cents ELSE -amount_cents END) AS reste
        FROM transfert
        WHERE dossier = cle.dossier AND month = cle.month AND compte IN (debit, credit)
    ) AS solde
    WHERE reste < 0
    LIMIT 1;

    IF fautif IS NULL THEN
        SELECT format('dossier %s : il impute plus que ce qui a été retenu', cle.dossier)
        INTO fautif
        FROM (
            SELECT DISTINCT dossier, debit AS compte FROM nouvelles WHERE debit LIKE '%:retenu'
        ) AS cle
        CROSS JOIN LATERAL (
            SELECT sum(CASE WHEN credit = compte THEN amount_cents ELSE -amount_cents END) AS reste
            FROM transfert
            WHERE dossier = cle.dossier AND compte IN (debit, credit)
        ) AS solde
        WHERE reste < 0
        LIMIT 1;
    END IF;

    IF fautif IS NULL THEN
        SELECT format('dossier %s : il défait plus que ce qui a été retenu', cle.dossier)
        INTO fautif
        FROM (
            SELECT DISTINCT dossier, month, debit AS vers, credit AS de FROM nouvelles
            WHERE motive = 'retenue_defaite'
        ) AS cle
        CROSS JOIN LATERAL (
            SELECT sum(CASE WHEN debit = de THEN amount_cents ELSE -amount_cents END) AS reste
            FROM transfert
            WHERE dossier = cle.dossier AND month = cle.month
                AND de IN (debit, credit) AND vers IN (debit, credit)
        ) AS solde
        WHERE reste < 0
        LIMIT 1;
    END IF;

    IF fautif IS NULL THEN
        SELECT format(
            'dossier %s : il recouvre plus que ce qui a été payé de %s', cle.dossier, cle.month)
        INTO fautif
        FROM (
            SELECT DISTINCT dossier, month, split_part(credit, ':', 1) AS b FROM nouvelles
            WHERE credit LIKE '%:indu' AND (debit LIKE '%:rembourse' OR debit LIKE '%:retenu')
        ) AS cle
        CROSS JOIN LATERAL (
            SELECT sum(CASE
                WHEN credit IN (b || ':paye', b || ':paye_tiers', b || ':retourne', b || ':rembourse')
                    OR (debit = b || ':droit' AND credit LIKE '%:retenu')
                    OR (debit = b || ':annule' AND credit = b || ':droit') THEN amount_cents
                WHEN debit = b || ':retourne'
                    OR (debit IN (b || ':rembourse', b || ':retenu') AND credit = b || ':indu')
                    OR (debit = b || ':droit' AND credit = b || ':annule')
                    OR (debit LIKE '%:retenu' AND credit = b || ':droit') THEN -amount_cents
                WHEN debit = b || ':indu' AND credit = b || ':retenu' THEN amount_cents
                ELSE 0
            END) AS reste
            FROM transfert
            WHERE dossier = cle.dossier AND month = cle.month
        ) AS solde
        WHERE reste < 0
        LIMIT 1;
    END IF;

    IF fautif IS NULL THEN
        SELECT format(
            'dossier %s : il rend plus que ce qui a été payé de l''indemnité', cle.dossier)
        INTO fautif
        FROM (
            SELECT DISTINCT dossier, split_part(debit, ':', 1) AS b FROM nouvelles
            WHERE debit LIKE '%:produit' AND credit LIKE '%:droit'
        ) AS cle
        CROSS JOIN LATERAL (
            SELECT sum(CASE
                WHEN credit = b || ':indemnite' AND (debit LIKE '%:rembourse' OR debit LIKE '%:retenu')
                    THEN amount_cents
                WHEN (debit = b || ':indemnite'
                        AND (credit LIKE '%:rembourse' OR credit LIKE '%:retenu'))
                    OR (debit = b || ':produit' AND credit = b || ':droit') THEN -amount_cents
                ELSE 0
            END) AS reste
            FROM transfert
            WHERE dossier = cle.dossier
        ) AS solde
        WHERE reste < 0
        LIMIT 1;
    END IF;

    IF fautif IS NULL THEN
        SELECT format(
            'dossier %s : une retenue nomme sa créance et son mois, creance:3:retenue:202607', dossier)
        INTO fautif
        FROM nouvelles
        WHERE (motive = 'retenue' OR (credit LIKE '%:retenu' AND motive <> 'retenue_defaite'))
            AND coalesce(reference, '') !~ '^creance:[1-9][0-9]*:retenue:[0-9]{6}$'
        LIMIT 1;
    END IF;

    IF fautif IS NULL THEN
        SELECT format('dossier %s : la retenue de %s est déjà faite', cle.dossier, right(fin, 6))
        INTO fautif
        FROM (
            SELECT dossier, right(reference, 15) AS fin, min(entered_at) AS instant
            FROM nouvelles
            WHERE motive = 'retenue'
            GROUP BY 1, 2
        ) AS cle
        CROSS JOIN LATERAL (
            SELECT 1
            FROM transfert
            WHERE dossier = cle.dossier
                AND motive = 'retenue'
                AND right(reference, 15) = fin
                AND entered_at <> instant
            LIMIT 1
        ) AS autre
        LIMIT 1;
    END IF;

    IF fautif IS NOT NULL THEN
        RAISE EXCEPTION 'Transfert refusé, %.', fautif USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER transfert_recouvrement AFTER INSERT ON transfert
    REFERENCING NEW TABLE AS nouvelles
    FOR EACH STATEMENT EXECUTE FUNCTION recouvrement_garde();
