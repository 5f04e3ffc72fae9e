WITH enqueued AS (
    INSERT INTO reditus_outbox.entries (key, body, email, uid, fresh, enqueued_at, due_at)
    SELECT $1::text, $2::text,
        reditus_outbox.customer($2::text, 'email'), reditus_outbox.customer($2::text, 'uid'),
        true, ms, ms
    FROM reditus_outbox.now_ms() AS ms
    ON CONFLICT (account, key) DO NOTHING
    RETURNING account
)
SELECT pg_notify('reditus_outbox', account) FROM enqueued
