-- Contents in which the scanner found something after they were stored: files of them stay on record, and nobody fetches
-- them any more. By content, since the same one may lie in many cases under many names. A false alarm is lifted by the
-- database's owner: `server files lift`.
create table quarantined_contents (
    sha256 text primary key constraint quarantined_contents_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    -- As the scanner names it.
    threat text not null constraint quarantined_contents_threat check (length(threat) <= 200),
    found_at timestamptz not null
);
grant select, insert on quarantined_contents to tongzhou_app;
