INSERT INTO reditus_outbox_entries (key, body, email, uid, fresh, enqueued_at, due_at)
SELECT ?1, ?2,
    CASE WHEN json_valid(?2) THEN
        lower(trim(json_extract(?2, '$.email'), ' ' || char(9, 10, 12, 13)))
    END,
    CASE WHEN json_valid(?2) THEN json_extract(?2, '$.uid') END,
    1, ms, ms
FROM reditus_outbox_now WHERE true
ON CONFLICT (account, key) DO NOTHING
