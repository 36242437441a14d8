-- The audit room: what happened besides the acts on cases, and one chain over all of it in the order of commits.

-- Every event of signing in, of refused access, of administration, export and the use of seals. Never changed.
create table security_events (
    id uuid primary key,
    at timestamptz not null,
    kind text not null constraint security_events_kind check (kind ~ '^[a-z_]{1,40}$'),
    success boolean not null,
    person_id uuid references people,
    -- As typed, where nobody was known by it.
    account text constraint security_events_account check (length(account) <= 100),
    -- Whom or what it concerned.
    subject uuid,
    case_id uuid,
    channel text,
    address text,
    agent text,
    -- text, not jsonb: the chain covers the bytes
    detail text not null default '{}',
    -- Installations restored from a logical copy count transactions anew: each such life is an epoch.
    epoch integer not null default 1,
    xid bigint not null default pg_current_xact_id()::text::bigint
);
create index security_events_at on security_events (at desc, id desc);
create index security_events_person on security_events (person_id, at desc, id desc);
create index security_events_verified on security_events (at desc, id desc) where kind = 'audit_verified';
create index security_events_case on security_events (case_id) where case_id is not null;
create index security_events_sealing on security_events using brin (epoch, xid) with (autosummarize = on, pages_per_range = 8);

alter table events add column epoch integer not null default 1;
alter table events add column xid bigint not null default pg_current_xact_id()::text::bigint;
create index events_sealing on events using brin (epoch, xid) with (autosummarize = on, pages_per_range = 16);
create index events_at on events (at desc, case_id desc, sequence desc);

-- One row an event, in the order of commits, each linked to the one before. Writers never wait for it: the sealer
-- comes behind them, and takes only transactions older than every one that still runs.
create table audit_log (
    number bigint primary key,
    source text not null constraint audit_log_source check (source in ('case', 'security')),
    -- Case and sequence, or the id of the security event.
    key text not null,
    digest text not null constraint audit_log_digest check (digest ~ '^[0-9a-f]{64}$'),
    link text not null constraint audit_log_link check (link ~ '^[0-9a-f]{64}$'),
    constraint audit_log_key_unique unique (source, key)
);

-- How far the sealer has come: everything of this epoch below `upto` is in the log.
create table audit_seals (
    epoch integer not null,
    upto bigint not null,
    number bigint not null,
    link text not null,
    at timestamptz not null,
    primary key (epoch, upto)
);

-- A life of the installation: the cluster it runs in. A new cluster begins a new epoch.
create table audit_epochs (
    epoch integer primary key,
    system_identifier text not null,
    at timestamptz not null default now()
);

do $$
declare name text;
begin
    foreach name in array array['security_events', 'audit_log', 'audit_seals', 'audit_epochs'] loop
        execute format('create trigger %I before update or delete or truncate on %I
            for each statement execute function refuse_change()', name || '_append_only', name);
    end loop;
end $$;

-- Called by the owner when the schema is brought up to date: a cluster not seen before is a new epoch.
create function begin_epoch() returns void language plpgsql as $$
declare
    here text := (select system_identifier::text from pg_control_system());
    last record;
begin
    select * into last from audit_epochs order by epoch desc limit 1;
    if last.system_identifier is distinct from here then
        insert into audit_epochs (epoch, system_identifier) values (coalesce(last.epoch, 0) + 1, here);
        execute format('alter table events alter column epoch set default %s', coalesce(last.epoch, 0) + 1);
        execute format('alter table security_events alter column epoch set default %s', coalesce(last.epoch, 0) + 1);
    end if;
end $$;
revoke execute on function begin_epoch() from public;

grant select, insert on security_events, audit_log, audit_seals to tongzhou_app;
grant select on audit_epochs to tongzhou_app;
