-- Notices outside the app: what is to leave by which way (渠道), and what a person chose of it.

-- A notice on its way out. Written by the planner soon after the notice, taken out when it was handed over, or when
-- there is nothing to be told any more. `notices.sent_at`: when the planner looked at the notice.
create table notice_deliveries (
    channel text not null constraint notice_deliveries_channel
        check (channel in ('mail', 'push', 'webhook', 'zhezhengding')),
    notice_id bigint not null references notices,
    person_id uuid not null references people,
    -- Not before: 免打扰 and 摘要 put it off.
    due_at timestamptz not null,
    -- Refused for this person although the channel works: tried in a job of its own, which holds up nobody else.
    alone boolean not null default false,
    primary key (channel, notice_id)
);
create index notice_deliveries_due on notice_deliveries (channel, due_at);
create index notice_deliveries_person on notice_deliveries (person_id, channel);

alter table notice_settings
    add column version integer not null default 0,
    add column not_by_push text[] not null default '{}',
    add column not_by_zhezhengding text[] not null default '{}',
    -- An address that is not proven yet: nothing is mailed there but the code that proves it. The code itself is
    -- derived from this nonce and the installation's secret, which is not in the database.
    add column claimed_mail text constraint notice_settings_claimed_mail
        check (claimed_mail ~ '^[^[:space:]<>@]+@[^[:space:]<>@]+$' and length(claimed_mail) <= 254),
    add column claim_nonce uuid,
    add column claimed_at timestamptz,
    add column claim_tries integer not null default 0,
    add constraint notice_settings_claim check (num_nulls(claimed_mail, claim_nonce, claimed_at) in (0, 3)),
    -- From a time to the same time would be either never or always.
    add constraint notice_settings_quiet_span check (quiet_from <> quiet_to);

grant select, insert, update, delete on notice_deliveries to tongzhou_app;
