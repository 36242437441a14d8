-- Live (实时): what has changed for whom, written in the transaction that changed it. Each server reads it after
-- commits and tells the browsers that are connected; a browser that was away reads on from where it was.

create table outbox (
    sequence bigint generated always as identity primary key,
    -- Rows become visible in the order of commits, not of numbers: a reader goes by transaction, and by what was still
    -- running when it last read.
    xid xid8 not null default pg_current_xact_id(),
    kind text not null constraint outbox_kind check (kind in ('case', 'notices')),
    -- Only hints, swept after two hours: no foreign keys that would be checked with every act.
    case_id uuid,
    version integer,
    -- Whom it concerns: people, and organs whose registrars are meant.
    holders uuid[] not null,
    -- Of these, the people whose own items changed: their counts are others now.
    handlers uuid[] not null,
    at timestamptz not null
);
create index outbox_transaction on outbox (xid, sequence);
create index outbox_at on outbox (at);

grant select, insert, delete on outbox to tongzhou_app;
