-- Dossier 0 is the fund itself: it has its own accounts, and no dossier has them.

CREATE TRIGGER fait_sans_caisse BEFORE INSERT ON fait
WHEN NEW.dossier = 0
BEGIN SELECT RAISE(ABORT, 'Fait refusé : la caisse n''a pas de faits.'); END;

CREATE TRIGGER transfert_caisse BEFORE INSERT ON transfert
WHEN (NEW.dossier = 0) <> (substr(NEW.debit, 1, 7) = 'caisse:')
    OR (NEW.dossier = 0) <> (substr(NEW.credit, 1, 7) = 'caisse:')
BEGIN SELECT RAISE(ABORT, 'Transfert refusé : les comptes de la caisse sont ceux du dossier 0, et de lui seul.'); END;
