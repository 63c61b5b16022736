-- The journals on SQLite (3.37 or later, for STRICT).
--
-- STRICT: SQLite would otherwise keep the text 'abc' as an amount, and find it positive.
-- What a foreign key says is said again by the triggers where money is concerned, because SQLite
-- checks foreign keys only for the connections that ask for it.
-- Days are 'AAAA-MM-JJ', instants 'AAAA-MM-JJ HH:MM:SS.ffffff' in UTC, as Django writes them;
-- '+0 days' makes SQLite count, and so see that there is no 30 February.

CREATE TABLE dossier (
    numero   INTEGER PRIMARY KEY CHECK (numero > 0),
    sequence INTEGER NOT NULL DEFAULT 0 CHECK (sequence >= 0)
) STRICT;

CREATE TABLE compte (
    code TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE fait (
    dossier     INTEGER NOT NULL REFERENCES dossier (numero),
    sequence    INTEGER NOT NULL,
    person      INTEGER NOT NULL CHECK (person BETWEEN 0 AND 32767),
    kind        TEXT NOT NULL,
    value       TEXT,
    valid_from  TEXT NOT NULL CHECK (valid_from IS date(valid_from, '+0 days')),
    valid_until TEXT CHECK (valid_until IS date(valid_until, '+0 days')),
    known_at    TEXT NOT NULL CHECK (
        datetime(substr(known_at, 1, 19), '+0 days') IS substr(known_at, 1, 19)
        AND (length(known_at) = 19 OR substr(known_at, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]')
    ),
    source      TEXT NOT NULL,
    author      TEXT NOT NULL,
    proof       TEXT,
    replaces    INTEGER,
    PRIMARY KEY (dossier, sequence),
    FOREIGN KEY (dossier, replaces) REFERENCES fait (dossier, sequence),
    CONSTRAINT fait_dates CHECK (valid_until > valid_from),
    CONSTRAINT fait_remplace CHECK (replaces < sequence),
    CONSTRAINT fait_retrait CHECK (value IS NOT NULL OR replaces IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE evenement (
    dossier  INTEGER NOT NULL REFERENCES dossier (numero),
    sequence INTEGER NOT NULL,
    tag      TEXT NOT NULL,
    at       TEXT NOT NULL CHECK (
        datetime(substr(at, 1, 19), '+0 days') IS substr(at, 1, 19)
        AND (length(at) = 19 OR substr(at, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]')
    ),
    author   TEXT NOT NULL,
    payload  TEXT NOT NULL,
    PRIMARY KEY (dossier, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE transfert (
    dossier      INTEGER NOT NULL REFERENCES dossier (numero),
    sequence     INTEGER NOT NULL,
    debit        TEXT NOT NULL REFERENCES compte (code),
    credit       TEXT NOT NULL REFERENCES compte (code),
    amount_cents INTEGER NOT NULL,
    month        INTEGER NOT NULL,
    value_on     TEXT NOT NULL CHECK (value_on IS date(value_on, '+0 days')),
    entered_at   TEXT NOT NULL CHECK (
        datetime(substr(entered_at, 1, 19), '+0 days') IS substr(entered_at, 1, 19)
        AND (length(entered_at) = 19 OR substr(entered_at, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]')
    ),
    motive       TEXT NOT NULL,
    reference    TEXT,
    PRIMARY KEY (dossier, sequence),
    CONSTRAINT transfert_montant CHECK (amount_cents > 0),
    CONSTRAINT transfert_comptes CHECK (debit <> credit),
    CONSTRAINT transfert_mois CHECK (
        month BETWEEN 190001 AND 999912 AND month % 100 BETWEEN 1 AND 12
    )
) STRICT, WITHOUT ROWID;

-- The counter of a dossier: it starts at 0, and follows the rows of the three journals one by one.
-- So a sequence is used once among the three, without a hole.

CREATE TRIGGER dossier_nouveau BEFORE INSERT ON dossier
WHEN NEW.sequence <> 0 OR EXISTS (SELECT 1 FROM dossier WHERE numero = NEW.numero)
BEGIN SELECT RAISE(ABORT, 'Dossier refusé : il existe déjà, ou son compteur ne part pas de 0.'); END;

CREATE TRIGGER dossier_compteur BEFORE UPDATE ON dossier
WHEN NEW.numero <> OLD.numero
    OR NEW.sequence <> OLD.sequence + 1
    OR NOT (
        EXISTS (SELECT 1 FROM fait WHERE dossier = NEW.numero AND sequence = NEW.sequence)
        OR EXISTS (SELECT 1 FROM evenement WHERE dossier = NEW.numero AND sequence = NEW.sequence)
        OR EXISTS (SELECT 1 FROM transfert WHERE dossier = NEW.numero AND sequence = NEW.sequence)
    )
BEGIN SELECT RAISE(ABORT, 'Dossier inchangé : son compteur ne fait que suivre les journaux.'); END;

CREATE TRIGGER dossier_sans_suppression BEFORE DELETE ON dossier
BEGIN SELECT RAISE(ABORT, 'Dossier inchangé : un dossier ne se supprime pas.'); END;

CREATE TRIGGER compte_sans_modification BEFORE UPDATE ON compte
BEGIN SELECT RAISE(ABORT, 'Plan de comptes inchangé : un compte ne se modifie pas.'); END;

CREATE TRIGGER compte_sans_suppression BEFORE DELETE ON compte
BEGIN SELECT RAISE(ABORT, 'Plan de comptes inchangé : un compte ne se supprime pas.'); END;

-- Facts.

CREATE TRIGGER fait_suite BEFORE INSERT ON fait
WHEN NEW.sequence IS NOT (SELECT sequence + 1 FROM dossier WHERE numero = NEW.dossier)
BEGIN SELECT RAISE(ABORT, 'Fait refusé : sa séquence ne suit pas la dernière du dossier.'); END;

CREATE TRIGGER fait_remplace BEFORE INSERT ON fait
WHEN NEW.replaces IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM fait WHERE dossier = NEW.dossier AND sequence = NEW.replaces
)
BEGIN SELECT RAISE(ABORT, 'Fait refusé : le fait à remplacer n''est pas dans le dossier.'); END;

CREATE TRIGGER fait_compteur AFTER INSERT ON fait
BEGIN UPDATE dossier SET sequence = NEW.sequence WHERE numero = NEW.dossier; END;

CREATE TRIGGER fait_sans_modification BEFORE UPDATE ON fait
BEGIN SELECT RAISE(ABORT, 'Journal des faits inchangé : un fait ne se modifie pas, il se remplace.'); END;

CREATE TRIGGER fait_sans_suppression BEFORE DELETE ON fait
BEGIN SELECT RAISE(ABORT, 'Journal des faits inchangé : un fait ne se supprime pas, il se remplace.'); END;

-- Events.

CREATE TRIGGER evenement_suite BEFORE INSERT ON evenement
WHEN NEW.sequence IS NOT (SELECT sequence + 1 FROM dossier WHERE numero = NEW.dossier)
BEGIN SELECT RAISE(ABORT, 'Événement refusé : sa séquence ne suit pas la dernière du dossier.'); END;

CREATE TRIGGER evenement_compteur AFTER INSERT ON evenement
BEGIN UPDATE dossier SET sequence = NEW.sequence WHERE numero = NEW.dossier; END;

CREATE TRIGGER evenement_sans_modification BEFORE UPDATE ON evenement
BEGIN SELECT RAISE(ABORT, 'Journal des événements inchangé : un événement ne se modifie pas.'); END;

CREATE TRIGGER evenement_sans_suppression BEFORE DELETE ON evenement
BEGIN SELECT RAISE(ABORT, 'Journal des événements inchangé : un événement ne se supprime pas.'); END;

-- Transfers.

CREATE TRIGGER transfert_suite BEFORE INSERT ON transfert
WHEN NEW.sequence IS NOT (SELECT sequence + 1 FROM dossier WHERE numero = NEW.dossier)
BEGIN SELECT RAISE(ABORT, 'Transfert refusé : sa séquence ne suit pas la dernière du dossier.'); END;

CREATE TRIGGER transfert_comptes_connus BEFORE INSERT ON transfert
WHEN NOT EXISTS (SELECT 1 FROM compte WHERE code = NEW.debit)
    OR NOT EXISTS (SELECT 1 FROM compte WHERE code = NEW.credit)
BEGIN SELECT RAISE(ABORT, 'Transfert refusé : un compte n''est pas au plan de comptes.'); END;

CREATE TRIGGER transfert_compteur AFTER INSERT ON transfert
BEGIN UPDATE dossier SET sequence = NEW.sequence WHERE numero = NEW.dossier; END;

CREATE TRIGGER transfert_sans_modification BEFORE UPDATE ON transfert
BEGIN SELECT RAISE(ABORT, 'Journal des transferts inchangé : un transfert ne se modifie pas, il se contrepasse.'); END;

CREATE TRIGGER transfert_sans_suppression BEFORE DELETE ON transfert
BEGIN SELECT RAISE(ABORT, 'Journal des transferts inchangé : un transfert ne se supprime pas, il se contrepasse.'); END;
