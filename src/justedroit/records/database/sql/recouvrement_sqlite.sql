-- What recovery may never do, whoever writes: take more than is owed, more than was paid, more than
-- was withheld, or withhold a month twice. Dates and suspensions are checked before, by the core.

CREATE TRIGGER transfert_plus_que_du BEFORE INSERT ON transfert
WHEN (NEW.credit LIKE '%:indu' OR NEW.credit LIKE '%:indemnite') AND NEW.amount_cents > (
    SELECT coalesce(sum(CASE WHEN debit = NEW.credit THEN amount_cents ELSE -amount_cents END), 0)
    FROM transfert
    WHERE dossier = NEW.dossier AND month = NEW.month AND NEW.credit IN (debit, credit)
)
BEGIN SELECT RAISE(ABORT, 'Transfert refusé : il éteint plus que ce qui est dû de ce mois.'); END;

CREATE TRIGGER transfert_plus_que_retenu BEFORE INSERT ON transfert
WHEN NEW.debit LIKE '%:retenu' AND NEW.amount_cents > (
    SELECT coalesce(sum(CASE WHEN credit = NEW.debit THEN amount_cents ELSE -amount_cents END), 0)
    FROM transfert
    WHERE dossier = NEW.dossier AND NEW.debit IN (debit, credit)
)
BEGIN SELECT RAISE(ABORT, 'Transfert refusé : il impute plus que ce qui a été retenu.'); END;

CREATE TRIGGER transfert_defait_plus_que_retenu BEFORE INSERT ON transfert
WHEN NEW.motive = 'retenue_defaite' AND NEW.amount_cents > (
    SELECT coalesce(sum(CASE WHEN debit = NEW.credit THEN amount_cents ELSE -amount_cents END), 0)
    FROM transfert
    WHERE dossier = NEW.dossier AND month = NEW.month
        AND NEW.credit IN (debit, credit) AND NEW.debit IN (debit, credit)
)
BEGIN SELECT RAISE(ABORT, 'Transfert refusé : il défait plus que ce qui a été retenu.'); END;

CREATE TRIGGER transfert_plus_que_paye BEFORE INSERT ON transfert
WHEN NEW.credit LIKE '%:indu' AND (NEW.debit LIKE '%:rembourse' OR NEW.debit LIKE '%:retenu')
    AND NEW.amount_cents > (
        SELECT coalesce(sum(CASE
            WHEN credit IN (b || ':paye', b || ':paye_tiers', b || ':retourne', b || ':rembourse')
                OR (debit = b || ':droit' AND credit LIKE '%:retenu')
                OR (debit = b || ':annule' AND credit = b || ':droit') THEN amount_cents
            WHEN debit = b || ':retourne'
                OR (debit IN (b || ':rembourse', b || ':retenu') AND credit = b || ':indu')
                OR (debit = b || ':droit' AND credit = b || ':annule')
                OR (debit LIKE '%:retenu' AND credit = b || ':droit') THEN -amount_cents
            WHEN debit = b || ':indu' AND credit = b || ':retenu' THEN amount_cents
            ELSE 0
        END), 0)
        FROM transfert, (SELECT substr(NEW.credit, 1, instr(NEW.credit, ':') - 1) AS b)
        WHERE dossier = NEW.dossier AND month = NEW.month
    )
BEGIN SELECT RAISE(ABORT, 'Transfert refusé : il recouvre plus que ce qui a été payé de ce mois.'); END;

CREATE TRIGGER transfert_indemnite_rendue BEFORE INSERT ON transfert
WHEN NEW.debit LIKE '%:produit' AND NEW.credit LIKE '%:droit' AND NEW.amount_cents > (
    SELECT coalesce(sum(CASE
        WHEN credit = b || ':indemnite' AND (debit LIKE '%:rembourse' OR debit LIKE '%:retenu')
            THEN amount_cents
        WHEN (debit = b || ':indemnite' AND (credit LIKE '%:rembourse' OR credit LIKE '%:retenu'))
            OR (debit = b || ':produit' AND credit = b || ':droit') THEN -amount_cents
        ELSE 0
    END), 0)
    FROM transfert, (SELECT substr(NEW.debit, 1, instr(NEW.debit, ':') - 1) AS b)
    WHERE dossier = NEW.dossier
)
BEGIN SELECT RAISE(ABORT, 'Transfert refusé : il rend plus que ce qui a été payé de l''indemnité.'); END;

CREATE TRIGGER transfert_retenue_nommee BEFORE INSERT ON transfert
WHEN (NEW.motive = 'retenue' OR (NEW.credit LIKE '%:retenu' AND NEW.motive <> 'retenue_defaite')) AND (
    NEW.reference IS NULL
    OR NEW.reference NOT GLOB 'creance:[1-9]*:retenue:[0-9][0-9][0-9][0-9][0-9][0-9]'
)
BEGIN SELECT RAISE(ABORT, 'Transfert refusé : une retenue nomme sa créance et son mois, creance:3:retenue:202607.'); END;

CREATE TRIGGER transfert_retenue_unique BEFORE INSERT ON transfert
WHEN NEW.motive = 'retenue' AND EXISTS (
    SELECT 1 FROM transfert
    WHERE dossier = NEW.dossier
        AND motive = 'retenue'
        AND substr(reference, -15) = substr(NEW.reference, -15)
        AND entered_at <> NEW.entered_at
)
BEGIN SELECT RAISE(ABORT, 'Transfert refusé : la retenue de ce mois est déjà faite.'); END;
