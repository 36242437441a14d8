-- Web push, a message platform's webhook and 浙政钉: where a person is reached by them, and what can still be taken back.

-- A browser that asked for pushes (RFC 8030). The endpoint is what its push service named; whoever signs in next in the
-- same browser takes it over, so that nobody is told of another's work.
create table push_subscriptions (
    id uuid primary key,
    person_id uuid not null references people,
    endpoint text not null constraint push_subscriptions_endpoint_unique unique
        constraint push_subscriptions_endpoint check (length(endpoint) <= 1000),
    -- The browser's public key and its secret (RFC 8291): what is pushed can be read there only.
    p256dh bytea not null constraint push_subscriptions_p256dh check (length(p256dh) = 65),
    auth bytea not null constraint push_subscriptions_auth check (length(auth) = 16),
    -- What the browser calls itself, for the list of one's devices.
    agent text not null constraint push_subscriptions_agent check (length(agent) <= 300),
    created_at timestamptz not null
);
create index push_subscriptions_person on push_subscriptions (person_id, created_at);

-- The person's account at 浙政钉, as the platform named it to whoever signed in there.
alter table notice_settings
    add column zhezhengding text
        constraint notice_settings_zhezhengding check (zhezhengding <> '' and length(zhezhengding) <= 100);

-- Handed over by a channel that can take back: until it was read here or its item is done, and that was told.
create table notices_shown (
    channel text not null constraint notices_shown_channel check (channel in ('push', 'webhook')),
    notice_id bigint not null references notices,
    person_id uuid not null references people,
    at timestamptz not null,
    primary key (channel, notice_id)
);
create index notices_shown_person on notices_shown (person_id, channel);

grant select, insert, update, delete on push_subscriptions to tongzhou_app;
grant select, insert, delete on notices_shown to tongzhou_app;
