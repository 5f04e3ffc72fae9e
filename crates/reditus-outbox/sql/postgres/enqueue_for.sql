INSERT INTO reditus_outbox.entries (key, body, email, uid, account, fresh, enqueued_at, due_at)
SELECT $1::text, $2::text,
    reditus_outbox.customer($2::text, 'email'), reditus_outbox.customer($2::text, 'uid'),
    $3::text, $4::text = 'application', ms, ms
FROM reditus_outbox.now_ms() AS ms
ON CONFLICT (account, key) DO NOTHING
