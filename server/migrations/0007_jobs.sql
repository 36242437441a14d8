-- Jobs (后台任务): what happens after an act, or at a time of its own. A job is written in the transaction of the act
-- that wants it, so that it exists exactly when the act does.

create table jobs (
    id uuid primary key,
    kind text not null,
    payload jsonb not null,
    -- While a job with this key waits or runs, no second one of its kind is added.
    unique_key text,
    -- When it may run next; while it runs, when its lease ends and another process may take it.
    run_at timestamptz not null,
    -- Times it was begun. Counted when it is taken: a job that ends its process counts as well.
    attempts integer not null default 0 constraint jobs_attempts check (attempts >= 0),
    -- The process that runs it.
    leased_by uuid,
    last_error text constraint jobs_last_error check (length(last_error) <= 4000),
    created_at timestamptz not null,
    -- Given up after so many attempts; a person decides (死信).
    died_at timestamptz,
    discarded_at timestamptz,
    discarded_by uuid references people,
    constraint jobs_discarded check (num_nulls(discarded_at, discarded_by) in (0, 2)),
    constraint jobs_discarded_dead check (discarded_at is null or died_at is not null),
    constraint jobs_dead_rest check (died_at is null or leased_by is null)
);
create index jobs_due on jobs (run_at, id) where died_at is null;
create unique index jobs_unique on jobs (kind, unique_key) where unique_key is not null and died_at is null;
create index jobs_dead on jobs (died_at desc, id desc) where died_at is not null and discarded_at is null;
create index jobs_discarded_since on jobs (discarded_at) where discarded_at is not null;

-- Which round of a periodic job was started last: whichever process moves it on starts the round.
create table job_rounds (
    kind text primary key,
    round timestamptz not null
);

grant select, insert, update, delete on jobs to tongzhou_app;
grant select, insert, update on job_rounds to tongzhou_app;
