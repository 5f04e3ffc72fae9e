-- The outbox of `reditus-outbox`, version 1. Every name of ours begins with `reditus_outbox_`.

CREATE TABLE reditus_outbox_schema (
    version INTEGER NOT NULL
);
INSERT INTO reditus_outbox_schema (version) VALUES (1);

-- What time it is, in unix milliseconds. Everything that the outbox does goes by this; a test puts
-- another view in its place. `unixepoch('subsec')` would need SQLite 3.42.
CREATE VIEW reditus_outbox_now (ms) AS
SELECT CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER);

CREATE TABLE reditus_outbox_entries (
    id                INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of enqueueing
    account           TEXT    NOT NULL DEFAULT '',
    key               TEXT    NOT NULL,
    body              TEXT,                              -- the conversion as JSON; NULL once sent
    email             TEXT,                              -- whose it is: trimmed and in lower case;
    uid               TEXT,                              -- digests of both once sent
    state             TEXT    NOT NULL DEFAULT 'waiting'
                      CHECK (state IN ('waiting', 'delivering', 'refused', 'dead', 'sent')),
    fresh             INTEGER NOT NULL DEFAULT 0,        -- enqueued by the application, never tried
    enqueued_at       INTEGER NOT NULL,
    due_at            INTEGER,                           -- next attempt, or end of the lease; NULL
                                                         -- if dead, sent or behind another entry
    behind            INTEGER,                           -- the customer's entry to wait for
    attempts          INTEGER NOT NULL DEFAULT 0,
    refusals          INTEGER NOT NULL DEFAULT 0,
    tried_for         INTEGER NOT NULL DEFAULT 0,        -- sum of the delays between attempts
    lone_failures     INTEGER NOT NULL DEFAULT 0,        -- setup failures that were this one's own
    streak            INTEGER NOT NULL DEFAULT 0,        -- the streak of refusals it last was part of
    possibly_recorded INTEGER NOT NULL DEFAULT 0,        -- an attempt's result is unknown
    reason            TEXT,                              -- why the last attempt failed
    outcome           TEXT,
    settled_at        INTEGER
);

CREATE UNIQUE INDEX reditus_outbox_entries_key ON reditus_outbox_entries (account, key);
CREATE INDEX reditus_outbox_entries_due ON reditus_outbox_entries (account, fresh, due_at, id)
    WHERE due_at IS NOT NULL;
CREATE INDEX reditus_outbox_entries_email ON reditus_outbox_entries (account, email, id)
    WHERE email IS NOT NULL;
CREATE INDEX reditus_outbox_entries_uid ON reditus_outbox_entries (account, uid, id)
    WHERE uid IS NOT NULL;
CREATE INDEX reditus_outbox_entries_behind ON reditus_outbox_entries (behind)
    WHERE behind IS NOT NULL;
CREATE INDEX reditus_outbox_entries_unsent ON reditus_outbox_entries (account, state, enqueued_at)
    WHERE state <> 'sent';
CREATE INDEX reditus_outbox_entries_sent ON reditus_outbox_entries (settled_at)
    WHERE state = 'sent';

-- What all workers of an account share.
CREATE TABLE reditus_outbox_accounts (
    account         TEXT    PRIMARY KEY NOT NULL,
    pause           TEXT    CHECK (pause IN ('setup', 'refusals', 'asked')),
    paused_at       INTEGER,
    reason          TEXT,
    probe_at        INTEGER NOT NULL DEFAULT 0, -- when the next probe of a paused account may start
    probe_wait      INTEGER NOT NULL DEFAULT 0,
    wait_until      INTEGER NOT NULL DEFAULT 0, -- the service asked for this
    streak          INTEGER NOT NULL DEFAULT 1, -- a new one begins with each success
    refused         INTEGER NOT NULL DEFAULT 0, -- different entries refused in this streak
    last_place      INTEGER NOT NULL DEFAULT 0, -- when the last request started
    fresh_in_a_row  INTEGER NOT NULL DEFAULT 0,
    pace_requests   INTEGER,                    -- as the last worker was told
    pace_window     INTEGER
);

-- The requests that count towards the pace: each until a window after it ended.
CREATE TABLE reditus_outbox_places (
    account  TEXT    NOT NULL,
    entry    INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    PRIMARY KEY (account, entry, attempt)
);
CREATE INDEX reditus_outbox_places_until ON reditus_outbox_places (account, until);
