-- Dossier 0 is the fund itself: it has its own accounts, and no dossier has them.

ALTER TABLE dossier
    DROP CONSTRAINT dossier_numero_check,
    ADD CONSTRAINT dossier_numero_check CHECK (numero >= 0);

ALTER TABLE fait ADD CONSTRAINT fait_sans_caisse CHECK (dossier > 0);

ALTER TABLE transfert ADD CONSTRAINT transfert_caisse CHECK (
    (dossier = 0) = starts_with(debit, 'caisse:') AND (dossier = 0) = starts_with(credit, 'caisse:')
);
