-- The outbox of `reditus-outbox`, version 1. Everything of ours is in the schema `reditus_outbox`.

CREATE SCHEMA reditus_outbox;

CREATE TABLE reditus_outbox.schema_version (
    version integer NOT NULL
);
INSERT INTO reditus_outbox.schema_version (version) VALUES (1);

-- What time it is, in unix milliseconds. Everything that the outbox does goes by this; a test puts
-- another function in its place. Not `now()`, which is when the transaction began.
CREATE FUNCTION reditus_outbox.now_ms() RETURNS bigint
LANGUAGE sql VOLATILE AS $$ SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint $$;

-- Whose conversion it is: a digest, because an index takes no value of more than a third of a page.
-- A body that cannot be read has none, and does not fail the transaction that enqueues it.
CREATE FUNCTION reditus_outbox.customer(body text, field text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    value text;
BEGIN
    value := body::json ->> field;
    IF field = 'email' THEN
        value := lower(btrim(value, E' \t\n\r\f') COLLATE "C");
    END IF;
    RETURN 'sha256:' || encode(sha256(convert_to(value, 'UTF8')), 'hex');
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$;

CREATE TABLE reditus_outbox.entries (
    id                bigint   GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order of enqueueing
    account           text     NOT NULL DEFAULT '',
    key               text     NOT NULL,
    body              text,                                -- the conversion as JSON; NULL once sent
    email             text,                                -- whose it is, as digests
    uid               text,
    state             text     NOT NULL DEFAULT 'waiting'
                      CHECK (state IN ('waiting', 'delivering', 'refused', 'dead', 'sent')),
    fresh             boolean  NOT NULL DEFAULT false,     -- enqueued by the application, never tried
    enqueued_at       bigint   NOT NULL,
    due_at            bigint,                              -- next attempt, or end of the lease; NULL
                                                           -- if dead, sent or behind another entry
    behind            bigint,                              -- the customer's entry to wait for
    attempts          bigint   NOT NULL DEFAULT 0,
    refusals          bigint   NOT NULL DEFAULT 0,
    tried_for         bigint   NOT NULL DEFAULT 0,         -- sum of the delays between attempts
    lone_failures     bigint   NOT NULL DEFAULT 0,         -- setup failures that were this one's own
    streak            bigint   NOT NULL DEFAULT 0,         -- the streak of refusals it last was part of
    possibly_recorded boolean  NOT NULL DEFAULT false,     -- an attempt's result is unknown
    reason            text,                                -- why the last attempt failed
    outcome           text,
    settled_at        bigint
);

CREATE UNIQUE INDEX entries_key ON reditus_outbox.entries (account, key);
CREATE INDEX entries_due ON reditus_outbox.entries (account, fresh, due_at, id)
    WHERE due_at IS NOT NULL;
CREATE INDEX entries_email ON reditus_outbox.entries (account, email, id)
    WHERE email IS NOT NULL;
CREATE INDEX entries_uid ON reditus_outbox.entries (account, uid, id)
    WHERE uid IS NOT NULL;
CREATE INDEX entries_behind ON reditus_outbox.entries (behind)
    WHERE behind IS NOT NULL;
CREATE INDEX entries_unsent ON reditus_outbox.entries (account, state, enqueued_at)
    WHERE state <> 'sent';
CREATE INDEX entries_sent ON reditus_outbox.entries (settled_at)
    WHERE state = 'sent';

-- What all workers of an account share. Its row is also the lock that serialises them.
CREATE TABLE reditus_outbox.accounts (
    account         text    PRIMARY KEY,
    pause           text    CHECK (pause IN ('setup', 'refusals', 'asked')),
    paused_at       bigint,
    reason          text,
    probe_at        bigint  NOT NULL DEFAULT 0, -- when the next probe of a paused account may start
    probe_wait      bigint  NOT NULL DEFAULT 0,
    wait_until      bigint  NOT NULL DEFAULT 0, -- the service asked for this
    streak          bigint  NOT NULL DEFAULT 1, -- a new one begins with each success
    refused         bigint  NOT NULL DEFAULT 0, -- different entries refused in this streak
    last_place      bigint  NOT NULL DEFAULT 0, -- when the last request started
    fresh_in_a_row  bigint  NOT NULL DEFAULT 0,
    pace_requests   bigint,                     -- as the last worker was told
    pace_window     bigint
);

-- The requests that count towards the pace: each until a window after it ended.
CREATE TABLE reditus_outbox.places (
    account  text    NOT NULL,
    entry    bigint  NOT NULL,
    attempt  bigint  NOT NULL,
    until    bigint  NOT NULL,
    PRIMARY KEY (account, entry, attempt)
);
CREATE INDEX places_until ON reditus_outbox.places (account, until);
