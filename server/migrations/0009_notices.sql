-- Notices (通知): what a person is told. Written in the transaction of the act.

create table notices (
    id bigint generated always as identity primary key,
    person_id uuid not null references people,
    kind text not null constraint notices_kind check (kind in ('assigned', 'urged', 'near', 'due')),
    case_id uuid not null,
    item integer not null,
    at timestamptz not null,
    read_at timestamptz,
    -- The item is done, or no longer theirs: nothing to be told any more.
    withdrawn_at timestamptz,
    -- When it was handed to the ways out of the house (mail, webhook).
    sent_at timestamptz,
    constraint notices_item foreign key (case_id, item) references work_items (case_id, item)
);
create index notices_of_person on notices (person_id, id desc) where withdrawn_at is null;
create index notices_of_item on notices (case_id, item) where withdrawn_at is null and read_at is null;
create index notices_unsent on notices (id) where sent_at is null and withdrawn_at is null;

-- What a person wants outside the app.
create table notice_settings (
    person_id uuid primary key references people,
    -- Nothing is mailed without an address.
    mail text constraint notice_settings_mail check (mail ~ '^[^[:space:]<>@]+@[^[:space:]<>@]+$' and length(mail) <= 254),
    -- 免打扰: nothing leaves between these times of the day in Beijing.
    quiet_from time,
    quiet_to time,
    -- 摘要: one mail a day at this time instead of one each.
    digest_at time,
    -- Kinds that are shown in the app only, by channel.
    not_by_mail text[] not null default '{}',
    not_by_webhook text[] not null default '{}',
    constraint notice_settings_quiet check (num_nulls(quiet_from, quiet_to) in (0, 2))
);

grant select, insert, update on notices, notice_settings to tongzhou_app;
